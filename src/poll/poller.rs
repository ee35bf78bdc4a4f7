//! A set of sockets and descriptors that is polled again and again.

use super::{PollEvents, PollItem, poll, raw};
use crate::{Errno, Error, Result, Socket, duration, kind::Kind};
use std::{
    ffi::c_long,
    fmt,
    iter::{FusedIterator, Zip},
    slice,
    time::Duration,
};

/// Sockets and descriptors to wait for, each with a key of type `T` that says which one is ready.
///
/// The list is kept between waits: a wait allocates nothing by itself (C does, with more than 16 items).
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
/// It borrows what it polls, so nothing can close while it is registered:
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
}

/// Something that a [`Poller`] found ready.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PollerEvent<T> {
    /// The key it was registered with.
    pub key: T,
    /// What happened.
    pub events: PollEvents,
}

impl<T> PollerEvent<T> {
    /// Whether something can be received or read.
    pub fn is_readable(&self) -> bool {
        self.events.contains(super::POLLIN)
    }

    /// Whether something can be sent or written.
    pub fn is_writable(&self) -> bool {
        self.events.contains(super::POLLOUT)
    }

    /// Whether a descriptor has an error.
    pub fn is_error(&self) -> bool {
        self.events.contains(super::POLLERR)
    }
}

impl<'a, T> Poller<'a, T> {
    /// A poller with nothing in it.
    pub const fn new() -> Poller<'a, T> {
        Poller { items: Vec::new(), keys: Vec::new() }
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
    pub fn register<K: Kind>(&mut self, socket: &'a Socket<K>, key: T, events: PollEvents) -> Result<()> {
        self.add(PollItem::new(socket, events), key)
    }

    /// Waits for other events of a socket from now on.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the socket is not registered.
    pub fn modify<K: Kind>(&mut self, socket: &Socket<K>, events: PollEvents) -> Result<()> {
        let place = self.place(|item| item.is_for(socket))?;
        self.set(place, events);
        Ok(())
    }

    /// Takes a socket out of the list and gives its key back.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the socket is not registered.
    #[doc(alias = "unregister")]
    pub fn remove<K: Kind>(&mut self, socket: &Socket<K>) -> Result<T> {
        let place = self.place(|item| item.is_for(socket))?;
        Ok(self.take(place))
    }

    /// Adds a descriptor, as [`register`](Self::register).
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the descriptor is registered already.
    #[cfg(unix)]
    pub fn register_fd(&mut self, fd: std::os::fd::BorrowedFd<'a>, key: T, events: PollEvents) -> Result<()> {
        self.add(PollItem::from_fd(fd, events), key)
    }

    /// Waits for other events of a descriptor from now on.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the descriptor is not registered.
    #[cfg(unix)]
    pub fn modify_fd(&mut self, fd: std::os::fd::BorrowedFd<'_>, events: PollEvents) -> Result<()> {
        let item = PollItem::from_fd(fd, events);
        let place = self.place(|other| other.is_same(&item))?;
        self.set(place, events);
        Ok(())
    }

    /// Takes a descriptor out of the list and gives its key back.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the descriptor is not registered.
    #[cfg(unix)]
    pub fn remove_fd(&mut self, fd: std::os::fd::BorrowedFd<'_>) -> Result<T> {
        let item = PollItem::from_fd(fd, PollEvents::NONE);
        let place = self.place(|other| other.is_same(&item))?;
        Ok(self.take(place))
    }

    /// Adds a system socket, as [`register`](Self::register).
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the system socket is registered already.
    #[cfg(windows)]
    pub fn register_fd(
        &mut self,
        socket: std::os::windows::io::BorrowedSocket<'a>,
        key: T,
        events: PollEvents,
    ) -> Result<()> {
        self.add(PollItem::from_socket(socket, events), key)
    }

    /// Waits for other events of a system socket from now on.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the system socket is not registered.
    #[cfg(windows)]
    pub fn modify_fd(
        &mut self,
        socket: std::os::windows::io::BorrowedSocket<'_>,
        events: PollEvents,
    ) -> Result<()> {
        let item = PollItem::from_socket(socket, events);
        let place = self.place(|other| other.is_same(&item))?;
        self.set(place, events);
        Ok(())
    }

    /// Takes a system socket out of the list and gives its key back.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the system socket is not registered.
    #[cfg(windows)]
    pub fn remove_fd(&mut self, socket: std::os::windows::io::BorrowedSocket<'_>) -> Result<T> {
        let item = PollItem::from_socket(socket, PollEvents::NONE);
        let place = self.place(|other| other.is_same(&item))?;
        Ok(self.take(place))
    }

    /// Waits until something is ready, or `timeout` is over, and gives what is ready: nothing after the timeout.
    ///
    /// A timeout of `None` waits for ever, zero only looks; fractions of a millisecond round up. A signal does not
    /// end the wait. A poller with nothing in it sleeps for the timeout.
    ///
    /// # Errors
    /// - [`EFAULT`](Errno::EFAULT): nothing is registered and there is no timeout, so that it would never return.
    /// - [`ETERM`](Errno::ETERM): the context of one of the sockets was shut down.
    /// - Others of the system, as for more descriptors than the process may have open.
    pub fn wait(&mut self, timeout: impl Into<Option<Duration>>) -> Result<Ready<'_, 'a, T>> {
        let timeout = timeout.into();
        self.refuse_for_ever(timeout)?;
        let count = poll(&mut self.items, timeout)?;
        Ok(self.ready(count))
    }

    /// As [`wait`](Self::wait), and a signal ends it. It may also end early where C cannot count the timeout, which
    /// on some systems is beyond 24 days.
    ///
    /// # Errors
    /// As [`wait`](Self::wait), and [`EINTR`](Errno::EINTR): a signal came, and nothing was ready.
    #[doc(alias = "EINTR")]
    pub fn wait_interruptible(&mut self, timeout: impl Into<Option<Duration>>) -> Result<Ready<'_, 'a, T>> {
        let timeout = timeout.into();
        self.refuse_for_ever(timeout)?;
        let millis = duration::to_millis("timeout", timeout).unwrap_or(i32::MAX);
        let count = raw::poll(&mut self.items, c_long::from(millis))?;
        Ok(self.ready(count))
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

    fn ready(&self, count: usize) -> Ready<'_, 'a, T> {
        // After the timeout no item is looked at.
        let end = if count == 0 { 0 } else { self.items.len().min(self.keys.len()) };
        let (items, keys) = (&self.items[..end], &self.keys[..end]);
        Ready { left: count, pairs: items.iter().zip(keys) }
    }

    fn add(&mut self, item: PollItem<'a>, key: T) -> Result<()> {
        if self.items.iter().any(|other| other.is_same(&item)) {
            return Err(Error::refused(Errno::EINVAL, "Poller", "registered already"));
        }
        self.items.push(item);
        self.keys.push(key);
        Ok(())
    }

    fn place(&self, found: impl Fn(&PollItem<'a>) -> bool) -> Result<usize> {
        let place = self.items.iter().position(found);
        place.ok_or_else(|| Error::refused(Errno::EINVAL, "Poller", "not registered"))
    }

    fn set(&mut self, place: usize, events: PollEvents) {
        if let Some(item) = self.items.get_mut(place) {
            item.set_events(events);
        }
    }

    fn take(&mut self, place: usize) -> T {
        self.items.remove(place);
        self.keys.remove(place)
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

/// What a [`Poller`] found ready, in the order of registration.
pub struct Ready<'p, 'a, T> {
    /// How many are yet to come.
    left: usize,
    pairs: Zip<slice::Iter<'p, PollItem<'a>>, slice::Iter<'p, T>>,
}

impl<T: Clone> Iterator for Ready<'_, '_, T> {
    type Item = PollerEvent<T>;

    #[inline]
    fn next(&mut self) -> Option<PollerEvent<T>> {
        self.left = self.left.checked_sub(1)?;
        let (item, key) = self.pairs.find(|(item, _)| !item.revents().is_empty())?;
        Some(PollerEvent { key: key.clone(), events: item.revents() })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left))
    }
}

impl<T: Clone> FusedIterator for Ready<'_, '_, T> {}

impl<T> Ready<'_, '_, T> {
    /// How many are ready and not yet given.
    pub fn remaining(&self) -> usize {
        self.left
    }

    /// Whether nothing is ready, as after a timeout.
    pub fn is_empty(&self) -> bool {
        self.left == 0
    }
}

impl<T> fmt::Debug for Ready<'_, '_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ready").field("remaining", &self.left).finish_non_exhaustive()
    }
}
