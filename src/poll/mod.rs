//! Waiting for several sockets and descriptors at once.

mod descriptors;
mod poller;
pub(crate) mod raw;
mod readable;
mod ready;
mod roster;
mod watch;

pub use poller::Poller;
pub use readable::{Pollable, readable};
pub use ready::{PollerEvent, Ready};

use crate::{Errno, IntoTimeout, Result, Socket, duration, kind::Kind, process::Birth};
use std::{
    ffi::c_long,
    fmt,
    marker::PhantomData,
    ops::{BitAnd, BitOr},
    time::Instant,
};

/// What to wait for, and what happened: a set of [`POLLIN`], [`POLLOUT`], [`POLLERR`] and [`POLLPRI`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PollEvents(i16);

/// A message can be received without waiting, or a descriptor read.
#[doc(alias = "ZMQ_POLLIN")]
pub const POLLIN: PollEvents = PollEvents(zmq_sys::ZMQ_POLLIN as i16);
/// A message can be sent without waiting, or a descriptor written.
#[doc(alias = "ZMQ_POLLOUT")]
pub const POLLOUT: PollEvents = PollEvents(zmq_sys::ZMQ_POLLOUT as i16);
/// A descriptor has an error; sockets never do.
#[doc(alias = "ZMQ_POLLERR")]
pub const POLLERR: PollEvents = PollEvents(zmq_sys::ZMQ_POLLERR as i16);
/// A descriptor has urgent data; sockets never do.
#[doc(alias = "ZMQ_POLLPRI")]
pub const POLLPRI: PollEvents = PollEvents(zmq_sys::ZMQ_POLLPRI as i16);

impl PollEvents {
    /// No event.
    pub const NONE: PollEvents = PollEvents(0);

    /// C's bits.
    pub const fn bits(self) -> i16 {
        self.0
    }

    /// The set with these of C's bits, without unknown bits.
    pub const fn from_bits(bits: i16) -> PollEvents {
        PollEvents(bits & (POLLIN.0 | POLLOUT.0 | POLLERR.0 | POLLPRI.0))
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Without [`POLLPRI`], of which the `select` of Windows knows nothing.
    #[cfg(windows)]
    pub(crate) const fn of_select(self) -> PollEvents {
        PollEvents(self.0 & (POLLIN.0 | POLLOUT.0 | POLLERR.0))
    }

    /// Whether all of `events` are in the set.
    pub const fn contains(self, events: PollEvents) -> bool {
        self.0 & events.0 == events.0
    }

    /// Whether something can be received or read: [`POLLIN`] is in the set.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://is_readable")?; push.connect("inproc://is_readable")?;
    /// push.send("Hello")?;
    /// if pull.poll(zmq::POLLIN, None)?.is_readable() {
    ///     assert_eq!(pull.recv()?, "Hello");
    /// }
    /// # Ok(()) }
    /// ```
    pub const fn is_readable(self) -> bool {
        self.contains(POLLIN)
    }

    /// Whether something can be sent or written: [`POLLOUT`] is in the set.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let push = zmq::Context::new()?.socket(zmq::PUSH)?;
    /// assert!(!push.events()?.is_writable()); // it has no peer
    /// # Ok(()) }
    /// ```
    pub const fn is_writable(self) -> bool {
        self.contains(POLLOUT)
    }

    /// Whether a descriptor has an error: [`POLLERR`] is in the set. Sockets never have.
    ///
    /// ```
    /// assert!((zmq::POLLIN | zmq::POLLERR).is_error());
    /// ```
    pub const fn is_error(self) -> bool {
        self.contains(POLLERR)
    }
}

impl BitOr for PollEvents {
    type Output = PollEvents;

    fn bitor(self, other: PollEvents) -> PollEvents {
        PollEvents(self.0 | other.0)
    }
}

impl BitAnd for PollEvents {
    type Output = PollEvents;

    fn bitand(self, other: PollEvents) -> PollEvents {
        PollEvents(self.0 & other.0)
    }
}

impl fmt::Debug for PollEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [(POLLIN, "POLLIN"), (POLLOUT, "POLLOUT"), (POLLERR, "POLLERR"), (POLLPRI, "POLLPRI")];
        let set = names.iter().filter(|(event, _)| self.contains(*event)).map(|(_, name)| *name);
        write!(f, "PollEvents({})", set.collect::<Vec<_>>().join(" | "))
    }
}

/// An item for [`poll`]: a socket or a descriptor, and the events of interest.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let (requests, updates) = (ctx.socket(zmq::REP)?, ctx.socket(zmq::PULL)?);
/// let mut items = [zmq::PollItem::new(&requests, zmq::POLLIN), zmq::PollItem::new(&updates, zmq::POLLIN)];
/// zmq::poll(&mut items, std::time::Duration::from_millis(1))?;
/// assert!(!items[0].is_readable()); // no request came
/// # Ok(()) }
/// ```
///
/// It borrows the socket or descriptor, so neither can close while it is polled:
///
/// ```compile_fail,E0505
/// # fn main() -> zmq::Result<()> {
/// let pull = zmq::Context::new()?.socket(zmq::PULL)?;
/// let mut items = [zmq::PollItem::new(&pull, zmq::POLLIN)];
/// drop(pull); // the item still borrows it
/// zmq::poll(&mut items, None)?;
/// # Ok(()) }
/// ```
///
/// It stays on the thread of its socket:
///
/// ```compile_fail,E0277
/// fn send<T: Send>() {}
/// send::<zmq::PollItem<'static>>();
/// ```
#[doc(alias = "zmq_pollitem_t")]
#[repr(transparent)]
pub struct PollItem<'a> {
    item: zmq_sys::zmq_pollitem_t,
    /// Borrows what is polled; a raw pointer, since a socket must not be used from two threads.
    borrows: PhantomData<(&'a (), *const ())>,
}

impl<'a> PollItem<'a> {
    /// Waits for `events` of a socket.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let (a, b) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PULL)?);
    /// let mut items = [zmq::PollItem::new(&a, zmq::POLLIN), zmq::PollItem::new(&b, zmq::POLLIN)];
    /// assert_eq!(zmq::poll(&mut items, std::time::Duration::ZERO)?, 0); // none is ready
    /// # Ok(()) }
    /// ```
    pub fn new<K: Kind>(socket: &'a Socket<K>, events: PollEvents) -> PollItem<'a> {
        // C does not look at the descriptor where there is a socket.
        PollItem::from_item(socket.raw().polled_ptr(), socket.raw().birth().number() as _, events)
    }

    /// Waits for `events` of a descriptor.
    #[cfg(unix)]
    pub fn from_fd(fd: std::os::fd::BorrowedFd<'a>, events: PollEvents) -> PollItem<'a> {
        use std::os::fd::AsRawFd;
        PollItem::from_item(std::ptr::null_mut(), fd.as_raw_fd(), events)
    }

    /// Waits for `events` of a system socket.
    #[cfg(windows)]
    pub fn from_socket(socket: std::os::windows::io::BorrowedSocket<'a>, events: PollEvents) -> PollItem<'a> {
        use std::os::windows::io::AsRawSocket;
        PollItem::from_item(std::ptr::null_mut(), socket.as_raw_socket() as _, events)
    }

    pub(crate) fn from_item(
        socket: *mut std::ffi::c_void,
        fd: zmq_sys::zmq_fd_t,
        events: PollEvents,
    ) -> PollItem<'a> {
        let item = zmq_sys::zmq_pollitem_t { socket, fd, events: events.0, revents: 0 };
        PollItem { item, borrows: PhantomData }
    }

    /// Another item for the same, with the events that this one has.
    #[inline]
    pub(crate) fn copied(&self) -> PollItem<'a> {
        let zmq_sys::zmq_pollitem_t { socket, fd, events, revents } = self.item;
        PollItem { item: zmq_sys::zmq_pollitem_t { socket, fd, events, revents }, borrows: PhantomData }
    }

    /// Whether libzmq gives it to `select`: a socket with any event, a descriptor with one that `select` knows.
    #[cfg(windows)]
    fn asks_the_system(&self) -> bool {
        let events = if self.item.socket.is_null() { self.events().of_select() } else { self.events() };
        !events.is_empty()
    }

    /// The socket or the descriptor.
    pub(crate) fn target(&self) -> (*mut std::ffi::c_void, zmq_sys::zmq_fd_t) {
        (self.item.socket, self.item.fd)
    }

    /// Refuses a forked child's copy of a socket.
    pub(crate) fn check(&self) -> Result<()> {
        let birth = Birth::numbered(self.item.fd as u32);
        if self.item.socket.is_null() { Ok(()) } else { birth.check("poll") }
    }

    /// What to wait for.
    pub fn events(&self) -> PollEvents {
        PollEvents(self.item.events)
    }

    /// Waits for other events from the next [`poll`] on.
    pub fn set_events(&mut self, events: PollEvents) {
        self.item.events = events.0;
    }

    /// What the last [`poll`] found.
    pub fn revents(&self) -> PollEvents {
        PollEvents::from_bits(self.item.revents)
    }

    /// Whether the last [`poll`] found the item readable: a message can be received without waiting.
    pub fn is_readable(&self) -> bool {
        self.revents().is_readable()
    }

    /// Whether the last [`poll`] found the item writable: a message can be sent without waiting.
    pub fn is_writable(&self) -> bool {
        self.revents().is_writable()
    }

    /// Whether the last [`poll`] found an error of a descriptor.
    pub fn is_error(&self) -> bool {
        self.revents().is_error()
    }

    /// Whether this item waits for `socket`.
    pub fn is_for<K: Kind>(&self, socket: &Socket<K>) -> bool {
        self.item.socket == socket.raw().as_ptr()
    }

    /// Notes what was found.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn set_revents(&mut self, events: PollEvents) {
        self.item.revents = events.0;
    }
}

impl fmt::Debug for PollItem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PollItem")
            .field("events", &self.events())
            .field("revents", &self.revents())
            .finish_non_exhaustive()
    }
}

/// Waits until one of `items` has an event, or `timeout` is over; returns the number of items with events.
///
/// A timeout of `None` waits for ever, zero only looks; fractions of a millisecond round up. A wait interrupted by a signal
/// (`EINTR`) resumes with the remaining timeout. [`revents`](PollItem::revents) has the events of an item. Without items,
/// it sleeps.
///
/// # Errors
/// [`ETERM`](Errno::ETERM): the context of one of the sockets was shut down. Others of the system, as for a closed
/// descriptor. [`EINVAL`](Errno::EINVAL): more items than descriptors the process may have open.
/// [`ENOTSUP`](Errno::ENOTSUP): a socket of the parent process, after a fork.
///
/// After lowering the limit of descriptors to none (`RLIMIT_NOFILE` 0) a process must not wait any more, here or in another
/// call: the system refuses it, and libzmq aborts the process.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// # pull.bind("inproc://poll")?; push.connect("inproc://poll")?;
/// # push.send("Hello")?;
/// let mut items = [zmq::PollItem::new(&pull, zmq::POLLIN), zmq::PollItem::new(&push, zmq::POLLOUT)];
/// assert_eq!(zmq::poll(&mut items, None)?, 2);
/// if items[0].is_readable() {
///     assert_eq!(pull.recv()?, "Hello");
/// }
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_poll")]
pub fn poll(items: &mut [PollItem<'_>], timeout: impl IntoTimeout) -> Result<usize> {
    let timeout = timeout.into_timeout();
    let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    let mut left = timeout;
    loop {
        // What C cannot count, on some systems more than 24 days, is waited for in pieces.
        let millis = duration::to_millis("timeout", left).unwrap_or(i32::MAX);
        match raw::poll(items, c_long::from(millis)) {
            Ok(0) if timeout.is_none() => (),
            Ok(0) if deadline.is_none_or(|deadline| Instant::now() < deadline) => (),
            Err(error) if error == Errno::EINTR => (),
            result => return result,
        }
        left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if timeout.is_some() && deadline.is_none() {
            left = timeout; // farther away than the clock can tell
        }
    }
}

impl<K: Kind> Socket<K> {
    /// Waits until this socket has one of `events`, or `timeout` is over; returns those it has. As [`poll`] with one item.
    ///
    /// # Errors
    /// As [`poll`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://poll")?; push.connect("inproc://poll")?;
    /// use std::time::Duration;
    /// assert!(pull.poll(zmq::POLLIN, Duration::ZERO)?.is_empty()); // only looks
    /// push.send("x")?;
    /// assert_eq!(pull.poll(zmq::POLLIN, Duration::from_secs(5))?, zmq::POLLIN);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_poll")]
    pub fn poll(&self, events: PollEvents, timeout: impl IntoTimeout) -> Result<PollEvents> {
        let mut items = [PollItem::new(self, events)];
        poll(&mut items, timeout)?;
        Ok(items[0].revents())
    }

    /// The events of this socket now: [`POLLIN`] if a message can be received without waiting, [`POLLOUT`] if one can be
    /// sent.
    ///
    /// # Errors
    /// [`ETERM`](Errno::ETERM): the context was shut down.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://events")?;
    /// assert!(!push.events()?.contains(zmq::POLLOUT)); // no peer
    /// push.connect("inproc://events")?;
    /// assert!(push.events()?.contains(zmq::POLLOUT));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_EVENTS")]
    pub fn events(&self) -> Result<PollEvents> {
        let events = self.raw().events().map_err(|error| error.about("ZMQ_EVENTS"))?;
        Ok(PollEvents::from_bits(events as i16))
    }
}
