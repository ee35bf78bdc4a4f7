//! The only file of this room with unsafe in it: the descriptor of a socket, lent to a reactor; and the end of a handle.
//!
//! **Registration invariant**: a [`Registered`] owns its socket from beginning to end, and its descriptor is the socket's
//! `ZMQ_FD` (the descriptor invariant of the socket's own `raw.rs`), or that of its `Signal`, which ends before the socket.
//! The reactors own the `Registered`, and take the descriptor out before they drop it or give it back. Nobody puts another `Registered`
//! into its place.
#![allow(unsafe_code)]

use super::registered::{ContextHandle, Registered, Waitable};
use crate::Result;
use std::mem::ManuallyDrop;

/// A number that no other thread that lives has, and that is not 0.
#[inline]
pub(super) fn thread_number() -> usize {
    thread_local!(static PLACE: u8 = const { 0 });
    PLACE.with(|place| std::ptr::from_ref(place).addr())
}

#[cfg(unix)]
impl<T: Waitable> std::os::fd::AsFd for Registered<T> {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        // SAFETY: registration invariant; it is borrowed from the `Registered`.
        unsafe { std::os::fd::BorrowedFd::borrow_raw(self.fd_number()) }
    }
}

#[cfg(unix)]
impl<T: Waitable> std::os::fd::AsRawFd for Registered<T> {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        self.fd_number()
    }
}

#[cfg(windows)]
impl<T: Waitable> std::os::windows::io::AsSocket for Registered<T> {
    fn as_socket(&self) -> std::os::windows::io::BorrowedSocket<'_> {
        // SAFETY: registration invariant; it is borrowed from the `Registered`.
        unsafe { std::os::windows::io::BorrowedSocket::borrow_raw(self.fd_number() as _) }
    }
}

/// Gives a thread-safe socket a descriptor.
#[cfg(feature = "draft")]
pub(super) fn find_signal<T: Waitable>(mut registered: Registered<T>) -> Result<Registered<T>> {
    // SAFETY: registration invariant. Without `ZMQ_FD` it is a thread-safe kind.
    let signal = unsafe { super::signal::Signal::new(registered.get_mut().polled_ptr()) }?;
    registered.set_signal(signal.fd(), signal);
    Ok(registered)
}

/// No socket lacks a descriptor without the draft API.
#[cfg(not(feature = "draft"))]
pub(super) fn find_signal<T: Waitable>(_held: Registered<T>) -> Result<Registered<T>> {
    Err(crate::Error::refused(crate::Errno::ENOTSUP, "ZMQ_FD", "this socket has no descriptor to wait for"))
}

/// Gives what is owned to tokio's reactor, or back with the reason.
#[cfg(all(unix, feature = "tokio"))]
pub(in crate::asynchronous) fn register_with_tokio<T: Waitable>(
    registered: Registered<T>,
) -> Result<::tokio::io::unix::AsyncFd<Registered<T>>, std::io::Error> {
    use ::tokio::io::{Interest, unix::AsyncFd};
    // SAFETY: registration invariant: the descriptor is open and stays the same as long as the `Registered` lives.
    unsafe { AsyncFd::register_with_interest(registered, Interest::READABLE) }
        .map_err(|error| error.into_parts().1)
}

/// A second handle to the descriptor, as the kind of socket that tokio takes.
#[cfg(all(windows, feature = "tokio"))]
pub(in crate::asynchronous) fn twin_of<T: Waitable>(
    registered: &Registered<T>,
) -> Result<std::net::TcpStream, std::io::Error> {
    use std::os::windows::io::AsSocket;
    Ok(registered.as_socket().try_clone_to_owned()?.into())
}

/// What the reactor of async-io owns, for who has all of it.
#[cfg(feature = "async-io")]
#[inline]
pub(super) fn held_by_async_io<T: Waitable>(io: &mut ::async_io::Async<Registered<T>>) -> &mut Registered<T> {
    // SAFETY: registration invariant: the callers do not replace the `Registered`.
    unsafe { io.get_mut() }
}

impl Drop for ContextHandle {
    fn drop(&mut self) {
        // SAFETY: nobody uses the field after the drop, and nobody else takes it.
        let context = unsafe { ManuallyDrop::take(&mut self.context) };
        self.end(context);
    }
}
