//! The methods of a socket and of its halves.

/// The operations that send.
macro_rules! sending {
    ($of:ident) => {
        /// Sending. The futures may be dropped at any time: a message was either sent, and the future done, or not sent at all,
        /// neither whole nor in part. Every method that fails gives the message back.
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Sends a message of one part; waits while there is no peer or all queues are full.
            ///
            /// As the blocking [`send`](crate::Socket::send), but that it waits for ever, whatever `ZMQ_SNDTIMEO` is: a
            /// timeout is the runtime's. If the future is dropped while it waits, the message goes with it;
            /// [`send_from`](Self::send_from) leaves it with the caller. The message is made of `message` when the future is
            /// first polled, so the future is `Send` if `message` is.
            ///
            /// A STREAM, and a ROUTER that [must reach its peers](crate::Socket::set_router_mandatory), wait for the peer that
            /// the message is for, also while queues of others are not full, and sleep meanwhile. With a timeout of the runtime one can
            /// send to another peer then.
            ///
            /// # Errors
            /// As the blocking [`send`](crate::Socket::send), and [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime ended.
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

            /// As [`send`](Self::send), from a message that is empty afterwards. If it fails, or the future is dropped before
            /// it is done, `message` is as it was.
            ///
            /// # Errors
            /// As [`send`](Self::send).
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

            /// Sends text; as [`send`](Self::send), under pyzmq's name.
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

            /// Sends a message of one part if that is possible at once.
            ///
            /// # Errors
            /// [`EAGAIN`](crate::Errno::EAGAIN): all queues are full, or there is no peer. Others as [`send`](Self::send).
            pub fn try_send(&mut self, message: impl IntoMessage) -> Result<(), SendError>
            where
                K: CanSend,
            {
                let sent = lend(message, |part| {
                    self.call(|socket| {
                        futures::now(attempt(|| socket.raw().send(part, zmq_sys::ZMQ_DONTWAIT)))
                    })
                });
                sent.map_err(SendError::of)
            }

            /// Sends all parts as one message, whole or not at all; waits as [`send`](Self::send) does.
            ///
            /// # Errors
            /// As the blocking [`send_multipart`](crate::Socket::send_multipart).
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

            /// As [`send_multipart`](Self::send_multipart), from parts whose storage can be used again: `parts` is empty
            /// afterwards. If it fails, or the future is dropped before it is done, `parts` is as it was.
            ///
            /// # Errors
            /// As the blocking [`send_multipart_from`](crate::Socket::send_multipart_from).
            pub async fn send_multipart_from(&mut self, parts: &mut Multipart) -> Result<()>
            where
                K: CanSendMultipart,
            {
                futures::send_parts(self, parts).await
            }

            /// Sends all parts as one message, if that is possible at once.
            ///
            /// # Errors
            /// [`EAGAIN`](crate::Errno::EAGAIN): all queues are full, or there is no peer. Others as
            /// [`send_multipart`](Self::send_multipart).
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
        /// Receiving. The futures may be dropped at any time: a message was either received, and the future done, or it stays
        /// where it is.
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Receives one part; waits until there is one.
            ///
            /// As the blocking [`recv`](crate::Socket::recv), but that it waits for ever, whatever `ZMQ_RCVTIMEO` is: a
            /// timeout is the runtime's.
            ///
            /// # Errors
            /// As the blocking [`recv`](crate::Socket::recv), and [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime ended.
            #[inline]
            pub fn recv(&mut self) -> impl Future<Output = Result<Message>> + Send + use<'_, K, R>
            where
                K: CanRecv,
            {
                futures::RecvPart::new(self)
            }

            /// As [`recv`](Self::recv), into a message whose old content is released.
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

            /// Receives one part of text; under pyzmq's name.
            ///
            /// # Errors
            /// [`RecvStringError::NotUtf8`] has the part that is not text; others as [`recv`](Self::recv).
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
            pub fn try_recv(&mut self) -> Result<Option<Message>>
            where
                K: CanRecv,
            {
                self.call(|socket| attempt(|| socket.recv_flags(crate::DONTWAIT)).transpose())
            }

            /// Receives all parts of one message, or what is left of one begun with [`recv`](Self::recv).
            ///
            /// # Errors
            /// As [`recv`](Self::recv).
            pub async fn recv_multipart(&mut self) -> Result<Multipart>
            where
                K: CanRecv,
            {
                let mut parts = Multipart::new();
                futures::recv_parts(self, &mut parts).await?;
                Ok(parts)
            }

            /// As [`recv_multipart`](Self::recv_multipart), into the storage of an older message.
            ///
            /// # Errors
            /// As [`recv`](Self::recv); then `parts` is empty.
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
            pub fn try_recv_multipart(&mut self) -> Result<Option<Multipart>>
            where
                K: CanRecv,
            {
                let mut parts = Multipart::new();
                let received =
                    self.call(|socket| attempt(|| socket.try_recv_parts_into(&mut parts)).transpose())?;
                Ok(received.map(|()| parts))
            }

            /// Receives the messages that are there, `limit` at most, and adds their parts to `parts`; waits until there is
            /// one. Gives the number of messages, which is 0 only for a `limit` of 0.
            ///
            /// A message of several parts is there whole: each part but its last says [`more`](Message::more). The task looks
            /// at the runtime once for all of them, and a vector that is cleared keeps its room. Other tasks of the thread wait
            /// until `limit` is reached or there are no more, so keep it to some hundreds.
            ///
            /// # Errors
            /// As [`recv`](Self::recv); then nothing was added.
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
