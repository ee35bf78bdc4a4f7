//! What a reactor holds: something with a socket in it, whose descriptor leaves the reactor before it closes.

use super::{
    left::Left,
    raw::{find_signal, thread_number},
    signal::Signal,
};
use crate::{Context, Errno, Error, Monitor, Result, Socket, SocketType, kind::Kind};
use std::{
    ffi::c_void,
    mem::ManuallyDrop,
    ops::Deref,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU16, AtomicUsize, Ordering::Relaxed},
    },
};

/// What has a socket that can be waited for.
pub trait Waitable: Send + 'static {
    /// `ZMQ_FD`, if it has one.
    fn fd_number(&self) -> Option<zmq_sys::zmq_fd_t>;

    /// `ZMQ_EVENTS`, as bits.
    fn event_bits(&self) -> Result<i32>;

    /// The next send takes in nothing that others have told the socket, if libzmq can be told that. To be followed by a send.
    fn hold_next_send(&self);

    /// Its kind; that of a monitor is PAIR.
    fn kind(&self) -> SocketType;

    /// A handle to its context.
    fn context_of(&self) -> Context;

    /// The C socket, for a call that polls it.
    fn polled_ptr(&self) -> *mut c_void;
}

impl<K: Kind> Waitable for Socket<K> {
    fn fd_number(&self) -> Option<zmq_sys::zmq_fd_t> {
        self.raw().fd_number()
    }

    fn event_bits(&self) -> Result<i32> {
        self.raw().events()
    }

    fn hold_next_send(&self) {
        self.raw().hold_next_send();
    }

    fn kind(&self) -> SocketType {
        self.socket_type()
    }

    fn context_of(&self) -> Context {
        Context::of(self.raw())
    }

    fn polled_ptr(&self) -> *mut c_void {
        self.raw().polled_ptr()
    }
}

impl Waitable for Monitor {
    fn fd_number(&self) -> Option<zmq_sys::zmq_fd_t> {
        self.pair().fd_number()
    }

    fn event_bits(&self) -> Result<i32> {
        self.pair().event_bits()
    }

    /// It sends nothing.
    fn hold_next_send(&self) {}

    fn kind(&self) -> SocketType {
        SocketType::Pair
    }

    fn context_of(&self) -> Context {
        self.pair().context_of()
    }

    fn polled_ptr(&self) -> *mut c_void {
        self.pair().polled_ptr()
    }
}

/// Something that runs where it may wait.
pub type Job = Box<dyn FnOnce() + Send>;

/// A socket, as a reactor has it. A reactor registers the descriptor of what it owns, and takes it out before it drops that.
///
/// The lock is for those who share the socket: the owner of all of it asks `get_mut`, which locks nothing.
pub struct Registered<T> {
    fd: zmq_sys::zmq_fd_t,
    kind: SocketType,
    /// The thread that is in a call, or 0.
    caller: AtomicUsize,
    /// Of a thread-safe socket. Before the socket, so that it ends first.
    signal: Option<Signal>,
    /// How many operations were done, to ask the runtime for a turn only now and then.
    done: AtomicU16,
    /// What the owner left behind.
    left: Left,
    thing: Mutex<T>,
    /// After the socket, so that it is the last one that it has in hand.
    context: ContextHandle,
}

impl<T: Waitable> Registered<T> {
    /// # Errors
    /// Of the system: a thread-safe socket takes a descriptor to wait for it.
    pub fn new(thing: T, run: fn(Job)) -> Result<Registered<T>> {
        let context = ContextHandle::new(thing.context_of(), run);
        let fd = thing.fd_number();
        let caller = AtomicUsize::new(0);
        let registered = Registered {
            fd: fd.unwrap_or_default(),
            kind: thing.kind(),
            caller,
            signal: None,
            done: AtomicU16::new(0),
            left: Left::default(),
            thing: Mutex::new(thing),
            context,
        };
        if fd.is_some() { Ok(registered) } else { find_signal(registered) }
    }

    /// Gives it a descriptor, for one that has none of its own.
    #[cfg(feature = "draft")]
    pub(super) fn set_signal(&mut self, fd: zmq_sys::zmq_fd_t, signal: Signal) {
        self.fd = fd;
        self.signal = Some(signal);
    }

    /// Where the descriptor stays readable until that is taken back, takes it back, and says whether it was. Then there is to be
    /// another try.
    #[inline]
    pub fn take_edge(&self) -> bool {
        self.signal.as_ref().is_some_and(Signal::clear)
    }

    /// A call was made by somebody who does not wait.
    #[inline]
    pub fn settle(&self) {
        // There an eventfd counts the signals, and has room for all.
        if cfg!(not(any(target_os = "linux", target_os = "android"))) {
            self.signal.iter().for_each(Signal::settle);
        }
    }

    /// The descriptor.
    pub fn fd_number(&self) -> zmq_sys::zmq_fd_t {
        self.fd
    }

    /// The kind of the socket.
    pub fn kind(&self) -> SocketType {
        self.kind
    }

    /// The context.
    pub fn context(&self) -> &ContextHandle {
        &self.context
    }

    /// How many operations were done, up to a number that begins anew. It need not be exact.
    #[inline]
    pub fn done(&self) -> &AtomicU16 {
        &self.done
    }

    /// The wakers that the owner left behind.
    #[inline]
    pub fn left(&self) -> &Left {
        &self.left
    }

    /// For who has all of it.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.thing.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// For who shares it.
    ///
    /// # Errors
    /// `EFSM`: this thread has it already, as in a closure of `with`: waiting here would be for ever.
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
    pub fn into_inner(mut self) -> T {
        self.signal = None; // before the socket closes
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
pub struct ContextHandle {
    pub(super) context: ManuallyDrop<Context>,
    run: fn(Job),
}

impl ContextHandle {
    pub fn new(context: Context, run: fn(Job)) -> ContextHandle {
        ContextHandle { context: ManuallyDrop::new(context), run }
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

impl Clone for ContextHandle {
    fn clone(&self) -> ContextHandle {
        ContextHandle { context: self.context.clone(), run: self.run }
    }
}
