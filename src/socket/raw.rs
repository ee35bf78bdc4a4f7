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
//! **Descriptor invariant**: `fd` is `ZMQ_FD`, which libzmq opens with the socket and closes after it, and never changes;
//! or nothing, in the kinds that do not have `HasFd`.
#![allow(unsafe_code)]

use super::{
    guard::{Guard, Switch},
    link::MonitorLink,
    pending::Pending,
};
use crate::{
    Error, Message, Result, SocketType,
    context::Inner,
    error::{check, over_signals},
    kind::Kind,
    message::raw::RawMessage,
    process::{Birth, LocalSwitch},
};
use std::{
    ffi::{CStr, c_long, c_void},
    ptr::NonNull,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI32, Ordering::Relaxed},
    },
};

/// An open `void *socket` and what is known of it.
pub(crate) struct RawSocket {
    ptr: NonNull<c_void>,
    context: Arc<Inner>,
    /// Its number in the context's registry.
    id: u64,
    /// The process that made it, and may use it.
    birth: Birth,
    /// `ZMQ_FD`, if the kind has one.
    fd: Option<zmq_sys::zmq_fd_t>,
    /// `ZMQ_SNDTIMEO` and `ZMQ_RCVTIMEO` as set last: whether a call must watch the clock.
    sndtimeo: AtomicI32,
    rcvtimeo: AtomicI32,
    /// Whether a receive that may wait is one call of C: its time is not bounded.
    receives_plainly: LocalSwitch,
    /// Whether it was ever bound or connected.
    attached: Switch,
    /// Whether its queues keep one part only, so that a message of several must not be sent.
    conflate: Switch,
    /// Whether it was ever polled: libzmq may have taken the first part of a message out of its queue then.
    polled: Switch,
    /// What it must not ask of C.
    guard: Guard,
    /// Apart, since errors that give the socket back should be small.
    pending: Box<Pending>,
    /// Its monitor, if it has one.
    monitor: Mutex<Option<Arc<MonitorLink>>>,
    /// The certificate and key of a server of `wss`.
    #[cfg(feature = "wss")]
    wss: Mutex<super::wss::Identity>,
}

// SAFETY: libzmq lets a socket move to another thread behind a full fence, which every way of moving a value
// between threads is.
unsafe impl Send for RawSocket {}

impl RawSocket {
    /// Takes over a socket of `zmq_socket` and this kind that nobody else closes; the default timeouts are in force.
    pub fn new(ptr: NonNull<c_void>, context: Arc<Inner>, id: u64, kind: SocketType) -> RawSocket {
        RawSocket {
            ptr,
            context,
            id,
            birth: Birth::now(),
            fd: None,
            sndtimeo: AtomicI32::new(-1),
            rcvtimeo: AtomicI32::new(-1),
            receives_plainly: LocalSwitch::on(),
            attached: Switch::default(),
            conflate: Switch::default(),
            polled: Switch::default(),
            guard: Guard::new(kind),
            pending: Box::default(),
            monitor: Mutex::default(),
            #[cfg(feature = "wss")]
            wss: Mutex::default(),
        }
    }

    /// Looks up the descriptor, if the kind has one. Asked right after the socket is made, C cannot fail here, and makes
    /// no system call.
    pub fn find_fd(&mut self, kind: SocketType) -> Result<()> {
        if !kind.is_draft() || kind == SocketType::Dgram {
            let mut fd = [0; size_of::<zmq_sys::zmq_fd_t>()];
            self.get_bytes(zmq_sys::ZMQ_FD, &mut fd)?;
            self.fd = Some(zmq_sys::zmq_fd_t::from_ne_bytes(fd));
        }
        Ok(())
    }

    /// The descriptor, if the kind has one.
    pub fn fd_number(&self) -> Option<zmq_sys::zmq_fd_t> {
        self.fd
    }

    /// Gives the socket up: nobody here closes it any more.
    pub fn release(mut self) -> (NonNull<c_void>, Arc<Inner>) {
        self.replace_monitor(None);
        self.context.inproc.hand_over(self.id);
        self.context.registry.leave(self.id);
        self.birth = Birth::NOWHERE; // as in a forked child, `Drop` leaves it alone
        (self.ptr, self.context.clone())
    }

    /// Refuses a call on a forked child's copy: the descriptors are the parent's, and so are the threads they wake.
    #[inline]
    pub fn here(&self) -> Result<()> {
        self.birth.check("socket")
    }

    /// The process that may use it.
    pub fn birth(&self) -> Birth {
        self.birth
    }

    #[inline]
    pub fn as_ptr(&self) -> *mut c_void {
        self.ptr.as_ptr()
    }

    pub fn context(&self) -> &Arc<Inner> {
        &self.context
    }

    pub fn id(&self) -> u64 {
        self.id
    }

    #[inline]
    pub fn sndtimeo(&self) -> i32 {
        self.sndtimeo.load(Relaxed)
    }

    #[inline]
    pub fn rcvtimeo(&self) -> i32 {
        self.rcvtimeo.load(Relaxed)
    }

    /// Whether a receive that may wait is one call of C.
    #[inline(always)]
    pub fn receives_plainly(&self) -> bool {
        self.receives_plainly.get()
    }

    /// Whether it was ever bound or connected.
    pub fn attached(&self) -> &Switch {
        &self.attached
    }

    /// Whether its queues keep one part only.
    #[inline]
    pub fn conflate(&self) -> bool {
        self.conflate.get()
    }

    /// Its monitor, if it has one.
    pub(super) fn monitor(&self) -> MutexGuard<'_, Option<Arc<MonitorLink>>> {
        self.monitor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The C socket for a call that polls it.
    pub fn polled_ptr(&self) -> *mut c_void {
        self.polled.set(true);
        self.as_ptr()
    }

    /// Whether it was ever polled.
    pub fn was_polled(&self) -> bool {
        self.polled.get()
    }

    /// `ZMQ_EVENTS`: what could be done now, as bits.
    pub fn events(&self) -> Result<i32> {
        let mut value = [0; 4];
        self.polled.set(true);
        over_signals(|| self.get_bytes(zmq_sys::ZMQ_EVENTS, &mut value))?;
        Ok(i32::from_ne_bytes(value))
    }

    pub(super) fn guard(&self) -> &Guard {
        &self.guard
    }

    /// What waits for the next bind or connect.
    pub fn pending(&self) -> &Pending {
        &self.pending
    }

    /// The certificate and key of a server of `wss`.
    #[cfg(feature = "wss")]
    pub(super) fn wss(&self) -> &Mutex<super::wss::Identity> {
        &self.wss
    }

    pub fn bind(&self, endpoint: &CStr) -> Result<()> {
        for _ in 0..10 {
            match self.context.over_reaping(|| self.bind_once(endpoint), || ()) {
                // While it reports the failure to a monitor, libzmq up to 4.3.5 can lose the error number; not twice
                // within the same millisecond.
                Err(error) if error.is_would_block() && self.monitor().is_some() => (),
                result => return result,
            }
        }
        self.bind_once(endpoint)
    }

    fn bind_once(&self, endpoint: &CStr) -> Result<()> {
        self.here()?;
        // SAFETY: open invariant; the string outlives the call.
        over_signals(|| check(unsafe { zmq_sys::zmq_bind(self.as_ptr(), endpoint.as_ptr()) }).map(drop))
    }

    pub fn connect(&self, endpoint: &CStr) -> Result<()> {
        self.here()?;
        // SAFETY: open invariant; the string outlives the call.
        over_signals(|| check(unsafe { zmq_sys::zmq_connect(self.as_ptr(), endpoint.as_ptr()) }).map(drop))
    }

    pub fn unbind(&self, endpoint: &CStr) -> Result<()> {
        self.here()?;
        // SAFETY: open invariant; the string outlives the call.
        over_signals(|| check(unsafe { zmq_sys::zmq_unbind(self.as_ptr(), endpoint.as_ptr()) }).map(drop))
    }

    pub fn disconnect(&self, endpoint: &CStr) -> Result<()> {
        self.here()?;
        // SAFETY: open invariant; the string outlives the call.
        over_signals(|| check(unsafe { zmq_sys::zmq_disconnect(self.as_ptr(), endpoint.as_ptr()) }).map(drop))
    }

    /// Sends a part and leaves `message` empty, or fails and leaves it as it was.
    #[inline(always)]
    pub fn send(&self, message: &mut RawMessage, flags: i32) -> Result<()> {
        if self.guard.is_watched() {
            return self.send_watched(message, flags);
        }
        self.send_unwatched(message, flags)
    }

    #[inline(always)]
    pub(super) fn send_unwatched(&self, message: &mut RawMessage, flags: i32) -> Result<()> {
        if self.sends(message, flags) { Ok(()) } else { Err(Error::last()) }
    }

    /// C's call to send, and whether it succeeded.
    #[inline(always)]
    pub(super) fn sends(&self, message: &mut RawMessage, flags: i32) -> bool {
        // SAFETY: open invariant; a valid message, of which C takes over the content only when it succeeds.
        unsafe { zmq_sys::zmq_msg_send(message.as_mut_ptr(), self.as_ptr(), flags) != -1 }
    }

    /// Sets an option that is a C int.
    pub fn set_int(&self, option: i32, value: i32) -> Result<()> {
        self.set_int_once(option, value)?;
        match option {
            zmq_sys::ZMQ_SNDTIMEO => {
                self.sndtimeo.store(value, Relaxed);
                self.guard.bound_send(value >= 0);
            }
            zmq_sys::ZMQ_RCVTIMEO => {
                self.rcvtimeo.store(value, Relaxed);
                self.receives_plainly.set(value < 0);
            }
            zmq_sys::ZMQ_CONFLATE => self.conflate.set(value != 0),
            _ => (),
        }
        Ok(())
    }

    /// Waits for one of `events` for so many milliseconds, -1 for ever; says whether there is one.
    pub fn poll(&self, events: i16, timeout: i32) -> Result<bool> {
        self.here()?;
        let fd = zmq_sys::zmq_fd_t::default();
        let mut item = zmq_sys::zmq_pollitem_t { socket: self.as_ptr(), fd, events, revents: 0 };
        // SAFETY: open invariant; one valid item.
        check(unsafe { zmq_sys::zmq_poll(&mut item, 1, c_long::from(timeout)) }).map(|ready| ready > 0)
    }

    /// C's call to receive: the size of the part, or the largest C int for one that is larger; -1 if it failed. The caller
    /// says that the message was received.
    #[inline(always)]
    pub(super) fn receives(&self, message: &mut Message, flags: i32) -> i32 {
        // SAFETY: open invariant; a valid message, which C leaves valid also when it fails.
        unsafe { zmq_sys::zmq_msg_recv(message.raw_mut().as_mut_ptr(), self.as_ptr(), flags) }
    }

    /// As [`recv`](Self::recv), and gives the size as [`receives`](Self::receives) does.
    #[inline(always)]
    pub fn recv_sized(&self, message: &mut Message, flags: i32) -> Result<i32> {
        self.here()?;
        self.recv_sized_on(message, flags)
    }

    #[inline(always)]
    fn recv_sized_on(&self, message: &mut Message, flags: i32) -> Result<i32> {
        match self.receives(message, flags) {
            -1 => Err(message.not_received()),
            size => {
                message.received();
                Ok(size)
            }
        }
    }

    /// Receives a part into `message`, whose old content is released.
    #[inline(always)]
    pub fn recv(&self, message: &mut Message, flags: i32) -> Result<()> {
        self.recv_sized(message, flags).map(drop)
    }

    /// As [`recv`](Self::recv), of a part that follows another: this is the process of the socket.
    #[inline(always)]
    pub fn recv_on(&self, message: &mut Message, flags: i32) -> Result<()> {
        self.recv_sized_on(message, flags).map(drop)
    }
}

/// Asks the compiler whether threads may share what lies beside the pointer; see the shared invariant. Fails to compile for
/// a field that was added and is not named here.
const fn only_ptr_is_not_sync(socket: &RawSocket) {
    const fn sync<T: Sync>(_: &T) {}
    let RawSocket {
        ptr: _,
        context,
        id,
        birth,
        fd,
        sndtimeo,
        rcvtimeo,
        receives_plainly,
        attached,
        conflate,
        polled,
        guard,
        pending,
        monitor,
        #[cfg(feature = "wss")]
        wss,
    } = socket;
    sync(context);
    sync(id);
    sync(birth);
    sync(fd);
    sync(sndtimeo);
    sync(rcvtimeo);
    sync(receives_plainly);
    sync(attached);
    sync(conflate);
    sync(polled);
    sync(guard);
    sync(pending);
    sync(monitor);
    #[cfg(feature = "wss")]
    sync(wss);
}
const _: fn(&RawSocket) = only_ptr_is_not_sync;

/// The same of what a socket has beside that.
const fn nothing_else<K: Kind>(socket: &super::Socket<K>) {
    const fn sync<T: Sync>(_: &T) {}
    let super::Socket { raw: _, kind } = socket;
    sync(kind);
}
const _: fn(&super::Socket<SocketType>) = nothing_else;

impl Drop for RawSocket {
    fn drop(&mut self) {
        if self.birth.forked() {
            return; // a forked child's copy: the descriptors are the parent's
        }
        self.replace_monitor(None);
        let waits = self.context.close(self.id, || self.keep(), |name| self.unbind(name));
        // SAFETY: open invariant, and this is the one close. It fails only for something that is no socket.
        unsafe { zmq_sys::zmq_close(self.as_ptr()) };
        if let Some(keep) = waits {
            self.context.inproc.closed(self.id, keep);
        }
        self.context.registry.leave(self.id);
    }
}
