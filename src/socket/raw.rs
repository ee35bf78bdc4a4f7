//! The only file of this room with unsafe in it: one owned C socket.
//!
//! **Open invariant**: `ptr` came from `zmq_socket`, is closed once, by `Drop`, and its context lives as long as
//! the `Arc` beside it. Only one thread at a time uses it: `RawSocket` is `Send` and not `Sync`.
//!
//! **Descriptor invariant**: `fd` is `ZMQ_FD`, which libzmq opens with the socket and closes after it, and never changes;
//! or nothing, in the kinds that do not have `HasFd`.
#![allow(unsafe_code)]

use crate::{
    Context, Errno, Error, Result, SocketType, context::Inner, error::check, kind::Kind,
    message::raw::RawMessage,
};
use std::{
    cell::Cell,
    ffi::{CStr, c_void},
    ptr::NonNull,
    sync::Arc,
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
    sndtimeo: Cell<i32>,
    rcvtimeo: Cell<i32>,
    /// Whether it was ever bound or connected.
    attached: Cell<bool>,
    /// Whether its queues keep one part only, so that a message of several must not be sent.
    conflate: Cell<bool>,
}

// SAFETY: libzmq lets a socket move to another thread behind a full fence, which every way of moving a value
// between threads is.
unsafe impl Send for RawSocket {}

impl RawSocket {
    /// Takes over a socket of `zmq_socket` that nobody else closes; the default timeouts are in force.
    pub fn new(ptr: NonNull<c_void>, context: Arc<Inner>, id: u64) -> RawSocket {
        RawSocket {
            ptr,
            context,
            id,
            process: std::process::id(),
            fd: None,
            sndtimeo: Cell::new(-1),
            rcvtimeo: Cell::new(-1),
            attached: Cell::new(false),
            conflate: Cell::new(false),
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
        self.context.inproc.close(self.id);
        self.context.registry.leave(self.id);
        self.process = 0; // as in a forked child, `Drop` leaves it alone
        (self.ptr, self.context.clone())
    }

    #[inline]
    pub fn as_ptr(&self) -> *mut c_void {
        self.ptr.as_ptr()
    }

    pub fn context(&self) -> &Inner {
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
        self.sndtimeo.get()
    }

    #[inline]
    pub fn rcvtimeo(&self) -> i32 {
        self.rcvtimeo.get()
    }

    /// Whether it was ever bound or connected.
    pub fn attached(&self) -> &Cell<bool> {
        &self.attached
    }

    /// Whether its queues keep one part only.
    pub fn conflate(&self) -> bool {
        self.conflate.get()
    }

    pub fn bind(&self, endpoint: &CStr) -> Result<()> {
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
        // SAFETY: open invariant; a valid message, of which C takes over the content only when it succeeds.
        check(unsafe { zmq_sys::zmq_msg_send(message.as_mut_ptr(), self.as_ptr(), flags) }).map(drop)
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
            zmq_sys::ZMQ_SNDTIMEO => self.sndtimeo.set(value),
            zmq_sys::ZMQ_RCVTIMEO => self.rcvtimeo.set(value),
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
        let mut raw = RawSocket::new(ptr, inner, id);
        if let Err(error) = raw.find_fd(socket_type) {
            raw.release();
            return Err(about(error));
        }
        raw.sndtimeo.set(sndtimeo);
        raw.rcvtimeo.set(rcvtimeo);
        raw.attached.set(true);
        raw.conflate.set(conflate);
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
        self.context.inproc.close(self.id);
        // SAFETY: open invariant, and this is the one close. It fails only for something that is no socket.
        unsafe { zmq_sys::zmq_close(self.as_ptr()) };
        self.context.registry.leave(self.id);
    }
}
