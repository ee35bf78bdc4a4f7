//! The descriptor of a socket, for event loops; and sockets that are shared with C.

mod raw;

use crate::{
    Dealer, Errno, Error, Pair, Pub, Pull, Push, Rep, Req, Result, Router, Socket, SocketType, Stream, Sub,
    XPub, XSub, kind::Kind,
};

/// Socket types with a descriptor: all but the thread-safe types of the draft API.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket has no descriptor, or may have none",
    note = "`Socket::fd` tells at run time"
)]
pub trait HasFd: Kind {}

macro_rules! has_fd {
    ($($kind:ident)*) => {$(impl HasFd for $kind {})*};
}

has_fd!(Pair Pub Sub Req Rep Dealer Router Pull Push XPub XSub Stream);

/// The descriptor of a socket: one for its lifetime.
///
/// It becomes readable when *something happened*: a message came, a queue drained, or a peer connected or disconnected. It
/// is edge-triggered, and only wakes. Before the first wait, after a wake-up, and after **each** call on the socket, check
/// [`events`](Self::events), and send or receive until nothing is ready. Only then wait again. Every call may consume an
/// edge: a `send` may consume the one of an incoming message. [`poll`](crate::poll) does all this.
///
/// Only wait for it: reading from it or writing to it breaks the socket, and libzmq aborts the process.
///
/// ```
/// # #[cfg(unix)]
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
/// # pull.bind("inproc://fd")?; push.connect("inproc://fd")?;
/// # push.send("Hello")?;
/// use std::os::fd::AsFd;
/// while !pull.events()?.contains(zmq::POLLIN) {
///     // Any loop of any library; here the one of libzmq over a plain descriptor.
///     zmq::poll(&mut [zmq::PollItem::from_fd(pull.as_fd(), zmq::POLLIN)], None)?;
/// }
/// assert_eq!(pull.recv()?, "Hello");
/// # Ok(()) }
/// # #[cfg(not(unix))]
/// # fn main() {}
/// ```
///
/// It is borrowed from the socket; dropping the socket closes it:
///
#[cfg_attr(unix, doc = "```compile_fail,E0505")]
#[cfg_attr(not(unix), doc = "```ignore")]
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// use std::os::fd::{AsFd, AsRawFd};
/// let pull = ctx.socket(zmq::PULL)?;
/// let fd = pull.as_fd();
/// drop(pull);
/// println!("{}", fd.as_raw_fd()); // closed, or another one by now
/// # Ok(()) }
/// ```
#[cfg(unix)]
impl<K: Kind> Socket<K> {
    /// The descriptor, also for a run-time socket type. Typed sockets implement [`AsFd`](std::os::fd::AsFd), without an
    /// error. It works after the context was shut down, too.
    ///
    /// # Errors
    /// [`ENOTSUP`](Errno::ENOTSUP): a thread-safe kind of the draft API has none.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(unix)]
    /// # fn main() -> zmq::Result<()> {
    /// use std::os::fd::AsRawFd;
    /// let ctx = zmq::Context::new()?;
    /// let pull = ctx.socket(zmq::SocketType::Pull)?;
    /// assert!(pull.fd()?.as_raw_fd() > 2);
    /// # Ok(()) }
    /// # #[cfg(not(unix))]
    /// # fn main() {}
    /// ```
    #[doc(alias = "ZMQ_FD")]
    #[doc(alias = "fileno")]
    pub fn fd(&self) -> Result<std::os::fd::BorrowedFd<'_>> {
        self.raw.fd().ok_or_else(|| none(self.socket_type()))
    }
}

/// The descriptor of a socket on Windows: a system socket. Wait for it, and no more; see the documentation for Unix.
#[cfg(windows)]
impl<K: Kind> Socket<K> {
    /// The system socket, also for a run-time socket type. Typed sockets implement
    /// [`AsSocket`](std::os::windows::io::AsSocket), without an error. It works after the context was shut down, too.
    ///
    /// # Errors
    /// [`ENOTSUP`](Errno::ENOTSUP): a thread-safe kind of the draft API has none.
    #[doc(alias = "ZMQ_FD")]
    #[doc(alias = "fileno")]
    pub fn fd(&self) -> Result<std::os::windows::io::BorrowedSocket<'_>> {
        self.raw.fd().ok_or_else(|| none(self.socket_type()))
    }
}

#[cold]
fn none(kind: SocketType) -> Error {
    let reason = format!("a {kind} socket is thread-safe, and has no descriptor");
    Error::refused(Errno::ENOTSUP, "ZMQ_FD", reason)
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};

    /// For waiting only, see [`Socket::fd`].
    impl<K: HasFd> AsFd for Socket<K> {
        fn as_fd(&self) -> BorrowedFd<'_> {
            self.raw.known_fd()
        }
    }

    /// For waiting only, see [`Socket::fd`].
    impl<K: HasFd> AsRawFd for Socket<K> {
        fn as_raw_fd(&self) -> RawFd {
            self.as_fd().as_raw_fd()
        }
    }
}

#[cfg(windows)]
mod windows {
    use super::*;
    use std::os::windows::io::{AsRawSocket, AsSocket, BorrowedSocket, RawSocket};

    /// For waiting only, see [`Socket::fd`].
    impl<K: HasFd> AsSocket for Socket<K> {
        fn as_socket(&self) -> BorrowedSocket<'_> {
            self.raw.known_fd()
        }
    }

    /// For waiting only, see [`Socket::fd`].
    impl<K: HasFd> AsRawSocket for Socket<K> {
        fn as_raw_socket(&self) -> RawSocket {
            self.as_socket().as_raw_socket()
        }
    }
}
