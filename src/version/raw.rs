//! The only file of this room with unsafe in it: what the linked libzmq says of itself.
#![allow(unsafe_code)]

use std::ffi::CStr;

pub(super) fn version() -> (i32, i32, i32) {
    let (mut major, mut minor, mut patch) = (0, 0, 0);
    // SAFETY: three valid places to write a C int to.
    unsafe { zmq_sys::zmq_version(&mut major, &mut minor, &mut patch) };
    (major, minor, patch)
}

pub(super) fn has(capability: &CStr) -> bool {
    // SAFETY: a NUL-terminated string that outlives the call.
    unsafe { zmq_sys::zmq_has(capability.as_ptr()) == 1 }
}
