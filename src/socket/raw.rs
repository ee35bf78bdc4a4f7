//! The only file of this room with unsafe in it: one owned C socket.
//!
//! **Open invariant**: `ptr` came from `zmq_socket`, is closed once, by `Drop`, and its context lives as long as
//! the `Arc` beside it. Only one thread at a time uses it: `RawSocket` is `Send` and not `Sync`. The one exception is the
//! shared invariant of `src/draft/raw.rs`; it relies on every field but `ptr` being `Sync`, which `only_ptr_is_not_sync`
//! below asks the compiler.
//!
//! **Descriptor invariant**: `fd` is `ZMQ_FD`, which libzmq opens with the socket and closes after it, and never changes;
//! or nothing, in the kinds that do not have `HasFd`.
#![allow(unsafe_code)]

use super::{
    guard::{Guard, Switch},
    multicast,
    pending::Pending,
};
use crate::{
    Context, Errno, Error, Result, SocketType, context::Inner, error::check, kind::Kind,
    message::raw::RawMessage, monitor::raw::Link,
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
    /// The process that made it.
    process: u32,
    /// `ZMQ_FD`, if the kind has one.
    fd: Option<zmq_sys::zmq_fd_t>,
    /// `ZMQ_SNDTIMEO` and `ZMQ_RCVTIMEO` as set last, so that a call knows whether it must watch the clock.
    sndtimeo: AtomicI32,
    rcvtimeo: AtomicI32,
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
    monitor: Mutex<Option<Arc<Link>>>,
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
            process: std::process::id(),
            fd: None,
            sndtimeo: AtomicI32::new(-1),
            rcvtimeo: AtomicI32::new(-1),
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
            self.fd = Some(fd_option(self.ptr)?);
        }
        Ok(())
    }

    /// The descriptor, if the kind has one.
    pub fn fd(&self) -> Option<Fd<'_>> {
        // SAFETY: descriptor invariant; it is borrowed from the socket.
        self.fd.map(|fd| unsafe { Fd::borrow_raw(fd as _) })
    }

    /// The descriptor of a socket whose kind has `HasFd`.
    pub fn known_fd(&self) -> Fd<'_> {
        let fd = self.fd.unwrap_or_default();
        // SAFETY: descriptor invariant, by which it is there; it is borrowed from the socket.
        unsafe { Fd::borrow_raw(fd as _) }
    }

    /// Gives the socket up: nobody here closes it any more.
    pub fn release(mut self) -> (NonNull<c_void>, Arc<Inner>) {
        self.replace_monitor(None);
        self.context.inproc.close(self.id);
        self.context.registry.leave(self.id);
        self.process = 0; // as in a forked child, `Drop` leaves it alone
        (self.ptr, self.context.clone())
    }

    #[inline]
    pub fn as_ptr(&self) -> *mut c_void {
        self.ptr.as_ptr()
    }

    pub fn context(&self) -> &Arc<Inner> {
        &self.context
    }

    /// A share of the context, to make another handle or socket of it.
    pub fn shared_context(&self) -> Arc<Inner> {
        self.context.clone()
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

    /// Whether it was ever bound or connected.
    pub fn attached(&self) -> &Switch {
        &self.attached
    }

    /// Whether its queues keep one part only.
    pub fn conflate(&self) -> bool {
        self.conflate.get()
    }

    fn monitor_lock(&self) -> MutexGuard<'_, Option<Arc<Link>>> {
        self.monitor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops its monitor, if it has one, and keeps another instead.
    pub fn replace_monitor(&self, new: Option<Arc<Link>>) {
        let old = std::mem::replace(&mut *self.monitor_lock(), new);
        if let Some(old) = old {
            old.stop();
        }
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
        self.get_bytes(zmq_sys::ZMQ_EVENTS, &mut value)?;
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
            match self.bind_once(endpoint) {
                // While it reports the failure to a monitor, libzmq up to 4.3.5 can lose the error number; not twice
                // within the same millisecond.
                Err(error) if error.is_would_block() && self.monitor_lock().is_some() => (),
                result => return result,
            }
        }
        self.bind_once(endpoint)
    }

    fn bind_once(&self, endpoint: &CStr) -> Result<()> {
        // SAFETY: open invariant; the string outlives the call.
        check(unsafe { zmq_sys::zmq_bind(self.as_ptr(), endpoint.as_ptr()) }).map(drop)
    }

    pub fn connect(&self, endpoint: &CStr) -> Result<()> {
        // SAFETY: open invariant; the string outlives the call.
        check(unsafe { zmq_sys::zmq_connect(self.as_ptr(), endpoint.as_ptr()) }).map(drop)
    }

    pub fn unbind(&self, endpoint: &CStr) -> Result<()> {
        // SAFETY: open invariant; the string outlives the call.
        check(unsafe { zmq_sys::zmq_unbind(self.as_ptr(), endpoint.as_ptr()) }).map(drop)
    }

    pub fn disconnect(&self, endpoint: &CStr) -> Result<()> {
        // SAFETY: open invariant; the string outlives the call.
        check(unsafe { zmq_sys::zmq_disconnect(self.as_ptr(), endpoint.as_ptr()) }).map(drop)
    }

    /// Sends a part and leaves `message` empty, or fails and leaves it as it was.
    #[inline]
    pub fn send(&self, message: &mut RawMessage, flags: i32) -> Result<()> {
        if self.guard.is_watched() {
            return self.send_watched(message, flags);
        }
        self.send_unwatched(message, flags)
    }

    #[inline]
    fn send_unwatched(&self, message: &mut RawMessage, flags: i32) -> Result<()> {
        // SAFETY: open invariant; a valid message, of which C takes over the content only when it succeeds.
        check(unsafe { zmq_sys::zmq_msg_send(message.as_mut_ptr(), self.as_ptr(), flags) }).map(drop)
    }

    #[cold]
    fn send_watched(&self, message: &mut RawMessage, flags: i32) -> Result<()> {
        if self.guard.is_dgram() {
            return self.send_datagram(message, flags);
        }
        if self.guard.norm() {
            multicast::fits_norm(message.bytes().len())?;
        }
        if self.guard.is_radio() {
            self.guard.radio_may_send(1 + message.group_len() + message.bytes().len())?;
        }
        self.send_unwatched(message, flags)
    }

    /// Sends one of the two parts of a DGRAM message, never waiting. Without a connection, C closes the message it does
    /// not send, says nothing of why, and aborts if it was to wait: so it gets a copy.
    fn send_datagram(&self, message: &mut RawMessage, flags: i32) -> Result<()> {
        let more = flags & zmq_sys::ZMQ_SNDMORE != 0;
        if more == self.guard.half_sent.get() {
            let reason = "a DGRAM socket sends two parts: address and datagram";
            return Err(Error::refused(Errno::EINVAL, "send", reason));
        }
        let mut copy = message.share()?;
        match self.send_unwatched(&mut copy, flags | zmq_sys::ZMQ_DONTWAIT) {
            Ok(()) => {
                *message = RawMessage::empty();
                self.guard.half_sent.set(more);
                Ok(())
            }
            Err(error) if error == Errno::ETERM || error == Errno::EINTR => Err(error),
            Err(_) => Err(Errno::EAGAIN.into()),
        }
    }

    /// Waits for one of `events` for so many milliseconds, -1 for ever; says whether there is one.
    pub fn poll(&self, events: i16, timeout: i32) -> Result<bool> {
        let fd = zmq_sys::zmq_fd_t::default();
        let mut item = zmq_sys::zmq_pollitem_t { socket: self.as_ptr(), fd, events, revents: 0 };
        // SAFETY: open invariant; one valid item.
        check(unsafe { zmq_sys::zmq_poll(&mut item, 1, c_long::from(timeout)) }).map(|ready| ready > 0)
    }

    /// As [`recv`](Self::recv), and gives the size of the part, or the largest C int for one that is larger.
    #[inline]
    pub fn recv_sized(&self, message: &mut RawMessage, flags: i32) -> Result<i32> {
        // SAFETY: open invariant; a valid message, which C leaves valid also when it fails.
        check(unsafe { zmq_sys::zmq_msg_recv(message.as_mut_ptr(), self.as_ptr(), flags) })
    }

    /// Receives a part into `message`, whose old content is released.
    #[inline]
    pub fn recv(&self, message: &mut RawMessage, flags: i32) -> Result<()> {
        // SAFETY: open invariant; a valid message, which C leaves valid also when it fails.
        check(unsafe { zmq_sys::zmq_msg_recv(message.as_mut_ptr(), self.as_ptr(), flags) }).map(drop)
    }

    /// Sets an option that is a C int.
    pub fn set_int(&self, option: i32, value: i32) -> Result<()> {
        self.set_int_once(option, value)?;
        match option {
            zmq_sys::ZMQ_SNDTIMEO => self.sndtimeo.store(value, Relaxed),
            zmq_sys::ZMQ_RCVTIMEO => self.rcvtimeo.store(value, Relaxed),
            zmq_sys::ZMQ_CONFLATE => self.conflate.set(value != 0),
            _ => (),
        }
        Ok(())
    }

    /// As [`set_int`](Self::set_int), for a timeout that is about to be set back.
    pub fn set_int_once(&self, option: i32, value: i32) -> Result<()> {
        self.set_bytes(option, &value.to_ne_bytes())
    }

    /// Sets an option from its bytes. The rows of options see that they have the C type's length.
    pub fn set_bytes(&self, option: i32, value: &[u8]) -> Result<()> {
        let _setup = self.setup();
        self.may_set(option)?;
        self.set_bytes_unlocked(option, value)
    }

    /// As [`set_bytes`](Self::set_bytes), for who has [`setup`](Self::setup).
    pub fn set_bytes_unlocked(&self, option: i32, value: &[u8]) -> Result<()> {
        let (option, data, size) = (option, value.as_ptr().cast(), value.len());
        // SAFETY: open invariant; C reads `size` bytes and keeps no pointer to them.
        check(unsafe { zmq_sys::zmq_setsockopt(self.as_ptr(), option, data, size) }).map(drop)
    }

    /// Empties an option that is a list, which C takes a null pointer for.
    pub fn clear(&self, option: i32) -> Result<()> {
        // SAFETY: open invariant; C reads nothing.
        check(unsafe { zmq_sys::zmq_setsockopt(self.as_ptr(), option, std::ptr::null(), 0) }).map(drop)
    }

    /// Reads an option into `value` and says how many bytes C wrote.
    pub fn get_bytes(&self, option: i32, value: &mut [u8]) -> Result<usize> {
        let mut size = value.len();
        let (option, data) = (option, value.as_mut_ptr().cast());
        // SAFETY: open invariant; C writes at most `size` bytes.
        check(unsafe { zmq_sys::zmq_getsockopt(self.as_ptr(), option, data, &mut size) })?;
        Ok(size)
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
        process,
        fd,
        sndtimeo,
        rcvtimeo,
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
    sync(process);
    sync(fd);
    sync(sndtimeo);
    sync(rcvtimeo);
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

#[cfg(unix)]
type Fd<'a> = std::os::fd::BorrowedFd<'a>;
#[cfg(windows)]
type Fd<'a> = std::os::windows::io::BorrowedSocket<'a>;

/// Reads `ZMQ_FD`.
fn fd_option(socket: NonNull<c_void>) -> Result<zmq_sys::zmq_fd_t> {
    let mut fd = zmq_sys::zmq_fd_t::default();
    let (value, mut size) = ((&raw mut fd).cast(), size_of_val(&fd));
    // SAFETY: an open socket of this thread, room for a descriptor, and its size.
    check(unsafe { zmq_sys::zmq_getsockopt(socket.as_ptr(), zmq_sys::ZMQ_FD, value, &mut size) })?;
    Ok(fd)
}

/// Reads an option that is a C int.
fn int_option(socket: NonNull<c_void>, option: i32) -> Result<i32> {
    let mut number = 0i32;
    let (value, mut size) = ((&raw mut number).cast(), size_of::<i32>());
    // SAFETY: an open socket of this thread, room for an int, and its size.
    check(unsafe { zmq_sys::zmq_getsockopt(socket.as_ptr(), option, value, &mut size) })?;
    Ok(number)
}

/// Sockets that are shared with code in other languages.
impl<K: Kind> super::Socket<K> {
    /// Gives the C socket up, and the context it is of.
    ///
    /// Whoever gets it closes it, with `zmq_close`, before the context ends: the last handle to go, and
    /// [`Context::term`](crate::Context::term), wait for that, as C does. It is no longer in the list of open sockets, and
    /// what this crate checks is not checked for it any more.
    #[must_use = "nobody else closes it"]
    pub fn into_raw(self) -> (*mut c_void, Context) {
        let (ptr, context) = self.raw.release();
        (ptr.as_ptr(), Context::share(context))
    }

    /// Takes a C socket over, and closes it when dropped. `kind` is what it is: a constant, or a
    /// [`SocketType`] learned at run time.
    ///
    /// It does not count against the most sockets of the context. High-water marks cannot change any more, as on a socket
    /// that is bound.
    ///
    /// # Errors
    /// The socket is not taken over then.
    /// - [`EINVAL`](Errno::EINVAL): it is of another kind.
    /// - [`EFAULT`](Errno::EFAULT): a null pointer.
    /// - [`ENOTSOCK`](Errno::ENOTSOCK): it was closed.
    /// - [`ETERM`](Errno::ETERM): the context was shut down.
    ///
    /// # Safety
    /// `socket` came from `zmq_socket` or [`into_raw`](Self::into_raw), is open, and of this `context`. Nobody else closes
    /// it, and nobody else uses it while this one lives, except on the thread that has this one and between its calls. It
    /// is not in the middle of a message that is sent or received in parts. If it is bound or connected to an `inproc` name,
    /// somebody is bound to that name as long as any socket is connected to it.
    pub unsafe fn from_raw(context: &Context, socket: *mut c_void, kind: K) -> Result<Self> {
        let about = |error: Error| error.about("Socket::from_raw");
        let ptr = NonNull::new(socket).ok_or(Errno::EFAULT).map_err(Error::from).map_err(about)?;
        let int = |option| int_option(ptr, option).map_err(about);
        let socket_type = kind.socket_type();
        if int(zmq_sys::ZMQ_TYPE)? != socket_type.raw() {
            let reason = format!("it is no {socket_type} socket");
            return Err(Error::refused(Errno::EINVAL, "Socket::from_raw", reason));
        }
        let (sndtimeo, rcvtimeo) = (int(zmq_sys::ZMQ_SNDTIMEO)?, int(zmq_sys::ZMQ_RCVTIMEO)?);
        let conflate = int(zmq_sys::ZMQ_CONFLATE).is_ok_and(|conflate| conflate != 0);
        let inner = context.shared();
        let Some(id) = inner.registry.enter(socket_type, usize::MAX) else {
            return Err(Errno::EMFILE.into());
        };
        let mut raw = RawSocket::new(ptr, inner, id, socket_type);
        if let Err(error) = raw.find_fd(socket_type) {
            raw.release();
            return Err(about(error));
        }
        raw.sndtimeo.store(sndtimeo, Relaxed);
        raw.rcvtimeo.store(rcvtimeo, Relaxed);
        raw.attached.set(true);
        raw.conflate.set(conflate);
        raw.polled.set(true);
        raw.pending.names().bound();
        let heartbeats = int(zmq_sys::ZMQ_HEARTBEAT_IVL).is_ok_and(|interval| interval > 0);
        raw.pending.set_heartbeats(heartbeats, true);
        Ok(super::Socket::new(raw, kind))
    }
}

/// The way around the typed options.
impl<K> super::Socket<K> {
    /// Sets any option from the bytes of its C value.
    ///
    /// # Errors
    /// Whatever libzmq answers; the error has the option's number.
    ///
    /// # Safety
    /// `value` must have the C type and the length that this option has in the linked version of libzmq, which
    /// does not check them for every option, and must not be a value that makes libzmq abort. High-water marks
    /// must not change on a socket that is bound or connected, and the timeouts must be set by their methods.
    #[doc(alias = "zmq_setsockopt")]
    pub unsafe fn setsockopt(&self, option: i32, value: &[u8]) -> Result<()> {
        self.raw.set_bytes(option, value).map_err(|error| error.about(format!("option {option}")))
    }

    /// Reads any option as the bytes of its C value and says how many of them were written.
    ///
    /// # Errors
    /// Whatever libzmq answers; the error has the option's number.
    ///
    /// # Safety
    /// `value` must have the length that this option has in the linked version of libzmq, which does not check
    /// it for every option.
    #[doc(alias = "zmq_getsockopt")]
    pub unsafe fn getsockopt(&self, option: i32, value: &mut [u8]) -> Result<usize> {
        self.raw.get_bytes(option, value).map_err(|error| error.about(format!("option {option}")))
    }
}

impl Drop for RawSocket {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            return; // a forked child's copy: the descriptors are the parent's
        }
        self.replace_monitor(None);
        self.context.inproc.close(self.id);
        // SAFETY: open invariant, and this is the one close. It fails only for something that is no socket.
        unsafe { zmq_sys::zmq_close(self.as_ptr()) };
        self.context.registry.leave(self.id);
    }
}
