//! The events of a socket, awaited.

use super::{
    RecvHalf, Runtime, SendHalf, Socket, left,
    operation::{Attempts, alone, poll_alone, repeat_attempts, to_poll},
    readiness::Direction,
    registered::Registered,
    stream::until_the_end,
};
use crate::{Errno, EventMask, MonitorEvent, PollEvents, Result, kind::Kind};
use futures_core::Stream;
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// The events of one socket, from [`Socket::monitor`] on. It is a [`Stream`] of them; the stream ends after
/// [`MonitorStopped`](crate::Event::MonitorStopped) and when the context is shut down.
///
/// Order, end and memory are those of [`zmq::Monitor`](crate::Monitor).
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let ctx = zmq::tokio::Context::new()?;
/// use zmq::{Event, EventMask};
/// let server = ctx.socket(zmq::REP)?;
/// let mut monitor = server.monitor(EventMask::LISTENING | EventMask::ACCEPTED)?;
/// server.bind("tcp://127.0.0.1:*")?;
/// let client = ctx.socket(zmq::REQ)?;
/// client.connect(&server.last_endpoint()?)?;
/// loop {
///     match monitor.recv().await?.event {
///         Event::Listening { .. } => println!("bound"),
///         Event::Accepted { .. } => break,
///         event => println!("{event:?}"),
///     }
/// }
/// # Ok(()) }) }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
pub struct Monitor<R: Runtime> {
    source: R::Source<crate::Monitor>,
}

impl<R: Runtime> Monitor<R> {
    /// Takes over a blocking monitor, with its queued events.
    ///
    /// # Errors
    /// As [`Socket::new`]; the monitor is closed then.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?; // blocking
    /// let mut monitor = zmq::tokio::Monitor::new(server.monitor(zmq::EventMask::LISTENING)?)?;
    /// server.bind("tcp://127.0.0.1:*")?;
    /// assert!(matches!(monitor.recv().await?.event, zmq::Event::Listening { .. }));
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub fn new(monitor: crate::Monitor) -> Result<Monitor<R>> {
        Ok(Monitor { source: R::register(Registered::new(monitor, R::run)?)? })
    }

    /// Receives an event; waits until there is one. Cancel-safe: dropping the future loses no event.
    ///
    /// # Errors
    /// As [`zmq::Monitor::recv`](crate::Monitor::recv).
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?;
    /// let mut monitor = server.monitor(zmq::EventMask::LISTENING)?;
    /// server.bind("tcp://127.0.0.1:*")?;
    /// let event = monitor.recv().await?;
    /// assert_eq!(event.endpoint, server.last_endpoint()?);
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub async fn recv(&mut self) -> Result<MonitorEvent> {
        repeat_attempts(self, Direction::Recv, next).await
    }

    /// Receives an event if there is one now; `None` if there is not.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?;
    /// let mut monitor = server.monitor(zmq::EventMask::LISTENING)?;
    /// assert!(monitor.try_recv()?.is_none()); // not bound yet
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub fn try_recv(&mut self) -> Result<Option<MonitorEvent>> {
        self.call(crate::Monitor::try_recv)
    }

    /// [`POLLIN`](crate::POLLIN), if there is an event to receive now.
    ///
    /// # Errors
    /// [`ETERM`](Errno::ETERM): the context was shut down.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # fn f<R: a::Runtime>(monitor: &a::Monitor<R>) -> zmq::Result<()> {
    /// println!("an event waits: {}", monitor.events()?.is_readable());
    /// # Ok(()) }
    /// ```
    pub fn events(&self) -> Result<PollEvents> {
        left::call::<_, R, _>(&self.source, crate::Monitor::events)?
    }

    /// Whether [`MonitorStopped`](crate::Event::MonitorStopped) was received.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # fn f<R: a::Runtime>(monitor: &a::Monitor<R>) {
    /// println!("more may come: {}", !monitor.is_stopped());
    /// # }
    /// ```
    pub fn is_stopped(&self) -> bool {
        // It fails within a call on the same monitor only, and none of those is code of others.
        left::call::<_, R, _>(&self.source, crate::Monitor::is_stopped).unwrap_or(false)
    }
}

/// The next event, if there is one.
pub(super) fn next(monitor: &crate::Monitor) -> Result<MonitorEvent> {
    monitor.try_recv()?.ok_or(Errno::EAGAIN.into())
}

impl<R: Runtime> Attempts<crate::Monitor> for Monitor<R> {
    fn poll_operation<V>(
        &mut self,
        cx: &mut Context<'_>,
        direction: Direction,
        attempt: impl FnMut(&crate::Monitor) -> Result<V>,
    ) -> Result<V> {
        poll_alone::<_, R, V>(&mut self.source, cx, direction, attempt)
    }

    fn poll_and_leave<V>(
        &mut self,
        cx: &mut Context<'_>,
        direction: Direction,
        attempt: impl FnMut(&crate::Monitor) -> Result<V>,
    ) -> Result<V> {
        left::poll_and_leave::<_, R, V>(&mut self.source, cx, direction, attempt)
    }

    fn call<V>(&mut self, call: impl FnOnce(&crate::Monitor) -> Result<V>) -> Result<V> {
        left::call_alone::<_, R, V>(&mut self.source, call)
    }

    fn forget(&mut self, _: Direction) {}
}

impl<R: Runtime> Stream for Monitor<R> {
    type Item = Result<MonitorEvent>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<MonitorEvent>>> {
        let this = self.get_mut();
        if alone::<_, R>(&mut this.source).is_stopped() {
            return Poll::Ready(None);
        }
        let event = ready!(to_poll(this.poll_and_leave(cx, Direction::Recv, next)));
        Poll::Ready(until_the_end(event))
    }
}

/// Nothing in it is pinned.
impl<R: Runtime> Unpin for Monitor<R> {}

impl<R: Runtime> fmt::Debug for Monitor<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Monitor")
            .field("fd", &R::registered(&self.source).fd_number())
            .finish_non_exhaustive()
    }
}

macro_rules! monitored {
    ($($of:ident)*) => {$(
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Starts a monitor: reports connections, handshakes and disconnections of this socket from now on, filtered by
            /// `mask`.
            ///
            /// # Errors
            /// As the blocking [`monitor`](crate::Socket::monitor), and [`Monitor::new`].
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// use zmq::{Event, EventMask};
            /// let server = ctx.socket(zmq::REP)?;
            /// server.bind("tcp://127.0.0.1:*")?;
            /// let client = ctx.socket(zmq::REQ)?;
            /// let mut monitor = client.monitor(EventMask::HANDSHAKE_SUCCEEDED)?;
            /// client.connect(&server.last_endpoint()?)?;
            /// assert_eq!(monitor.recv().await?.event, Event::HandshakeSucceeded);
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            #[doc(alias = "zmq_socket_monitor")]
            #[doc(alias = "get_monitor_socket")]
            pub fn monitor(&self, mask: EventMask) -> Result<Monitor<R>> {
                self.with(|socket| socket.monitor(mask))?.and_then(Monitor::new)
            }

            /// Draft: as [`monitor`](Self::monitor), with [both ends](MonitorEvent::ends) of the connection in each event.
            ///
            /// # Errors
            /// As [`monitor`](Self::monitor).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &a::Socket<zmq::Rep, R>) -> zmq::Result<()> {
            /// let mut monitor = socket.monitor_versioned(zmq::EventMask::ACCEPTED)?;
            /// println!("{:?}", monitor.recv().await?.ends);
            /// # Ok(()) }
            /// ```
            #[cfg(feature = "draft")]
            #[doc(alias = "zmq_socket_monitor_versioned")]
            pub fn monitor_versioned(&self, mask: EventMask) -> Result<Monitor<R>> {
                self.with(|socket| socket.monitor_versioned(mask))?.and_then(Monitor::new)
            }
        }
    )*};
}

monitored!(Socket SendHalf RecvHalf);
