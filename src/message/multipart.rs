//! Messages of several parts.

use super::Message;
use std::ops::{Deref, DerefMut};

/// A whole message: its parts, in order.
///
/// Made from any list of parts, and read as a slice of [`Message`]:
///
/// ```
/// use zmq::Multipart;
/// let mut multipart = Multipart::from(["address", "", "body"]);
/// multipart.push("more");
/// assert_eq!(multipart.len(), 4);
/// assert_eq!(multipart[2], "body");
/// assert_eq!(multipart.pop_front().unwrap(), "address");
/// assert_eq!(multipart, ["", "body", "more"]);
/// assert_eq!(format!("{multipart:?}"), "[b'', b'body', b'more']");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Multipart {
    parts: Vec<Message>,
}

impl Multipart {
    /// No part yet.
    pub const fn new() -> Multipart {
        Multipart { parts: Vec::new() }
    }

    /// An empty message with capacity for `parts` parts.
    pub fn with_capacity(parts: usize) -> Multipart {
        Multipart { parts: Vec::with_capacity(parts) }
    }

    /// Adds a part at the end.
    pub fn push(&mut self, part: impl Into<Message>) {
        self.parts.push(part.into());
    }

    /// Adds a part at the front, as the routing id for a ROUTER.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let mut parts = zmq::Multipart::from(["body"]);
    /// parts.push_front("routing id");
    /// assert_eq!(parts[0], "routing id");
    /// # Ok(()) }
    /// ```
    pub fn push_front(&mut self, part: impl Into<Message>) {
        self.parts.insert(0, part.into());
    }

    /// Removes the last part and returns it.
    pub fn pop(&mut self) -> Option<Message> {
        self.parts.pop()
    }

    /// Removes the first part and returns it, as the routing id from a ROUTER.
    pub fn pop_front(&mut self) -> Option<Message> {
        (!self.parts.is_empty()).then(|| self.parts.remove(0))
    }

    /// Drops all parts and keeps the capacity.
    pub fn clear(&mut self) {
        self.parts.clear();
    }

    /// The parts as a vector.
    pub fn into_vec(self) -> Vec<Message> {
        self.parts
    }

    /// The storage, for `recv_multipart_into` and what moves parts.
    pub(crate) fn parts_mut(&mut self) -> &mut Vec<Message> {
        &mut self.parts
    }
}

impl Deref for Multipart {
    type Target = [Message];

    fn deref(&self) -> &[Message] {
        &self.parts
    }
}

impl DerefMut for Multipart {
    fn deref_mut(&mut self) -> &mut [Message] {
        &mut self.parts
    }
}

impl<M: Into<Message>> From<Vec<M>> for Multipart {
    fn from(parts: Vec<M>) -> Multipart {
        parts.into_iter().collect()
    }
}

impl<M: Into<Message>, const N: usize> From<[M; N]> for Multipart {
    fn from(parts: [M; N]) -> Multipart {
        parts.into_iter().collect()
    }
}

impl<'a, M> From<&'a [M]> for Multipart
where
    Message: From<&'a M>,
{
    fn from(parts: &'a [M]) -> Multipart {
        parts.iter().collect()
    }
}

impl From<Message> for Multipart {
    /// A message of one part.
    fn from(part: Message) -> Multipart {
        Multipart { parts: vec![part] }
    }
}

impl<M: Into<Message>> FromIterator<M> for Multipart {
    fn from_iter<I: IntoIterator<Item = M>>(parts: I) -> Multipart {
        Multipart { parts: parts.into_iter().map(Into::into).collect() }
    }
}

impl<M: Into<Message>> Extend<M> for Multipart {
    fn extend<I: IntoIterator<Item = M>>(&mut self, parts: I) {
        self.parts.extend(parts.into_iter().map(Into::into));
    }
}

impl<const N: usize> TryFrom<Multipart> for [Message; N] {
    type Error = Multipart;

    /// The parts, if there are `N`; else the message comes back.
    fn try_from(parts: Multipart) -> Result<[Message; N], Multipart> {
        parts.parts.try_into().map_err(|parts| Multipart { parts })
    }
}

impl IntoIterator for Multipart {
    type Item = Message;
    type IntoIter = std::vec::IntoIter<Message>;

    fn into_iter(self) -> Self::IntoIter {
        self.parts.into_iter()
    }
}

impl<'a> IntoIterator for &'a Multipart {
    type Item = &'a Message;
    type IntoIter = std::slice::Iter<'a, Message>;

    fn into_iter(self) -> Self::IntoIter {
        self.parts.iter()
    }
}
