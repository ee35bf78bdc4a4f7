//! A set of sockets and descriptors that is polled again and again.

use super::{PollEvents, PollItem, Ready, poll, raw, roster::Roster, watch::Watch};
use crate::{Errno, Error, IntoTimeout, Result, Socket, duration, kind::Kind, socket::raw::RawSocket};
use std::{ffi::c_long, fmt, time::Duration};

/// Waits for many sockets and descriptors, each registered with a key of type `T`.
///
/// The list is kept between waits: a wait allocates nothing by itself. On Linux and Android, with more than four entries,
/// the cost grows with the ready items, not with the registered ones: the poller takes one descriptor of the system
/// (epoll), and asks only sockets with news. It asks every ready REQ or REP, and every socket [shared with other
/// code](Socket::as_raw), at each wait. On other systems, and with a thread-safe socket or a file on a disk in the list,
/// each wait asks every socket, as [`poll`] does; C then allocates for more than 16 items.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let (tasks, control) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PULL)?);
/// # let sender = ctx.socket(zmq::PUSH)?;
/// # tasks.bind("inproc://tasks")?; control.bind("inproc://control")?; sender.connect("inproc://tasks")?;
/// # sender.send("work")?;
/// #[derive(Clone, Copy)]
/// enum Source {
///     Tasks,
///     Control,
/// }
/// let mut poller = zmq::Poller::new();
/// poller.register(&tasks, Source::Tasks, zmq::POLLIN)?;
/// poller.register(&control, Source::Control, zmq::POLLIN)?;
/// for event in poller.wait(None)? {
///     match event.key {
///         Source::Tasks => assert_eq!(tasks.recv()?, "work"), // the sockets stay usable
///         Source::Control => drop(control.recv()?),
///     }
/// }
/// # Ok(()) }
/// ```
///
/// It borrows its sockets and descriptors, so nothing can close while it is registered:
///
/// ```compile_fail,E0505
/// # fn main() -> zmq::Result<()> {
/// let pull = zmq::Context::new()?.socket(zmq::PULL)?;
/// let mut poller = zmq::Poller::new();
/// poller.register(&pull, 1, zmq::POLLIN)?;
/// drop(pull); // the poller still borrows it
/// poller.wait(None)?;
/// # Ok(()) }
/// ```
///
/// So it cannot stand in a struct beside its own sockets. [`readable`](crate::readable) waits for a few without a poller. For many, a
/// method of the struct makes the poller, and takes the struct apart into the sockets and the rest:
///
/// ```
/// struct Server {
///     inputs: Vec<zmq::Socket<zmq::Pull>>,
///     state: State,
/// }
/// # #[derive(Default)]
/// # struct State { heard: usize }
/// # impl State { fn hear(&mut self, _: usize, _: zmq::Message) { self.heard += 1 } }
///
/// impl Server {
///     fn run(&mut self) -> zmq::Result<()> {
///         let Server { inputs, state } = self;
///         let mut poller = zmq::Poller::new();
///         for (number, socket) in inputs.iter().enumerate() {
///             poller.register(socket, number, zmq::POLLIN)?;
///         }
///         for event in poller.wait(None)? {
///             state.hear(event.key, inputs[event.key].recv()?); // with `&mut self` of the state
///         }
///         Ok(())
///     }
/// }
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let inputs = vec![ctx.socket(zmq::PULL)?, ctx.socket_builder(zmq::PULL).bind("inproc://inputs").build()?];
/// # ctx.socket_builder(zmq::PUSH).connect("inproc://inputs").build()?.send("Hello")?;
/// # let mut server = Server { inputs, state: State::default() };
/// # server.run()?;
/// # assert_eq!(server.state.heard, 1);
/// # Ok(()) }
/// ```
///
/// It stays on the thread of its sockets:
///
/// ```compile_fail,E0277
/// fn send<T: Send>() {}
/// send::<zmq::Poller<'static, u32>>();
/// ```
/// ```compile_fail,E0277
/// fn share<T: Sync>() {}
/// share::<zmq::Poller<'static, u32>>();
/// ```
#[doc(alias = "zmq_poll")]
pub struct Poller<'a, T> {
    items: Vec<PollItem<'a>>,
    /// One for each item, at the same place.
    keys: Vec<T>,
    roster: Roster,
    watch: Watch<'a>,
    /// The places of what the last wait found, in their order.
    found: Vec<usize>,
}

impl<'a, T> Poller<'a, T> {
    /// A poller with nothing in it.
    pub const fn new() -> Poller<'a, T> {
        Poller {
            items: Vec::new(),
            keys: Vec::new(),
            roster: Roster::new(),
            watch: Watch::new(),
            found: Vec::new(),
        }
    }

    /// How many sockets and descriptors are registered.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing is registered.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Adds a socket. With no events it stays in the list and is never ready. Two may have the same key.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the socket is registered already; use [`modify`](Self::modify).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let (requests, updates) = (ctx.socket(zmq::REP)?, ctx.socket(zmq::PULL)?);
    /// let mut poller = zmq::Poller::new();
    /// poller.register(&requests, "requests", zmq::POLLIN)?;
    /// poller.register(&updates, "updates", zmq::POLLIN)?;
    /// assert_eq!(poller.len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn register<K: Kind>(&mut self, socket: &'a Socket<K>, key: T, events: PollEvents) -> Result<()> {
        self.add(PollItem::new(socket, events), Some(socket.raw()), key)
    }

    /// Changes the events of a registered socket.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the socket is not registered.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let dealer = ctx.socket(zmq::DEALER)?;
    /// let mut poller = zmq::Poller::new();
    /// poller.register(&dealer, (), zmq::POLLIN)?;
    /// poller.modify(&dealer, zmq::POLLIN | zmq::POLLOUT)?;
    /// # Ok(()) }
    /// ```
    pub fn modify<K: Kind>(&mut self, socket: &Socket<K>, events: PollEvents) -> Result<()> {
        self.set(&PollItem::new(socket, events))
    }

    /// Unregisters a socket and returns its key.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the socket is not registered.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pull = ctx.socket(zmq::PULL)?;
    /// let mut poller = zmq::Poller::new();
    /// poller.register(&pull, 7, zmq::POLLIN)?;
    /// assert_eq!(poller.remove(&pull)?, 7); // the key
    /// assert!(poller.is_empty());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "unregister")]
    pub fn remove<K: Kind>(&mut self, socket: &Socket<K>) -> Result<T> {
        self.take(&PollItem::new(socket, PollEvents::NONE))
    }

    /// Waits until something is ready, or `timeout` is over, and returns what is ready: nothing after the timeout.
    ///
    /// A timeout of `None` waits for ever, zero only looks; fractions of a millisecond round up. A wait interrupted by a
    /// signal resumes. An empty poller sleeps for the timeout.
    ///
    /// # Errors
    /// - [`EFAULT`](Errno::EFAULT): nothing is registered and there is no timeout: it would never return.
    /// - [`ETERM`](Errno::ETERM): the context of one of the sockets was shut down.
    /// - Others of the system, as for more descriptors than the process may have open.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://wait")?; push.connect("inproc://wait")?;
    /// use std::time::Duration;
    /// let mut poller = zmq::Poller::new();
    /// poller.register(&pull, "pull", zmq::POLLIN)?;
    /// push.send("x")?;
    /// for event in poller.wait(Duration::from_secs(5))? {
    ///     assert_eq!(event.key, "pull");
    ///     assert!(event.is_readable());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn wait(&mut self, timeout: impl IntoTimeout) -> Result<Ready<'_, 'a, T>> {
        let timeout = timeout.into_timeout();
        self.refuse_for_ever(timeout)?;
        if !self.wait_watching(timeout, false)? {
            let count = poll(&mut self.items, timeout)?;
            self.look(count);
        }
        Ok(Ready::new(&self.found, &self.items, &self.keys))
    }

    /// As [`wait`](Self::wait), but a signal ends it. It may also end early if C cannot count the timeout: on some systems,
    /// beyond 24 days.
    ///
    /// # Errors
    /// As [`wait`](Self::wait), and [`EINTR`](Errno::EINTR): a signal came, and nothing was ready.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// # let pull = ctx.socket(zmq::PULL)?;
    /// let mut poller = zmq::Poller::new();
    /// poller.register(&pull, (), zmq::POLLIN)?;
    /// match poller.wait_interruptible(Duration::from_millis(1)) {
    ///     Ok(ready) => assert!(ready.is_empty()),
    ///     Err(error) => assert_eq!(error, zmq::Errno::EINTR), // look at the flag of your signal handler
    /// }
    /// # Ok(()) }
    /// ```
    #[doc(alias = "EINTR")]
    pub fn wait_interruptible(&mut self, timeout: impl IntoTimeout) -> Result<Ready<'_, 'a, T>> {
        let timeout = timeout.into_timeout();
        self.refuse_for_ever(timeout)?;
        if !self.wait_watching(timeout, true)? {
            let millis = duration::to_millis("timeout", timeout).unwrap_or(i32::MAX);
            let count = raw::poll(&mut self.items, c_long::from(millis))?;
            self.look(count);
        }
        Ok(Ready::new(&self.found, &self.items, &self.keys))
    }

    fn refuse_for_ever(&self, timeout: Option<Duration>) -> Result<()> {
        if self.items.is_empty() && timeout.is_none() {
            return Err(Error::refused(
                Errno::EFAULT,
                "Poller",
                "nothing is registered, it would wait for ever",
            ));
        }
        Ok(())
    }

    /// Waits at the price of what is ready, and says whether that was possible.
    fn wait_watching(&mut self, timeout: Option<Duration>, once: bool) -> Result<bool> {
        match self.watch.wait(&self.roster, &mut self.items, &mut self.found, timeout, once) {
            Some(waited) => waited.map(|()| true),
            None => Ok(false),
        }
    }

    /// After the call of C, which found `count` items ready.
    fn look(&mut self, count: usize) {
        self.found.clear();
        for (place, item) in self.items.iter().enumerate() {
            if self.found.len() == count {
                break;
            }
            if !item.revents().is_empty() {
                self.found.push(place);
            }
        }
    }

    pub(super) fn add(&mut self, item: PollItem<'a>, socket: Option<&'a RawSocket>, key: T) -> Result<()> {
        let number = self.roster.add(&item)?;
        self.watch.add(number, socket, &item);
        self.items.push(item);
        self.keys.push(key);
        Ok(())
    }

    /// Gives a registered item the events of this one.
    pub(super) fn set(&mut self, item: &PollItem<'_>) -> Result<()> {
        let (place, number) = self.roster.find(item)?;
        if let Some(known) = self.items.get_mut(place) {
            known.set_events(item.events());
        }
        self.watch.modify((place, number), item);
        Ok(())
    }

    pub(super) fn take(&mut self, item: &PollItem<'_>) -> Result<T> {
        let (place, _) = self.roster.find(item)?;
        self.roster.remove(place, item);
        self.watch.remove(place, item);
        self.items.remove(place);
        Ok(self.keys.remove(place))
    }
}

impl<T> Default for Poller<'_, T> {
    fn default() -> Self {
        Poller::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for Poller<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.keys.iter().zip(self.items.iter().map(PollItem::events))).finish()
    }
}
