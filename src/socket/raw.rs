//! The only file of this room with unsafe in it: one owned C socket.
//!
//! **Open invariant**: `ptr` came from `zmq_socket`, is closed once, by `Drop`, and its context lives as long as
//! the `Arc` beside it. Only one thread at a time uses it: `RawSocket` is `Send` and not `Sync`. The one exception is the
//! shared invariant of `src/draft/raw.rs`; it relies on every field but `ptr` being `Sync`, which `only_ptr_is_not_sync`
//! below asks the compiler.
//!
//! **Process invariant**: C is called in the process only that made the socket. A forked child has a copy of it, and shares the
//! descriptors that wake the threads of its parent: whatever it would wake them for is not in their memory, and libzmq ends
//! the parent then. So every call asks [`RawSocket::here`] first, or one of the switches that are off in a forked child.
//!
//! **Descriptor invariant**: `fd` of the facts is `ZMQ_FD`, which libzmq opens with the socket and closes after it, and never changes;
//! or nothing, in the kinds that do not have `HasFd`.
#![allow(unsafe_code)]

use super::{facts::Facts, link::MonitorLink};
use crate::{
    Message, Result, SocketType,
    context::Inner,
    error::{check, over_signals},
    kind::Kind,
    message::raw::RawMessage,
    process::Birth,
};
use std::{
    ffi::{CStr, c_long, c_void},
    ptr::NonNull,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// An open `void *socket` and what is known of it.
pub(crate) struct RawSocket {
    ptr: NonNull<c_void>,
    context: Arc<Inner>,
    facts: Facts,
    /// Its monitor, if it has one.
    monitor: Mutex<Option<Arc<MonitorLink>>>,
}

// SAFETY: libzmq lets a socket move to another thread behind a full fence, which every way of moving a value
// between threads is.
unsafe impl Send for RawSocket {}

impl RawSocket {
    /// Takes over a socket of `zmq_socket` that nobody else closes.
    pub fn new(ptr: NonNull<c_void>, context: Arc<Inner>, facts: Facts) -> RawSocket {
        RawSocket { ptr, context, facts, monitor: Mutex::default() }
    }

    /// Gives the socket up: nobody here closes it any more.
    pub fn release(mut self) -> (NonNull<c_void>, Arc<Inner>) {
        self.replace_monitor(None);
        self.context.inproc.hand_over(self.facts.id);
        self.context.registry.leave(self.facts.id);
        self.facts.birth = Birth::NOWHERE; // as in a forked child, `Drop` leaves it alone
        (self.ptr, self.context.clone())
    }

    #[inline]
    pub fn as_ptr(&self) -> *mut c_void {
        self.ptr.as_ptr()
    }

    pub fn context(&self) -> &Arc<Inner> {
        &self.context
    }

    /// What is known of it.
    #[inline(always)]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// To learn more of it.
    pub(super) fn facts_mut(&mut self) -> &mut Facts {
        &mut self.facts
    }

    /// Its monitor, if it has one.
    pub(super) fn monitor(&self) -> MutexGuard<'_, Option<Arc<MonitorLink>>> {
        self.monitor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn bind_once(&self, endpoint: &CStr) -> Result<()> {
        self.here()?;
        self.touches().add();
        // SAFETY: open invariant; the string outlives the call.
        over_signals(|| check(unsafe { zmq_sys::zmq_bind(self.as_ptr(), endpoint.as_ptr()) }).map(drop))
    }

    pub fn connect(&self, endpoint: &CStr) -> Result<()> {
        self.here()?;
        self.touches().add();
        // SAFETY: open invariant; the string outlives the call.
        over_signals(|| check(unsafe { zmq_sys::zmq_connect(self.as_ptr(), endpoint.as_ptr()) }).map(drop))
    }

    pub fn unbind(&self, endpoint: &CStr) -> Result<()> {
        self.here()?;
        self.touches().add();
        // SAFETY: open invariant; the string outlives the call.
        over_signals(|| check(unsafe { zmq_sys::zmq_unbind(self.as_ptr(), endpoint.as_ptr()) }).map(drop))
    }

    pub fn disconnect(&self, endpoint: &CStr) -> Result<()> {
        self.here()?;
        self.touches().add();
        // SAFETY: open invariant; the string outlives the call.
        over_signals(|| check(unsafe { zmq_sys::zmq_disconnect(self.as_ptr(), endpoint.as_ptr()) }).map(drop))
    }

    /// C's call to send, and whether it succeeded. This is the process of the socket, and the message may be sent.
    #[inline(always)]
    pub(super) fn call_send(&self, message: &mut RawMessage, flags: i32) -> bool {
        // SAFETY: open invariant; a valid message, of which C takes over the content only when it succeeds.
        unsafe { zmq_sys::zmq_msg_send(message.as_mut_ptr(), self.as_ptr(), flags) != -1 }
    }

    /// C's call to receive: the size of the part, or the largest C int for one that is larger; -1 if it failed. This is the
    /// process of the socket, and the caller tells the message, by [`Message::take_in`] or what that is made of.
    #[inline(always)]
    pub fn call_recv(&self, message: &mut Message, flags: i32) -> i32 {
        // SAFETY: open invariant; a valid message, which C leaves valid also when it fails.
        unsafe { zmq_sys::zmq_msg_recv(message.raw_mut().as_mut_ptr(), self.as_ptr(), flags) }
    }

    /// Waits for one of `events` for so many milliseconds, -1 for ever; says whether there is one.
    pub fn poll(&self, events: i16, timeout: i32) -> Result<bool> {
        self.here()?;
        let fd = zmq_sys::zmq_fd_t::default();
        let mut item = zmq_sys::zmq_pollitem_t { socket: self.as_ptr(), fd, events, revents: 0 };
        // SAFETY: open invariant; one valid item.
        check(unsafe { zmq_sys::zmq_poll(&mut item, 1, c_long::from(timeout)) }).map(|ready| ready > 0)
    }
}

/// Asks the compiler whether threads may share what lies beside the pointer; see the shared invariant. Fails to compile for
/// a field that was added and is not named here.
#[allow(dead_code)] // Rust 1.85 does not count what a constant without a name uses
const fn only_ptr_is_not_sync(socket: &RawSocket) {
    const fn sync<T: Sync>(_: &T) {}
    let RawSocket { ptr: _, context, facts, monitor } = socket;
    sync(context);
    sync(facts);
    sync(monitor);
}
const _: fn(&RawSocket) = only_ptr_is_not_sync;

/// The same of what a socket has beside that.
#[allow(dead_code)] // Rust 1.85 does not count what a constant without a name uses
const fn nothing_else<K: Kind>(socket: &super::Socket<K>) {
    const fn sync<T: Sync>(_: &T) {}
    let super::Socket { raw: _, kind } = socket;
    sync(kind);
}
const _: fn(&super::Socket<SocketType>) = nothing_else;

impl Drop for RawSocket {
    fn drop(&mut self) {
        if self.facts.birth.forked() {
            return; // a forked child's copy: the descriptors are the parent's
        }
        self.replace_monitor(None);
        if let Some(linger) = self.context.parting() {
            // Refused by a libzmq without mend 83 once a call of this socket has met the end of the context.
            let _ = self.set_int_once(zmq_sys::ZMQ_LINGER, linger);
        }
        let waits = self.context.close(self.facts.id, || self.keep(), |name| self.unbind(name));
        // SAFETY: open invariant, and this is the one close. It fails only for something that is no socket.
        unsafe { zmq_sys::zmq_close(self.as_ptr()) };
        if let Some(keep) = waits {
            self.context.inproc.closed(self.facts.id, keep);
        }
        self.context.registry.leave(self.facts.id);
    }
}
