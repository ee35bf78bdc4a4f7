//! Messages of several parts, each in one pass: what does not change between two parts is asked once.

use super::{DONTWAIT, Flags, SNDMORE, Socket};
use crate::{
    Errno, Error, IntoMessage, Message, Multipart, RecvPartsError, Result, SendError, SocketType,
    guard::sends,
    kind::{CanRecv, CanSendMultipart, Kind},
    message::lend_bytes,
};

/// The flags of a part that is not the first, and not the last.
const MIDDLE: i32 = DONTWAIT.bits() | SNDMORE.bits();

/// Messages whose number of parts is known to the program.
impl<K: Kind> Socket<K> {
    /// Sends the parts of an array as one message. Blocks as [`send`](Self::send) does.
    ///
    /// As [`send_multipart`](Self::send_multipart), but that nothing is allocated: short and borrowed parts are copied right
    /// where libzmq takes them.
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
        // Asked of all before the first is sent: it is code of others, which may panic.
        let bytes = parts.each_ref().map(IntoMessage::bytes_to_copy);
        if !self.raw.facts().checks_sends() && sends::take_several(self.raw.facts()) {
            let known = bytes.map(Option::unwrap_or_default);
            if bytes.iter().all(Option::is_some) {
                let (sent, error) = self.send_bytes(&known);
                return match error {
                    None => Ok(()),
                    Some(error) => {
                        let rest = known.get(sent..).unwrap_or_default();
                        Err(SendError::new(error, rest.iter().copied().collect()))
                    }
                };
            }
        }
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

    /// Receives a message of `N` parts. Blocks as [`recv`](Self::recv) does.
    ///
    /// # Errors
    /// [`RecvPartsError::Number`]: the message had more parts or fewer, and is in the error, whole. Others as
    /// [`recv`](Self::recv).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// # pull.bind("inproc://recv_parts")?; push.connect("inproc://recv_parts")?;
    /// push.send_parts(["head", "body", "more"])?;
    /// match pull.recv_parts::<2>() {
    ///     Ok([head, body]) => println!("{head:?} {body:?}"),
    ///     Err(zmq::RecvPartsError::Number(parts)) => assert_eq!(parts.len(), 3),
    ///     Err(error) => return Err(error.into()),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn recv_parts<const N: usize>(&self) -> Result<[Message; N], RecvPartsError>
    where
        K: CanRecv,
    {
        let mut parts = std::array::from_fn(|_| Message::new());
        self.recv_parts_into(&mut parts)?;
        Ok(parts)
    }

    /// As [`recv_parts`](Self::recv_parts), into messages whose old contents are released. If it fails, they are as they were,
    /// or empty.
    ///
    /// # Errors
    /// As [`recv_parts`](Self::recv_parts).
    pub fn recv_parts_into<const N: usize>(&self, parts: &mut [Message; N]) -> Result<(), RecvPartsError>
    where
        K: CanRecv,
    {
        const { assert!(N > 0, "a message has at least one part") };
        let mut count = 0;
        for part in parts.iter_mut() {
            if count == 0 {
                self.raw.recv_waiting(part)?;
            } else if self.raw.call_recv(part, DONTWAIT.bits()) == -1 {
                if self.recv_failed(part)? {
                    break;
                }
            } else {
                part.received();
            }
            count += 1;
            if !part.more() {
                break;
            }
        }
        if count == N && !parts.last().is_some_and(Message::more) {
            return Ok(());
        }
        Err(self.other_number(parts, count))
    }

    /// Another number of parts came: receives the others.
    #[cold]
    fn other_number(&self, parts: &mut [Message], count: usize) -> RecvPartsError {
        let mut whole: Vec<_> = parts.iter_mut().take(count).map(std::mem::take).collect();
        match self.recv_rest(&mut whole, count) {
            Ok(()) => RecvPartsError::Number(whole.into()),
            Err(error) => error.into(),
        }
    }
}

impl<K: Kind> Socket<K> {
    /// Sends parts that are copied where libzmq takes them. Says how many were sent, and why not the others.
    #[inline]
    fn send_bytes(&self, parts: &[&[u8]]) -> (usize, Option<Error>) {
        let mut sent = 0;
        while let Some(bytes) = parts.get(sent) {
            let more = if sent + 1 < parts.len() { SNDMORE } else { Flags::NONE };
            let done = lend_bytes(bytes, |raw| {
                if sent == 0 {
                    return self.raw.send_waiting(raw, more.bits());
                }
                if self.raw.call_send(raw, more.bits() | DONTWAIT.bits()) {
                    Ok(())
                } else {
                    Err(Error::last())
                }
            });
            match done {
                Ok(()) => sent += 1,
                Err(error) if sent == 0 => return (0, Some(error)),
                Err(error) => match self.next_after(sent, parts.len(), &error) {
                    Some(next) => sent = next,
                    None => return (sent, Some(error)),
                },
            }
        }
        (sent, None)
    }

    /// Sends the first part by `send_first` and, once it is accepted, all the others.
    ///
    /// `parts` is empty after that; where it fails, it has what was not sent.
    pub(super) fn send_parts_from(
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

    /// Receives the first part by `recv_first` and all the others, which are there when the first is: libzmq
    /// shows a message when its last part has come.
    pub(super) fn recv_whole(
        &self,
        parts: &mut Multipart,
        recv_first: impl FnOnce(&mut Message) -> Result<()>,
    ) -> Result<()> {
        let storage = parts.parts_mut();
        if storage.is_empty() {
            storage.push(Message::new());
        }
        let received = match storage.first_mut() {
            Some(first) => recv_first(first),
            None => Ok(()),
        };
        let received = received.and_then(|()| self.recv_rest(storage, 1));
        if received.is_err() {
            storage.clear();
        }
        received
    }

    /// Receives what follows the first `count` parts, and leaves nothing after them.
    #[inline]
    fn recv_rest(&self, storage: &mut Vec<Message>, mut count: usize) -> Result<()> {
        let mut more = storage.get(count.wrapping_sub(1)).is_some_and(Message::more);
        while more {
            if storage.len() == count {
                storage.push(Message::new());
            }
            let Some(part) = storage.get_mut(count) else { break };
            if self.raw.call_recv(part, DONTWAIT.bits()) != -1 {
                part.received();
            } else if self.recv_failed(part)? {
                break;
            }
            more = part.more();
            count += 1;
        }
        storage.truncate(count);
        Ok(())
    }

    /// A part that follows another was not received: tries again after a signal. Says whether there is none: only an XPUB hands
    /// on what a subscriber sent as it came, also a message without an end.
    #[cold]
    fn recv_failed(&self, part: &mut Message) -> Result<bool> {
        let mut error = part.not_received();
        while error == Errno::EINTR {
            let size = self.raw.call_recv(part, DONTWAIT.bits());
            match part.take_in(size) {
                Ok(_) => return Ok(false),
                Err(next) => error = next,
            }
        }
        if error.is_would_block() { Ok(true) } else { Err(error) }
    }
}
