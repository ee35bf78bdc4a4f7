//! The methods that receive, of a socket and of the half that receives.

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
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let (mut push, mut pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
            /// pull.bind("inproc://recv_into")?;
            /// push.connect("inproc://recv_into")?;
            /// let mut message = zmq::Message::new();
            /// for text in ["one", "two"] {
            ///     push.send(text).await?;
            ///     pull.recv_into(&mut message).await?; // releases the one before
            ///     assert_eq!(message, text);
            /// }
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
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

            /// Receives all parts of one message, or the rest of one begun with [`recv`](Self::recv). Cancel-safe. For a known
            /// number of parts, [`recv_parts`](Self::recv_parts) returns an array.
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
pub(in crate::asynchronous) use receiving;
