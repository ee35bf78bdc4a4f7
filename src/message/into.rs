//! What can be sent as one part, and how it comes to C without a detour.

use super::{INLINE, Message, out_of_memory, raw::RawMessage};
use std::{borrow::Cow, sync::Arc};

/// Anything to be sent as one part: text, bytes, a [`Message`].
///
/// A type of your own needs `From` and an empty `impl`; or send `Message::from(it)`.
///
/// ```
/// struct Celsius(f64);
///
/// impl From<Celsius> for zmq::Message {
///     fn from(degrees: Celsius) -> zmq::Message {
///         zmq::Message::from(degrees.0.to_be_bytes())
///     }
/// }
///
/// impl zmq::IntoMessage for Celsius {}
///
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let (a, b) = (ctx.socket(zmq::PAIR)?, ctx.socket(zmq::PAIR)?);
/// # a.bind("inproc://celsius")?; b.connect("inproc://celsius")?;
/// a.send(Celsius(21.5))?;
/// assert_eq!(b.recv()?, 21.5f64.to_be_bytes());
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as one part",
    label = "no `zmq::IntoMessage`",
    note = "send bytes, text or a `zmq::Message`; for a type with `From<{Self}> for zmq::Message`, add `impl zmq::IntoMessage for {Self} {{}}`"
)]
pub trait IntoMessage: Into<Message> {
    /// The bytes to be copied, if any: libzmq's memory takes them directly, without `into`. They must be equal to those of
    /// the message made by `into`.
    ///
    /// ```
    /// use zmq::IntoMessage;
    /// assert_eq!(IntoMessage::bytes_to_copy(&"text"), Some(&b"text"[..])); // borrowed
    /// assert_eq!(vec![0; 1000].bytes_to_copy(), None); // zero-copy
    /// ```
    fn bytes_to_copy(&self) -> Option<&[u8]> {
        None
    }

    /// Whether there are always bytes to copy, and asking for them does not fail: for types of this crate only.
    #[doc(hidden)]
    const BORROWS: bool = false;
}

/// Its payload is shared, and everything else is kept.
impl IntoMessage for Message {}

/// Its payload is shared.
impl IntoMessage for &Message {}

/// What is always copied.
macro_rules! copied {
    ($([$($generics:tt)*] $source:ty;)*) => {$(
        impl<$($generics)*> IntoMessage for $source {
            const BORROWS: bool = true;

            #[inline]
            fn bytes_to_copy(&self) -> Option<&[u8]> {
                Some(self.as_ref())
            }
        }
    )*};
}

copied! {
    [] &[u8];
    [const N: usize] &[u8; N];
    [const N: usize] [u8; N];
    [] &Vec<u8>;
    [] &str;
    [] &String;
    [] &&[u8];
    [] &&str;
}

/// What is handed over, unless it is short.
macro_rules! handed_over {
    ($($(#[$attribute:meta])* $source:ty;)*) => {$(
        $(#[$attribute])*
        impl IntoMessage for $source {
            #[inline]
            fn bytes_to_copy(&self) -> Option<&[u8]> {
                short(self.as_ref())
            }
        }
    )*};
}

handed_over! {
    Vec<u8>;
    String;
    Box<[u8]>;
    Arc<[u8]>;
    #[cfg(feature = "bytes")] // here, where rustdoc sees it
    bytes::Bytes;
}

impl IntoMessage for Arc<str> {
    #[inline]
    fn bytes_to_copy(&self) -> Option<&[u8]> {
        short(self.as_bytes())
    }
}

impl IntoMessage for Cow<'_, [u8]> {
    #[inline]
    fn bytes_to_copy(&self) -> Option<&[u8]> {
        match self {
            Cow::Borrowed(bytes) => Some(bytes),
            Cow::Owned(bytes) => short(bytes),
        }
    }
}

#[inline]
fn short(bytes: &[u8]) -> Option<&[u8]> {
    (bytes.len() <= INLINE).then_some(bytes)
}

/// Lends `send` a message made of `source`, and gives it back if that fails. Where `send` succeeds it leaves the message empty.
#[inline(always)] // on the way of every message: a copy is to be made in its place, and never moved
pub(crate) fn with_raw<E>(
    source: impl IntoMessage,
    send: impl FnOnce(&mut RawMessage) -> Result<(), E>,
) -> Result<(), (E, Message)> {
    if let Some(bytes) = source.bytes_to_copy() {
        return with_raw_copy(bytes, send);
    }
    let mut message = source.into();
    match send(message.raw_mut()) {
        Ok(()) => {
            message.forget_empty();
            Ok(())
        }
        Err(error) => Err((error, give_back(&mut message))),
    }
}

/// As [`with_raw`], of a copy of bytes.
#[inline(always)]
pub(crate) fn with_raw_copy<E>(
    bytes: &[u8],
    send: impl FnOnce(&mut RawMessage) -> Result<(), E>,
) -> Result<(), (E, Message)> {
    match RawMessage::lend_copy(bytes, send) {
        Some(sent) => sent.map_err(|(error, raw)| (error, Message::own(raw))),
        None => out_of_memory(bytes.len()),
    }
}

/// As [`with_raw`], of something with bytes to copy, which the caller has still.
#[inline(always)]
pub(crate) fn with_raw_bytes<E>(
    source: &impl IntoMessage,
    send: impl FnOnce(&mut RawMessage) -> Result<(), E>,
) -> Result<(), E> {
    let bytes = source.bytes_to_copy().unwrap_or_default();
    match RawMessage::lend_copy(bytes, send) {
        Some(sent) => sent.map_err(|(error, _)| error),
        None => out_of_memory(bytes.len()),
    }
}

/// Out of line, for the reason that [`RawMessage`] has to.
#[cold]
#[inline(never)]
fn give_back(message: &mut Message) -> Message {
    std::mem::take(message)
}
