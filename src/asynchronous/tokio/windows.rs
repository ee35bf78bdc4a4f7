//! On Windows tokio takes sockets of its own types only. The descriptor of a ZeroMQ socket is one end of a TCP stream, so a second
//! handle to that end is a stream of tokio. Nothing is read from it, and nothing written.

use crate::asynchronous::{
    raw::twin_of,
    registered::{Registered, Waitable},
};
use ::tokio::{io::Interest, net::TcpStream};
use std::{
    io,
    task::{Context, Poll, ready},
};

/// A socket in tokio's reactor.
pub struct Source<T> {
    /// Before what has the first handle, so that it leaves the reactor first.
    twin: TcpStream,
    registered: Registered<T>,
}

impl<T> Source<T> {
    #[inline]
    pub fn get_ref(&self) -> &Registered<T> {
        &self.registered
    }

    #[inline]
    pub fn get_mut(&mut self) -> &mut Registered<T> {
        &mut self.registered
    }

    pub fn into_inner(self) -> Registered<T> {
        let Source { twin, registered } = self;
        drop(twin);
        registered
    }
}

/// Gives what is owned to tokio's reactor.
pub fn register<T: Waitable>(registered: Registered<T>) -> io::Result<Source<T>> {
    let twin = TcpStream::from_std(twin_of(&registered)?)?;
    Ok(Source { twin, registered })
}

/// Whether tokio saw an edge; forgets it: who says "would block" has tokio wait for the next one.
pub fn poll_edge<T: Waitable>(source: &Source<T>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
    ready!(source.twin.poll_read_ready(cx))?;
    let again = || Err::<(), _>(io::Error::from(io::ErrorKind::WouldBlock));
    match source.twin.try_io(Interest::READABLE, again) {
        Err(error) if error.kind() != io::ErrorKind::WouldBlock => Poll::Ready(Err(error)),
        _ => Poll::Ready(Ok(())),
    }
}
