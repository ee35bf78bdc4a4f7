//! Receiving all parts.

use crate::{
    Errno, Message, Multipart, RecvPartsError, Result,
    kind::{CanRecv, Kind},
    socket::{DONTWAIT, Socket},
};

/// Messages of a fixed number of parts.
impl<K: Kind> Socket<K> {
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

    /// As [`recv_parts`](Self::recv_parts), into messages; their old contents are released. If it fails, they are as they
    /// were, or empty.
    ///
    /// # Errors
    /// As [`recv_parts`](Self::recv_parts).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://recv_parts_into")?; push.connect("inproc://recv_parts_into")?;
    /// # push.send_multipart(["a", "1"])?; push.send_multipart(["b", "2"])?;
    /// let mut parts = [zmq::Message::new(), zmq::Message::new()];
    /// for key in ["a", "b"] {
    ///     pull.recv_parts_into(&mut parts).expect("two parts");
    ///     assert_eq!(parts[0], key);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn recv_parts_into<const N: usize>(&self, parts: &mut [Message; N]) -> Result<(), RecvPartsError>
    where
        K: CanRecv,
    {
        self.recv_array(parts, |first| self.raw.recv_waiting(first))
    }

    /// As [`recv_parts_into`](Self::recv_parts_into), without waiting.
    #[cfg(any(feature = "tokio", feature = "async-io"))]
    pub(crate) fn try_recv_array<const N: usize>(
        &self,
        parts: &mut [Message; N],
    ) -> Result<(), RecvPartsError> {
        self.recv_array(parts, |first| self.raw.recv(first, DONTWAIT.bits()))
    }

    #[inline(always)]
    fn recv_array<const N: usize>(
        &self,
        parts: &mut [Message; N],
        recv_first: impl FnOnce(&mut Message) -> Result<()>,
    ) -> Result<(), RecvPartsError> {
        const { assert!(N > 0, "a message has at least one part") };
        let Some((first, others)) = parts.split_first_mut() else { return Ok(()) };
        recv_first(first)?;
        let (mut count, mut more) = (1, first.more());
        for part in others {
            if !more {
                break;
            }
            if self.raw.call_recv(part, DONTWAIT.bits()) != -1 {
                part.received();
            } else if self.recv_failed(part)? {
                break;
            }
            more = part.more();
            count += 1;
        }
        if count == N && !more { Ok(()) } else { Err(self.other_number(parts, count)) }
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
    /// Receives the first part by `recv_first` and all the others, which are there when the first is: libzmq
    /// shows a message when its last part has come.
    pub(in crate::socket) fn recv_whole(
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
    fn recv_rest(&self, storage: &mut Vec<Message>, count: usize) -> Result<()> {
        let mut more = storage.get(count.wrapping_sub(1)).is_some_and(Message::more);
        let length = storage.len();
        let others = storage.get_mut(count..).unwrap_or_default();
        let mut left = others.len();
        for part in others {
            if !more {
                break;
            }
            if self.raw.call_recv(part, DONTWAIT.bits()) != -1 {
                part.received();
            } else if self.recv_failed(part)? {
                more = false;
                break;
            }
            more = part.more();
            left -= 1;
        }
        if more {
            return self.recv_more(storage);
        }
        storage.truncate(length - left);
        Ok(())
    }

    /// Receives what follows all parts that are there, each where it stays.
    fn recv_more(&self, storage: &mut Vec<Message>) -> Result<()> {
        loop {
            storage.push(Message::new());
            let Some(part) = storage.last_mut() else { return Ok(()) };
            if self.raw.call_recv(part, DONTWAIT.bits()) != -1 {
                part.received();
            } else if self.recv_failed(part)? {
                storage.pop();
                return Ok(());
            }
            if !part.more() {
                return Ok(());
            }
        }
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
