//! The only file of this room with unsafe in it: descriptors that are borrowed, and sockets that come from C.
//!
//! The descriptor invariant and the open invariant are those of the socket's own `raw.rs`.
#![allow(unsafe_code)]

use crate::{
    Context, Errno, Error, Result, Socket, SocketType,
    guard::{names, options, sends},
    kind::Kind,
    socket::{facts::Facts, raw::RawSocket},
};
use std::{ffi::c_void, ptr::NonNull};

#[cfg(unix)]
type Fd<'a> = std::os::fd::BorrowedFd<'a>;
#[cfg(windows)]
type Fd<'a> = std::os::windows::io::BorrowedSocket<'a>;

impl RawSocket {
    /// The descriptor, if the kind has one.
    pub fn fd(&self) -> Option<Fd<'_>> {
        // SAFETY: descriptor invariant; it is borrowed from the socket.
        self.fd_number().map(|fd| unsafe { Fd::borrow_raw(fd as _) })
    }

    /// The descriptor of a socket whose kind has `HasFd`.
    pub fn known_fd(&self) -> Fd<'_> {
        let fd = self.fd_number().unwrap_or_default();
        // SAFETY: descriptor invariant, by which it is there; it is borrowed from the socket.
        unsafe { Fd::borrow_raw(fd as _) }
    }

    /// Learns of a socket that came from C what this crate would know of its own.
    fn adopt(&mut self, kind: SocketType) -> Result<()> {
        let int = |option| {
            let mut value = [0; 4];
            self.get_bytes(option, &mut value).map(|_| i32::from_ne_bytes(value))
        };
        if int(zmq_sys::ZMQ_TYPE)? != kind.raw() {
            return Err(Error::refused(Errno::EINVAL, "Socket::from_raw", format!("it is no {kind} socket")));
        }
        // Set again to what they are, by which they are noted.
        for option in [zmq_sys::ZMQ_SNDTIMEO, zmq_sys::ZMQ_RCVTIMEO] {
            self.set_int(option, int(option)?)?;
        }
        if int(zmq_sys::ZMQ_CONFLATE).is_ok_and(|conflate| conflate != 0) {
            self.set_int(zmq_sys::ZMQ_CONFLATE, 1)?;
        }
        self.facts().attached.set(true);
        self.share();
        self.facts().polled.set(true); // it may have been
        names::bound(self.facts());
        let heartbeats = int(zmq_sys::ZMQ_HEARTBEAT_IVL).is_ok_and(|interval| interval > 0);
        options::note_heartbeats(self.facts(), heartbeats);
        self.find_fd()
    }
}

/// Sockets shared with code in other languages.
impl<K: Kind> Socket<K> {
    /// Releases the C socket, and returns it with its context.
    ///
    /// Close it with `zmq_close` before the context ends: dropping the last handle and
    /// [`Context::term`](crate::Context::term) wait for it, as C does. It is no longer in the list of open sockets, and
    /// this crate's checks no longer apply to it.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let (socket, ctx) = ctx.socket(zmq::PULL)?.into_raw(); // now C may have it
    /// // SAFETY: it was released here, and is of this context.
    /// let pull = unsafe { zmq::Socket::from_raw(&ctx, socket, zmq::PULL)? };
    /// # Ok(()) }
    /// ```
    #[must_use = "nobody else closes it"]
    pub fn into_raw(self) -> (*mut c_void, Context) {
        let (ptr, context) = self.raw.release();
        (ptr.as_ptr(), Context::from_inner(context))
    }

    /// Takes over a C socket, and closes it when dropped. `kind` is its type: a constant, or a [`SocketType`].
    ///
    /// It does not count towards the maximum of sockets of the context. High-water marks cannot change any more, as on a
    /// bound socket.
    ///
    /// # Errors
    /// The socket is not taken over then.
    /// - [`EINVAL`](Errno::EINVAL): it is of another type.
    /// - [`EFAULT`](Errno::EFAULT): a null pointer.
    /// - [`ENOTSOCK`](Errno::ENOTSOCK): it was closed.
    /// - [`ETERM`](Errno::ETERM): the context was shut down.
    ///
    /// # Safety
    /// `socket` came from `zmq_socket` or [`into_raw`](Self::into_raw), is open, and of this `context`. Nobody else closes
    /// it, and nobody else uses it while this one lives, except on the same thread and between its calls. It is not in the
    /// middle of a message of several parts. If it is bound or connected to an `inproc` name, the name stays bound as long
    /// as a socket is connected to it.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (from_c, ctx) = ctx.socket(zmq::PULL)?.into_raw();
    /// // `from_c` is a PULL of `zmq_socket`, in the context `ctx`.
    /// // SAFETY: nobody else uses or closes it.
    /// let pull = unsafe { zmq::Socket::from_raw(&ctx, from_c, zmq::PULL)? };
    /// pull.bind("inproc://from_raw")?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "shadow")]
    pub unsafe fn from_raw(context: &Context, socket: *mut c_void, kind: K) -> Result<Self> {
        let about = |error: Error| error.about("Socket::from_raw");
        let ptr = NonNull::new(socket).ok_or_else(|| about(Errno::EFAULT.into()))?;
        let inner = context.shared().clone();
        let id = inner.registry.enter(kind.socket_type(), usize::MAX).ok_or(Errno::EMFILE)?;
        let facts = Facts::new(kind.socket_type(), id);
        facts.check_sends(sends::are_checked(&facts));
        let mut raw = RawSocket::new(ptr, inner, facts);
        match raw.adopt(kind.socket_type()) {
            Ok(()) => Ok(Socket::new(raw, kind)),
            Err(error) => {
                raw.release();
                Err(about(error))
            }
        }
    }
}
