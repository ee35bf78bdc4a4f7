//! Message parts, whole messages, and payloads that are not copied.

mod convert;
mod envelope;
mod foreign;
mod into;
#[cfg(feature = "serde")]
mod json;
mod layout;
mod list;
mod lock;
mod metadata;
mod multipart;
pub(crate) mod raw;
mod tracker;

pub use into::IntoMessage;
#[cfg(any(feature = "tokio", feature = "async-io"))]
pub(crate) use into::with_raw_copy;
pub(crate) use into::{with_raw, with_raw_bytes};
pub use metadata::MessageProperty;
pub use multipart::Multipart;
pub use tracker::MessageTracker;

use crate::{Error, Result};
use raw::RawMessage;
use std::{fmt, str::Utf8Error};

/// One part of a message (a frame on the wire): bytes, owned and shared by libzmq.
///
/// Reads as a slice. A payload of up to 33 bytes lies inside the message; a larger one is on the heap, is shared by clones,
/// and travels without a copy. Only [`make_mut`](Self::make_mut) gives write access; it copies a shared payload first.
///
/// Text and bytes convert to a message: `socket.send("text")`, `socket.send(b"bytes")`, `socket.send(vec)`. Borrowed bytes
/// are copied; `Vec<u8>`, `String`, `Box<[u8]>` and `Arc<[u8]>` are zero-copy, unless they are short: then a copy is
/// cheaper.
///
/// ```
/// use zmq::Message;
/// let message = Message::from("Hello");
/// assert_eq!(&message[..], b"Hello");
/// assert_eq!(format!("{message:?}"), "b'Hello'"); // as Python prints it
/// assert!(message == "Hello" && message == b"Hello" && "Hello" == message);
/// match &*message {
///     b"Hello" => println!("a greeting"), // matches as bytes
///     [first, ..] => println!("begins with {first}"),
///     [] => println!("empty"),
/// }
/// ```
///
/// It can be a key in a map: its bytes never change there (clippy's `mutable_key_type` cannot know).
///
/// A message may be read from several threads at once, and never changed through a shared payload:
///
/// ```compile_fail,E0594
/// let message = zmq::Message::from("Hello");
/// message[0] = b'J'; // no DerefMut: other messages may share these bytes
/// ```
#[doc(alias = "zmq_msg_t")]
#[doc(alias = "zmq_msg_close")]
#[doc(alias = "zmq_msg_data")]
#[doc(alias = "Frame")]
pub struct Message {
    raw: RawMessage,
    /// The payload was allocated by libzmq for this message, and no other process part ever had it.
    own: bool,
    /// What C said of it when it was received: asked once, where nobody else may look at the message, so that asking again
    /// is neither a call nor a lock.
    more: bool,
}

/// The longest payload that libzmq keeps inside a message.
const INLINE: usize = 33;

impl Message {
    /// An empty message.
    #[doc(alias = "zmq_msg_init")]
    #[inline]
    pub fn new() -> Message {
        Message { raw: RawMessage::empty(), own: false, more: false }
    }

    /// A message of `size` zero bytes, to be written through [`make_mut`](Self::make_mut) without a copy.
    ///
    /// Aborts as `Vec` does when memory is short; [`try_with_size`](Self::try_with_size) does not.
    ///
    /// ```
    /// let mut message = zmq::Message::with_size(100);
    /// message.make_mut()[..5].copy_from_slice(b"Hello");
    /// assert_eq!(message.len(), 100);
    /// ```
    #[doc(alias = "zmq_msg_init_size")]
    pub fn with_size(size: usize) -> Message {
        Message::try_with_size(size).unwrap_or_else(|_| out_of_memory(size))
    }

    /// A message of `size` zero bytes.
    ///
    /// # Errors
    /// [`ENOMEM`](crate::Errno::ENOMEM) when there is not enough memory.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let message = zmq::Message::try_with_size(1000)?;
    /// assert_eq!(message.len(), 1000);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_init_size")]
    pub fn try_with_size(size: usize) -> Result<Message> {
        RawMessage::zeroed(size).map(Message::own)
    }

    /// Payload length in bytes; cheaper than `self[..].len()`.
    #[doc(alias = "zmq_msg_size")]
    #[inline]
    pub fn len(&self) -> usize {
        self.raw.size()
    }

    /// Whether the payload has no bytes.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The payload as text.
    ///
    /// # Errors
    /// [`Utf8Error`]: the payload is not UTF-8; it has the position.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let message = zmq::Message::from("text");
    /// assert_eq!(message.to_str(), Ok("text"));
    /// assert!(zmq::Message::from([0xff]).to_str().is_err());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "as_str")]
    pub fn to_str(&self) -> Result<&str, Utf8Error> {
        std::str::from_utf8(self)
    }

    /// The payload to write to, copied first if it is shared.
    ///
    /// Nothing is copied if the payload is short, or was made by [`with_size`](Self::with_size) or from borrowed
    /// bytes and has neither been cloned nor come through a socket.
    ///
    /// Aborts as `Vec` does when memory for the copy is short.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let mut message = zmq::Message::from("Hello");
    /// let other = message.clone();
    /// message.make_mut()[0] = b'J';
    /// assert_eq!((&message[..], &other[..]), (&b"Jello"[..], &b"Hello"[..]));
    /// # Ok(()) }
    /// ```
    pub fn make_mut(&mut self) -> &mut [u8] {
        if self.exclusive().is_none() {
            let mut copy = Message::from(&**self);
            copy.raw.take_over(&self.raw);
            copy.more = self.more;
            *self = copy;
        }
        // Now it is: the copy is new and ours.
        self.exclusive().unwrap_or_default()
    }

    /// The C message, to be looked at.
    #[cfg(feature = "draft")]
    pub(crate) fn raw(&self) -> &RawMessage {
        &self.raw
    }

    /// The C message, for the send and receive calls.
    #[inline]
    pub(crate) fn raw_mut(&mut self) -> &mut RawMessage {
        &mut self.raw
    }

    /// Something was received into it: that is not this message's alone.
    #[inline(always)]
    pub(crate) fn received(&mut self) {
        self.own = false;
        self.more = self.raw.more();
    }

    /// Nothing was received into it, by the last call of C: it is as it was, or empty.
    #[cold]
    pub(crate) fn not_received(&mut self) -> Error {
        let error = Error::last();
        self.received();
        error
    }

    /// What C's call to receive into it gave: the size of the part, or -1.
    #[inline(always)]
    pub(crate) fn take_in(&mut self, size: i32) -> Result<i32> {
        if size == -1 {
            return Err(self.not_received());
        }
        self.received();
        Ok(size)
    }

    /// It was sent, and is empty.
    #[inline]
    pub(crate) fn sent(&mut self) {
        self.more = false;
    }

    /// Ends a message that was sent: C left it empty, so there is nothing to close.
    #[inline]
    pub(crate) fn forget_empty(self) {
        std::mem::forget(self);
    }

    /// As `clone`, for code that is alone with the message and needs no lock.
    pub(crate) fn share_mut(&mut self) -> Message {
        match self.raw.share_mut() {
            Ok(raw) => Message { raw, own: self.own, more: self.more },
            Err(Error { .. }) => Message::from(&**self),
        }
    }

    fn own(raw: RawMessage) -> Message {
        Message { raw, own: true, more: false }
    }
}

/// What `Vec` does, too: libzmq refuses a payload for lack of memory only.
#[cold]
fn out_of_memory(size: usize) -> ! {
    let layout = std::alloc::Layout::array::<u8>(size).unwrap_or(std::alloc::Layout::new::<u8>());
    std::alloc::handle_alloc_error(layout)
}

impl Clone for Message {
    /// Another message with the same payload; a long one is shared, not copied.
    #[doc(alias = "zmq_msg_copy")]
    fn clone(&self) -> Message {
        match self.raw.share() {
            Ok(raw) => Message { raw, own: self.own, more: self.more },
            Err(Error { .. }) => Message::from(&**self),
        }
    }
}

impl From<&[u8]> for Message {
    /// Copies.
    #[inline]
    fn from(bytes: &[u8]) -> Message {
        Message::copy_of(bytes)
    }
}

impl fmt::Debug for Message {
    /// The payload as Python prints bytes: `b'Hello'`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quote = if self.contains(&b'\'') && !self.contains(&b'"') { '"' } else { '\'' };
        write!(f, "b{quote}")?;
        for &byte in self.iter() {
            match byte {
                b'\\' => f.write_str("\\\\")?,
                b'\t' => f.write_str("\\t")?,
                b'\n' => f.write_str("\\n")?,
                b'\r' => f.write_str("\\r")?,
                _ if char::from(byte) == quote => write!(f, "\\{quote}")?,
                b' '..=b'~' => write!(f, "{}", char::from(byte))?,
                _ => write!(f, "\\x{byte:02x}")?,
            }
        }
        write!(f, "{quote}")
    }
}
