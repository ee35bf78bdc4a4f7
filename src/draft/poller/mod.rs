//! The poller that thread-safe sockets need, over `zmq_poller_*`.

mod list;
mod raw;
mod ready;

use crate::{
    Errno, Error, IntoTimeout, PollEvents, PollerEvent, Result, Socket, duration, guard::polls, kind::Kind,
    poll::raw::max_items, socket::raw::RawSocket,
};
use raw::{Fd, RawEvent, RawPoller};
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
    /// Waits until something is ready, or `timeout` is over, and returns everything ready: nothing after the timeout.
    ///
    /// A timeout of `None` waits for ever, zero only looks; fractions of a millisecond round up. A wait interrupted by a
    /// signal resumes. With nothing registered it sleeps for the timeout.
    ///
    /// # Errors
    /// - [`EFAULT`](Errno::EFAULT): nothing is registered and there is no timeout: it would never return.
    /// - [`ETERM`](Errno::ETERM): the context of one of the sockets was shut down.
    /// - [`EINVAL`](Errno::EINVAL): more items than descriptors the process may have open.
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
        let count = over_signals(timeout.into_timeout(), |millis| raw.wait_all(found, millis));
        let count = count.map_err(|error| self.explained(error))?.unwrap_or(0);
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
        let found = over_signals(timeout.into_timeout(), |millis| raw.wait(&mut event, millis));
        let found = found.map_err(|error| self.explained(error))?;
        Ok(found.and_then(|()| to_event(&self.entries, &event)))
    }

    /// C asks each ordinary socket for its descriptor after a change, and aborts if the context was shut down.
    /// A socket learns that only in a call, and none comes between this one and C's.
    fn prepare(&mut self) -> Result<()> {
        polls::fits(|| self.descriptors(), max_items)?;
        if !self.changed {
            return Ok(());
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
        Ok(())
    }

    /// How many descriptors C waits for: the thread-safe sockets have one in common. By `select` it makes room for all that are
    /// registered.
    fn descriptors(&self) -> usize {
        if cfg!(windows) {
            return self.len();
        }
        let (mut own, mut common) = (0, 0);
        for entry in self.entries.iter().flatten().filter(|entry| !entry.events.is_empty()) {
            match entry.target {
                Target::Socket { thread_safe: true, .. } => common = 1,
                Target::Socket { thread_safe: false, .. } | Target::Fd(_) => own += 1,
            }
        }
        own + common
    }

    #[cold]
    fn explained(&self, error: Error) -> Error {
        polls::explained(error, self.descriptors(), max_items)
    }
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
