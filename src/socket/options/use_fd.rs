//! Descriptors that are listening already, as a service manager hands them over.

use super::super::system::{Listener, listener};
use crate::{
    Errno, Error, Result, Socket,
    kind::Kind,
    socket::{numbers, raw::RawSocket},
};
use std::os::fd::{AsFd, AsRawFd, IntoRawFd, OwnedFd, RawFd};

const NAME: &str = "ZMQ_USE_FD";

impl<K: Kind> Socket<K> {
    /// The next bind over `tcp` or `ipc` takes over `fd`, a listening socket, as passed by systemd. The address of this
    /// bind is not used; write the true one. Unix only.
    ///
    /// Once taken, the descriptor is closed with the socket or the endpoint. Until then, and when the bind fails, it stays
    /// for the next bind or for [`take_use_fd`](Self::take_use_fd). It is made non-blocking.
    ///
    /// Sets `ZMQ_USE_FD`. Default: none.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the descriptor is no listening stream socket of TCP or of the local system; libzmq would
    /// abort. The error returns the descriptor.
    ///
    /// ```
    /// # #[cfg(unix)] fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let ctx = zmq::Context::new()?;
    /// let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    /// let endpoint = format!("tcp://{}", listener.local_addr()?);
    /// let server = ctx.socket(zmq::REP)?;
    /// server.set_use_fd(listener.into()).map_err(|(error, _)| error)?;
    /// server.bind(&endpoint)?;
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.connect(&endpoint)?;
    /// client.send("Hello")?;
    /// assert_eq!(server.recv()?, "Hello");
    /// # Ok(()) }
    /// # #[cfg(not(unix))] fn main() {}
    /// ```
    #[doc(alias = "ZMQ_USE_FD")]
    pub fn set_use_fd(&self, fd: OwnedFd) -> Result<(), (Error, OwnedFd)> {
        let ready = listener(fd.as_fd()).and_then(|_| {
            let clone = fd.try_clone().map_err(from_io)?;
            std::net::TcpListener::from(clone).set_nonblocking(true).map_err(from_io)
        });
        match ready {
            Ok(()) => *self.raw.facts().use_fd() = Some(fd),
            Err(error) => return Err((error.rename(NAME), fd)),
        }
        Ok(())
    }

    /// The descriptor for the next bind.
    #[doc(alias = "ZMQ_USE_FD")]
    pub fn use_fd(&self) -> Option<RawFd> {
        self.raw.facts().use_fd().as_ref().map(AsRawFd::as_raw_fd)
    }

    /// Takes back the descriptor for the next bind.
    pub fn take_use_fd(&self) -> Option<OwnedFd> {
        self.raw.facts().use_fd().take()
    }
}

/// Binds by `call` with the descriptor that waits, if one does.
pub(crate) fn bind(raw: &RawSocket, endpoint: &str, call: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut waiting = raw.facts().use_fd();
    let Some(fd) = waiting.take() else { return call() };
    let bound = may_take(&fd, endpoint).and_then(|()| {
        raw.set_int(numbers::ZMQ_USE_FD, fd.as_raw_fd())?;
        let bound = call();
        // The listener has its own copy of the option; no other must take the descriptor.
        raw.set_int(numbers::ZMQ_USE_FD, -1)?;
        bound
    });
    match bound {
        Ok(()) => drop(fd.into_raw_fd()), // libzmq's now
        Err(_) => *waiting = Some(fd),
    }
    bound
}

fn may_take(fd: &OwnedFd, endpoint: &str) -> Result<()> {
    let fits = match listener(fd.as_fd())? {
        Listener::Tcp => endpoint.starts_with("tcp://"),
        Listener::Ipc => endpoint.starts_with("ipc://"),
    };
    if fits {
        return Ok(());
    }
    Err(Error::refused(Errno::EINVAL, NAME, "the descriptor does not go with the transport (ZMQ_USE_FD)"))
}

fn from_io(error: std::io::Error) -> Error {
    Errno::from_io(&error, Errno::EINVAL).into()
}
