//! Failures of values that are sent and received in a format of the program.

use super::{Errno, Error, SendError};
#[cfg(feature = "serde")]
use crate::Message;
use crate::Multipart;
use std::fmt;

/// A [`send_serialized`](crate::Socket::send_serialized) or `send_json` that sent nothing: `E` is the error of the format.
///
/// `?` turns it into an [`Error`] where the value and the message do not matter.
#[non_exhaustive]
pub enum SendSerializedError<E, M = Multipart> {
    /// The value has no form in that format.
    Serialize(E),
    /// The message was not sent; it is in the error.
    Send(SendError<M>),
}

/// A [`recv_serialized`](crate::Socket::recv_serialized) or `recv_json` that gave no value: `E` is the error of the format.
///
/// `?` turns it into an [`Error`] where the message does not matter.
#[non_exhaustive]
pub enum RecvSerializedError<E, M = Multipart> {
    /// Nothing was received.
    Recv(Error),
    /// What was received is no such value; here it is.
    Deserialize {
        /// Why.
        error: E,
        /// The message, whole.
        message: M,
    },
}

/// What [`send_json`](crate::Socket::send_json) fails with.
#[cfg(feature = "serde")]
pub type SendJsonError = SendSerializedError<serde_json::Error, Message>;

/// What [`recv_json`](crate::Socket::recv_json) fails with.
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
