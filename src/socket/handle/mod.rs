//! The descriptor of a socket, for event loops; and sockets that are shared with C.

mod raw;

use crate::{
    Dealer, Errno, Error, Pair, Pub, Pull, Push, Rep, Req, Result, Router, Socket, SocketType, Stream, Sub,
    XPub, XSub, kind::Kind,
};

/// Kinds that have a descriptor: all but the thread-safe kinds of the draft API.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket has no descriptor, or may have none",
    note = "`Socket::fd` tells at run time"
)]
pub trait HasFd: Kind {}

macro_rules! has_fd {
    ($($kind:ident)*) => {$(impl HasFd for $kind {})*};
}

has_fd!(Pair Pub Sub Req Rep Dealer Router Pull Push XPub XSub Stream);

/// The descriptor of a socket. Each has one, from beginning to end.
///
/// It becomes readable when *something happened*: a message came, a queue drained, or a peer connected or disconnected. It
/// says nothing more, and it is edge-triggered: after a wake-up, and also before the first wait and after **each** call on
/// the socket, ask [`events`](Self::events) what can be done, and do it until nothing can be done any more. Only then does
/// the descriptor tell of news. Every call may take the news in, also a `send` that of a message to receive.
/// [`poll`](crate::poll) does all this.
///
/// Wait for it, and no more: whoever reads from it or writes to it breaks the socket, and libzmq aborts the process.
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
/// It is borrowed from the socket, which closes it:
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
    /// The descriptor, also of a socket whose kind is known at run time only. The others have it by
    /// [`AsFd`](std::os::fd::AsFd), which cannot fail. It works after the context was shut down, too.
    ///
    /// # Errors
    /// [`ENOTSUP`](Errno::ENOTSUP): a thread-safe kind of the draft API has none.
    #[doc(alias = "ZMQ_FD")]
    #[doc(alias = "fileno")]
    pub fn fd(&self) -> Result<std::os::fd::BorrowedFd<'_>> {
        self.raw.fd().ok_or_else(|| none(self.socket_type()))
    }
}

/// The descriptor of a socket on Windows: a system socket. Wait for it, and no more; see the documentation for Unix.
#[cfg(windows)]
impl<K: Kind> Socket<K> {
    /// The system socket, also of a socket whose kind is known at run time only. The others have it by
    /// [`AsSocket`](std::os::windows::io::AsSocket), which cannot fail. It works after the context was shut down, too.
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
