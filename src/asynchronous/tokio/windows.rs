//! On Windows tokio takes sockets of its own types only. The descriptor of a ZeroMQ socket is one end of a TCP stream, so a second
//! handle to that end is a stream of tokio. Nothing is read from it, and nothing written.

use crate::asynchronous::{
    held::{Held, Watched},
    raw::twin_of,
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
    held: Held<T>,
}

impl<T> Source<T> {
    #[inline]
    pub fn get_ref(&self) -> &Held<T> {
        &self.held
    }

    #[inline]
    pub fn get_mut(&mut self) -> &mut Held<T> {
        &mut self.held
    }

    pub fn into_inner(self) -> Held<T> {
        let Source { twin, held } = self;
        drop(twin);
        held
    }
}

/// Gives what is owned to tokio's reactor.
pub fn register<T: Watched>(held: Held<T>) -> io::Result<Source<T>> {
    let twin = TcpStream::from_std(twin_of(&held)?)?;
    Ok(Source { twin, held })
}

/// Whether tokio saw an edge; forgets it: who says "would block" has tokio wait for the next one.
pub fn poll_edge<T: Watched>(source: &Source<T>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
    ready!(source.twin.poll_read_ready(cx))?;
    let again = || Err::<(), _>(io::Error::from(io::ErrorKind::WouldBlock));
    match source.twin.try_io(Interest::READABLE, again) {
        Err(error) if error.kind() != io::ErrorKind::WouldBlock => Poll::Ready(Err(error)),
        _ => Poll::Ready(Ok(())),
    }
}
