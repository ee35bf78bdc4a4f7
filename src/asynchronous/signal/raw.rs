//! The only file of this room with unsafe in it: the descriptor of a thread-safe socket, which has none of its own.
//!
//! A `zmq_poller` with the one socket in it has a descriptor that can be read once libzmq has commands for the socket that
//! nobody has taken in: what `ZMQ_FD` says of others. But taking them in does not clear it; that is for who waits.
//!
//! **Signal invariant**: `ptr` came from `zmq_poller_new` and is destroyed once, by `Drop`; `fd` is its descriptor, open as
//! long. The socket in it is open then: a `Held` has both, and drops the `Signal` first. After `new`, C's poller is not
//! touched but by its end, so that any thread may have it.
#![allow(unsafe_code)]

use crate::{Error, Result, error::check, socket::raw::RawSocket};
use std::{ffi::c_void, ptr::NonNull};

/// A descriptor that says when to look at a thread-safe socket.
pub struct Signal {
    ptr: NonNull<c_void>,
    fd: zmq_sys::zmq_fd_t,
    /// The process that made it: the locks of sockets do not survive a fork.
    process: u32,
}

// SAFETY: signal invariant; reading a descriptor and the one end of the poller are for any thread.
unsafe impl Send for Signal {}
// SAFETY: signal invariant; `&Signal` reads a descriptor only.
unsafe impl Sync for Signal {}

impl Signal {
    /// The caller drops this before the socket.
    pub(crate) fn new(socket: &RawSocket) -> Result<Signal> {
        // SAFETY: takes nothing.
        let ptr = unsafe { zmq_sys::zmq_poller_new() };
        let ptr = NonNull::new(ptr).ok_or_else(Error::last)?;
        let mut signal = Signal { ptr, fd: Default::default(), process: std::process::id() };
        let events = (zmq_sys::ZMQ_POLLIN | zmq_sys::ZMQ_POLLOUT) as _;
        let (poller, socket) = (signal.ptr.as_ptr(), socket.polled_ptr());
        // SAFETY: signal invariant, and an open socket; C keeps the null beside it and does not look at it.
        check(unsafe { zmq_sys::zmq_poller_add(poller, socket, std::ptr::null_mut(), events) })
            .map_err(|error| error.about("zmq_poller_add"))?;
        // SAFETY: signal invariant, and room for a descriptor.
        check(unsafe { zmq_sys::zmq_poller_fd(poller, &mut signal.fd) })
            .map_err(|error| error.about("zmq_poller_fd"))?;
        Ok(signal)
    }

    pub fn fd_number(&self) -> zmq_sys::zmq_fd_t {
        self.fd
    }

    /// Clears it: it can be read again when commands come after those that are there now.
    pub fn clear(&self) {
        let mut bytes = [0_u8; 64];
        loop {
            // SAFETY: signal invariant, and room for so many bytes. libzmq made it non-blocking, and only this reads it.
            let read = unsafe { libc::read(self.fd, bytes.as_mut_ptr().cast(), bytes.len()) };
            // An eventfd gives all of its count at once, a socket a byte for each signal.
            if usize::try_from(read).is_ok_and(|read| read < bytes.len()) {
                return;
            }
            if read < 0 && Error::last() != crate::Errno::EINTR {
                return;
            }
        }
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            return; // a forked child's copy
        }
        let mut ptr = self.ptr.as_ptr();
        // SAFETY: signal invariant, and this is the one end.
        unsafe { zmq_sys::zmq_poller_destroy(&mut ptr) };
    }
}
