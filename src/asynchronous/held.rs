//! What a reactor holds: something with a socket in it, whose descriptor leaves the reactor before it closes.

use super::raw::thread_number;
#[cfg(all(unix, feature = "draft"))]
use super::signal::Signal;
use crate::{Context, Errno, Error, Monitor, Result, Socket, kind::Kind};
use std::{
    mem::ManuallyDrop,
    ops::Deref,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

/// What has a socket that can be waited for.
pub trait Watched: Send + 'static {
    /// `ZMQ_FD`, if it has one.
    fn fd_number(&self) -> Option<zmq_sys::zmq_fd_t>;

    /// What says when to look at it, where it has no `ZMQ_FD`.
    #[cfg(all(unix, feature = "draft"))]
    fn signal(&self) -> Result<Signal>;

    /// `ZMQ_EVENTS`, as bits.
    fn event_bits(&self) -> Result<i32>;

    /// A handle to its context.
    fn context_of(&self) -> Context;
}

impl<K: Kind> Watched for Socket<K> {
    fn fd_number(&self) -> Option<zmq_sys::zmq_fd_t> {
        self.raw().fd_number()
    }

    #[cfg(all(unix, feature = "draft"))]
    fn signal(&self) -> Result<Signal> {
        Signal::new(self.raw())
    }

    fn event_bits(&self) -> Result<i32> {
        self.raw().events()
    }

    fn context_of(&self) -> Context {
        Context::of(self.raw())
    }
}

impl Watched for Monitor {
    fn fd_number(&self) -> Option<zmq_sys::zmq_fd_t> {
        self.pair().fd_number()
    }

    #[cfg(all(unix, feature = "draft"))]
    fn signal(&self) -> Result<Signal> {
        self.pair().signal()
    }

    fn event_bits(&self) -> Result<i32> {
        self.pair().event_bits()
    }

    fn context_of(&self) -> Context {
        self.pair().context_of()
    }
}

/// Something that runs where it may wait.
pub type Job = Box<dyn FnOnce() + Send>;

/// A socket, as a reactor has it. A reactor registers the descriptor of what it owns, and takes it out before it drops that.
///
/// The lock is for those who share the socket: the owner of all of it asks `get_mut`, which locks nothing.
pub struct Held<T> {
    fd: zmq_sys::zmq_fd_t,
    /// The thread that is in a call, or 0.
    caller: AtomicUsize,
    /// Before the socket, which has to be open when this ends.
    #[cfg(all(unix, feature = "draft"))]
    signal: Option<Signal>,
    thing: Mutex<T>,
    /// After the socket, so that it is the last one that it has in hand.
    context: Handle,
}

impl<T: Watched> Held<T> {
    /// # Errors
    /// `EMFILE`: a thread-safe socket takes a descriptor, and there is none left. `ENOTSUP`: there is none to have.
    #[cfg(all(unix, feature = "draft"))]
    pub fn new(thing: T, run: fn(Job)) -> Result<Held<T>> {
        let (fd, signal) = match thing.fd_number() {
            Some(fd) => (fd, None),
            None => {
                let signal = thing.signal()?;
                (signal.fd_number(), Some(signal))
            }
        };
        let context = Handle::new(thing.context_of(), run);
        Ok(Held { fd, caller: AtomicUsize::new(0), signal, thing: Mutex::new(thing), context })
    }

    /// # Errors
    /// `ENOTSUP`: it has no descriptor.
    #[cfg(not(all(unix, feature = "draft")))]
    pub fn new(thing: T, run: fn(Job)) -> Result<Held<T>> {
        let fd = thing.fd_number().ok_or_else(|| {
            let reason = "a thread-safe socket has no descriptor to wait for";
            Error::refused(Errno::ENOTSUP, "ZMQ_FD", reason)
        })?;
        let context = Handle::new(thing.context_of(), run);
        Ok(Held { fd, caller: AtomicUsize::new(0), thing: Mutex::new(thing), context })
    }

    /// After the reactor saw an edge, and before the next try: `ZMQ_FD` is cleared by that try, the descriptor of a
    /// thread-safe socket is not.
    pub fn saw_edge(&self) {
        #[cfg(all(unix, feature = "draft"))]
        if let Some(signal) = &self.signal {
            signal.clear();
        }
    }

    /// The descriptor.
    pub fn fd_number(&self) -> zmq_sys::zmq_fd_t {
        self.fd
    }

    /// The context.
    pub fn context(&self) -> &Handle {
        &self.context
    }

    /// For who has all of it.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.thing.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// For who shares it.
    ///
    /// # Errors
    /// `EFSM`: this thread has it already. That is a closure of `with`, or the destructor of a payload that libzmq drops in
    /// the middle of a call: waiting here would be for ever.
    #[inline]
    pub fn lock(&self) -> Result<Locked<'_, T>> {
        let this = thread_number();
        if self.caller.load(Relaxed) == this {
            let reason = "called from within another call on this socket";
            return Err(Error::refused(Errno::EFSM, "socket", reason));
        }
        let thing = self.thing.lock().unwrap_or_else(PoisonError::into_inner);
        self.caller.store(this, Relaxed); // only this thread compares it with its own number
        Ok(Locked { caller: &self.caller, thing })
    }

    /// Takes it out.
    pub fn into_inner(self) -> T {
        self.thing.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A socket of this thread, for a moment.
pub struct Locked<'a, T> {
    caller: &'a AtomicUsize,
    thing: MutexGuard<'a, T>,
}

impl<T> Deref for Locked<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.thing
    }
}

impl<T> Drop for Locked<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.caller.store(0, Relaxed);
    }
}

/// A handle to a context, which ends the context elsewhere if it is the last one: that may wait for ever, and an executor must
/// not. `raw.rs` has its end.
pub struct Handle {
    pub(super) context: ManuallyDrop<Context>,
    run: fn(Job),
}

impl Handle {
    pub fn new(context: Context, run: fn(Job)) -> Handle {
        Handle { context: ManuallyDrop::new(context), run }
    }

    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Lets go of a handle.
    pub(super) fn end(&self, context: Context) {
        if let Some(last) = context.into_last() {
            (self.run)(Box::new(move || drop(last)));
        }
    }
}

impl Clone for Handle {
    fn clone(&self) -> Handle {
        Handle { context: self.context.clone(), run: self.run }
    }
}
