//! The only file of this room with unsafe in it: libzmq's errno and its texts.
#![allow(unsafe_code)]

use super::Errno;
use std::ffi::CStr;

/// The error number of the calling thread, as libzmq's C runtime sees it.
pub(super) fn errno() -> Errno {
    // SAFETY: takes nothing and reads a thread-local number.
    Errno::from_raw(unsafe { zmq_sys::zmq_errno() })
}

/// libzmq's or the system's text for `errno`.
pub(super) fn text(errno: Errno) -> String {
    // SAFETY: zmq_strerror accepts every number.
    let text = unsafe { zmq_sys::zmq_strerror(errno.raw()) };
    if text.is_null() {
        return format!("error {}", errno.raw());
    }
    // SAFETY: not null, NUL-terminated, and valid until this thread asks for the next text; copied here.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}
