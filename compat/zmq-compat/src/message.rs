//! Messages that can be written to in place.

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

/// One part of a message.
pub struct Message(zmq_safe::Message);

impl Message {
    /// An empty message.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Message::new`"))]
    pub fn new() -> Message {
        Message::default()
    }

    /// A message of `len` zeros.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Message::with_size`"))]
    pub fn with_size(len: usize) -> Message {
        Message(zmq_safe::Message::with_size(len))
    }

    /// As [`with_size`](Self::with_size).
    #[deprecated(since = "0.9.1", note = "use `with_size`; zmq-safe: `Message::with_size`")]
    pub fn with_capacity(len: usize) -> Message {
        Message(zmq_safe::Message::with_size(len))
    }

    /// Copies.
    #[deprecated(since = "0.9.1", note = "use `From`; zmq-safe: `Message::from`")]
    pub fn from_slice(data: &[u8]) -> Message {
        Message::from(data)
    }

    /// The payload, if it is text.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Message::to_str`"))]
    pub fn as_str(&self) -> Option<&str> {
        self.0.to_str().ok()
    }

    /// Whether more parts follow.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Message::more`"))]
    pub fn get_more(&self) -> bool {
        self.0.more()
    }

    /// A property of the connection, where it is text.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Message::gets`, `user_id`, `peer_address`"))]
    pub fn gets<'a>(&'a mut self, property: &str) -> Option<&'a str> {
        self.0.gets(property)
    }

    /// The message of zmq-safe.
    pub fn as_core(&self) -> &zmq_safe::Message {
        &self.0
    }

    /// The message of zmq-safe.
    pub fn into_core(self) -> zmq_safe::Message {
        self.0
    }

    /// A message of zmq-safe.
    pub fn from_core(message: zmq_safe::Message) -> Message {
        Message(message)
    }

    /// For the calls that send from it and receive into it.
    pub(crate) fn core_mut(&mut self) -> &mut zmq_safe::Message {
        &mut self.0
    }
}

impl Default for Message {
    fn default() -> Message {
        Message(zmq_safe::Message::new())
    }
}

/// The bytes as a list of numbers, as in rust-zmq.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &**self)
    }
}

impl Deref for Message {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// Copies first what somebody else may see, as a message that was received.
impl DerefMut for Message {
    fn deref_mut(&mut self) -> &mut [u8] {
        self.0.make_mut()
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Message) -> bool {
        **self == **other
    }
}

impl Eq for Message {}

impl From<&[u8]> for Message {
    /// Copies.
    #[inline]
    fn from(data: &[u8]) -> Message {
        Message(data.into())
    }
}

impl From<Vec<u8>> for Message {
    /// Does not copy, unless it is short.
    fn from(data: Vec<u8>) -> Message {
        Message(data.into())
    }
}

impl From<Box<[u8]>> for Message {
    /// Does not copy, unless it is short.
    fn from(data: Box<[u8]>) -> Message {
        Message(data.into())
    }
}

impl From<&str> for Message {
    /// Copies.
    #[inline]
    fn from(text: &str) -> Message {
        Message(text.into())
    }
}

impl From<&String> for Message {
    /// Copies.
    fn from(text: &String) -> Message {
        Message(text.into())
    }
}

impl<'a, T: Into<Message> + Clone> From<&'a T> for Message {
    fn from(value: &'a T) -> Message {
        value.clone().into()
    }
}

impl From<zmq_safe::Message> for Message {
    fn from(message: zmq_safe::Message) -> Message {
        Message(message)
    }
}

impl From<Message> for zmq_safe::Message {
    fn from(message: Message) -> zmq_safe::Message {
        message.0
    }
}
