//! On Unix tokio takes any descriptor.

use crate::asynchronous::registered::{Registered, Waitable};
use ::tokio::io::unix::AsyncFd;
use std::{
    io,
    task::{Context, Poll, ready},
};

pub type Source<T> = AsyncFd<Registered<T>>;

pub(super) use crate::asynchronous::raw::register_with_tokio as register;

/// Whether tokio saw an edge; forgets it.
pub fn poll_edge<T: Waitable>(source: &Source<T>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
    let mut guard = ready!(source.poll_read_ready(cx))?;
    guard.clear_ready();
    Poll::Ready(Ok(()))
}
