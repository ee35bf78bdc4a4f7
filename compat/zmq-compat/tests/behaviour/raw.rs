//! The only file of these tests with unsafe in it.
#![allow(unsafe_code)]

use super::zmq;
use std::ffi::c_void;

/// A socket that was given up by `into_raw`.
pub fn take_back(raw: *mut c_void) -> zmq::Socket {
    // SAFETY: it came from `into_raw`, and nobody else has it.
    unsafe { zmq::Socket::from_raw(raw) }
}

/// The calling thread, for [`signal`].
#[cfg(unix)]
pub fn this_thread() -> libc::pthread_t {
    // SAFETY: it cannot fail.
    unsafe { libc::pthread_self() }
}

/// Has SIGUSR1 end calls of the system, and do nothing else.
#[cfg(unix)]
pub fn interrupt_on_signal() {
    extern "C" fn nothing(_: libc::c_int) {}
    // SAFETY: all zeros are an action.
    let mut action = unsafe { std::mem::zeroed::<libc::sigaction>() };
    action.sa_sigaction = nothing as *const () as usize;
    // SAFETY: a valid action, whose handler does nothing.
    assert_eq!(unsafe { libc::sigaction(libc::SIGUSR1, &action, std::ptr::null_mut()) }, 0);
}

/// Sends SIGUSR1 to a thread that has not been joined.
#[cfg(unix)]
pub fn signal(thread: libc::pthread_t) {
    // SAFETY: the thread is there until it is joined.
    assert_eq!(unsafe { libc::pthread_kill(thread, libc::SIGUSR1) }, 0);
}
