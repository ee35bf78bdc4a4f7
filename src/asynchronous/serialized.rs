//! Values, in a format of the program, as the blocking methods of the same names have them.

use super::{
    Runtime, Socket,
    split::{RecvHalf, SendHalf},
};
#[cfg(feature = "serde")]
use crate::{Message, RecvJsonError, SendJsonError, kind::CanSend};
use crate::{
    Multipart, RecvSerializedError, Result, SendSerializedError,
    kind::{CanRecv, CanSendMultipart, Kind},
};
#[cfg(feature = "serde")]
use serde::{Serialize, de::DeserializeOwned};

macro_rules! sends {
    ($($of:ident)*) => {$(
        /// Sending values.
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Serializes a value with a closure, at once, and sends the parts it returns as one message; waits as
            /// [`send_multipart`](Self::send_multipart) does. Dropping the future drops the unsent message.
            ///
            /// # Errors
            /// As the blocking [`send_serialized`](crate::Socket::send_serialized).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Push, R>) -> zmq::Result<()> {
            /// let text = |number: u32| Ok::<_, std::fmt::Error>([number.to_string()]);
            /// socket.send_serialized(42, text).await?;
            /// # Ok(()) }
            /// ```
            #[doc(alias = "send_pyobj")]
            pub fn send_serialized<T, M: Into<Multipart>, E: Send, F: FnOnce(T) -> Result<M, E>>(
                &mut self,
                value: T,
                serialize: F,
            ) -> impl Future<Output = Result<(), SendSerializedError<E>>> + Send + use<'_, K, R, T, M, E, F>
            where
                K: CanSendMultipart,
            {
                let parts = serialize(value).map(Into::<Multipart>::into);
                async move {
                    let parts = parts.map_err(SendSerializedError::Serialize)?;
                    Ok(self.send_multipart(parts).await?)
                }
            }

            /// Sends a value as one part of JSON; waits as [`send`](Self::send) does. Dropping the future drops the unsent text.
            /// Feature `serde`.
            ///
            /// # Errors
            /// As the blocking [`send_json`](crate::Socket::send_json).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Push, R>) -> zmq::Result<()> {
            /// socket.send_json(&("Berlin", 21.5)).await?;
            /// # Ok(()) }
            /// ```
            #[cfg(feature = "serde")]
            pub fn send_json<'a, T: Serialize + ?Sized>(
                &'a mut self,
                value: &T,
            ) -> impl Future<Output = Result<(), SendJsonError>> + Send + use<'a, K, R, T>
            where
                K: CanSend,
            {
                let json = Message::from_json(value);
                async move {
                    let json = json.map_err(SendSerializedError::Serialize)?;
                    Ok(self.send(json).await?)
                }
            }
        }
    )*};
}

macro_rules! receives {
    ($($of:ident)*) => {$(
        /// Receiving values.
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Receives a message and deserializes its parts with a closure; waits as [`recv`](Self::recv) does. Cancel-safe.
            ///
            /// # Errors
            /// As the blocking [`recv_serialized`](crate::Socket::recv_serialized).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Pull, R>) -> zmq::Result<()> {
            /// let count = socket.recv_serialized(|parts| Ok::<_, std::fmt::Error>(parts.len())).await?;
            /// println!("{count} parts");
            /// # Ok(()) }
            /// ```
            #[doc(alias = "recv_pyobj")]
            pub async fn recv_serialized<T, E>(
                &mut self,
                deserialize: impl FnOnce(&Multipart) -> Result<T, E>,
            ) -> Result<T, RecvSerializedError<E>>
            where
                K: CanRecv,
            {
                let message = self.recv_multipart().await?;
                deserialize(&message).map_err(|error| RecvSerializedError::Deserialize { error, message })
            }

            /// Receives one part of JSON as a value; waits as [`recv`](Self::recv) does. Cancel-safe. Feature `serde`.
            ///
            /// # Errors
            /// As the blocking [`recv_json`](crate::Socket::recv_json).
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Pull, R>) -> zmq::Result<()> {
            /// let (city, degrees): (String, f64) = socket.recv_json().await?;
            /// println!("{city}: {degrees}");
            /// # Ok(()) }
            /// ```
            #[cfg(feature = "serde")]
            pub async fn recv_json<T: DeserializeOwned>(&mut self) -> Result<T, RecvJsonError>
            where
                K: CanRecv,
            {
                let message = self.recv().await?;
                message.to_json().map_err(|error| RecvSerializedError::Deserialize { error, message })
            }
        }
    )*};
}

sends!(Socket SendHalf);
receives!(Socket RecvHalf);
