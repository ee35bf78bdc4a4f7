//! How a context begins and ends.

use super::{Context, ContextBuilder, Inner, TermError, inner};
use crate::{IntoPeriod, IntoTimeout, Result, duration};
use std::{
    sync::{Arc, Mutex, PoisonError, Weak},
    thread,
    time::{Duration, Instant},
};

impl Context {
    /// Makes a context with the default settings and starts its threads.
    ///
    /// # Errors
    /// [`EMFILE`](crate::Errno::EMFILE) or [`EAGAIN`](crate::Errno::EAGAIN) when descriptors or threads are short.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let ctx = zmq::Context::new()?;
    /// let same = ctx.clone(); // another handle, for another thread
    /// assert_eq!(ctx, same);
    /// # Ok(()) }
    /// ```
    pub fn new() -> Result<Context> {
        ContextBuilder::default().build()
    }

    /// Settings for a new context: threads, limits, linger.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let ctx = zmq::Context::builder().io_threads(2).linger(Some(Duration::from_secs(10))).build()?;
    /// assert_eq!(ctx.io_threads()?, 2);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_ctx_set")]
    #[doc(alias = "get")]
    #[doc(alias = "getsockopt")]
    #[doc(alias = "set")]
    #[doc(alias = "setsockopt")]
    pub fn builder() -> ContextBuilder {
        ContextBuilder::default()
    }

    /// The global context, as pyzmq's `Context.instance()`: made on the first call, and again after the last one was
    /// dropped or shut down.
    ///
    /// Its users hold it, not the process: dropping its last handle or socket blocks as for any context, so messages sent
    /// before `main` returns are delivered.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::instance()?;
    /// assert!(ctx == zmq::Context::instance()?);
    /// # Ok(()) }
    /// ```
    pub fn instance() -> Result<Context> {
        static INSTANCE: Mutex<Weak<Inner>> = Mutex::new(Weak::new());
        let mut instance = INSTANCE.lock().unwrap_or_else(PoisonError::into_inner);
        let usable = |context: &Context| !context.is_shut_down() && !context.inner.forked();
        let current = instance.upgrade().map(Context::from_inner);
        if let Some(context) = current.as_ref().filter(|context| usable(context)) {
            return Ok(context.clone());
        }
        let made = Context::new();
        if let Ok(context) = &made {
            *instance = Arc::downgrade(&context.inner);
        }
        // The old one may wait for its messages when it goes: nobody else waits for that.
        drop(instance);
        drop(current);
        made
    }

    /// Terminates the context without waiting: every blocked call on its sockets, and every later one, returns
    /// [`ETERM`](crate::Errno::ETERM). Callable from any thread, any number of times.
    ///
    /// Sockets stay valid until they are dropped; no new ones can be opened.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let pull = ctx.socket(zmq::PULL)?;
    /// let waiting = std::thread::spawn(move || pull.recv()); // blocks: nobody sends
    /// ctx.shutdown();
    /// let ended = waiting.join().expect("no panic");
    /// assert_eq!(ended.unwrap_err(), zmq::Errno::ETERM);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_ctx_shutdown")]
    pub fn shutdown(&self) {
        if self.inner.forked() {
            return;
        }
        if let Some(raw) = &*self.inner.raw() {
            self.inner.meet_pending(raw);
            raw.shutdown();
        }
    }

    /// Whether [`shutdown`](Self::shutdown) or [`term`](Self::term) was called. In a forked child nobody can tell: `false`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// assert!(!ctx.is_shut_down());
    /// ctx.shutdown();
    /// assert!(ctx.is_shut_down());
    /// # Ok(()) }
    /// ```
    pub fn is_shut_down(&self) -> bool {
        if self.inner.forked() {
            return false;
        }
        match &*self.inner.raw() {
            None => true,
            // Asks C for a kind that does not exist: it looks for the end of the context first.
            Some(raw) => raw.socket(-1).is_err_and(|error| error.is_terminated()),
        }
    }

    /// Shuts the context down and blocks until all its sockets are closed and their messages are delivered or their linger
    /// periods end.
    ///
    /// Blocks for ever if the calling thread holds a socket of the context; see [`term_timeout`](Self::term_timeout). Other
    /// handles to the context stay usable and return [`ETERM`](crate::Errno::ETERM).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let push = ctx.socket(zmq::PUSH)?;
    /// push.set_linger(std::time::Duration::from_millis(10))?;
    /// push.connect("tcp://127.0.0.1:5555")?;
    /// push.send("nobody may ever receive this")?; // queued
    /// drop(push);
    /// ctx.term(); // blocks for the linger period: 10 ms
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_ctx_term")]
    #[doc(alias = "zmq_ctx_destroy")]
    pub fn term(self) {
        self.shutdown();
        if !self.inner.forked() && self.inner.registry.wait_empty(None).is_ok() {
            self.inner.end();
            self.inner.registry.wait_ended(None); // somebody else's call may be at it
        }
    }

    /// As [`term`](Self::term), but gives up waiting after `timeout`; `None` waits for ever.
    ///
    /// The context is shut down in any case. If messages linger, a thread started for this call waits for them; another
    /// call can wait again.
    ///
    /// # Errors
    /// [`TermError`] lists the open sockets; if there are none, messages of closed ones linger.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// use std::time::Duration;
    /// let ctx = zmq::Context::new()?;
    /// let forgotten = ctx.socket(zmq::PULL)?;
    /// forgotten.bind("inproc://here")?;
    /// let error = ctx.term_timeout(Duration::from_millis(10)).unwrap_err();
    /// assert_eq!(error.to_string(), "still open: PULL (inproc://here)");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_ctx_term")]
    pub fn term_timeout(self, timeout: impl IntoTimeout) -> Result<(), TermError> {
        let deadline = timeout.into_timeout().and_then(|timeout| Instant::now().checked_add(timeout));
        self.shutdown();
        if self.inner.forked() {
            return Ok(());
        }
        self.inner.registry.wait_empty(deadline).map_err(|open| TermError { open })?;
        self.end_until(deadline)
    }

    /// Shuts the context down with one linger period for all sockets, and blocks until they are closed and their messages
    /// delivered or expired. `None` is for ever, zero discards queued messages.
    ///
    /// As pyzmq's `destroy`, except that it closes no sockets: every blocked call returns [`ETERM`](crate::Errno::ETERM),
    /// and each holder drops its own. It blocks for ever if the calling thread holds one, as [`term`](Self::term) does. With an
    /// installed libzmq a socket whose call returned `ETERM` keeps its own period: there, no option can be set any more.
    ///
    /// # Errors
    /// [`TermError`]: a second after `linger` some messages linger still, by such a period. A thread waits for them.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// use std::time::Duration;
    /// let ctx = zmq::Context::new()?;
    /// let push = ctx.socket(zmq::PUSH)?;
    /// push.connect("tcp://127.0.0.1:5555")?; // nobody may ever be there
    /// push.send("Hello")?;
    /// let end = std::thread::spawn({
    ///     let ctx = ctx.clone();
    ///     move || ctx.destroy(Duration::ZERO)
    /// });
    /// # while !ctx.is_shut_down() { std::thread::yield_now() }
    /// drop((push, ctx)); // its period was for ever
    /// assert!(end.join().unwrap().is_ok());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_ctx_destroy")]
    pub fn destroy(self, linger: impl IntoPeriod) -> Result<(), TermError> {
        let linger = linger.into_timeout();
        self.set_parting(linger);
        self.shutdown();
        if self.inner.forked() || self.inner.registry.wait_empty(None).is_err() {
            return Ok(());
        }
        let last = linger.map(|linger| linger.saturating_add(inner::REAPING));
        self.end_until(last.and_then(|last| Instant::now().checked_add(last)))
    }

    /// Sockets that are dropped from now on keep their messages for this long.
    pub(crate) fn set_parting(&self, linger: Option<Duration>) {
        // More than C can count is for ever.
        self.inner.set_parting(duration::to_millis("linger", linger).unwrap_or(-1));
    }

    /// Ends a context whose sockets are closed; gives up waiting at `deadline`.
    fn end_until(self, deadline: Option<Instant>) -> Result<(), TermError> {
        let inner = self.inner.clone();
        if thread::Builder::new().name("zmq-term".into()).spawn(move || inner.end()).is_err() {
            self.inner.end(); // for want of a thread, this one
        }
        let ended = self.inner.registry.wait_ended(deadline);
        if ended { Ok(()) } else { Err(TermError::lingering()) }
    }

    /// What ends the context when it is dropped, and may wait then; nothing, if there are other handles or sockets, or if
    /// it is a forked child's copy. Of several threads that let go of their last handles by this, one gets it.
    #[cfg(any(feature = "tokio", feature = "async-io"))]
    pub(crate) fn into_last(self) -> Option<Inner> {
        Arc::into_inner(self.inner).filter(|inner| !inner.forked())
    }
}
