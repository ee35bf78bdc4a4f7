//! The only file with unsafe in it: what rust-zmq has as `unsafe fn`.
//!
//! **Given invariant**: whoever calls `Socket::from_raw` promises that the pointer came from `Socket::into_raw` and that the socket is
//! open. The context that it is of was kept since then.
#![allow(unsafe_code)]

use crate::{Message, Socket};
use std::{
    collections::HashMap,
    ffi::c_void,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

/// The contexts and kinds of sockets that were given up.
type Given = HashMap<usize, (zmq_safe::Context, zmq_safe::SocketType)>;

fn given() -> MutexGuard<'static, Given> {
    static GIVEN: LazyLock<Mutex<Given>> = LazyLock::new(Mutex::default);
    GIVEN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Socket {
    /// Gives the C socket up. Its context stays open until [`from_raw`](Self::from_raw) takes it back.
    #[cfg_attr(
        feature = "port",
        deprecated(note = "zmq-safe: `Socket::into_raw`, which gives the context as well")
    )]
    pub fn into_raw(self) -> *mut c_void {
        let socket = self.into_core();
        let kind = socket.socket_type();
        let (raw, context) = socket.into_raw();
        given().insert(raw.addr(), (context, kind));
        raw
    }

    /// Takes a C socket back, and closes it when dropped.
    ///
    /// # Safety
    /// It came from [`into_raw`](Self::into_raw), is open, and nobody else uses or closes it from now on.
    ///
    /// # Panics
    /// If it did not come from there, or its context was shut down.
    #[cfg_attr(
        feature = "port",
        deprecated(note = "zmq-safe: `Socket::from_raw`, with the context and the kind")
    )]
    pub unsafe fn from_raw(sock: *mut c_void) -> Socket {
        let Some((context, kind)) = given().remove(&sock.addr()) else {
            panic!("Socket::from_raw of what did not come from Socket::into_raw");
        };
        // SAFETY: given invariant; the context is the one it was opened in, and nobody took it before.
        match unsafe { zmq_safe::Socket::from_raw(&context, sock, kind) } {
            Ok(socket) => Socket::from_core(socket),
            Err(error) => panic!("{error}"),
        }
    }
}

impl Message {
    /// As `with_size`: the bytes are zeros, which costs little.
    ///
    /// # Safety
    /// None is needed here; it is `unsafe` in rust-zmq.
    #[deprecated(since = "0.9.1", note = "use `with_size`; zmq-safe: `Message::with_size`")]
    pub unsafe fn with_capacity_unallocated(len: usize) -> Message {
        Message::from_core(zmq_safe::Message::with_size(len))
    }
}
