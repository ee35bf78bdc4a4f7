//! The methods of a socket and of its halves.

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
pub(super) use sending;

/// The operations that receive.
macro_rules! receiving {
    ($of:ident) => {
        /// Receiving. All of it is cancel-safe: dropping a future loses no message, as in a branch of `select!`.
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Receives one part. Waits until there is one. Cancel-safe.
            ///
            /// As the blocking [`recv`](crate::Socket::recv), without `ZMQ_RCVTIMEO`: use
            /// [`recv_timeout`](Self::recv_timeout) or a timeout of the runtime.
            ///
            /// # Errors
            /// As the blocking [`recv`](crate::Socket::recv), and [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime ended.
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// use std::time::Duration;
            /// let (mut push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// pull.bind("inproc://recv")?;
            /// push.connect("inproc://recv")?;
            /// push.send("Hello").await?;
            /// tokio::select! {
            ///     message = pull.recv() => assert_eq!(message?, "Hello"),
            ///     _ = tokio::time::sleep(Duration::from_secs(5)) => panic!("nothing came"),
            /// }
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            #[inline]
            pub fn recv(&mut self) -> impl Future<Output = Result<Message>> + Send + use<'_, K, R>
            where
                K: CanRecv,
            {
                futures::RecvPart::new(self)
            }

            /// As [`recv`](Self::recv), into `message`; its old content is released. Cancel-safe.
            ///
            /// # Errors
            /// As [`recv`](Self::recv).
            #[inline]
            pub fn recv_into<'a>(
                &'a mut self,
                message: &'a mut Message,
            ) -> impl Future<Output = Result<()>> + Send + use<'a, K, R>
            where
                K: CanRecv,
            {
                futures::recv_into(self, message)
            }

            /// Receives one part of text; pyzmq's name. Cancel-safe.
            ///
            /// # Errors
            /// [`RecvStringError::NotUtf8`] returns a part in another encoding; others as [`recv`](Self::recv).
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let (mut push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// pull.bind("inproc://recv_string")?;
            /// push.connect("inproc://recv_string")?;
            /// push.send("text").await?;
            /// assert_eq!(pull.recv_string().await.unwrap(), "text");
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub async fn recv_string(&mut self) -> Result<String, RecvStringError>
            where
                K: CanRecv,
            {
                let part = self.recv().await?;
                match part.to_str() {
                    Ok(text) => Ok(text.to_owned()),
                    Err(_) => Err(RecvStringError::NotUtf8(part)),
                }
            }

            /// Receives one part if there is one now; `None` if there is not.
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
            /// let mut pull = ctx.socket(zmq::PULL)?;
            /// pull.bind("inproc://try_recv")?;
            /// assert!(pull.try_recv()?.is_none());
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub fn try_recv(&mut self) -> Result<Option<Message>>
            where
                K: CanRecv,
            {
                self.call(|socket| attempt(|| socket.recv_flags(crate::DONTWAIT)).transpose())
            }

            /// Receives all parts of one message, or the rest of one begun with [`recv`](Self::recv). Cancel-safe.
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
            /// let (mut push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// pull.bind("inproc://recv_multipart")?;
            /// push.connect("inproc://recv_multipart")?;
            /// push.send_multipart(["topic", "body"]).await?;
            /// let parts = pull.recv_multipart().await?;
            /// assert_eq!((parts.len(), parts[0].to_str()), (2, Ok("topic")));
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub async fn recv_multipart(&mut self) -> Result<Multipart>
            where
                K: CanRecv,
            {
                let mut parts = Multipart::new();
                futures::recv_parts(self, &mut parts).await?;
                Ok(parts)
            }

            /// As [`recv_multipart`](Self::recv_multipart), into the storage of an older message. Cancel-safe.
            ///
            /// # Errors
            /// As [`recv`](Self::recv); then `parts` is empty.
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let (mut push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// pull.bind("inproc://recv_multipart_into")?;
            /// push.connect("inproc://recv_multipart_into")?;
            /// push.send_multipart(["topic", "body"]).await?;
            /// let mut parts = zmq::Multipart::new();
            /// pull.recv_multipart_into(&mut parts).await?;
            /// assert_eq!(parts[1], "body");
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub async fn recv_multipart_into(&mut self, parts: &mut Multipart) -> Result<()>
            where
                K: CanRecv,
            {
                futures::recv_parts(self, parts).await
            }

            /// Receives all parts of one message if there is one now; `None` if there is not.
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
            /// let mut pull = ctx.socket(zmq::PULL)?;
            /// pull.bind("inproc://try_recv_multipart")?;
            /// assert!(pull.try_recv_multipart()?.is_none());
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub fn try_recv_multipart(&mut self) -> Result<Option<Multipart>>
            where
                K: CanRecv,
            {
                let mut parts = Multipart::new();
                let received =
                    self.call(|socket| attempt(|| socket.try_recv_parts_into(&mut parts)).transpose())?;
                Ok(received.map(|()| parts))
            }

            /// Receives all queued messages, `limit` at most, and adds their parts to `parts`. Waits until there is one.
            /// Returns the number of messages: 0 only for a `limit` of 0. Cancel-safe.
            ///
            /// [`more`](Message::more) is true for each part of a message but its last. The runtime is asked once for all
            /// of them, and a cleared vector keeps its capacity. Other tasks of the thread wait meanwhile, so keep `limit`
            /// to some hundreds.
            ///
            /// # Errors
            /// As [`recv`](Self::recv); then nothing was added.
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let (mut push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// pull.bind("inproc://recv_many")?;
            /// push.connect("inproc://recv_many")?;
            /// for number in 0..10_u8 {
            ///     push.send([number]).await?;
            /// }
            /// let (mut parts, mut received) = (Vec::new(), 0);
            /// while received < 10 {
            ///     parts.clear();
            ///     received += pull.recv_many(&mut parts, 100).await?;
            ///     for part in &parts {
            ///         println!("{part:?}");
            ///     }
            /// }
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
            pub async fn recv_many(&mut self, parts: &mut Vec<Message>, limit: usize) -> Result<usize>
            where
                K: CanRecv,
            {
                futures::recv_many(self, parts, limit).await
            }
        }
    };
}
pub(super) use receiving;
