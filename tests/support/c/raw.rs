//! Another part of the program, in C: it has a `void *` and calls libzmq itself.
#![allow(unsafe_code)]

use std::ffi::{CStr, c_void};

/// A pointer that goes to other threads, as C's do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ptr(pub *mut c_void);

// SAFETY: the tests use it on one thread at a time.
unsafe impl Send for Ptr {}

fn check(rc: i32) -> Result<i32, i32> {
    // SAFETY: takes nothing.
    if rc == -1 { Err(unsafe { zmq_sys::zmq_errno() }) } else { Ok(rc) }
}

pub fn context() -> Ptr {
    // SAFETY: takes nothing.
    Ptr(unsafe { zmq_sys::zmq_ctx_new() })
}

pub fn ctx_set(ctx: Ptr, option: i32, value: i32) -> Result<i32, i32> {
    // SAFETY: a context that is not terminated.
    check(unsafe { zmq_sys::zmq_ctx_set(ctx.0, option, value) })
}

pub fn term(ctx: Ptr) -> Result<i32, i32> {
    // SAFETY: a context that is terminated once.
    check(unsafe { zmq_sys::zmq_ctx_term(ctx.0) })
}

pub fn socket(ctx: Ptr, kind: i32) -> Ptr {
    // SAFETY: a context that is not terminated.
    Ptr(unsafe { zmq_sys::zmq_socket(ctx.0, kind) })
}

pub fn set_int(socket: Ptr, option: i32, value: i32) -> Result<i32, i32> {
    let value = (&raw const value).cast();
    // SAFETY: an open socket, and an int.
    check(unsafe { zmq_sys::zmq_setsockopt(socket.0, option, value, 4) })
}

pub fn bind(socket: Ptr, endpoint: &CStr) -> Result<i32, i32> {
    // SAFETY: an open socket, and a string.
    check(unsafe { zmq_sys::zmq_bind(socket.0, endpoint.as_ptr()) })
}

pub fn connect(socket: Ptr, endpoint: &CStr) -> Result<i32, i32> {
    // SAFETY: an open socket, and a string.
    check(unsafe { zmq_sys::zmq_connect(socket.0, endpoint.as_ptr()) })
}

pub fn send(socket: Ptr, bytes: &[u8]) -> Result<i32, i32> {
    // SAFETY: an open socket, and bytes to copy.
    check(unsafe { zmq_sys::zmq_send(socket.0, bytes.as_ptr().cast(), bytes.len(), 0) })
}

pub fn recv(socket: Ptr) -> Result<Vec<u8>, i32> {
    let mut buffer = vec![0; 100];
    // SAFETY: an open socket, and room for so many bytes.
    let size = check(unsafe { zmq_sys::zmq_recv(socket.0, buffer.as_mut_ptr().cast(), buffer.len(), 0) })?;
    buffer.truncate(size as usize);
    Ok(buffer)
}

pub fn close(socket: Ptr) -> Result<i32, i32> {
    // SAFETY: an open socket, closed once.
    check(unsafe { zmq_sys::zmq_close(socket.0) })
}

/// [`zmq::Context::from_raw`].
pub fn take_context(ctx: Ptr) -> zmq::Result<zmq::Context> {
    // SAFETY: the tests terminate it no more.
    unsafe { zmq::Context::from_raw(ctx.0) }
}

/// [`zmq::Context::from_raw_borrowed`].
pub fn borrow_context(ctx: Ptr) -> zmq::Result<zmq::Context> {
    // SAFETY: the tests terminate it when its handles are gone.
    unsafe { zmq::Context::from_raw_borrowed(ctx.0) }
}

/// [`zmq::Socket::from_raw`].
pub fn take_socket<K: zmq::kind::Kind>(
    ctx: &zmq::Context,
    socket: Ptr,
    kind: K,
) -> zmq::Result<zmq::Socket<K>> {
    // SAFETY: the tests use and close it no more.
    unsafe { zmq::Socket::from_raw(ctx, socket.0, kind) }
}
