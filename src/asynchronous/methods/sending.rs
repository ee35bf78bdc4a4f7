//! The methods that send, of a socket and of the half that sends.

/// The operations that send.
macro_rules! sending {
    ($of:ident) => {
        /// Sending. A message is sent whole, and the future done, or not at all: dropping a future never sends a part of
        /// it. A failed call returns the message.
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Sends a message of one part. Waits while there is no peer or all queues are full. Dropping the future drops
            /// the unsent message; [`send_from`](Self::send_from) keeps it.
            ///
            /// As the blocking [`send`](crate::Socket::send), without `ZMQ_SNDTIMEO`: use
            /// [`send_timeout`](Self::send_timeout) or a timeout of the runtime. The message is made at the first poll, so
            /// the future is `Send` if `message` is.
            ///
            /// A STREAM and a [mandatory](crate::Socket::set_router_mandatory) ROUTER wait for the queue of the addressed
            /// peer, whatever the queues of others. With a timeout one can send to another peer then.
            ///
            /// # Errors
            /// As the blocking [`send`](crate::Socket::send), and [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime ended.
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let (mut push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// pull.bind("inproc://send")?;
            /// push.connect("inproc://send")?;
            /// push.send("text").await?;
            /// push.send(vec![0; 1_000_000]).await?; // zero-copy
            /// assert_eq!(pull.recv().await?, "text");
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            #[inline]
            pub fn send<M: IntoMessage>(
                &mut self,
                message: M,
            ) -> impl Future<Output = Result<(), SendError>> + use<'_, K, R, M>
            where
                K: CanSend,
            {
                futures::SendPart::new(self, message)
            }

            /// As [`send`](Self::send), but leaves `message` empty. If it fails, or the future is dropped before it is
            /// done, `message` is unchanged.
            ///
            /// # Errors
            /// As [`send`](Self::send).
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// use std::time::Duration;
            /// let mut push = ctx.socket(zmq::PUSH)?;
            /// push.bind("inproc://send_from")?;
            /// let mut message = zmq::Message::from("kept");
            /// let sent = tokio::time::timeout(Duration::from_millis(10), push.send_from(&mut message)).await;
            /// assert!(sent.is_err()); // no peer
            /// assert_eq!(message, "kept");
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            #[inline]
            pub fn send_from<'a>(
                &'a mut self,
                message: &'a mut Message,
            ) -> impl Future<Output = Result<()>> + Send + use<'a, K, R>
            where
                K: CanSend,
            {
                futures::send_from(self, message)
            }

            /// Sends text, as [`send`](Self::send); pyzmq's name. Dropping the future drops the unsent text.
            ///
            /// # Errors
            /// As [`send`](Self::send).
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let (mut push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// pull.bind("inproc://send_string")?;
            /// push.connect("inproc://send_string")?;
            /// push.send_string(format!("{} degrees", 21)).await?;
            /// assert_eq!(pull.recv().await?, "21 degrees");
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub fn send_string<S: AsRef<str>>(
                &mut self,
                text: S,
            ) -> impl Future<Output = Result<(), SendError>> + Send + use<'_, K, R, S>
            where
                K: CanSend,
            {
                self.send(Message::from(text.as_ref()))
            }

            /// Sends a message of one part without waiting.
            ///
            /// # Errors
            /// [`EAGAIN`](crate::Errno::EAGAIN): all queues are full, or there is no peer. Others as [`send`](Self::send).
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let mut push = ctx.socket(zmq::PUSH)?;
            /// push.bind("inproc://try_send")?;
            /// let error = push.try_send("Hello").unwrap_err(); // no peer
            /// assert!(error.is_would_block());
            /// assert_eq!(error.into_message(), "Hello");
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub fn try_send(&mut self, message: impl IntoMessage) -> Result<(), SendError>
            where
                K: CanSend,
            {
                let sent = with_raw(message, |part| {
                    self.call(|socket| {
                        futures::now(attempt(|| socket.raw().send(part, zmq_sys::ZMQ_DONTWAIT)))
                    })
                });
                sent.map_err(SendError::of)
            }

            /// Sends all parts as one message, whole or not at all. Waits as [`send`](Self::send) does. Dropping the future
            /// drops the unsent message; [`send_multipart_from`](Self::send_multipart_from) keeps it.
            ///
            /// # Errors
            /// As the blocking [`send_multipart`](crate::Socket::send_multipart).
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let (mut push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// pull.bind("inproc://send_multipart")?;
            /// push.connect("inproc://send_multipart")?;
            /// push.send_multipart(["topic", "body"]).await?;
            /// assert_eq!(pull.recv_multipart().await?.len(), 2);
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub fn send_multipart<M: Into<Multipart>>(
                &mut self,
                parts: M,
            ) -> impl Future<Output = Result<(), SendError<Multipart>>> + Send + use<'_, K, R, M>
            where
                K: CanSendMultipart,
            {
                let mut parts = parts.into();
                async move {
                    let sent = futures::send_parts(self, &mut parts).await;
                    sent.map_err(|error| SendError::new(error, parts))
                }
            }

            /// As [`send_multipart`](Self::send_multipart), but leaves `parts` empty, with its storage to be used again. If
            /// it fails, or the future is dropped before it is done, `parts` is unchanged.
            ///
            /// # Errors
            /// As the blocking [`send_multipart_from`](crate::Socket::send_multipart_from).
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let (mut push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// pull.bind("inproc://send_multipart_from")?;
            /// push.connect("inproc://send_multipart_from")?;
            /// let mut parts = zmq::Multipart::from(["topic", "body"]);
            /// push.send_multipart_from(&mut parts).await?;
            /// assert!(parts.is_empty()); // its storage can be used again
            /// # pull.recv_multipart().await?;
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub async fn send_multipart_from(&mut self, parts: &mut Multipart) -> Result<()>
            where
                K: CanSendMultipart,
            {
                futures::send_parts(self, parts).await
            }

            /// Sends all parts as one message without waiting.
            ///
            /// # Errors
            /// [`EAGAIN`](crate::Errno::EAGAIN): all queues are full, or there is no peer. Others as
            /// [`send_multipart`](Self::send_multipart).
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let mut push = ctx.socket(zmq::PUSH)?;
            /// push.bind("inproc://try_send_multipart")?;
            /// let error = push.try_send_multipart(["topic", "body"]).unwrap_err(); // no peer
            /// assert_eq!(error.into_message().len(), 2);
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub fn try_send_multipart(
                &mut self,
                parts: impl Into<Multipart>,
            ) -> Result<(), SendError<Multipart>>
            where
                K: CanSendMultipart,
            {
                let mut parts = parts.into();
                let sent =
                    self.call(|socket| futures::now(attempt(|| socket.try_send_parts_from(&mut parts))));
                sent.map_err(|error| SendError::new(error, parts))
            }
        }
    };
}
pub(in crate::asynchronous) use sending;
