//! Values, in a format of the program.

use super::Socket;
#[cfg(feature = "serde")]
use crate::{Message, RecvJsonError, SendJsonError, kind::CanSend};
use crate::{
    Multipart, RecvSerializedError, Result, SendSerializedError,
    kind::{CanRecv, CanSendMultipart, Kind},
};
#[cfg(feature = "serde")]
use serde::{Serialize, de::DeserializeOwned};

/// Values, in a format of the program.
impl<K: Kind> Socket<K> {
    /// Serializes a value with a closure and sends the parts it returns as one message. Blocks as
    /// [`send_multipart`](Self::send_multipart) does.
    ///
    /// # Errors
    /// [`SendSerializedError::Serialize`] has the closure's error; nothing was sent. [`SendSerializedError::Send`]: as
    /// [`send_multipart`](Self::send_multipart), with the message.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://send_serialized")?; push.connect("inproc://send_serialized")?;
    /// // Any format of serde, and any framing: here the kind of the message, and JSON.
    /// push.send_serialized(&[1, 2, 3], |numbers| serde_json::to_vec(numbers).map(|json| ["numbers".into(), json]))?;
    /// let numbers: Vec<u32> = pull.recv_serialized(|parts| serde_json::from_slice(&parts[1]))?;
    /// assert_eq!(numbers, [1, 2, 3]);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "serde"))] fn main() {}
    /// ```
    #[doc(alias = "send_pyobj")]
    pub fn send_serialized<T, M: Into<Multipart>, E>(
        &self,
        value: T,
        serialize: impl FnOnce(T) -> Result<M, E>,
    ) -> Result<(), SendSerializedError<E>>
    where
        K: CanSendMultipart,
    {
        let parts = serialize(value).map_err(SendSerializedError::Serialize)?;
        Ok(self.send_multipart(parts)?)
    }

    /// Receives a message and deserializes its parts with a closure. Blocks as [`recv`](Self::recv) does.
    ///
    /// A peer may send any number of parts: check it in the closure before you index.
    ///
    /// # Errors
    /// [`RecvSerializedError::Deserialize`] has the closure's error, and the message. [`RecvSerializedError::Recv`]: as
    /// [`recv`](Self::recv).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://recv_serialized")?; push.connect("inproc://recv_serialized")?;
    /// push.send("42")?;
    /// let number = pull.recv_serialized(|parts| match &parts[..] {
    ///     [only] => only.to_str().unwrap_or_default().parse::<u32>().map_err(|error| error.to_string()),
    ///     parts => Err(format!("{} parts", parts.len())),
    /// });
    /// assert_eq!(number?, 42);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "recv_pyobj")]
    pub fn recv_serialized<T, E>(
        &self,
        deserialize: impl FnOnce(&Multipart) -> Result<T, E>,
    ) -> Result<T, RecvSerializedError<E>>
    where
        K: CanRecv,
    {
        let message = self.recv_multipart()?;
        deserialize(&message).map_err(|error| RecvSerializedError::Deserialize { error, message })
    }
}

/// Values as JSON, as pyzmq has them; feature `serde`.
#[cfg(feature = "serde")]
impl<K: Kind> Socket<K> {
    /// Sends a value as one part of JSON. Blocks as [`send`](Self::send) does.
    ///
    /// # Errors
    /// [`SendSerializedError::Serialize`]: not a JSON value, as a map with keys other than text; nothing was sent.
    /// [`SendSerializedError::Send`]: as [`send`](Self::send), with the message.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://send_json")?; push.connect("inproc://send_json")?;
    /// push.send_json(&("Berlin", 21.5))?; // structs that derive `Serialize`, too
    /// let (city, degrees): (String, f64) = pull.recv_json()?;
    /// assert_eq!((&city[..], degrees), ("Berlin", 21.5));
    /// # Ok(()) }
    /// ```
    pub fn send_json<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), SendJsonError>
    where
        K: CanSend,
    {
        let json = Message::from_json(value).map_err(SendSerializedError::Serialize)?;
        Ok(self.send(json)?)
    }

    /// Receives one part of JSON as a value. Blocks as [`recv`](Self::recv) does.
    ///
    /// # Errors
    /// [`RecvSerializedError::Deserialize`]: not JSON, or JSON of another type; the error returns the part.
    /// [`RecvSerializedError::Recv`]: as [`recv`](Self::recv).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://recv_json")?; push.connect("inproc://recv_json")?;
    /// push.send("[1, 2")?;
    /// match pull.recv_json::<Vec<u32>>() {
    ///     Err(zmq::RecvJsonError::Deserialize { message, .. }) => assert_eq!(message, "[1, 2"),
    ///     other => panic!("{other:?}"),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn recv_json<T: DeserializeOwned>(&self) -> Result<T, RecvJsonError>
    where
        K: CanRecv,
    {
        let message = self.recv()?;
        message.to_json().map_err(|error| RecvSerializedError::Deserialize { error, message })
    }
}
