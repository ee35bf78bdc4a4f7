//! The types of `zmq-sys` 0.12.

use std::ffi::{c_short, c_uchar, c_void};

/// A file descriptor of the system.
#[cfg(unix)]
pub type RawFd = std::os::fd::RawFd;

/// A socket of Winsock.
#[cfg(windows)]
pub type RawFd = std::os::windows::io::RawSocket;

/// A message: 64 bytes that only libzmq reads and writes. Zeros are no message, `zmq_msg_init` and its sisters make one.
#[repr(C)]
#[cfg_attr(target_pointer_width = "64", repr(align(8)))]
#[cfg_attr(target_pointer_width = "32", repr(align(4)))]
#[derive(Copy, Clone)]
pub struct zmq_msg_t {
    /// Opaque.
    pub __: [c_uchar; 64],
}

/// Zeros, for `zmq_msg_init` to write over.
impl Default for zmq_msg_t {
    fn default() -> zmq_msg_t {
        zmq_msg_t { __: [0; 64] }
    }
}

/// Who frees a payload that was given to libzmq.
pub type zmq_free_fn = Option<unsafe extern "C" fn(data: *mut c_void, hint: *mut c_void)>;

/// A socket or a descriptor to wait for.
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct zmq_pollitem_t {
    /// The socket, or null.
    pub socket: *mut c_void,
    /// The descriptor, where there is no socket.
    pub fd: RawFd,
    /// What to wait for.
    pub events: c_short,
    /// What was found.
    pub revents: c_short,
}

impl Default for zmq_pollitem_t {
    fn default() -> zmq_pollitem_t {
        zmq_pollitem_t { socket: std::ptr::null_mut(), fd: 0, events: 0, revents: 0 }
    }
}
