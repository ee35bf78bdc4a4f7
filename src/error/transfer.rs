//! Failures that give the message back.

use super::{Errno, Error, ErrorKind};
use crate::{Message, Multipart};
use std::fmt;

/// A failed send, with its message.
///
/// `?` turns it into an [`Error`] (or an [`std::io::Error`]) where the message does not matter. In tail position write
/// `Ok(socket.send(x)?)`, in a closure `.map_err(SendError::into_error)`, for an error type of your own
/// [`errors_from!`](crate::errors_from).
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let push = ctx.socket(zmq::PUSH)?; // connected to nobody
/// let failed = push.try_send("precious").unwrap_err();
/// assert!(failed.is_would_block());
/// assert_eq!(failed.into_message(), "precious");
///
/// fn answer(socket: &zmq::Socket<zmq::Rep>) -> zmq::Result<()> {
///     let request = socket.recv()?;
///     Ok(socket.send(request)?)
/// }
/// # Ok(()) }
/// ```
#[derive(thiserror::Error)]
#[error("not sent: {}", .inner.0)]
pub struct SendError<M = Message> {
    /// In one word, so that a send that succeeds does not move space for a message.
    inner: Box<(Error, M)>,
}

impl<M> SendError<M> {
    #[cold]
    pub(crate) fn new(error: Error, message: M) -> SendError<M> {
        SendError { inner: Box::new((error, message)) }
    }

    /// As [`new`](Self::new), of both together.
    #[cold]
    pub(crate) fn of((error, message): (Error, M)) -> SendError<M> {
        SendError { inner: Box::new((error, message)) }
    }

    /// Why it failed.
    pub fn error(&self) -> &Error {
        &self.inner.0
    }

    /// The error number.
    pub fn errno(&self) -> Errno {
        self.inner.0.errno()
    }

    /// What a program can do about it.
    pub fn kind(&self) -> ErrorKind {
        self.inner.0.kind()
    }

    /// True if the call would block (`EAGAIN`): there is no peer, or all queues are full.
    pub fn is_would_block(&self) -> bool {
        self.inner.0.is_would_block()
    }

    /// The unsent message.
    pub fn message(&self) -> &M {
        &self.inner.1
    }

    /// Takes the message back.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let push = ctx.socket_builder(zmq::PUSH).bind("inproc://nobody").build()?;
    /// let error = push.try_send("Hello").unwrap_err();
    /// assert_eq!(error.into_message(), "Hello");
    /// # Ok(()) }
    /// ```
    pub fn into_message(self) -> M {
        self.inner.1
    }

    /// Takes the error; the message is dropped.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::SendError;
    /// # let pull = ctx.socket_builder(zmq::PULL).bind("inproc://into_error").build()?;
    /// let push = ctx.socket_builder(zmq::PUSH).connect("inproc://into_error").build()?;
    /// let thread = std::thread::spawn(move || push.send("done").map_err(SendError::into_error));
    /// assert_eq!(pull.recv()?, "done");
    /// thread.join().unwrap()?; // a `zmq::Result`
    /// # Ok(()) }
    /// ```
    pub fn into_error(self) -> Error {
        self.inner.0
    }

    /// Takes both apart.
    pub fn into_parts(self) -> (Error, M) {
        *self.inner
    }
}

impl<M> From<SendError<M>> for Error {
    fn from(failed: SendError<M>) -> Error {
        failed.inner.0
    }
}

impl<M> From<SendError<M>> for std::io::Error {
    fn from(failed: SendError<M>) -> std::io::Error {
        failed.inner.0.into()
    }
}

/// The payload is not printed: it may be large or secret.
impl<M> fmt::Debug for SendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SendError({})", self.inner.0)
    }
}

/// A failed [`recv_string`](crate::Socket::recv_string).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecvStringError {
    /// Nothing was received.
    #[error(transparent)]
    Recv(#[from] Error),
    /// The part is not UTF-8; here it is.
    #[error("the part received is not UTF-8")]
    NotUtf8(Message),
}

impl From<RecvStringError> for Error {
    fn from(failed: RecvStringError) -> Error {
        match failed {
            RecvStringError::Recv(error) => error,
            RecvStringError::NotUtf8(_) => {
                Error::refused(Errno::EINVAL, "recv_string", "the part received is not UTF-8")
            }
        }
    }
}

impl From<RecvStringError> for std::io::Error {
    fn from(failed: RecvStringError) -> std::io::Error {
        match failed {
            RecvStringError::Recv(error) => error.into(),
            not_utf8 => std::io::Error::new(std::io::ErrorKind::InvalidData, not_utf8.to_string()),
        }
    }
}

/// A failed [`recv_parts`](crate::Socket::recv_parts).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecvPartsError {
    /// Nothing was received.
    #[error(transparent)]
    Recv(#[from] Error),
    /// The message has another number of parts; here it is, whole.
    #[error("the message received has another number of parts: {}", .0.len())]
    Number(Multipart),
}

impl From<RecvPartsError> for Error {
    fn from(failed: RecvPartsError) -> Error {
        match failed {
            RecvPartsError::Recv(error) => error,
            number => Error::refused(Errno::EINVAL, "recv_parts", number.to_string()),
        }
    }
}

impl From<RecvPartsError> for std::io::Error {
    fn from(failed: RecvPartsError) -> std::io::Error {
        match failed {
            RecvPartsError::Recv(error) => error.into(),
            number => std::io::Error::new(std::io::ErrorKind::InvalidData, number.to_string()),
        }
    }
}
