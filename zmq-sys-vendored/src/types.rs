//! The types whose C definition depends on the target, which is why bindgen's output, made once for
//! all targets, leaves them out. `tests/layout.rs` compares them with the C compiler's view.

#![allow(non_camel_case_types)]

/// A file descriptor.
#[cfg(not(windows))]
pub type zmq_fd_t = core::ffi::c_int;

/// A `SOCKET` of Winsock, as wide as a pointer.
#[cfg(windows)]
pub type zmq_fd_t = usize;

/// A message: 64 bytes that only libzmq reads and writes, aligned as a pointer is.
///
/// Neither zeros nor uninitialised memory are a message; `zmq_msg_init` and its sisters make one.
/// A copy of the bytes is not a second message: `zmq_msg_move` and `zmq_msg_copy` make those.
#[repr(C)]
#[cfg_attr(target_pointer_width = "64", repr(align(8)))]
#[cfg_attr(target_pointer_width = "32", repr(align(4)))]
#[derive(Debug, Copy, Clone)]
pub struct zmq_msg_t {
    /// Opaque; C calls it `_`.
    pub bytes: [u8; 64],
}

/// One piece of the scattered data of `zmq_sendiov` and `zmq_recviov`: the C library's `struct iovec`.
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct iovec {
    /// Where the piece begins.
    pub iov_base: *mut core::ffi::c_void,
    /// How many bytes it has.
    pub iov_len: usize,
}

/// The signal mask of `zmq_ppoll`, only ever seen through a pointer: on Windows libzmq declares it
/// `void`, elsewhere it is the C library's type of this name (`libc::sigset_t`).
#[cfg(feature = "draft")]
pub type sigset_t = core::ffi::c_void;
