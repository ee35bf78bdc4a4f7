//! What a poller waits for.

use super::{
    DraftPoller, Entry, Target,
    raw::{self, Borrowed, Fd, RawPoller},
};
use crate::{Errno, Error, PollEvents, Result, Socket, kind::Kind};

impl<'a, T> DraftPoller<'a, T> {
    /// A poller with nothing in it.
    ///
    /// # Errors
    /// [`ENOMEM`](crate::Errno::ENOMEM), if C has no memory.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::SERVER)?;
    /// let mut poller = zmq::DraftPoller::new()?;
    /// poller.register(&server, "server", zmq::POLLIN)?;
    /// # Ok(()) }
    /// ```
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
    /// - [`EINVAL`](crate::Errno::EINVAL): the socket is registered already.
    /// - [`EMFILE`](crate::Errno::EMFILE): the first thread-safe socket takes a descriptor, and there is none left.
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
    /// [`EINVAL`](crate::Errno::EINVAL): the socket is not registered.
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
    /// [`EINVAL`](crate::Errno::EINVAL): the socket is not registered.
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
    /// [`EINVAL`](crate::Errno::EINVAL): the descriptor is registered already.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(unix)]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::{io::Write, os::{fd::AsFd, unix::net::UnixStream}, time::Duration};
    /// let (mut writer, reader) = UnixStream::pair()?;
    /// let mut poller = zmq::DraftPoller::new()?;
    /// poller.register_fd(reader.as_fd(), "stream", zmq::POLLIN)?;
    /// writer.write_all(b"x")?;
    /// let event = poller.wait_one(Duration::from_secs(5))?.expect("it is readable");
    /// assert_eq!(event.key, "stream");
    /// # Ok(()) }
    /// # #[cfg(not(unix))]
    /// # fn main() {}
    /// ```
    #[doc(alias = "zmq_poller_add_fd")]
    pub fn register_fd(&mut self, fd: Borrowed<'a>, key: T, events: PollEvents) -> Result<()> {
        self.add_fd(raw::number(fd), key, events)
    }

    /// Changes the events of a registered descriptor.
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL): the descriptor is not registered.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(unix)]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::os::{fd::AsFd, unix::net::UnixStream};
    /// let (_writer, reader) = UnixStream::pair()?;
    /// let mut poller = zmq::DraftPoller::new()?;
    /// poller.register_fd(reader.as_fd(), "stream", zmq::POLLIN)?;
    /// poller.modify_fd(reader.as_fd(), zmq::POLLIN | zmq::POLLPRI)?;
    /// # Ok(()) }
    /// # #[cfg(not(unix))]
    /// # fn main() {}
    /// ```
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
    /// [`EINVAL`](crate::Errno::EINVAL): the descriptor is not registered.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(unix)]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::os::{fd::AsFd, unix::net::UnixStream};
    /// let (_writer, reader) = UnixStream::pair()?;
    /// let mut poller = zmq::DraftPoller::new()?;
    /// poller.register_fd(reader.as_fd(), "stream", zmq::POLLIN)?;
    /// assert_eq!(poller.remove_fd(reader.as_fd())?, "stream"); // the key
    /// assert!(poller.is_empty());
    /// # Ok(()) }
    /// # #[cfg(not(unix))]
    /// # fn main() {}
    /// ```
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
    /// [`EINVAL`](crate::Errno::EINVAL): no thread-safe socket was ever registered.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(unix)]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let server = ctx.socket_builder(zmq::SERVER).bind("inproc://fd").build()?;
    /// let mut poller = zmq::DraftPoller::new()?;
    /// poller.register(&server, (), zmq::POLLIN)?;
    /// let client = ctx.socket_builder(zmq::CLIENT).connect("inproc://fd").build()?;
    /// client.send("Hello")?;
    /// while poller.wait(Duration::ZERO)?.is_empty() {
    ///     // Any loop of any library; here the one of libzmq over a plain descriptor.
    ///     zmq::poll(&mut [zmq::PollItem::from_fd(poller.fd()?, zmq::POLLIN)], None)?;
    /// }
    /// assert_eq!(server.recv()?, "Hello");
    /// # Ok(()) }
    /// # #[cfg(not(unix))]
    /// # fn main() {}
    /// ```
    #[doc(alias = "zmq_poller_fd")]
    pub fn fd(&self) -> Result<Borrowed<'_>> {
        let fd = self.raw.fd().map_err(|error| error.about("zmq_poller_fd"))?;
        Ok(raw::borrow_fd(&self.raw, fd))
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
