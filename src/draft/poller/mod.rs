//! The poller that thread-safe sockets need, over `zmq_poller_*`.

mod raw;
mod ready;

use crate::{
    Errno, Error, IntoTimeout, PollEvents, PollerEvent, Result, Socket, duration, kind::Kind,
    poll::raw::refuse_too_many, socket::raw::RawSocket,
};
use raw::{Borrowed, Fd, RawEvent, RawPoller};
pub use ready::ReadyDraft;
use ready::to_event;
use std::{
    ffi::c_long,
    fmt,
    time::{Duration, Instant},
};

/// A [`Poller`](crate::Poller) for the thread-safe socket types of the draft API, for ordinary sockets and descriptors.
/// [`poll`](crate::poll()) cannot wait for thread-safe ones.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # if !zmq::has(zmq::Capability::Draft) { return Ok(()) }
/// # let ctx = zmq::Context::new()?;
/// let server = ctx.socket(zmq::SocketType::Server)?;
/// let client = ctx.socket(zmq::SocketType::Client)?;
/// let port = server.bind_to_random_port("tcp://127.0.0.1")?;
/// client.connect(&format!("tcp://127.0.0.1:{port}"))?;
/// let mut poller = zmq::DraftPoller::new()?;
/// poller.register(&server, "server", zmq::POLLIN)?;
/// client.send("Hello")?;
/// for event in poller.wait(None)? {
///     assert_eq!(event.key, "server");
///     assert_eq!(server.recv()?, "Hello");
/// }
/// # Ok(()) }
/// ```
///
/// It borrows what it polls, so nothing can close while it is registered:
///
/// ```compile_fail,E0505
/// # fn main() -> zmq::Result<()> {
/// let pull = zmq::Context::new()?.socket(zmq::PULL)?;
/// let mut poller = zmq::DraftPoller::new()?;
/// poller.register(&pull, 1, zmq::POLLIN)?;
/// drop(pull); // the poller still borrows it
/// poller.wait(None)?;
/// # Ok(()) }
/// ```
///
/// It stays on its thread, whatever is registered:
///
/// ```compile_fail,E0277
/// fn send<T: Send>() {}
/// send::<zmq::DraftPoller<'static, u32>>();
/// ```
/// ```compile_fail,E0277
/// fn share<T: Sync>() {}
/// share::<zmq::DraftPoller<'static, u32>>();
/// ```
#[doc(alias = "zmq_poller_new")]
#[doc(alias = "zmq_poller_destroy")]
pub struct DraftPoller<'a, T> {
    raw: RawPoller<'a>,
    /// What is registered, at the place whose number C has; a place that is free is used again.
    entries: Vec<Option<Entry<'a, T>>>,
    /// Where C puts what it found.
    found: Vec<RawEvent>,
    /// Whether C will ask each socket for its descriptor in the next wait.
    changed: bool,
    /// How many descriptors C polls.
    polled: usize,
}

struct Entry<'a, T> {
    key: T,
    target: Target<'a>,
    events: PollEvents,
}

/// What is waited for.
enum Target<'a> {
    Socket { socket: &'a RawSocket, thread_safe: bool },
    Fd(Fd),
}

impl Target<'_> {
    fn is_socket<K: Kind>(&self, other: &Socket<K>) -> bool {
        matches!(self, Target::Socket { socket, .. } if socket.as_ptr() == other.raw().as_ptr())
    }

    fn is_fd(&self, other: Fd) -> bool {
        matches!(self, Target::Fd(fd) if *fd == other)
    }
}

impl<'a, T> DraftPoller<'a, T> {
    /// A poller with nothing in it.
    ///
    /// # Errors
    /// [`ENOMEM`](Errno::ENOMEM), if C has no memory.
    pub fn new() -> Result<DraftPoller<'a, T>> {
        Ok(DraftPoller {
            raw: RawPoller::new()?,
            entries: Vec::new(),
            found: Vec::new(),
            changed: false,
            polled: 0,
        })
    }

    /// How many sockets and descriptors are registered.
    #[doc(alias = "zmq_poller_size")]
    pub fn len(&self) -> usize {
        self.raw.size()
    }

    /// Whether nothing is registered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a socket. With no events it stays in the list and is never ready. Two may have the same key.
    ///
    /// # Errors
    /// - [`EINVAL`](Errno::EINVAL): the socket is registered already.
    /// - [`EMFILE`](Errno::EMFILE): the first thread-safe socket takes a descriptor, and there is none left.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::SERVER)?;
    /// let mut poller = zmq::DraftPoller::new()?;
    /// poller.register(&server, "server", zmq::POLLIN)?;
    /// assert_eq!(poller.len(), 1);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_poller_add")]
    pub fn register<K: Kind>(&mut self, socket: &'a Socket<K>, key: T, events: PollEvents) -> Result<()> {
        let number = self.free();
        self.raw.add(socket.raw(), number, events).map_err(|error| error.about("zmq_poller_add"))?;
        let thread_safe = is_thread_safe(socket);
        self.put(number, Entry { key, target: Target::Socket { socket: socket.raw(), thread_safe }, events });
        Ok(())
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
    /// let server = ctx.socket(zmq::SERVER)?;
    /// let mut poller = zmq::DraftPoller::new()?;
    /// poller.register(&server, (), zmq::POLLIN)?;
    /// poller.modify(&server, zmq::POLLIN | zmq::POLLOUT)?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_poller_modify")]
    pub fn modify<K: Kind>(&mut self, socket: &Socket<K>, events: PollEvents) -> Result<()> {
        self.raw.modify(socket.raw(), events).map_err(|error| error.about("zmq_poller_modify"))?;
        self.set(|target| target.is_socket(socket), events);
        Ok(())
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
    /// let server = ctx.socket(zmq::SERVER)?;
    /// let mut poller = zmq::DraftPoller::new()?;
    /// poller.register(&server, 7, zmq::POLLIN)?;
    /// assert_eq!(poller.remove(&server)?, 7); // the key
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_poller_remove")]
    pub fn remove<K: Kind>(&mut self, socket: &Socket<K>) -> Result<T> {
        self.raw.remove(socket.raw()).map_err(|error| error.about("zmq_poller_remove"))?;
        self.take(|target| target.is_socket(socket))
    }

    /// Adds a descriptor, as [`register`](Self::register).
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the descriptor is registered already.
    #[doc(alias = "zmq_poller_add_fd")]
    pub fn register_fd(&mut self, fd: Borrowed<'a>, key: T, events: PollEvents) -> Result<()> {
        self.add_fd(raw::number(fd), key, events)
    }

    /// Changes the events of a registered descriptor.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the descriptor is not registered.
    #[doc(alias = "zmq_poller_modify_fd")]
    pub fn modify_fd(&mut self, fd: Borrowed<'_>, events: PollEvents) -> Result<()> {
        let fd = raw::number(fd);
        self.raw.modify_fd(fd, events).map_err(|error| error.about("zmq_poller_modify_fd"))?;
        self.set(|target| target.is_fd(fd), events);
        Ok(())
    }

    /// Unregisters a descriptor and returns its key.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the descriptor is not registered.
    #[doc(alias = "zmq_poller_remove_fd")]
    pub fn remove_fd(&mut self, fd: Borrowed<'_>) -> Result<T> {
        let fd = raw::number(fd);
        self.raw.remove_fd(fd).map_err(|error| error.about("zmq_poller_remove_fd"))?;
        self.take(|target| target.is_fd(fd))
    }

    /// A descriptor for other event loops: readable when a thread-safe socket of the list may have an event. It only wakes.
    /// Call [`wait`](Self::wait) with a timeout of zero to learn what happened: once before the first wait, and after each
    /// wake-up until nothing is ready. Ordinary sockets and descriptors do not show on it.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): no thread-safe socket was ever registered.
    #[doc(alias = "zmq_poller_fd")]
    pub fn fd(&self) -> Result<Borrowed<'_>> {
        let fd = self.raw.fd().map_err(|error| error.about("zmq_poller_fd"))?;
        Ok(raw::borrow_fd(&self.raw, fd))
    }

    /// Waits until something is ready, or `timeout` is over, and returns everything ready: nothing after the timeout.
    ///
    /// A timeout of `None` waits for ever, zero only looks; fractions of a millisecond round up. A wait interrupted by a
    /// signal resumes. With nothing registered it sleeps for the timeout.
    ///
    /// # Errors
    /// - [`EFAULT`](Errno::EFAULT): nothing is registered and there is no timeout: it would never return.
    /// - [`ETERM`](Errno::ETERM): the context of one of the sockets was shut down.
    /// - [`EINVAL`](Errno::EINVAL): more is registered than descriptors the process may have open.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let gather = ctx.socket(zmq::GATHER)?;
    /// let mut poller = zmq::DraftPoller::new()?;
    /// poller.register(&gather, (), zmq::POLLIN)?;
    /// assert!(poller.wait(Duration::from_millis(1))?.is_empty()); // nothing came
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_poller_wait_all")]
    pub fn wait(&mut self, timeout: impl IntoTimeout) -> Result<ReadyDraft<'_, 'a, T>> {
        self.prepare()?;
        let room = self.entries.len().max(1);
        if self.found.len() < room {
            self.found.resize_with(room, RawEvent::empty);
        }
        let (raw, found) = (&mut self.raw, &mut self.found);
        let count = over_signals(timeout.into_timeout(), |millis| raw.wait_all(found, millis))?.unwrap_or(0);
        let found = self.found.get(..count).unwrap_or_default();
        Ok(ReadyDraft::new(found, &self.entries))
    }

    /// As [`wait`](Self::wait), but returns only the first ready one, in the order of registration: if it is always ready,
    /// it hides the others.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let gather = ctx.socket(zmq::GATHER)?;
    /// let mut poller = zmq::DraftPoller::new()?;
    /// poller.register(&gather, (), zmq::POLLIN)?;
    /// assert!(poller.wait_one(Duration::from_millis(1))?.is_none());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_poller_wait")]
    pub fn wait_one(&mut self, timeout: impl IntoTimeout) -> Result<Option<PollerEvent<T>>>
    where
        T: Clone,
    {
        self.prepare()?;
        let (raw, mut event) = (&mut self.raw, RawEvent::empty());
        let found = over_signals(timeout.into_timeout(), |millis| raw.wait(&mut event, millis))?;
        Ok(found.and_then(|()| to_event(&self.entries, &event)))
    }

    /// C asks each ordinary socket for its descriptor after a change, and aborts if the context was shut down.
    /// A socket learns that only in a call, and none comes between this one and C's.
    fn prepare(&mut self) -> Result<()> {
        if !self.changed {
            return refuse_too_many("DraftPoller", self.polled);
        }
        for entry in self.entries.iter().flatten() {
            match entry.target {
                Target::Socket { socket, thread_safe: false } if !entry.events.is_empty() => {
                    socket.get_bytes(zmq_sys::ZMQ_FD, &mut [0; size_of::<Fd>()])?;
                }
                _ => (),
            }
        }
        self.changed = false;
        self.polled = self.count_polled();
        refuse_too_many("DraftPoller", self.polled)
    }

    /// How many descriptors C polls: one for all thread-safe sockets, and one for each of the others. By `select` it makes room
    /// for all that are registered.
    fn count_polled(&self) -> usize {
        if cfg!(windows) {
            return self.len();
        }
        let polled = || self.entries.iter().flatten().filter(|entry| !entry.events.is_empty());
        let shares = |entry: &&Entry<'a, T>| matches!(entry.target, Target::Socket { thread_safe: true, .. });
        let own = polled().filter(|entry| !shares(entry)).count();
        own + usize::from(polled().any(|entry| shares(&entry)))
    }

    fn add_fd(&mut self, fd: Fd, key: T, events: PollEvents) -> Result<()> {
        let number = self.free();
        self.raw.add_fd(fd, number, events).map_err(|error| error.about("zmq_poller_add_fd"))?;
        self.put(number, Entry { key, target: Target::Fd(fd), events });
        Ok(())
    }

    /// A place for another entry.
    fn free(&mut self) -> usize {
        let free = self.entries.iter().position(Option::is_none);
        free.unwrap_or_else(|| {
            self.entries.push(None);
            self.entries.len() - 1
        })
    }

    fn put(&mut self, number: usize, entry: Entry<'a, T>) {
        self.changed = true;
        if let Some(place) = self.entries.get_mut(number) {
            *place = Some(entry);
        }
    }

    fn set(&mut self, found: impl Fn(&Target<'a>) -> bool, events: PollEvents) {
        self.changed = true;
        if let Some(entry) = self.entries.iter_mut().flatten().find(|entry| found(&entry.target)) {
            entry.events = events;
        }
    }

    fn take(&mut self, found: impl Fn(&Target<'a>) -> bool) -> Result<T> {
        self.changed = true;
        let is_it =
            |place: &&mut Option<Entry<'a, T>>| place.as_ref().is_some_and(|entry| found(&entry.target));
        let entry = self.entries.iter_mut().find(is_it).and_then(Option::take);
        entry.map(|entry| entry.key).ok_or_else(|| Error::from(Errno::EINVAL))
    }
}

/// Whether C polls a socket by a signal, and not by its descriptor: its kind is one of the thread-safe ones.
fn is_thread_safe<K: Kind>(socket: &Socket<K>) -> bool {
    let mut fd = [0; size_of::<Fd>()];
    matches!(socket.raw().get_bytes(zmq_sys::ZMQ_FD, &mut fd), Err(error) if error == Errno::EINVAL)
}

/// Calls `wait` with milliseconds until it finds something or the time is over, which is `None`.
fn over_signals<R>(
    timeout: Option<Duration>,
    mut wait: impl FnMut(c_long) -> Result<R>,
) -> Result<Option<R>> {
    let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    let mut left = timeout;
    loop {
        // What C cannot count, on some systems more than 24 days, is waited for in pieces.
        let millis = duration::to_millis("timeout", left).unwrap_or(i32::MAX);
        match wait(c_long::from(millis)) {
            Ok(found) => return Ok(Some(found)),
            Err(error) if error == Errno::EINTR => (),
            Err(error) if error == Errno::EAGAIN => {
                if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                    return Ok(None);
                }
            }
            Err(error) => return Err(error),
        }
        if let Some(deadline) = deadline {
            left = Some(deadline.saturating_duration_since(Instant::now()));
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for DraftPoller<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.entries.iter().flatten().map(|entry| (&entry.key, entry.events))).finish()
    }
}
