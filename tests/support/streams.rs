//! Two ends of a connection that a poller can wait for: of Unix where there are such, else of tcp.

#[cfg(not(unix))]
pub use std::net::TcpStream as Stream;
#[cfg(unix)]
pub use std::os::unix::net::UnixStream as Stream;

use std::io::Write as _;
use zmq::{PollEvents, PollItem};

/// What a poller borrows.
#[cfg(unix)]
pub type Borrowed<'a> = std::os::fd::BorrowedFd<'a>;
#[cfg(windows)]
pub type Borrowed<'a> = std::os::windows::io::BorrowedSocket<'a>;

/// Both ends.
pub fn pair() -> (Stream, Stream) {
    #[cfg(unix)]
    return Stream::pair().unwrap();
    #[cfg(not(unix))]
    {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let one = Stream::connect(listener.local_addr().unwrap()).unwrap();
        (one, listener.accept().unwrap().0)
    }
}

/// An end, for a poller.
pub fn borrow(stream: &Stream) -> Borrowed<'_> {
    #[cfg(unix)]
    return std::os::fd::AsFd::as_fd(stream);
    #[cfg(windows)]
    return std::os::windows::io::AsSocket::as_socket(stream);
}

/// An item that waits for what was borrowed.
pub fn item(borrowed: Borrowed<'_>, events: PollEvents) -> PollItem<'_> {
    #[cfg(unix)]
    return PollItem::from_fd(borrowed, events);
    #[cfg(windows)]
    return PollItem::from_socket(borrowed, events);
}

/// Sends a byte, and waits until it can be read: over tcp that takes a moment.
pub fn send(from: &mut Stream, to: &Stream) {
    from.write_all(b"x").unwrap();
    #[cfg(not(unix))]
    to.peek(&mut [0]).unwrap();
    let _ = to;
}
