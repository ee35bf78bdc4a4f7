//! Operations with a timeout, as the blocking ones of the same names have it.

use super::{
    Runtime, Socket, futures,
    monitor::Monitor,
    operation::repeat_attempts,
    readiness::Direction,
    split::{RecvHalf, SendHalf},
    timeouts::within,
};
use crate::{
    Errno, IntoMessage, IntoTimeout, Message, MonitorEvent, Multipart, PollEvents, Result, SendError,
    kind::{CanRecv, CanSend, CanSendMultipart, Kind},
};

macro_rules! sends {
    ($($of:ident)*) => {$(
        /// Sending with a timeout, by a timer of the runtime. The error returns the whole message.
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// As [`send`](Self::send), waiting for `timeout` at most. `None` waits for ever, zero only tries. Dropping the
            /// future drops the unsent message.
            ///
            /// # Errors
            /// [`EAGAIN`](Errno::EAGAIN): the time ran out, and the error has the message. Others as [`send`](Self::send).
            ///
            /// # Panics
            /// As tokio does, in a tokio runtime without `enable_time`.
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Push, R>) -> zmq::Result<()> {
            /// use std::time::Duration;
            /// if let Err(failed) = socket.send_timeout("Hello", Duration::from_secs(1)).await {
            ///     println!("{failed}; {:?} is kept", failed.message());
            /// }
            /// # Ok(()) }
            /// ```
            pub fn send_timeout<M: IntoMessage, T: IntoTimeout>(
                &mut self,
                message: M,
                timeout: T,
            ) -> impl Future<Output = Result<(), SendError>> + Send + use<'_, K, R, M, T>
            where
                K: CanSend,
            {
                let (mut message, timeout) = (message.into(), timeout.into_timeout());
                async move {
                    let sent = within::<R, _>(timeout, futures::send_from(self, &mut message)).await;
                    sent.unwrap_or_else(over).map_err(|error| SendError::new(error, message))
                }
            }

            /// As [`send_multipart`](Self::send_multipart), waiting for `timeout` at most. `None` waits for ever, zero only
            /// tries. Dropping the future drops the unsent message.
            ///
            /// # Errors
            /// [`EAGAIN`](Errno::EAGAIN): the time ran out, and the error has the whole message. Others as
            /// [`send_multipart`](Self::send_multipart).
            ///
            /// # Panics
            /// As [`send_timeout`](Self::send_timeout).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Push, R>) -> zmq::Result<()> {
            /// use std::time::Duration;
            /// socket.send_multipart_timeout(["head", "body"], Duration::from_secs(1)).await?;
            /// # Ok(()) }
            /// ```
            pub fn send_multipart_timeout<M: Into<Multipart>, T: IntoTimeout>(
                &mut self,
                parts: M,
                timeout: T,
            ) -> impl Future<Output = Result<(), SendError<Multipart>>> + Send + use<'_, K, R, M, T>
            where
                K: CanSendMultipart,
            {
                let (mut parts, timeout) = (parts.into(), timeout.into_timeout());
                async move {
                    let sent = within::<R, _>(timeout, futures::send_parts(self, &mut parts)).await;
                    sent.unwrap_or_else(over).map_err(|error| SendError::new(error, parts))
                }
            }
        }
    )*};
}

macro_rules! receives {
    ($($of:ident)*) => {$(
        /// Receiving with a timeout, by a timer of the runtime. All of it is cancel-safe.
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// As [`recv`](Self::recv), waiting for `timeout` at most; `None` if nothing came. A timeout of `None` waits
            /// for ever, zero only looks. Cancel-safe.
            ///
            /// # Errors
            /// As [`recv`](Self::recv).
            ///
            /// # Panics
            /// As tokio does, in a tokio runtime without `enable_time`.
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Pull, R>) -> zmq::Result<()> {
            /// use std::time::Duration;
            /// match socket.recv_timeout(Duration::from_secs(1)).await? {
            ///     Some(message) => println!("{message:?}"),
            ///     None => println!("nothing came within a second"),
            /// }
            /// # Ok(()) }
            /// ```
            pub fn recv_timeout<T: IntoTimeout>(
                &mut self,
                timeout: T,
            ) -> impl Future<Output = Result<Option<Message>>> + Send + use<'_, K, R, T>
            where
                K: CanRecv,
            {
                let timeout = timeout.into_timeout();
                async move { within::<R, _>(timeout, self.recv()).await.transpose() }
            }

            /// As [`recv_multipart`](Self::recv_multipart), waiting for `timeout` at most; `None` if nothing came. A
            /// timeout of `None` waits for ever, zero only looks. Cancel-safe.
            ///
            /// # Errors
            /// As [`recv`](Self::recv).
            ///
            /// # Panics
            /// As [`recv_timeout`](Self::recv_timeout).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Pull, R>) -> zmq::Result<()> {
            /// use std::time::Duration;
            /// let parts = socket.recv_multipart_timeout(Duration::from_secs(1)).await?;
            /// println!("{} parts", parts.map_or(0, |parts| parts.len()));
            /// # Ok(()) }
            /// ```
            pub fn recv_multipart_timeout<T: IntoTimeout>(
                &mut self,
                timeout: T,
            ) -> impl Future<Output = Result<Option<Multipart>>> + Send + use<'_, K, R, T>
            where
                K: CanRecv,
            {
                let timeout = timeout.into_timeout();
                async move { within::<R, _>(timeout, self.recv_multipart()).await.transpose() }
            }
        }
    )*};
}

sends!(Socket SendHalf);
receives!(Socket RecvHalf);

/// The time ran out.
#[cold]
fn over<V>() -> Result<V> {
    Err(Errno::EAGAIN.into())
}

impl<K: Kind, R: Runtime> Socket<K, R> {
    /// As [`poll`](Self::poll), waiting for `timeout` at most; no events if it ran out. `None` waits for ever, zero only
    /// looks. Cancel-safe.
    ///
    /// # Errors
    /// As [`poll`](Self::poll).
    ///
    /// # Panics
    /// As [`recv_timeout`](Self::recv_timeout).
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Pull, R>) -> zmq::Result<()> {
    /// use std::time::Duration;
    /// if !socket.poll_timeout(zmq::POLLIN, Duration::from_secs(1)).await?.is_readable() {
    ///     println!("nothing came within a second");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn poll_timeout<T: IntoTimeout>(
        &mut self,
        events: PollEvents,
        timeout: T,
    ) -> impl Future<Output = Result<PollEvents>> + Send + use<'_, K, R, T> {
        let timeout = timeout.into_timeout();
        async move { within::<R, _>(timeout, self.poll(events)).await.unwrap_or(Ok(PollEvents::NONE)) }
    }
}

impl<R: Runtime> Monitor<R> {
    /// As [`recv`](Self::recv), waiting for `timeout` at most; `None` if nothing came. A timeout of `None` waits for ever,
    /// zero only looks. Cancel-safe.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    ///
    /// # Panics
    /// As tokio does, in a tokio runtime without `enable_time`.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # async fn f<R: a::Runtime>(monitor: &mut a::Monitor<R>) -> zmq::Result<()> {
    /// use std::time::Duration;
    /// while let Some(event) = monitor.recv_timeout(Duration::from_secs(1)).await? {
    ///     println!("{event}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn recv_timeout<T: IntoTimeout>(
        &mut self,
        timeout: T,
    ) -> impl Future<Output = Result<Option<MonitorEvent>>> + Send + use<'_, R, T> {
        let timeout = timeout.into_timeout();
        async move {
            within::<R, _>(timeout, repeat_attempts(self, Direction::Recv, super::monitor::next))
                .await
                .transpose()
        }
    }
}
