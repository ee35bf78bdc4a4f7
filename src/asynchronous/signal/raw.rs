//! The only file of this room with unsafe in it: the poller of one socket.
//!
//! **Signal invariant**: `ptr` came from `zmq_poller_new` and is destroyed once, by `Drop`. The socket in it outlives it, as
//! whoever made it promised. C has no lock for a poller: each call takes ours.
#![allow(unsafe_code)]

use crate::{Error, Result, error::check};
use std::{
    ffi::c_void,
    ptr::{self, NonNull},
    sync::{Mutex, PoisonError},
};

/// A poller of one thread-safe socket.
#[derive(Debug)]
pub struct Signal {
    ptr: Mutex<NonNull<c_void>>,
    fd: zmq_sys::zmq_fd_t,
    /// The process that made it: the locks of sockets do not survive a fork.
    process: u32,
}

// SAFETY: a poller belongs to no thread, and each call takes the lock.
unsafe impl Send for Signal {}
// SAFETY: as above.
unsafe impl Sync for Signal {}

impl Signal {
    /// # Errors
    /// For want of memory, or of a descriptor.
    ///
    /// # Safety
    /// An open socket of a thread-safe kind, which is not closed before this is dropped.
    pub unsafe fn new(socket: *mut c_void) -> Result<Signal> {
        // SAFETY: takes nothing.
        let ptr = NonNull::new(unsafe { zmq_sys::zmq_poller_new() }).ok_or_else(Error::last)?;
        // From here on it is destroyed, whatever fails.
        let mut signal =
            Signal { ptr: Mutex::new(ptr), fd: zmq_sys::zmq_fd_t::default(), process: std::process::id() };
        let events = (zmq_sys::ZMQ_POLLIN | zmq_sys::ZMQ_POLLOUT) as _;
        // SAFETY: signal invariant; the socket is open.
        check(unsafe { zmq_sys::zmq_poller_add(ptr.as_ptr(), socket, ptr::null_mut(), events) })?;
        // SAFETY: signal invariant, and room for a descriptor.
        check(unsafe { zmq_sys::zmq_poller_fd(ptr.as_ptr(), &mut signal.fd) })?;
        Ok(signal)
    }

    /// The descriptor, which is open as long as this lives.
    pub fn fd(&self) -> zmq_sys::zmq_fd_t {
        self.fd
    }

    /// Takes back that the descriptor is readable, and lets the socket take in its commands. Whether there is anything to do
    /// is for the caller to find out.
    pub fn take(&self) {
        let poller = self.ptr.lock().unwrap_or_else(PoisonError::into_inner);
        let mut event = zmq_sys::zmq_poller_event_t {
            socket: ptr::null_mut(),
            fd: zmq_sys::zmq_fd_t::default(),
            user_data: ptr::null_mut(),
            events: 0,
        };
        // SAFETY: signal invariant, and room for one event. It does not wait.
        unsafe { zmq_sys::zmq_poller_wait_all(poller.as_ptr(), &mut event, 1, 0) };
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            return; // a forked child's copy
        }
        let mut ptr = self.ptr.get_mut().unwrap_or_else(PoisonError::into_inner).as_ptr();
        // SAFETY: signal invariant, and this is the one end.
        unsafe { zmq_sys::zmq_poller_destroy(&mut ptr) };
    }
}
