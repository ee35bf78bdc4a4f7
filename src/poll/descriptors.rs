//! What a poller waits for beside sockets.

use super::{PollEvents, PollItem, Poller};
use crate::Result;

impl<'a, T> Poller<'a, T> {
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
    /// let mut poller = zmq::Poller::new();
    /// poller.register_fd(reader.as_fd(), "stream", zmq::POLLIN)?;
    /// writer.write_all(b"x")?;
    /// let ready: Vec<_> = poller.wait(Duration::from_secs(5))?.map(|event| event.key).collect();
    /// assert_eq!(ready, ["stream"]);
    /// # Ok(()) }
    /// # #[cfg(not(unix))]
    /// # fn main() {}
    /// ```
    #[cfg(unix)]
    pub fn register_fd(&mut self, fd: std::os::fd::BorrowedFd<'a>, key: T, events: PollEvents) -> Result<()> {
        self.add(PollItem::from_fd(fd, events), None, key)
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
    /// let mut poller = zmq::Poller::new();
    /// poller.register_fd(reader.as_fd(), "stream", zmq::POLLIN)?;
    /// poller.modify_fd(reader.as_fd(), zmq::POLLIN | zmq::POLLPRI)?;
    /// # Ok(()) }
    /// # #[cfg(not(unix))]
    /// # fn main() {}
    /// ```
    #[cfg(unix)]
    pub fn modify_fd(&mut self, fd: std::os::fd::BorrowedFd<'_>, events: PollEvents) -> Result<()> {
        self.set(&PollItem::from_fd(fd, events))
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
    /// let mut poller = zmq::Poller::new();
    /// poller.register_fd(reader.as_fd(), "stream", zmq::POLLIN)?;
    /// assert_eq!(poller.remove_fd(reader.as_fd())?, "stream"); // the key
    /// assert!(poller.is_empty());
    /// # Ok(()) }
    /// # #[cfg(not(unix))]
    /// # fn main() {}
    /// ```
    #[cfg(unix)]
    pub fn remove_fd(&mut self, fd: std::os::fd::BorrowedFd<'_>) -> Result<T> {
        self.take(&PollItem::from_fd(fd, PollEvents::NONE))
    }

    /// Adds a system socket, as [`register`](Self::register).
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL): the system socket is registered already.
    #[cfg(windows)]
    pub fn register_fd(
        &mut self,
        socket: std::os::windows::io::BorrowedSocket<'a>,
        key: T,
        events: PollEvents,
    ) -> Result<()> {
        self.add(PollItem::from_socket(socket, events), None, key)
    }

    /// Changes the events of a registered system socket.
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL): the system socket is not registered.
    #[cfg(windows)]
    pub fn modify_fd(
        &mut self,
        socket: std::os::windows::io::BorrowedSocket<'_>,
        events: PollEvents,
    ) -> Result<()> {
        self.set(&PollItem::from_socket(socket, events))
    }

    /// Unregisters a system socket and returns its key.
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL): the system socket is not registered.
    #[cfg(windows)]
    pub fn remove_fd(&mut self, socket: std::os::windows::io::BorrowedSocket<'_>) -> Result<T> {
        self.take(&PollItem::from_socket(socket, PollEvents::NONE))
    }
}
