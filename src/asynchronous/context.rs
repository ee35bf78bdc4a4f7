//! A context for a runtime.

use super::{Runtime, registered::ContextHandle};
use crate::{ContextBuilder, IntoPeriod, IntoTimeout, Result, TermError};
use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError},
    task::{Poll, Waker},
};

/// A [`zmq::Context`](crate::Context) for sockets of the runtime `R`. It never blocks a thread of the executor.
///
/// A handle, as the blocking one; [`from`](Self::from) converts. Both may share one context, as for `inproc` between tasks
/// and threads.
///
/// # The end
/// A context ends with its last handle or socket, and then waits for undelivered messages: their [linger
/// period](crate::Socket::set_linger), for ever by default (see [`zmq::Context`](crate::Context)). If the last one belongs
/// to this module, no thread of the executor waits:
/// - tokio: one of the runtime's threads for blocking work waits, and dropping the runtime waits for it. So messages sent
///   before `main` returns are delivered.
/// - async-io: a thread started for it waits, and ends with the process. Await [`term`](Self::term) at the end of a
///   program, or messages may be lost.
///
/// A blocking handle or socket waits where it is dropped, if it is the last.
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let ctx = zmq::tokio::Context::new()?;
/// let mut results = ctx.socket_builder(zmq::PULL).bind("inproc://results").build()?;
/// let mut worker = ctx.socket_builder(zmq::PUSH).connect("inproc://results").build()?;
/// tokio::spawn(async move { worker.send("result").await });
/// assert_eq!(results.recv().await?, "result");
/// drop(results);
/// ctx.term().await; // all sockets are closed, all messages delivered
/// # Ok(()) }) }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
pub struct Context<R: Runtime> {
    handle: ContextHandle,
    runtime: PhantomData<R>,
}

impl<R: Runtime> Context<R> {
    /// Makes a context with the default settings and starts its threads.
    ///
    /// # Errors
    /// As [`zmq::Context::new`](crate::Context::new).
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let ctx = zmq::tokio::Context::new()?;
    /// let mut puller = ctx.socket(zmq::PULL)?;
    /// puller.bind("inproc://tasks")?;
    /// let mut pusher = ctx.socket(zmq::PUSH)?;
    /// pusher.connect("inproc://tasks")?;
    /// pusher.send("task").await?;
    /// assert_eq!(puller.recv().await?, "task");
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub fn new() -> Result<Context<R>> {
        crate::Context::new().map(Context::from)
    }

    /// Settings for a new context, as [`zmq::Context::builder`](crate::Context::builder).
    ///
    /// ```no_run
    /// # fn f<R: zmq::asynchronous::Runtime>() -> zmq::Result<()> {
    /// use std::time::Duration;
    /// let ctx = zmq::asynchronous::Context::<R>::builder().io_threads(2).linger(Duration::from_secs(1)).build()?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_ctx_set")]
    pub fn builder() -> ContextBuilder<Context<R>> {
        ContextBuilder::new()
    }

    /// The context of the whole process, see [`zmq::Context::instance`](crate::Context::instance).
    ///
    /// # Errors
    /// As [`new`](Self::new).
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let ctx = zmq::tokio::Context::instance()?;
    /// assert!(ctx == zmq::tokio::Context::instance()?);
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub fn instance() -> Result<Context<R>> {
        crate::Context::instance().map(Context::from)
    }

    pub(super) fn of(handle: &ContextHandle) -> Context<R> {
        Context { handle: handle.clone(), runtime: PhantomData }
    }

    /// A blocking handle to the same context. If it is the last to go, it blocks where it is dropped.
    ///
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let ctx = zmq::tokio::Context::new()?;
    /// let mut pull = ctx.socket(zmq::PULL)?;
    /// pull.bind("inproc://results")?;
    /// let blocking = ctx.to_blocking(); // for a thread
    /// let thread = std::thread::spawn(move || {
    ///     blocking.socket_builder(zmq::PUSH).connect("inproc://results").build()?.send("result")
    ///         .map_err(zmq::Error::from)
    /// });
    /// assert_eq!(pull.recv().await?, "result");
    /// thread.join().expect("no panic")?;
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub fn to_blocking(&self) -> crate::Context {
        self.blocking().clone()
    }

    pub(crate) fn blocking(&self) -> &crate::Context {
        self.handle.context()
    }

    /// Terminates the context without waiting: every pending operation on its sockets, and every later one, returns
    /// [`ETERM`](crate::Errno::ETERM), in tasks and in threads. Callable from any thread, any number of times.
    ///
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let ctx = zmq::tokio::Context::new()?;
    /// let mut pull = ctx.socket(zmq::PULL)?;
    /// let waiting = tokio::spawn(async move { pull.recv().await }); // nobody sends
    /// ctx.shutdown();
    /// assert_eq!(waiting.await.unwrap().unwrap_err(), zmq::Errno::ETERM);
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    #[doc(alias = "zmq_ctx_shutdown")]
    pub fn shutdown(&self) {
        self.blocking().shutdown();
    }

    /// Whether the context was shut down.
    pub fn is_shut_down(&self) -> bool {
        self.blocking().is_shut_down()
    }

    /// Shuts the context down and waits until all its sockets are closed and their messages are delivered or their linger
    /// periods end. No thread of the executor is blocked.
    ///
    /// Waits for ever if the calling task holds a socket of the context: drop it first. Dropping the future stops only the
    /// waiting: the context ends all the same.
    ///
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let ctx = zmq::tokio::Context::new()?;
    /// let mut push = ctx.socket(zmq::PUSH)?;
    /// push.set_linger(std::time::Duration::from_millis(10))?;
    /// push.connect("tcp://127.0.0.1:5555")?;
    /// push.send("nobody may ever receive this").await?; // queued
    /// drop(push);
    /// ctx.term().await; // for the linger period: 10 ms
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    #[doc(alias = "zmq_ctx_term")]
    pub fn term(self) -> impl Future<Output = ()> + Send + use<R> {
        let ended = self.end_by(crate::Context::term);
        async move {
            ended.await;
        }
    }

    /// As [`term`](Self::term), but gives up waiting after `timeout`; `None` waits for ever.
    ///
    /// The context is shut down in any case. If messages linger, a thread started for this call waits for them. Dropping the
    /// future stops only the waiting.
    ///
    /// # Errors
    /// [`TermError`] lists the open sockets; if there are none, messages of closed ones linger.
    ///
    /// ```no_run
    /// # async fn f<R: zmq::asynchronous::Runtime>(ctx: zmq::asynchronous::Context<R>) {
    /// use std::time::Duration;
    /// if let Err(error) = ctx.term_timeout(Duration::from_secs(10)).await {
    ///     eprintln!("{error}");
    /// }
    /// # }
    /// ```
    #[doc(alias = "zmq_ctx_term")]
    pub fn term_timeout<T: IntoTimeout>(
        self,
        timeout: T,
    ) -> impl Future<Output = Result<(), TermError>> + Send + use<R, T> {
        let timeout = timeout.into_timeout();
        let ended = self.end_by(move |context| context.term_timeout(timeout));
        async move { ended.await.unwrap_or_else(|| Err(TermError::lingering())) }
    }

    /// Shuts the context down with a linger period for all sockets dropped from now on, and waits, as
    /// [`zmq::Context::destroy`](crate::Context::destroy). Dropping the future stops only the waiting.
    ///
    /// # Errors
    /// As there.
    ///
    /// ```no_run
    /// # async fn f<R: zmq::asynchronous::Runtime>(ctx: zmq::asynchronous::Context<R>) -> Result<(), zmq::TermError> {
    /// ctx.destroy(std::time::Duration::from_secs(1)).await
    /// # }
    /// ```
    #[doc(alias = "zmq_ctx_destroy")]
    pub fn destroy<T: IntoPeriod>(
        self,
        linger: T,
    ) -> impl Future<Output = Result<(), TermError>> + Send + use<R, T> {
        let linger = linger.into_timeout();
        self.blocking().set_parting(linger); // before the shutdown wakes anybody
        let ended = self.end_by(move |context| context.destroy(linger));
        async move { ended.await.unwrap_or_else(|| Err(TermError::lingering())) }
    }

    /// Shuts down and ends the context by `call`, off the executor, whether or not the future is polled.
    fn end_by<V, F>(self, call: F) -> impl Future<Output = Option<V>> + Send + use<R, V, F>
    where
        V: Send + 'static,
        F: FnOnce(crate::Context) -> V + Send + 'static,
    {
        let context = self.to_blocking();
        drop(self); // not the last
        context.shutdown();
        let end = Arc::new(Mutex::new(End { ended: false, value: None, waker: None }));
        let ended = Ended(end.clone());
        R::run(Box::new(move || {
            let value = call(context);
            ended.0.lock().unwrap_or_else(PoisonError::into_inner).value = Some(value);
        }));
        poll_fn(move |cx| {
            let mut end = end.lock().unwrap_or_else(PoisonError::into_inner);
            if end.ended {
                return Poll::Ready(end.value.take());
            }
            end.waker = Some(cx.waker().clone());
            Poll::Pending
        })
    }
}

/// Whether a context has ended, what its end gave, and who waits for that.
struct End<V> {
    ended: bool,
    /// Nothing, if there was no thread for it.
    value: Option<V>,
    waker: Option<Waker>,
}

/// Tells of the end when it is dropped.
struct Ended<V>(Arc<Mutex<End<V>>>);

impl<V> Drop for Ended<V> {
    fn drop(&mut self) {
        let mut end = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        end.ended = true;
        let waker = end.waker.take();
        drop(end);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<R: Runtime> From<crate::Context> for Context<R> {
    fn from(context: crate::Context) -> Context<R> {
        Context { handle: ContextHandle::new(context, R::run), runtime: PhantomData }
    }
}

impl<R: Runtime> Clone for Context<R> {
    fn clone(&self) -> Context<R> {
        Context::of(&self.handle)
    }
}

/// Two handles are equal when they share one context.
impl<R: Runtime> PartialEq for Context<R> {
    fn eq(&self, other: &Context<R>) -> bool {
        self.blocking() == other.blocking()
    }
}

impl<R: Runtime> Eq for Context<R> {}

impl<R: Runtime> fmt::Debug for Context<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Context").field(self.blocking()).finish()
    }
}
