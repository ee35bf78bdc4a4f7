//! Calls of libzmq past the crate, and those of the system: a file for each kind of it.
#![allow(unsafe_code)]

use std::io;

#[cfg(target_os = "linux")]
#[path = "linux/raw.rs"]
mod linux;
#[cfg(unix)]
#[path = "unix/raw.rs"]
mod unix;
#[cfg(windows)]
#[path = "windows/raw.rs"]
mod windows;

#[cfg(target_os = "linux")]
pub use linux::*;
#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;

/// Whether libzmq has a lock in this socket.
pub fn is_thread_safe<K: zmq::kind::Kind>(socket: &zmq::Socket<K>) -> bool {
    const ZMQ_THREAD_SAFE: i32 = 81;
    get_int(socket, ZMQ_THREAD_SAFE) != 0
}

/// The kind of this socket in C's words.
pub fn type_of<K: zmq::kind::Kind>(socket: &zmq::Socket<K>) -> i32 {
    const ZMQ_TYPE: i32 = 16;
    get_int(socket, ZMQ_TYPE)
}

/// Reads an option that is a C int.
fn get_int<K: zmq::kind::Kind>(socket: &zmq::Socket<K>, option: i32) -> i32 {
    let mut value = [0; 4];
    // SAFETY: the callers name options that are an int, and there is room for one.
    unsafe { socket.getsockopt(option, &mut value) }.unwrap();
    i32::from_ne_bytes(value)
}

/// Sets an option that is a C int, for those that have no method in every build.
pub fn set_int<K>(socket: &zmq::Socket<K>, option: i32, value: i32) -> zmq::Result<()> {
    // SAFETY: the callers name options that are a C int, with values that are checked or harmless.
    unsafe { socket.setsockopt(option, &value.to_ne_bytes()) }
}

/// Sets an option that is bytes or text.
pub fn set_bytes<K>(socket: &zmq::Socket<K>, option: i32, value: &[u8]) -> zmq::Result<()> {
    // SAFETY: the callers name options of any length.
    unsafe { socket.setsockopt(option, value) }
}

/// Has a DISH receive a group.
#[cfg(feature = "draft")]
pub fn join<K: zmq::kind::Kind>(socket: &zmq::Socket<K>, group: &std::ffi::CStr) {
    // SAFETY: an open socket and a string that outlive the call.
    let rc = unsafe { zmq_sys::zmq_join(socket.as_raw(), group.as_ptr()) };
    assert_eq!(rc, 0, "zmq_join: {}", io::Error::last_os_error());
}

/// Sends a copy of `payload` to a group by a RADIO.
#[cfg(feature = "draft")]
pub fn send_to_group<K: zmq::kind::Kind>(socket: &zmq::Socket<K>, group: &std::ffi::CStr, payload: &[u8]) {
    // SAFETY: numbers and pointers, for which zeros are a value; C initialises it next.
    let mut message = unsafe { std::mem::zeroed::<zmq_sys::zmq_msg_t>() };
    // SAFETY: C copies as many bytes as there are.
    let rc = unsafe { zmq_sys::zmq_msg_init_buffer(&mut message, payload.as_ptr().cast(), payload.len()) };
    assert_eq!(rc, 0);
    // SAFETY: an initialised message and a string that outlive the call.
    let rc = unsafe { zmq_sys::zmq_msg_set_group(&mut message, group.as_ptr()) };
    assert_eq!(rc, 0);
    // SAFETY: an open socket and an initialised message, which C takes over when it succeeds.
    let rc = unsafe { zmq_sys::zmq_msg_send(&mut message, socket.as_raw(), 0) };
    assert!(rc >= 0, "zmq_msg_send: {}", io::Error::last_os_error());
}

/// Sets an option of a socket from the bytes of its C value.
pub fn set_option<K>(socket: &zmq::Socket<K>, option: i32, value: &[u8]) -> zmq::Result<()> {
    // SAFETY: the tests pass what the manual of the option asks for.
    unsafe { socket.setsockopt(option, value) }
}

/// Binds past the checks of the crate.
pub fn bind<K: zmq::kind::Kind>(socket: &zmq::Socket<K>, endpoint: &std::ffi::CStr) -> io::Result<()> {
    // SAFETY: an open socket of this thread, and a string that outlives the call.
    let rc = unsafe { zmq_sys::zmq_bind(socket.as_raw(), endpoint.as_ptr()) };
    if rc == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[path = "c/raw.rs"]
pub mod c;
