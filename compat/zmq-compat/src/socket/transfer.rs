//! Sending and receiving, with C's flags. A signal ends a call that waits, as in rust-zmq.

use super::Socket;
use crate::{Message, Result};
use std::{result, string::FromUtf8Error};
use zmq_safe::Flags;

/// Do not wait.
pub static DONTWAIT: i32 = zmq_safe::DONTWAIT.bits();

/// More parts follow.
pub static SNDMORE: i32 = zmq_safe::SNDMORE.bits();

/// What can be sent.
pub trait Sendable {
    /// Sends it.
    fn send(self, socket: &Socket, flags: i32) -> Result<()>;
}

impl<T: Into<Message>> Sendable for T {
    #[inline]
    fn send(self, socket: &Socket, flags: i32) -> Result<()> {
        let mut message = self.into();
        Ok(socket.inner.send_flags_from(message.core_mut(), Flags::from_bits(flags))?)
    }
}

impl Socket {
    /// Sends a part.
    #[cfg_attr(
        feature = "port",
        deprecated(
            note = "zmq-safe: `Socket::send`, `try_send` for `DONTWAIT`, `send_multipart` for `SNDMORE`"
        )
    )]
    #[inline]
    pub fn send<T: Sendable>(&self, data: T, flags: i32) -> Result<()> {
        data.send(self, flags)
    }

    /// Sends a part.
    #[deprecated(since = "0.9.0", note = "use `send`; zmq-safe: `Socket::send`")]
    pub fn send_msg(&self, msg: Message, flags: i32) -> Result<()> {
        Sendable::send(msg, self, flags)
    }

    /// Sends text.
    #[deprecated(since = "0.9.0", note = "use `send`; zmq-safe: `Socket::send`")]
    pub fn send_str(&self, data: &str, flags: i32) -> Result<()> {
        Sendable::send(data, self, flags)
    }

    /// Sends parts one after the other. Nothing is sent if there is none.
    #[cfg_attr(
        feature = "port",
        deprecated(note = "zmq-safe: `Socket::send_multipart`, whole or not at all")
    )]
    pub fn send_multipart<I, T>(&self, iter: I, flags: i32) -> Result<()>
    where
        I: IntoIterator<Item = T>,
        T: Into<Message>,
    {
        let mut parts = iter.into_iter();
        let Some(mut last) = parts.next() else { return Ok(()) };
        for part in parts {
            Sendable::send(last, self, flags | SNDMORE)?;
            last = part;
        }
        Sendable::send(last, self, flags)
    }

    /// Receives a part into a message.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::recv_into`"))]
    #[inline]
    pub fn recv(&self, msg: &mut Message, flags: i32) -> Result<()> {
        Ok(self.inner.recv_flags_into(msg.core_mut(), Flags::from_bits(flags))?)
    }

    /// Receives a part into a buffer, and gives its length, also of what did not fit.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::recv_buf`"))]
    pub fn recv_into(&self, bytes: &mut [u8], flags: i32) -> Result<usize> {
        let part = self.part(flags)?;
        let fits = part.len().min(bytes.len());
        bytes[..fits].copy_from_slice(&part[..fits]);
        Ok(part.len())
    }

    /// Receives a part.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::recv`, `try_recv` for `DONTWAIT`"))]
    #[inline]
    pub fn recv_msg(&self, flags: i32) -> Result<Message> {
        self.part(flags)
    }

    /// Receives a part as bytes, which are copied.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::recv`; a `Message` is a `&[u8]`"))]
    pub fn recv_bytes(&self, flags: i32) -> Result<Vec<u8>> {
        Ok(self.part(flags)?.to_vec())
    }

    /// Receives a part as text, or its bytes where it is none.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::recv_string`"))]
    pub fn recv_string(&self, flags: i32) -> Result<result::Result<String, Vec<u8>>> {
        Ok(String::from_utf8(self.part(flags)?.to_vec()).map_err(FromUtf8Error::into_bytes))
    }

    /// Receives all parts of a message, as bytes, which are copied.
    #[cfg_attr(
        feature = "port",
        deprecated(note = "zmq-safe: `Socket::recv_multipart`, `try_recv_multipart` for `DONTWAIT`")
    )]
    pub fn recv_multipart(&self, flags: i32) -> Result<Vec<Vec<u8>>> {
        let mut parts = Vec::new();
        loop {
            let part = self.part(flags)?;
            parts.push(part.to_vec());
            if !part.as_core().more() {
                return Ok(parts);
            }
        }
    }

    #[inline]
    fn part(&self, flags: i32) -> Result<Message> {
        let mut part = Message::default();
        self.inner.recv_flags_into(part.core_mut(), Flags::from_bits(flags))?;
        Ok(part)
    }
}
