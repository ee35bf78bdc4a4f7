//! Receiving.

use super::{DONTWAIT, Flags, Socket, wait::Direction::Recv};
#[cfg(doc)]
use crate::Errno;
use crate::{
    IntoTimeout, Message, Multipart, RecvStringError, Result,
    kind::{CanRecv, Kind},
};

/// The result of [`recv_buf`](Socket::recv_buf).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecvBuf {
    /// The length of the part, truncated bytes included.
    pub size: usize,
    /// How many bytes are in the buffer.
    pub copied: usize,
    /// Whether more parts of the same message follow, for the next call.
    pub more: bool,
}

impl RecvBuf {
    /// Whether the buffer was too short and the end of the part is lost.
    pub fn is_truncated(&self) -> bool {
        self.copied < self.size
    }

    /// Copies what fits of a part.
    pub(crate) fn of(part: &Message, buffer: &mut [u8]) -> RecvBuf {
        let copied = part.len().min(buffer.len());
        buffer[..copied].copy_from_slice(&part[..copied]);
        RecvBuf { size: part.len(), copied, more: part.more() }
    }
}

/// Receiving.
impl<K: Kind> Socket<K> {
    /// Receives one part. Blocks until there is one.
    ///
    /// Blocks for ever, or for [`rcvtimeo`](Self::set_rcvtimeo). A call interrupted by a signal (`EINTR`) resumes with the
    /// remaining timeout. If [`Message::more`] is true, the next call receives the next part of the same message;
    /// [`recv_multipart`](Self::recv_multipart) receives all of them.
    ///
    /// # Errors
    /// - [`EAGAIN`](Errno::EAGAIN): the receive timeout ran out.
    /// - [`EFSM`](Errno::EFSM): a REQ socket without a request, or a REP socket before its reply.
    /// - [`ETERM`](Errno::ETERM): the context was shut down.
    /// - [`ENOTSUP`](Errno::ENOTSUP): a run-time socket type does not receive.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://recv")?; push.connect("inproc://recv")?;
    /// push.send("Hello")?;
    /// let message = pull.recv()?;
    /// assert_eq!(message, "Hello"); // compares with text, bytes and other messages
    /// assert_eq!(&message[..], b"Hello"); // reads as a slice
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_recv")]
    #[doc(alias = "zmq_recv")]
    #[inline]
    pub fn recv(&self) -> Result<Message>
    where
        K: CanRecv,
    {
        let mut message = Message::new();
        self.recv_into(&mut message)?;
        Ok(message)
    }

    /// As [`recv`](Self::recv), into `message`; its old content is released. If it fails, `message` is unchanged or empty.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://recv_into")?; push.connect("inproc://recv_into")?;
    /// # push.send("one")?; push.send("two")?;
    /// let mut message = zmq::Message::new();
    /// for expected in ["one", "two"] {
    ///     pull.recv_into(&mut message)?;
    ///     assert_eq!(message, expected);
    /// }
    /// # Ok(()) }
    /// ```
    #[inline]
    pub fn recv_into(&self, message: &mut Message) -> Result<()>
    where
        K: CanRecv,
    {
        self.raw.recv_waiting(message)
    }

    /// Receives one part if there is one now; `None` if there is not.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), except [`EAGAIN`](Errno::EAGAIN).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://try_recv")?; push.connect("inproc://try_recv")?;
    /// assert!(pull.try_recv()?.is_none());
    /// push.send("x")?;
    /// while let Some(message) = pull.try_recv()? {
    ///     assert_eq!(message, "x"); // whatever is there, without waiting
    /// }
    /// # Ok(()) }
    /// ```
    #[inline]
    pub fn try_recv(&self) -> Result<Option<Message>>
    where
        K: CanRecv,
    {
        or_none(self.recv_flags(DONTWAIT))
    }

    /// As [`recv`](Self::recv), waiting for `timeout` at most, whatever the socket's own timeout is; `None` if
    /// nothing came. A timeout of `None` waits for ever; fractions of a millisecond round up.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), except [`EAGAIN`](Errno::EAGAIN). [`EINVAL`](Errno::EINVAL): a timeout of more
    /// than 24 days.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://recv_timeout")?; push.connect("inproc://recv_timeout")?;
    /// use std::time::Duration;
    /// assert!(pull.recv_timeout(Duration::from_millis(10))?.is_none());
    /// push.send("x")?;
    /// let message = pull.recv_timeout(Duration::from_secs(5))?.expect("it is queued");
    /// assert_eq!(message, "x");
    /// # Ok(()) }
    /// ```
    pub fn recv_timeout(&self, timeout: impl IntoTimeout) -> Result<Option<Message>>
    where
        K: CanRecv,
    {
        let mut message = Message::new();
        let received =
            self.raw.waiting_for(Recv, timeout.into_timeout(), |flags| self.raw.recv(&mut message, flags));
        or_none(received.map(|()| message))
    }

    /// C's call: one part with flags; only [`DONTWAIT`] matters. A signal interrupts it ([`EINTR`](Errno::EINTR)).
    ///
    /// # Errors
    /// As [`recv`](Self::recv), and [`EINTR`](Errno::EINTR).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pull = ctx.socket(zmq::PULL)?;
    /// pull.bind("inproc://recv_flags")?;
    /// assert_eq!(pull.recv_flags(zmq::DONTWAIT).unwrap_err(), zmq::Errno::EAGAIN);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_recv")]
    #[inline]
    pub fn recv_flags(&self, flags: Flags) -> Result<Message>
    where
        K: CanRecv,
    {
        let mut message = Message::new();
        self.raw.recv(&mut message, flags.bits())?;
        Ok(message)
    }

    /// Receives one part into a buffer. The result has its length, the copied bytes, and whether [more](RecvBuf::more)
    /// parts follow.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://buf")?; push.connect("inproc://buf")?;
    /// push.send("Hello")?;
    /// let mut buffer = [0; 4];
    /// let received = pull.recv_buf(&mut buffer)?;
    /// assert_eq!((received.size, received.is_truncated()), (5, true));
    /// assert_eq!(&buffer, b"Hell");
    ///
    /// push.send_multipart(["head", "body"])?;
    /// assert!(pull.recv_buf(&mut buffer)?.more);
    /// assert!(!pull.recv_buf(&mut buffer)?.more);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_recv")]
    #[doc(alias = "recv_into")]
    pub fn recv_buf(&self, buffer: &mut [u8]) -> Result<RecvBuf>
    where
        K: CanRecv,
    {
        Ok(RecvBuf::of(&self.recv()?, buffer))
    }

    /// Receives one part of text; pyzmq's name.
    ///
    /// # Errors
    /// [`RecvStringError::NotUtf8`] returns a part in another encoding; others as [`recv`](Self::recv).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://recv_string")?; push.connect("inproc://recv_string")?;
    /// use zmq::RecvStringError::NotUtf8;
    /// push.send("text")?;
    /// push.send([0xff])?;
    /// assert_eq!(pull.recv_string().unwrap(), "text");
    /// let Err(NotUtf8(message)) = pull.recv_string() else { panic!("it is text") };
    /// assert_eq!(message, [0xff]); // not lost
    /// # Ok(()) }
    /// ```
    #[doc(alias = "recv_unicode")]
    pub fn recv_string(&self) -> Result<String, RecvStringError>
    where
        K: CanRecv,
    {
        let part = self.recv()?;
        match part.to_str() {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(RecvStringError::NotUtf8(part)),
        }
    }

    /// Receives all parts of one message, or the rest of one begun with [`recv`](Self::recv). Blocks as `recv` does. For a known
    /// number of parts, [`recv_parts`](Self::recv_parts) returns an array.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://recv_multipart")?; push.connect("inproc://recv_multipart")?;
    /// push.send_multipart(["topic", "body"])?;
    /// let parts = pull.recv_multipart()?;
    /// assert_eq!(parts.len(), 2);
    /// assert_eq!(parts[0], "topic");
    /// # Ok(()) }
    /// ```
    pub fn recv_multipart(&self) -> Result<Multipart>
    where
        K: CanRecv,
    {
        let mut parts = Multipart::new();
        self.recv_multipart_into(&mut parts)?;
        Ok(parts)
    }

    /// As [`recv_multipart`](Self::recv_multipart), into the storage of an older message.
    ///
    /// # Errors
    /// As [`recv`](Self::recv); then `parts` is empty.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://recv_multipart_into")?; push.connect("inproc://recv_multipart_into")?;
    /// # push.send_multipart(["a", "b"])?; push.send_multipart(["c", "d"])?;
    /// let mut parts = zmq::Multipart::new(); // its storage is used for both messages
    /// for first in ["a", "c"] {
    ///     pull.recv_multipart_into(&mut parts)?;
    ///     assert_eq!(parts[0], first);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn recv_multipart_into(&self, parts: &mut Multipart) -> Result<()>
    where
        K: CanRecv,
    {
        self.recv_whole(parts, |first| self.recv_into(first))
    }

    /// As [`recv_multipart`](Self::recv_multipart), where the type does not tell that the kind receives.
    pub(crate) fn recv_answer(&self) -> Result<Multipart> {
        let mut parts = Multipart::new();
        self.recv_whole(&mut parts, |first| self.raw.recv_waiting(first))?;
        Ok(parts)
    }

    /// Receives all parts of one message if there is one now; `None` if there is not.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), except [`EAGAIN`](Errno::EAGAIN).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://try_recv_multipart")?; push.connect("inproc://try_recv_multipart")?;
    /// assert!(pull.try_recv_multipart()?.is_none());
    /// push.send_multipart(["a", "b"])?;
    /// assert_eq!(pull.try_recv_multipart()?.map(|parts| parts.len()), Some(2));
    /// # Ok(()) }
    /// ```
    pub fn try_recv_multipart(&self) -> Result<Option<Multipart>>
    where
        K: CanRecv,
    {
        let mut parts = Multipart::new();
        let received = self.recv_whole(&mut parts, |first| self.raw.recv(first, DONTWAIT.bits()));
        or_none(received.map(|()| parts))
    }

    /// As [`recv_multipart`](Self::recv_multipart), waiting for `timeout` at most, whatever the socket's own timeout is;
    /// `None` if nothing came. A timeout of `None` waits for ever; fractions of a millisecond round up.
    ///
    /// # Errors
    /// As [`recv_timeout`](Self::recv_timeout).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://multipart_timeout")?; push.connect("inproc://multipart_timeout")?;
    /// assert!(pull.recv_multipart_timeout(Duration::from_millis(10))?.is_none());
    /// push.send_multipart_timeout(["head", "body"], Duration::from_secs(1))?;
    /// let parts = pull.recv_multipart_timeout(Duration::from_secs(1))?.expect("it is there");
    /// assert_eq!(parts, zmq::Multipart::from(["head", "body"]));
    /// # Ok(()) }
    /// ```
    pub fn recv_multipart_timeout(&self, timeout: impl IntoTimeout) -> Result<Option<Multipart>>
    where
        K: CanRecv,
    {
        let timeout = timeout.into_timeout();
        let mut parts = Multipart::new();
        let received = self.recv_whole(&mut parts, |first| {
            self.raw.waiting_for(Recv, timeout, |flags| self.raw.recv(first, flags))
        });
        or_none(received.map(|()| parts))
    }

    /// As [`try_recv_multipart`](Self::try_recv_multipart), into the storage of an older message, with `EAGAIN`, and where the
    /// type does not tell that the kind receives.
    #[cfg(any(feature = "tokio", feature = "async-io"))]
    pub(crate) fn try_recv_parts_into(&self, parts: &mut Multipart) -> Result<()> {
        self.recv_whole(parts, |first| self.raw.recv(first, DONTWAIT.bits()))
    }
}

/// "Would block" is nothing, not a failure.
#[inline]
fn or_none<T>(received: Result<T>) -> Result<Option<T>> {
    match received {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_would_block() => Ok(None),
        Err(error) => Err(error),
    }
}
