//! Failures of values that are sent and received in a format of the program.

use super::{Errno, Error, SendError};
#[cfg(feature = "serde")]
use crate::Message;
use crate::Multipart;
use std::fmt;

/// The error of [`send_serialized`](crate::Socket::send_serialized) and `send_json`; `E` is the format's own.
///
/// `?` turns it into an [`Error`] and drops the message.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let push = ctx.socket(zmq::PUSH)?;
/// let failed = push.send_serialized(7, |_| Err::<[&str; 1], _>("no such format")).unwrap_err();
/// assert!(matches!(failed, zmq::SendSerializedError::Serialize("no such format")));
/// # Ok(()) }
/// ```
#[non_exhaustive]
pub enum SendSerializedError<E, M = Multipart> {
    /// The value cannot be serialized.
    Serialize(E),
    /// The message was not sent; the error returns it.
    Send(SendError<M>),
}

/// The error of [`recv_serialized`](crate::Socket::recv_serialized) and `recv_json`; `E` is the format's own.
///
/// `?` turns it into an [`Error`] and drops the message.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// # pull.bind("inproc://recv_serialized_error")?; push.connect("inproc://recv_serialized_error")?;
/// push.send("seven")?;
/// let failed = pull.recv_serialized(|parts| Err::<u32, _>(parts.len())).unwrap_err();
/// let zmq::RecvSerializedError::Deserialize { error: 1, message } = failed else { panic!("{failed:?}") };
/// assert_eq!(message[0], "seven");
/// # Ok(()) }
/// ```
#[non_exhaustive]
pub enum RecvSerializedError<E, M = Multipart> {
    /// Nothing was received.
    Recv(Error),
    /// The message cannot be deserialized.
    Deserialize {
        /// Why.
        error: E,
        /// The message, whole.
        message: M,
    },
}

/// The error of [`send_json`](crate::Socket::send_json).
#[cfg(feature = "serde")]
pub type SendJsonError = SendSerializedError<serde_json::Error, Message>;

/// The error of [`recv_json`](crate::Socket::recv_json).
#[cfg(feature = "serde")]
pub type RecvJsonError = RecvSerializedError<serde_json::Error, Message>;

impl<E, M> From<SendError<M>> for SendSerializedError<E, M> {
    fn from(failed: SendError<M>) -> Self {
        SendSerializedError::Send(failed)
    }
}

impl<E, M> From<Error> for RecvSerializedError<E, M> {
    fn from(error: Error) -> Self {
        RecvSerializedError::Recv(error)
    }
}

impl<E: fmt::Display, M> From<SendSerializedError<E, M>> for Error {
    fn from(failed: SendSerializedError<E, M>) -> Error {
        match failed {
            SendSerializedError::Send(failed) => failed.into(),
            SendSerializedError::Serialize(error) => {
                Error::refused(Errno::EINVAL, "send_serialized", error.to_string())
            }
        }
    }
}

impl<E: fmt::Display, M> From<RecvSerializedError<E, M>> for Error {
    fn from(failed: RecvSerializedError<E, M>) -> Error {
        match failed {
            RecvSerializedError::Recv(error) => error,
            RecvSerializedError::Deserialize { error, .. } => {
                Error::refused(Errno::EINVAL, "recv_serialized", error.to_string())
            }
        }
    }
}

impl<E: fmt::Display, M> fmt::Display for SendSerializedError<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SendSerializedError::Serialize(error) => write!(f, "the value cannot be serialized: {error}"),
            SendSerializedError::Send(failed) => failed.fmt(f),
        }
    }
}

impl<E: fmt::Display, M> fmt::Display for RecvSerializedError<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecvSerializedError::Recv(error) => error.fmt(f),
            RecvSerializedError::Deserialize { error, .. } => {
                write!(f, "the message received cannot be deserialized: {error}")
            }
        }
    }
}

/// The payload is not printed: it may be large or secret.
impl<E: fmt::Debug, M> fmt::Debug for SendSerializedError<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SendSerializedError::Serialize(error) => f.debug_tuple("Serialize").field(error).finish(),
            SendSerializedError::Send(failed) => f.debug_tuple("Send").field(failed).finish(),
        }
    }
}

/// The payload is not printed: it may be large or secret.
impl<E: fmt::Debug, M> fmt::Debug for RecvSerializedError<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecvSerializedError::Recv(error) => f.debug_tuple("Recv").field(error).finish(),
            RecvSerializedError::Deserialize { error, .. } => {
                f.debug_struct("Deserialize").field("error", error).finish_non_exhaustive()
            }
        }
    }
}

impl<E: std::error::Error + 'static, M> std::error::Error for SendSerializedError<E, M> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            SendSerializedError::Serialize(error) => Some(error),
            SendSerializedError::Send(_) => None,
        }
    }
}

impl<E: std::error::Error + 'static, M> std::error::Error for RecvSerializedError<E, M> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            RecvSerializedError::Recv(_) => None,
            RecvSerializedError::Deserialize { error, .. } => Some(error),
        }
    }
}
