//! Sockets as streams and sinks, for code that is written for those.

use super::{
    RecvHalf, Runtime, SendHalf, Socket,
    operation::{Attempts, attempt, to_poll},
    readiness::Direction,
};
use crate::{
    Errno, Error, Multipart, Result, SendError,
    kind::{CanRecv, CanSendMultipart, Kind},
};
use futures_core::Stream;
use futures_sink::Sink;
use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// Sends messages of a [`Sink`]: made by [`Socket::into_sink`] or [`SendHalf::into_sink`].
///
/// It buffers at most one message, until the socket can queue it. Dropping the sink drops this message:
/// [`flush`](MultipartSink::flush) first, as `SinkExt::send` of the crate `futures` does.
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let ctx = zmq::tokio::Context::new()?;
/// use futures_sink::Sink;
/// use std::{future::poll_fn, pin::Pin};
/// let (push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
/// pull.bind("inproc://sink")?;
/// push.connect("inproc://sink")?;
/// let mut sink = push.into_sink();
/// // With the crate `futures`: `sink.send(..).await?` of `SinkExt`.
/// poll_fn(|cx| Sink::<zmq::Multipart>::poll_ready(Pin::new(&mut sink), cx)).await?;
/// Pin::new(&mut sink).start_send(zmq::Multipart::from(["topic", "body"]))?;
/// sink.flush().await?;
/// assert_eq!(pull.recv_multipart().await?.len(), 2);
/// # Ok(()) }) }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
pub struct MultipartSink<S> {
    socket: S,
    waiting: Option<Multipart>,
}

impl<S> MultipartSink<S> {
    fn new(socket: S) -> MultipartSink<S> {
        MultipartSink { socket, waiting: None }
    }

    /// The socket, and the buffered message.
    pub fn into_inner(self) -> (S, Option<Multipart>) {
        (self.socket, self.waiting)
    }
}

impl<S> fmt::Debug for MultipartSink<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MultipartSink").field("waiting", &self.waiting.is_some()).finish_non_exhaustive()
    }
}

impl<S> Unpin for MultipartSink<S> {}

macro_rules! sinks {
    ($($of:ident)*) => {$(
        impl<K: CanSendMultipart, R: Runtime> $of<K, R> {
            /// As a [`Sink`] of whole messages. A failed send returns the message.
            ///
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let push = ctx.socket(zmq::PUSH)?;
            /// let sink = push.into_sink();
            /// let (push, buffered) = sink.into_inner();
            /// assert!(buffered.is_none());
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub fn into_sink(self) -> MultipartSink<Self> {
                MultipartSink::new(self)
            }
        }

        impl<K: CanSendMultipart, R: Runtime> MultipartSink<$of<K, R>> {
            /// Waits until the socket has queued the buffered message, if there is one.
            ///
            /// Cancel-safe: a dropped future leaves the message in the sink.
            ///
            /// # Errors
            /// As `send_multipart`, with the message.
            ///
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// use futures_sink::Sink;
            /// use std::pin::Pin;
            /// # let (push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// # pull.bind("inproc://sink")?;
            /// # push.connect("inproc://sink")?;
            /// let mut sink = push.into_sink();
            /// Pin::new(&mut sink).start_send(["topic", "body"])?;
            /// sink.flush().await?;
            /// assert_eq!(pull.recv_multipart().await?, ["topic", "body"]);
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub async fn flush(&mut self) -> Result<(), SendError<Multipart>> {
                poll_fn(|cx| poll_flush(self, cx)).await
            }

            /// As [`flush`](Self::flush), then drops the socket: queued messages are kept for its linger period.
            ///
            /// Dropping the future drops the sink.
            ///
            /// # Errors
            /// As [`flush`](Self::flush).
            ///
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// # let (push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// # pull.bind("inproc://sink")?;
            /// # push.connect("inproc://sink")?;
            /// # use {futures_sink::Sink, std::pin::Pin};
            /// let mut sink = push.into_sink();
            /// Pin::new(&mut sink).start_send(["topic", "body"])?;
            /// sink.close().await?;
            /// assert_eq!(pull.recv_multipart().await?, ["topic", "body"]);
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub async fn close(mut self) -> Result<(), SendError<Multipart>> {
                self.flush().await
            }
        }

        impl<K: CanSendMultipart, R: Runtime, M: Into<Multipart>> Sink<M> for MultipartSink<$of<K, R>> {
            type Error = SendError<Multipart>;

            fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<Multipart>>> {
                poll_flush(self.get_mut(), cx)
            }

            fn start_send(self: Pin<&mut Self>, message: M) -> Result<(), SendError<Multipart>> {
                start_send(self.get_mut(), message.into())
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<Multipart>>> {
                poll_flush(self.get_mut(), cx)
            }

            fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<Multipart>>> {
                poll_flush(self.get_mut(), cx)
            }
        }
    )*};
}

sinks!(Socket SendHalf);

/// Sends the message that waits.
fn poll_flush<K: Kind, S: Attempts<crate::Socket<K>>>(
    sink: &mut MultipartSink<S>,
    cx: &mut Context<'_>,
) -> Poll<Result<(), SendError<Multipart>>> {
    let Some(parts) = &mut sink.waiting else { return Poll::Ready(Ok(())) };
    let sent = ready!(to_poll(
        sink.socket.poll_and_leave(cx, Direction::Send, |socket| socket.try_send_parts_from(parts))
    ));
    let parts = sink.waiting.take().unwrap_or_default();
    Poll::Ready(sent.map_err(|error| SendError::new(error, parts)))
}

/// Sends a message if it can be queued at once; else it waits.
fn start_send<K: Kind, S: Attempts<crate::Socket<K>>>(
    sink: &mut MultipartSink<S>,
    mut parts: Multipart,
) -> Result<(), SendError<Multipart>> {
    if sink.waiting.is_some() {
        let error =
            Error::refused(Errno::EAGAIN, "start_send", "the sink was not ready: await `poll_ready` first");
        return Err(SendError::new(error, parts));
    }
    let sent = sink.socket.call(|socket| attempt(|| socket.try_send_parts_from(&mut parts)).transpose());
    match sent {
        Ok(Some(())) => Ok(()),
        Ok(None) => {
            sink.waiting = Some(parts);
            Ok(())
        }
        Err(error) => Err(SendError::new(error, parts)),
    }
}

macro_rules! streams {
    ($($of:ident)*) => {$(
        /// The messages in order of arrival. The stream ends when the context is shut down; other errors do not end it.
        ///
        /// After `Pending` it looks for messages when its task is woken: a poll without a wake-up, as by `now_or_never`,
        /// stays `Pending`. Use [`try_recv`](Self::try_recv) to look at once.
        impl<K: CanRecv, R: Runtime> Stream for $of<K, R> {
            type Item = Result<Multipart>;

            fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Multipart>>> {
                let mut parts = Multipart::new();
                let received = ready!(to_poll(self.get_mut().poll_and_leave(cx, Direction::Recv, |socket| {
                    socket.try_recv_parts_into(&mut parts)
                })));
                Poll::Ready(until_the_end(received.map(|()| parts)))
            }
        }
    )*};
}

streams!(Socket RecvHalf);

/// Nothing, once the context is shut down.
pub(super) fn until_the_end<T>(received: Result<T>) -> Option<Result<T>> {
    Some(received).filter(|received| !received.as_ref().is_err_and(Error::is_terminated))
}
