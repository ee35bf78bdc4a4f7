//! The only file of this room with unsafe in it: one owned C context.
#![allow(unsafe_code)]

use super::{Context, Inner, inner::REAPING};
use crate::{
    Errno, Error, Result,
    error::{check, over_signals},
    process::{self, Birth},
};
use std::{
    ffi::{CString, c_void},
    mem::ManuallyDrop,
    ptr::NonNull,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// A `void *context`.
///
/// **Alive invariant**: `ptr` came from `zmq_ctx_new`, and `zmq_ctx_term` succeeds once, in `drop` or in the thread that
/// it leaves the context to. A `RawContext` is
/// dropped only when every socket made from it is closed or is about to be closed by another thread that does
/// not touch the context for it.
pub(crate) struct RawContext {
    ptr: NonNull<c_void>,
    /// Threads and locks do not survive a fork.
    birth: Birth,
    /// Other code terminates it, and does so when no handle of ours is left.
    borrowed: bool,
}

// SAFETY: libzmq's contexts may be used from any thread.
unsafe impl Send for RawContext {}
// SAFETY: and from several at once.
unsafe impl Sync for RawContext {}

impl RawContext {
    pub fn new() -> Result<RawContext> {
        process::watch()?;
        // SAFETY: takes nothing.
        let ptr = unsafe { zmq_sys::zmq_ctx_new() };
        let ptr = NonNull::new(ptr).ok_or_else(Error::last)?;
        Ok(RawContext { ptr, birth: Birth::now(), borrowed: false })
    }

    /// A context of other code.
    ///
    /// # Safety
    /// The alive invariant, where `borrowed` says that the other code keeps it.
    unsafe fn foreign(context: *mut c_void, borrowed: bool) -> Result<RawContext> {
        process::watch()?;
        let ptr = NonNull::new(context).ok_or(Errno::EFAULT)?;
        Ok(RawContext { ptr, birth: Birth::now(), borrowed })
    }

    pub fn set(&self, option: i32, value: i32) -> Result<()> {
        self.birth.check("context")?;
        // SAFETY: alive invariant; C checks the number and the value.
        check(unsafe { zmq_sys::zmq_ctx_set(self.ptr.as_ptr(), option, value) }).map(drop)
    }

    /// Reads an option whose value is never negative.
    pub fn get(&self, option: i32) -> Result<i32> {
        self.birth.check("context")?;
        // SAFETY: alive invariant; C checks the number.
        check(unsafe { zmq_sys::zmq_ctx_get(self.ptr.as_ptr(), option) })
    }

    /// Sets an option from text. C takes four bytes for an int.
    #[cfg(feature = "draft")]
    pub fn set_text(&self, option: i32, value: &str) -> Result<()> {
        self.birth.check("context")?;
        let (data, size) = (value.as_ptr().cast(), value.len());
        // SAFETY: alive invariant; C reads `size` bytes and keeps no pointer to them.
        check(unsafe { zmq_sys::zmq_ctx_set_ext(self.ptr.as_ptr(), option, data, size) }).map(drop)
    }

    /// Reads an option that is a short text, whose length C does not tell.
    #[cfg(feature = "draft")]
    pub fn get_text(&self, option: i32) -> Result<String> {
        self.birth.check("context")?;
        let mut value = [0u8; 32];
        let mut size = value.len();
        let data = value.as_mut_ptr().cast();
        // SAFETY: alive invariant; C writes at most `size` bytes.
        check(unsafe { zmq_sys::zmq_ctx_get_ext(self.ptr.as_ptr(), option, data, &mut size) })?;
        let text = value.split(|&byte| byte == 0).next().unwrap_or_default();
        Ok(String::from_utf8_lossy(text).into_owned())
    }

    /// Opens a C socket.
    pub fn socket(&self, socket_type: i32) -> Result<NonNull<c_void>> {
        self.birth.check("context")?;
        // SAFETY: alive invariant; C checks the type.
        let socket = unsafe { zmq_sys::zmq_socket(self.ptr.as_ptr(), socket_type) };
        NonNull::new(socket).ok_or_else(Error::last)
    }

    /// Starts the reaper and the I/O threads, which C does with the first socket.
    pub fn start(&self) -> Result<()> {
        let probe = self.socket(zmq_sys::ZMQ_PAIR)?;
        // SAFETY: just opened, known to nobody else, and closed once.
        unsafe { zmq_sys::zmq_close(probe.as_ptr()) };
        Ok(())
    }

    /// A socket of ours that meets connections.
    pub(super) fn probe(&self) -> Result<Probe<'_>> {
        Ok(Probe { ptr: self.socket(zmq_sys::ZMQ_DEALER)?, _context: self })
    }

    pub fn shutdown(&self) {
        // SAFETY: alive invariant. It fails only for something that is no context.
        unsafe { zmq_sys::zmq_ctx_shutdown(self.ptr.as_ptr()) };
    }

    /// The C context, for code in other languages of the same process.
    pub fn as_ptr(&self) -> *mut c_void {
        self.ptr.as_ptr()
    }

    /// Whether other code terminates it.
    pub fn borrowed(&self) -> bool {
        self.borrowed
    }

    /// The process that made it.
    pub fn birth(&self) -> Birth {
        self.birth
    }

    /// Whether this is a forked child's copy, whose threads live in the parent.
    pub fn forked(&self) -> bool {
        self.birth.forked()
    }
}

impl RawContext {
    /// Ends it, over every signal, and over a lack of descriptors or places for a socket to meet who waits for an `inproc` name,
    /// with each for so long at most. Says whether it has ended.
    fn end(&self, patience: Option<Duration>) -> bool {
        let started = Instant::now();
        loop {
            // SAFETY: alive invariant. A call that fails so has freed nothing yet.
            if unsafe { zmq_sys::zmq_ctx_term(self.ptr.as_ptr()) } == 0 {
                return true;
            }
            match Error::last().errno() {
                Errno::EINTR => (),
                Errno::EMFILE | Errno::ENFILE
                    if patience.is_none_or(|patience| started.elapsed() < patience) =>
                {
                    thread::sleep(Duration::from_millis(10));
                }
                Errno::EMFILE | Errno::ENFILE => return false,
                _ => return true, // it is no context
            }
        }
    }
}

impl Drop for RawContext {
    /// Where descriptors are short for longer than it takes libzmq to give back those of closed sockets, a thread waits for some, since
    /// this one may be who has them; without a thread the context is leaked.
    fn drop(&mut self) {
        if self.borrowed || self.forked() || self.end(Some(REAPING)) {
            return; // other code's; or a leak: the descriptors and the messages are the parent's
        }
        let rest = ManuallyDrop::new(RawContext { ptr: self.ptr, birth: self.birth, borrowed: false });
        let _ = thread::Builder::new().name("zmq-term".into()).spawn(move || rest.end(None));
    }
}

/// A DEALER socket that nobody else knows, for connections to `inproc` names that nobody has bound.
///
/// **Probe invariant**: `ptr` came from `zmq_socket`, is used by the thread that has the `Probe`, which is not `Send`, and is
/// closed once, by `Drop`.
pub(super) struct Probe<'a> {
    ptr: NonNull<c_void>,
    _context: &'a RawContext,
}

impl Probe<'_> {
    /// Binds an `inproc` name for a moment, so that nobody waits for it any more; those who did have this socket for a peer
    /// until it is dropped. Says whether nobody had the name: whoever has it has met them.
    pub fn meet(&self, name: &str) -> Result<bool> {
        let name = CString::new(name).map_err(|_| Errno::EINVAL)?;
        // SAFETY: probe invariant; the string outlives the call.
        let bind = || check(unsafe { zmq_sys::zmq_bind(self.ptr.as_ptr(), name.as_ptr()) });
        match over_signals(bind) {
            Ok(_) => (),
            Err(error) if error == Errno::EADDRINUSE => return Ok(false),
            Err(error) => return Err(error),
        }
        // SAFETY: probe invariant; the string outlives the call. What fails here is done when the socket is closed.
        let _ = over_signals(|| check(unsafe { zmq_sys::zmq_unbind(self.ptr.as_ptr(), name.as_ptr()) }));
        Ok(true)
    }
}

impl Drop for Probe<'_> {
    fn drop(&mut self) {
        // SAFETY: probe invariant.
        unsafe { zmq_sys::zmq_close(self.ptr.as_ptr()) };
    }
}

impl Inner {
    /// A context of other code, which may bind `inproc` names that are not known here.
    fn foreign(raw: RawContext) -> Result<Arc<Inner>> {
        let usable = raw.get(zmq_sys::ZMQ_MAX_SOCKETS).and_then(|max| raw.start().map(|()| max));
        let max_sockets = match usable {
            Ok(max) => usize::try_from(max).unwrap_or(usize::MAX),
            Err(error) => {
                std::mem::forget(raw); // it stays with the other code
                return Err(error);
            }
        };
        let inner = Inner::new(raw, max_sockets, None);
        inner.inproc.share();
        Ok(inner)
    }
}

/// Contexts shared with code in other languages.
impl Context {
    pub(super) fn ptr(&self) -> *mut c_void {
        self.inner.raw().as_ref().map_or(std::ptr::null_mut(), RawContext::as_ptr)
    }

    /// The C context, for code in other languages in the same process. It is valid as long as a handle or a socket of this
    /// context; it is null after [`term`](Self::term), and in a forked child.
    ///
    /// From then on this crate expects foreign `inproc` names. Connections of closed sockets to unbound names stay until
    /// sockets or descriptors run out, since others may wait for the same name. When a
    /// [conflating](crate::Socket::set_conflate) socket connects to an unknown name, or a ROUTER or REP disconnects from
    /// one, this crate may bind the name for a moment to learn whether it is bound: foreign connections waiting for it are
    /// then lost.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::new()?;
    /// let for_c = ctx.as_raw(); // `zmq_socket(for_c, ZMQ_REP)` in C opens a socket of the same context
    /// assert!(!for_c.is_null());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "underlying")]
    pub fn as_raw(&self) -> *mut c_void {
        if self.inner.birth.forked() {
            return std::ptr::null_mut();
        }
        self.inner.inproc.share();
        self.ptr()
    }

    /// Releases the C context, if this is the only handle and no socket is open.
    ///
    /// Terminate it with `zmq_ctx_term`. It is null after [`term`](Self::term), and in a forked child.
    ///
    /// # Errors
    /// This handle, if there are others, or sockets.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::new()?;
    /// let socket = ctx.socket(zmq::PULL)?;
    /// let Err(ctx) = ctx.into_raw() else { panic!("the socket has it, too") };
    /// drop(socket);
    /// let raw = ctx.into_raw().unwrap();
    /// // SAFETY: it was just given up by its one owner.
    /// let ctx = unsafe { zmq::Context::from_raw(raw)? };
    /// # Ok(()) }
    /// ```
    pub fn into_raw(self) -> Result<*mut c_void, Context> {
        if self.inner.birth.forked() {
            return Ok(std::ptr::null_mut());
        }
        let inner = Arc::try_unwrap(self.inner).map_err(Context::from_inner)?;
        let Some(raw) = inner.raw().take() else { return Ok(std::ptr::null_mut()) };
        inner.meet_pending(&raw);
        Ok(ManuallyDrop::new(raw).as_ptr())
    }

    /// Takes over a C context: the last handle or socket terminates it, and waits as [`Context`] does, also for foreign
    /// sockets. Starts its threads, if needed.
    ///
    /// # Errors
    /// The context is not taken over then: [`EFAULT`](Errno::EFAULT) for a null pointer, [`ETERM`](Errno::ETERM) if it was
    /// shut down, [`EMFILE`](Errno::EMFILE) if it has no place for another socket.
    ///
    /// # Safety
    /// `context` came from `zmq_ctx_new` or [`into_raw`](Self::into_raw) and was not terminated. Nobody else terminates it,
    /// nor has another handle from this pointer. At its end, foreign code has no connections to unbound `inproc` names, and
    /// none of a ROUTER or REP when a PAIR of this crate binds. If its threads are not started yet, there are descriptors
    /// for them.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let from_c = zmq::Context::new()?.into_raw().expect("no other handle and no socket"); // as from `zmq_ctx_new`
    /// // SAFETY: nobody else has it.
    /// let ctx = unsafe { zmq::Context::from_raw(from_c)? };
    /// ctx.socket(zmq::PULL)?.bind("inproc://rust")?;
    /// // The last handle terminates it.
    /// # Ok(()) }
    /// ```
    pub unsafe fn from_raw(context: *mut c_void) -> Result<Context> {
        // SAFETY: the caller's promise.
        unsafe { Context::from_foreign(context, false) }
    }

    /// As [`from_raw`](Self::from_raw), but foreign code terminates the context: dropping handles and sockets does not, and
    /// does not wait.
    ///
    /// [`term`](Self::term) shuts it down and waits until the sockets made from here are closed; then the foreign code
    /// terminates it, and waits for their messages.
    ///
    /// # Errors
    /// As [`from_raw`](Self::from_raw).
    ///
    /// # Safety
    /// As [`from_raw`](Self::from_raw), but the foreign code terminates the context, and returns only after all handles
    /// from this call are dropped; `zmq_ctx_term` itself waits for the sockets. There are descriptors for connections from
    /// here to unbound `inproc` names.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let theirs = zmq::Context::new()?;
    /// # let underlying = theirs.as_raw();
    /// // `underlying` is the context of a library in C, as pyzmq's `Context.underlying`.
    /// // SAFETY: the library terminates it after this handle and its sockets are dropped.
    /// let ctx = unsafe { zmq::Context::from_raw_borrowed(underlying)? };
    /// ctx.socket(zmq::PULL)?.bind("inproc://rust")?; // the library can connect there
    /// # Ok(()) }
    /// ```
    #[doc(alias = "shadow")]
    pub unsafe fn from_raw_borrowed(context: *mut c_void) -> Result<Context> {
        // SAFETY: the caller's promise.
        unsafe { Context::from_foreign(context, true) }
    }

    /// # Safety
    /// As [`RawContext::foreign`].
    unsafe fn from_foreign(context: *mut c_void, borrowed: bool) -> Result<Context> {
        // SAFETY: the caller's promise.
        let raw = unsafe { RawContext::foreign(context, borrowed) };
        raw.and_then(Inner::foreign)
            .map(Context::from_inner)
            .map_err(|error| error.about("Context::from_raw"))
    }
}
