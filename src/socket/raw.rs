//! The only file of this room with unsafe in it: one owned C socket.
//!
//! **Open invariant**: `ptr` came from `zmq_socket`, is closed once, by `Drop`, and its context lives as long as
//! the `Arc` beside it. Only one thread at a time uses it: `RawSocket` is `Send` and not `Sync`.
//!
//! **Descriptor invariant**: `fd` is `ZMQ_FD`, which libzmq opens with the socket and closes after it, and never changes;
//! or nothing, in the kinds that do not have `HasFd`.
#![allow(unsafe_code)]

use crate::{Result, SocketType, context::Inner, error::check, message::raw::RawMessage};
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
