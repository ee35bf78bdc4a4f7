//! Sending all parts.

use crate::{
    Errno, Error, IntoMessage, Message, Multipart, Result, SendError, SocketType,
    guard::sends,
    kind::{CanSendMultipart, Kind},
    message::with_raw_bytes,
    socket::{DONTWAIT, Flags, SNDMORE, Socket},
};

/// The flags of a part that is not the first, and not the last.
const MIDDLE: i32 = DONTWAIT.bits() | SNDMORE.bits();

/// Messages of a fixed number of parts.
impl<K: Kind> Socket<K> {
    /// Sends the parts of an array as one message. Blocks as [`send`](Self::send) does.
    ///
    /// As [`send_multipart`](Self::send_multipart), without an allocation: short and borrowed parts are copied directly
    /// into libzmq's messages.
    ///
    /// # Errors
    /// As [`send_multipart`](Self::send_multipart).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://parts")?; push.connect("inproc://parts")?;
    /// push.send_parts(["address", "", "body"])?;
    /// let [address, _, body] = pull.recv_parts()?;
    /// assert_eq!((address, body), ("address".into(), "body".into()));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_SNDMORE")]
    pub fn send_parts<M: IntoMessage, const N: usize>(
        &self,
        parts: [M; N],
    ) -> Result<(), SendError<Multipart>>
    where
        K: CanSendMultipart,
    {
        const { assert!(N > 0, "a message has at least one part") };
        let plain = !self.raw.facts().checks_sends() && sends::take_several(self.raw.facts());
        if plain && M::BORROWS {
            return match self.send_bytes(&parts) {
                (_, None) => Ok(()),
                (sent, Some(error)) => {
                    Err(SendError::new(error, parts.into_iter().skip(sent).map(Into::into).collect()))
                }
            };
        }
        // All of them before the first is sent: that is code of others, which may panic.
        let mut messages = parts.map(Into::into);
        match self.send_slice(&mut messages, |first, flags| self.raw.send_waiting(first.raw_mut(), flags)) {
            Ok(sent) => {
                if sent == N {
                    std::mem::forget(messages); // they are empty: there is nothing to close
                }
                Ok(())
            }
            Err((sent, error)) => Err(SendError::new(error, messages.into_iter().skip(sent).collect())),
        }
    }
}

impl<K: Kind> Socket<K> {
    /// Sends parts as one message if that is possible at once, and empties them. With the error, says how many were sent.
    #[cfg(any(feature = "tokio", feature = "async-io"))]
    pub(crate) fn try_send_slice(&self, parts: &mut [Message]) -> Result<(), (usize, Error)> {
        let send_first = |first: &mut Message, flags| self.raw.send(first.raw_mut(), flags | DONTWAIT.bits());
        self.send_slice(parts, send_first).map(drop)
    }

    /// Sends parts that are copied where libzmq takes them. Says how many were sent, and why not the others.
    #[inline]
    fn send_bytes<M: IntoMessage>(&self, parts: &[M]) -> (usize, Option<Error>) {
        let Some((first, others)) = parts.split_first() else { return (0, None) };
        let flags = if others.is_empty() { Flags::NONE } else { SNDMORE };
        if let Err(error) = with_raw_bytes(first, |raw| self.raw.send_waiting(raw, flags.bits())) {
            return (0, Some(error));
        }
        let Some((last, middle)) = others.split_last() else { return (1, None) };
        let mut sent = 1;
        for part in middle {
            if with_raw_bytes(part, |raw| self.raw.call_send(raw, MIDDLE).then_some(()).ok_or(())).is_err() {
                return self.send_bytes_after(parts, sent);
            }
            sent += 1;
        }
        let flags = DONTWAIT.bits();
        match with_raw_bytes(last, |raw| self.raw.call_send(raw, flags).then_some(()).ok_or(())) {
            Ok(()) => (sent + 1, None),
            Err(()) => self.send_bytes_after(parts, sent),
        }
    }

    /// As [`send_bytes`](Self::send_bytes), right after the part at `sent` was refused.
    #[cold]
    fn send_bytes_after<M: IntoMessage>(&self, parts: &[M], mut sent: usize) -> (usize, Option<Error>) {
        let mut failed = Some(Error::last());
        loop {
            if let Some(error) = failed.take() {
                match self.next_after(sent, parts.len(), &error) {
                    Some(next) => sent = next,
                    None => return (sent, Some(error)),
                }
            }
            let Some(part) = parts.get(sent) else { return (sent, None) };
            let flags = if sent + 1 < parts.len() { MIDDLE } else { DONTWAIT.bits() };
            match with_raw_bytes(part, |raw| self.raw.send(raw, flags)) {
                Ok(()) => sent += 1,
                Err(error) => failed = Some(error),
            }
        }
    }

    /// Sends the first part by `send_first` and, once it is accepted, all the others.
    ///
    /// `parts` is empty after that; where it fails, it has what was not sent.
    pub(in crate::socket) fn send_parts_from(
        &self,
        parts: &mut Multipart,
        send_first: impl FnOnce(&mut Message, i32) -> Result<()>,
    ) -> Result<()> {
        let storage = parts.parts_mut();
        match self.send_slice(storage, send_first) {
            Ok(sent) => {
                if sent == storage.len() {
                    // They are empty: there is nothing to close.
                    std::mem::forget(storage.drain(..));
                }
                storage.clear();
                Ok(())
            }
            Err((sent, error)) => {
                storage.drain(..sent);
                Err(error)
            }
        }
    }

    /// Says how many were sent; of the others, nothing is to come. Where it fails, nothing was, or so many.
    ///
    /// libzmq looks for a peer with room at the first part only, so the others never wait. If that peer goes
    /// away between two parts, the rest is dropped with what was sent, as any message on its way to a peer that
    /// goes: a part that libzmq then refuses (`EAGAIN`) is dropped here, and the rest is handed over, so that
    /// the next message does not begin in the middle of this one; but not to a PAIR, which would wait for its next peer
    /// and give it the end of a message.
    #[inline]
    fn send_slice(
        &self,
        parts: &mut [Message],
        send_first: impl FnOnce(&mut Message, i32) -> Result<()>,
    ) -> Result<usize, (usize, Error)> {
        let facts = self.raw.facts();
        sends::may_send_parts(facts, "send_multipart", parts).map_err(|error| (0, error))?;
        if facts.norm.get() {
            let largest = parts.iter().map(|part| part.len()).max().unwrap_or(0);
            sends::fits_norm(largest).map_err(|error| (0, error))?;
        }
        let count = parts.len();
        let Some((first, others)) = parts.split_first_mut() else {
            let reason = "a message has at least one part";
            return Err((0, Error::refused(Errno::EINVAL, "send_multipart", reason)));
        };
        let flags = if others.is_empty() { Flags::NONE } else { SNDMORE };
        send_first(first, flags.bits()).map_err(|error| (0, error))?;
        let Some((last, middle)) = others.split_last_mut() else { return Ok(count) };
        if facts.checks_sends() {
            return self.send_others(parts, 1);
        }
        let mut sent = 1;
        for part in middle {
            if !self.raw.call_send(part.raw_mut(), MIDDLE) {
                let error = Error::last();
                return self.send_after(parts, sent, error);
            }
            sent += 1;
        }
        if !self.raw.call_send(last.raw_mut(), DONTWAIT.bits()) {
            let error = Error::last();
            return self.send_after(parts, sent, error);
        }
        Ok(count)
    }

    /// Sends the others from `sent` on, which is not the first.
    #[cold]
    fn send_others(&self, parts: &mut [Message], mut sent: usize) -> Result<usize, (usize, Error)> {
        let count = parts.len();
        let mut all = true;
        while let Some(part) = parts.get_mut(sent) {
            let flags = if sent + 1 < count { MIDDLE } else { DONTWAIT.bits() };
            match self.raw.send(part.raw_mut(), flags) {
                Ok(()) => sent += 1,
                Err(error) => {
                    let next = self.next_after(sent, count, &error).ok_or((sent, error))?;
                    all &= next == sent;
                    sent = next;
                }
            }
        }
        Ok(if all { count } else { 0 })
    }

    /// As [`send_others`](Self::send_others), after the part at `sent` was refused.
    #[cold]
    fn send_after(&self, parts: &mut [Message], sent: usize, error: Error) -> Result<usize, (usize, Error)> {
        let next = self.next_after(sent, parts.len(), &error).ok_or((sent, error))?;
        let done = self.send_others(parts, next)?;
        Ok(if next == sent { done } else { 0 })
    }

    /// After a part that is not the first was refused: which is to be sent next, if the message goes on.
    #[cold]
    fn next_after(&self, sent: usize, count: usize, error: &Error) -> Option<usize> {
        match error.errno() {
            Errno::EINTR => Some(sent),
            _ if !error.is_would_block() => None,
            _ if self.socket_type() == SocketType::Pair => Some(count),
            _ => Some(sent + 1),
        }
    }
}
