//! Sending.

use super::{DONTWAIT, Flags, SNDMORE, Socket, wait::Direction::Send};
#[cfg(doc)]
use crate::Errno;
use crate::{
    IntoMessage, IntoTimeout, Message, Multipart, Result, SendError,
    guard::sends,
    kind::{CanSend, CanSendMultipart, Kind},
    message::with_raw,
};

/// Sending. A failed call returns the message, whole.
impl<K: Kind> Socket<K> {
    /// Sends a message of one part. Blocks while there is no peer or all queues are full.
    ///
    /// Blocks for ever, or for [`sndtimeo`](Self::set_sndtimeo). A call interrupted by a signal (`EINTR`) resumes with the
    /// remaining timeout. Success means queued, not received. PUB, XPUB and, unless
    /// [mandatory](Socket::set_router_mandatory), ROUTER never block: at a full queue they drop silently.
    ///
    /// # Errors
    /// - [`EAGAIN`](Errno::EAGAIN): the send timeout ran out.
    /// - [`EFSM`](Errno::EFSM): a REQ socket before its reply, or a REP socket without a request.
    /// - [`EHOSTUNREACH`](Errno::EHOSTUNREACH): a [mandatory](Socket::set_router_mandatory) ROUTER has no such peer.
    /// - [`ETERM`](Errno::ETERM): the context was shut down.
    /// - [`ENOTSUP`](Errno::ENOTSUP): a run-time socket type does not send.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://send")?; push.connect("inproc://send")?;
    /// push.send("text")?; // copies
    /// push.send(b"bytes")?; // copies
    /// push.send(vec![0; 1000])?; // takes ownership, no copy
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_send")]
    #[doc(alias = "zmq_msg_send")]
    #[inline]
    pub fn send(&self, message: impl IntoMessage) -> Result<(), SendError>
    where
        K: CanSend,
    {
        let sent = with_raw(message, |part| self.raw.send_waiting(part, 0));
        sent.map_err(SendError::of)
    }

    /// As [`send`](Self::send), but leaves `message` empty, to be used again. If it fails, `message` is unchanged.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://send_from")?; push.connect("inproc://send_from")?;
    /// let mut message = zmq::Message::from("Hello");
    /// push.send_from(&mut message)?;
    /// assert!(message.is_empty()); // on its way
    /// # Ok(()) }
    /// ```
    #[inline]
    pub fn send_from(&self, message: &mut Message) -> Result<()>
    where
        K: CanSend,
    {
        self.raw.send_waiting(message.raw_mut(), 0)?;
        message.sent();
        Ok(())
    }

    /// Sends a message of one part without blocking.
    ///
    /// # Errors
    /// [`EAGAIN`](Errno::EAGAIN): there is no peer, or all queues are full. Others as [`send`](Self::send).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let push = ctx.socket(zmq::PUSH)?;
    /// push.bind("inproc://try_send")?;
    /// let error = push.try_send("Hello").unwrap_err(); // no peer
    /// assert!(error.is_would_block());
    /// assert_eq!(error.into_message(), "Hello"); // not lost
    /// # Ok(()) }
    /// ```
    #[inline]
    pub fn try_send(&self, message: impl IntoMessage) -> Result<(), SendError>
    where
        K: CanSend,
    {
        self.send_flags(message, DONTWAIT)
    }

    /// As [`send`](Self::send), waiting for `timeout` at most, whatever the socket's own timeout is. `None` waits
    /// for ever; fractions of a millisecond round up.
    ///
    /// # Errors
    /// [`EAGAIN`](Errno::EAGAIN): the time ran out. [`EINVAL`](Errno::EINVAL): more than 24 days. Others as
    /// [`send`](Self::send).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let push = ctx.socket(zmq::PUSH)?;
    /// push.bind("inproc://send_timeout")?;
    /// let error = push.send_timeout("Hello", Duration::from_millis(10)).unwrap_err(); // no peer
    /// assert!(error.is_would_block());
    /// assert_eq!(error.into_message(), "Hello");
    /// # Ok(()) }
    /// ```
    pub fn send_timeout(&self, message: impl IntoMessage, timeout: impl IntoTimeout) -> Result<(), SendError>
    where
        K: CanSend,
    {
        let timeout = timeout.into_timeout();
        let sent =
            with_raw(message, |part| self.raw.waiting_for(Send, timeout, |flags| self.raw.send(part, flags)));
        sent.map_err(SendError::of)
    }

    /// C's call: one part with flags. A signal interrupts it ([`EINTR`](Errno::EINTR)).
    ///
    /// A message begun with [`SNDMORE`] goes out with its last part. Prefer [`send_multipart`](Self::send_multipart): it
    /// leaves nothing half-sent.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`EINTR`](Errno::EINTR).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://send_flags")?; push.connect("inproc://send_flags")?;
    /// push.send_flags("first part", zmq::SNDMORE)?;
    /// push.send_flags("last part", zmq::Flags::NONE)?;
    /// assert_eq!(pull.recv_multipart()?.len(), 2);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_send")]
    #[inline]
    pub fn send_flags(&self, message: impl IntoMessage, flags: Flags) -> Result<(), SendError>
    where
        K: CanSend,
    {
        let sent = with_raw(message, |part| {
            if flags.contains(SNDMORE) {
                sends::may_begin(self.raw.facts(), "send_flags")?;
            }
            self.raw.send(part, flags.bits())
        });
        sent.map_err(SendError::of)
    }

    /// Sends text, as [`send`](Self::send); pyzmq's name.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://send_string")?; push.connect("inproc://send_string")?;
    /// push.send_string("Hello")?;
    /// assert_eq!(pull.recv()?, "Hello");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "send_unicode")]
    #[inline]
    pub fn send_string(&self, text: impl AsRef<str>) -> Result<(), SendError>
    where
        K: CanSend,
    {
        self.send(text.as_ref())
    }

    /// Sends all parts as one message. Blocks as [`send`](Self::send) does.
    ///
    /// The message is sent whole or not at all: the parts are collected first, and only the first part may block or fail.
    ///
    /// # Errors
    /// As [`send`](Self::send); the error returns the whole message. [`EINVAL`](Errno::EINVAL): there is no part. If the
    /// context is shut down between two parts, the error has the remaining parts; libzmq drops the others, and no peer
    /// receives any.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://multipart")?; push.connect("inproc://multipart")?;
    /// push.send_multipart(["address", "", "body"])?;
    /// assert_eq!(pull.recv_multipart()?, zmq::Multipart::from(["address", "", "body"]));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_SNDMORE")]
    pub fn send_multipart(&self, parts: impl Into<Multipart>) -> Result<(), SendError<Multipart>>
    where
        K: CanSendMultipart,
    {
        self.send_whole(parts.into(), |first, flags| self.raw.send_waiting(first.raw_mut(), flags))
    }

    /// As [`send_multipart`](Self::send_multipart), but leaves `parts` empty, with its storage to be used again. If it
    /// fails, `parts` has the unsent message.
    ///
    /// # Errors
    /// As [`send_multipart`](Self::send_multipart).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://multipart_from")?; push.connect("inproc://multipart_from")?;
    /// let mut parts = zmq::Multipart::new(); // allocates at the first message only
    /// for number in 0..3 {
    ///     parts.extend(["number".to_string(), number.to_string()]);
    ///     push.send_multipart_from(&mut parts)?;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn send_multipart_from(&self, parts: &mut Multipart) -> Result<()>
    where
        K: CanSendMultipart,
    {
        self.send_parts_from(parts, |first, flags| self.raw.send_waiting(first.raw_mut(), flags))
    }

    /// Sends all parts as one message without blocking.
    ///
    /// # Errors
    /// [`EAGAIN`](Errno::EAGAIN): there is no peer, or all queues are full. Others as
    /// [`send_multipart`](Self::send_multipart).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let push = ctx.socket(zmq::PUSH)?;
    /// push.bind("inproc://try_send_multipart")?;
    /// let error = push.try_send_multipart(["topic", "body"]).unwrap_err(); // no peer
    /// assert!(error.is_would_block());
    /// assert_eq!(error.into_message().len(), 2); // whole
    /// # Ok(()) }
    /// ```
    pub fn try_send_multipart(&self, parts: impl Into<Multipart>) -> Result<(), SendError<Multipart>>
    where
        K: CanSendMultipart,
    {
        self.send_whole(parts.into(), |first, flags| self.raw.send(first.raw_mut(), flags | DONTWAIT.bits()))
    }

    /// As [`send_multipart`](Self::send_multipart), waiting for `timeout` at most, whatever the socket's own timeout is.
    /// `None` waits for ever; fractions of a millisecond round up.
    ///
    /// Only the first part waits; see [`recv_multipart_timeout`](Self::recv_multipart_timeout) for an example.
    ///
    /// # Errors
    /// [`EAGAIN`](Errno::EAGAIN): the time ran out, and the error has the whole message. [`EINVAL`](Errno::EINVAL): more than
    /// 24 days. Others as [`send_multipart`](Self::send_multipart).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let push = ctx.socket(zmq::PUSH)?;
    /// push.bind("inproc://send_multipart_timeout")?;
    /// let error = push.send_multipart_timeout(["a", "b"], Duration::from_millis(10)).unwrap_err();
    /// assert!(error.is_would_block());
    /// # Ok(()) }
    /// ```
    pub fn send_multipart_timeout(
        &self,
        parts: impl Into<Multipart>,
        timeout: impl IntoTimeout,
    ) -> Result<(), SendError<Multipart>>
    where
        K: CanSendMultipart,
    {
        let timeout = timeout.into_timeout();
        self.send_whole(parts.into(), |first, flags| {
            self.raw.waiting_for(Send, timeout, |wait| self.raw.send(first.raw_mut(), flags | wait))
        })
    }

    /// As [`send_parts_from`](Self::send_parts_from), and gives what was not sent back with the error.
    fn send_whole(
        &self,
        parts: Multipart,
        send_first: impl FnOnce(&mut Message, i32) -> Result<()>,
    ) -> Result<(), SendError<Multipart>> {
        let mut parts = parts;
        self.send_parts_from(&mut parts, send_first).map_err(|error| SendError::new(error, parts))
    }

    /// As [`try_send_multipart`](Self::try_send_multipart), where the type does not tell that the kind sends. What was not
    /// sent stays in `parts`.
    #[cfg(any(feature = "tokio", feature = "async-io"))]
    pub(crate) fn try_send_parts_from(&self, parts: &mut Multipart) -> Result<()> {
        self.send_parts_from(parts, |first, flags| self.raw.send(first.raw_mut(), flags | DONTWAIT.bits()))
    }
}
