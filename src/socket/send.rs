//! Sending.

use super::{DONTWAIT, Flags, SNDMORE, Socket, wait::Direction::Send};
use crate::{
    Errno, Error, IntoMessage, Message, Multipart, Result, SendError, SocketType,
    guard::sends,
    kind::{CanSend, CanSendMultipart, Kind},
    message::lend,
};
use std::time::Duration;

/// Sending. Every method that fails gives the message back, whole.
impl<K: Kind> Socket<K> {
    /// Sends a message of one part; waits while no peer has room for it.
    ///
    /// Waits for ever, or as long as [`set_sndtimeo`](Self::set_sndtimeo) says, and goes on waiting after a
    /// signal. "Sent" means that libzmq has it; the network comes later. A PUB or XPUB socket never waits.
    ///
    /// # Errors
    /// - [`EAGAIN`](Errno::EAGAIN): the send timeout ran out.
    /// - [`EFSM`](Errno::EFSM): a REQ socket that awaits its reply, or a REP socket without a request.
    /// - [`EHOSTUNREACH`](Errno::EHOSTUNREACH): a ROUTER that
    ///   [must reach its peers](Socket::set_router_mandatory), and this one is not there.
    /// - [`ETERM`](Errno::ETERM): the context was shut down.
    /// - [`ENOTSUP`](Errno::ENOTSUP): this kind, known at run time only, does not send.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://send")?; push.connect("inproc://send")?;
    /// push.send("text")?; // copies
    /// push.send(b"bytes")?; // copies
    /// push.send(vec![0; 1000])?; // hands the memory over
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_send")]
    #[doc(alias = "zmq_msg_send")]
    #[inline]
    pub fn send(&self, message: impl IntoMessage) -> Result<(), SendError>
    where
        K: CanSend,
    {
        let sent = lend(message, |part| self.raw.send_waiting(part, 0));
        sent.map_err(SendError::of)
    }

    /// As [`send`](Self::send), from a message that is empty afterwards and can be used again. If it fails,
    /// `message` is as it was.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    #[inline]
    pub fn send_from(&self, message: &mut Message) -> Result<()>
    where
        K: CanSend,
    {
        self.raw.send_waiting(message.raw_mut(), 0)?;
        message.sent();
        Ok(())
    }

    /// Sends a message of one part if that is possible at once.
    ///
    /// # Errors
    /// [`EAGAIN`](Errno::EAGAIN): no peer has room for it now. Others as [`send`](Self::send).
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
    pub fn send_timeout(
        &self,
        message: impl IntoMessage,
        timeout: impl Into<Option<Duration>>,
    ) -> Result<(), SendError>
    where
        K: CanSend,
    {
        let timeout = timeout.into();
        let sent =
            lend(message, |part| self.raw.waiting_for(Send, timeout, |flags| self.raw.send(part, flags)));
        sent.map_err(SendError::of)
    }

    /// C's call: one part with flags. A signal ends it with [`EINTR`](Errno::EINTR).
    ///
    /// A message begun with [`SNDMORE`] goes out when its last part is sent. Prefer
    /// [`send_multipart`](Self::send_multipart), which leaves nothing half-sent.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`EINTR`](Errno::EINTR).
    #[doc(alias = "zmq_msg_send")]
    #[inline]
    pub fn send_flags(&self, message: impl IntoMessage, flags: Flags) -> Result<(), SendError>
    where
        K: CanSend,
    {
        let sent = lend(message, |part| {
            if flags.contains(SNDMORE) {
                sends::may_begin(self.raw.facts(), "send_flags")?;
            }
            self.raw.send(part, flags.bits())
        });
        sent.map_err(SendError::of)
    }

    /// Sends text; as [`send`](Self::send), under pyzmq's name.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    #[inline]
    pub fn send_string(&self, text: impl AsRef<str>) -> Result<(), SendError>
    where
        K: CanSend,
    {
        self.send(text.as_ref())
    }

    /// Sends all parts as one message; waits as [`send`](Self::send) does.
    ///
    /// The message is sent whole or not at all: the parts are collected first, so that nothing can go wrong
    /// between them, and if the first is not accepted, none is sent.
    ///
    /// # Errors
    /// As [`send`](Self::send); the error has the whole message. [`EINVAL`](Errno::EINVAL): there is no part.
    /// Only if the context is shut down between two parts does the error have just the parts that libzmq had not
    /// taken; it drops those it had, and no peer sees any.
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
        self.send_parts(parts.into(), |first, flags| self.raw.send_waiting(first.raw_mut(), flags.bits()))
    }

    /// As [`send_multipart`](Self::send_multipart), from parts whose storage can be used again: `parts` is empty afterwards. If
    /// it fails, `parts` has what was not sent.
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
        self.send_parts_from(parts, |first, flags| self.raw.send_waiting(first.raw_mut(), flags.bits()))
    }

    /// Sends all parts as one message, if that is possible at once.
    ///
    /// # Errors
    /// [`EAGAIN`](Errno::EAGAIN): no peer has room for it now. Others as
    /// [`send_multipart`](Self::send_multipart).
    pub fn try_send_multipart(&self, parts: impl Into<Multipart>) -> Result<(), SendError<Multipart>>
    where
        K: CanSendMultipart,
    {
        self.send_parts(parts.into(), |first, flags| {
            self.raw.send(first.raw_mut(), (flags | DONTWAIT).bits())
        })
    }

    /// As [`send_multipart`](Self::send_multipart), waiting for `timeout` at most, whatever the socket's own timeout is.
    /// `None` waits for ever; fractions of a millisecond round up.
    ///
    /// Only the first part waits; see [`recv_multipart_timeout`](Self::recv_multipart_timeout) for an example.
    ///
    /// # Errors
    /// [`EAGAIN`](Errno::EAGAIN): the time ran out, and the error has the whole message. [`EINVAL`](Errno::EINVAL): more than
    /// 24 days. Others as [`send_multipart`](Self::send_multipart).
    pub fn send_multipart_timeout(
        &self,
        parts: impl Into<Multipart>,
        timeout: impl Into<Option<Duration>>,
    ) -> Result<(), SendError<Multipart>>
    where
        K: CanSendMultipart,
    {
        let timeout = timeout.into();
        self.send_parts(parts.into(), |first, flags| {
            self.raw.waiting_for(Send, timeout, |wait| self.raw.send(first.raw_mut(), flags.bits() | wait))
        })
    }

    /// As [`send_parts_from`](Self::send_parts_from), and gives what was not sent back with the error.
    fn send_parts(
        &self,
        parts: Multipart,
        send_first: impl FnOnce(&mut Message, Flags) -> Result<()>,
    ) -> Result<(), SendError<Multipart>> {
        let mut parts = parts;
        self.send_parts_from(&mut parts, send_first).map_err(|error| SendError::new(error, parts))
    }

    /// As [`try_send_multipart`](Self::try_send_multipart), where the type does not tell that the kind sends. What was not
    /// sent stays in `parts`.
    #[cfg(any(feature = "tokio", feature = "async-io"))]
    pub(crate) fn try_send_parts_from(&self, parts: &mut Multipart) -> Result<()> {
        self.send_parts_from(parts, |first, flags| self.raw.send(first.raw_mut(), (flags | DONTWAIT).bits()))
    }

    /// Sends the first part by `send_first` and, once it is accepted, all the others.
    ///
    /// libzmq looks for a peer with room at the first part only, so the others never wait. If that peer goes
    /// away between two parts, the rest is dropped with what was sent, as any message on its way to a peer that
    /// goes: a part that libzmq then refuses (`EAGAIN`) is dropped here, and the rest is handed over, so that
    /// the next message does not begin in the middle of this one; but not to a PAIR, which would wait for its next peer
    /// and give it the end of a message. `parts` is empty after all that.
    fn send_parts_from(
        &self,
        parts: &mut Multipart,
        send_first: impl FnOnce(&mut Message, Flags) -> Result<()>,
    ) -> Result<()> {
        let count = parts.len();
        let more = |index: usize| if index + 1 < count { SNDMORE } else { Flags::NONE };
        sends::may_send_parts(self.raw.facts(), "send_multipart", parts)?;
        if self.raw.facts().norm.get() {
            let largest = parts.iter().map(|part| part.len()).max().unwrap_or(0);
            sends::fits_norm(largest)?;
        }
        let Some(first) = parts.first_mut() else {
            return Err(Error::refused(Errno::EINVAL, "send_multipart", "a message has at least one part"));
        };
        send_first(first, more(0))?;
        let mut index = 1;
        while let Some(part) = parts.get_mut(index) {
            match self.raw.send(part.raw_mut(), (more(index) | DONTWAIT).bits()) {
                Ok(()) => index += 1,
                Err(error) => index = self.after_refusal(parts, index, error)?,
            }
        }
        // All of them were sent, and so are empty: there is nothing to close.
        std::mem::forget(parts.parts_mut().drain(..));
        parts.clear();
        Ok(())
    }

    /// After a part that is not the first was refused: which is to be sent next.
    #[cold]
    fn after_refusal(&self, parts: &mut Multipart, index: usize, error: Error) -> Result<usize> {
        if error == Errno::EINTR {
            return Ok(index);
        }
        if !error.is_would_block() {
            parts.parts_mut().drain(..index);
            return Err(error);
        }
        if self.socket_type() == SocketType::Pair {
            parts.clear();
        } else {
            parts[index] = Message::new();
        }
        Ok(index + 1)
    }
}
