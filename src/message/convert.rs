//! Messages from other types, into other types, and compared with them.

use super::Message;
use std::{
    borrow::{Borrow, Cow},
    cmp::Ordering,
    hash::{Hash, Hasher},
    ops::Deref,
    sync::Arc,
};

impl Deref for Message {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.raw.bytes()
    }
}

impl AsRef<[u8]> for Message {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl Borrow<[u8]> for Message {
    fn borrow(&self) -> &[u8] {
        self
    }
}

impl Default for Message {
    fn default() -> Message {
        Message::new()
    }
}

impl<'a> IntoIterator for &'a Message {
    type Item = &'a u8;
    type IntoIter = std::slice::Iter<'a, u8>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Conversions by way of another conversion.
macro_rules! from {
    ($($(#[$doc:meta])* [$($generics:tt)*] $source:ty: $bytes:ident => $convert:expr;)*) => {$(
        impl<$($generics)*> From<$source> for Message {
            $(#[$doc])*
            #[inline]
            fn from($bytes: $source) -> Message {
                Message::from($convert)
            }
        }
    )*};
}

from! {
    /// Copies.
    [const N: usize] &[u8; N]: bytes => bytes.as_slice();
    /// Copies.
    [const N: usize] [u8; N]: bytes => bytes.as_slice();
    /// Copies.
    [] &Vec<u8>: bytes => bytes.as_slice();
    /// Copies.
    [] &str: text => text.as_bytes();
    /// Copies.
    [] &String: text => text.as_bytes();
    /// Copies.
    [] &&[u8]: bytes => *bytes;
    /// Copies.
    [] &&str: text => text.as_bytes();
    /// Does not copy, unless it is short.
    [] String: text => text.into_bytes();
    /// Does not copy, unless it is short.
    [] Box<[u8]>: bytes => Vec::from(bytes);
    /// Does not copy, unless it is short; the other holders of the `Arc` share the bytes.
    [] Arc<str>: text => Arc::<[u8]>::from(text);
    /// Shares the payload.
    [] &Message: message => message.clone();
}

impl From<Cow<'_, [u8]>> for Message {
    /// Copies what is borrowed.
    fn from(bytes: Cow<'_, [u8]>) -> Message {
        match bytes {
            Cow::Borrowed(bytes) => bytes.into(),
            Cow::Owned(bytes) => bytes.into(),
        }
    }
}

impl From<Message> for Vec<u8> {
    /// Copies.
    fn from(message: Message) -> Vec<u8> {
        message.to_vec()
    }
}

impl TryFrom<Message> for String {
    type Error = std::string::FromUtf8Error;

    /// Copies.
    fn try_from(message: Message) -> Result<String, Self::Error> {
        String::from_utf8(message.to_vec())
    }
}

#[cfg(feature = "bytes")]
impl From<bytes::Bytes> for Message {
    /// Does not copy, unless it is short. Bytes that are shared or have an owner go the way of
    /// [`from_owner`](Message::from_owner) when libzmq lets go of them.
    fn from(bytes: bytes::Bytes) -> Message {
        if bytes.len() <= super::INLINE { Message::from(&bytes[..]) } else { Message::from_bytes(bytes) }
    }
}

#[cfg(feature = "bytes")]
impl From<Message> for bytes::Bytes {
    /// Does not copy, unless it is short.
    fn from(message: Message) -> bytes::Bytes {
        if message.raw.is_inline() {
            bytes::Bytes::copy_from_slice(&message)
        } else {
            bytes::Bytes::from_owner(message)
        }
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Message) -> bool {
        **self == **other
    }
}

impl Eq for Message {}

impl PartialOrd for Message {
    fn partial_cmp(&self, other: &Message) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Message {
    fn cmp(&self, other: &Message) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl Hash for Message {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

/// Comparisons with what has bytes, in both directions.
macro_rules! compare {
    (|$other:ident| $bytes:expr; $($(#[$attribute:meta])* [$($generics:tt)*] $ty:ty;)*) => {$(
        $(#[$attribute])*
        impl<$($generics)*> PartialEq<$ty> for Message {
            fn eq(&self, $other: &$ty) -> bool {
                **self == *$bytes
            }
        }

        $(#[$attribute])*
        impl<$($generics)*> PartialEq<Message> for $ty {
            fn eq(&self, other: &Message) -> bool {
                other == self
            }
        }
    )*};
}

compare! {
    |other| AsRef::<[u8]>::as_ref(other);
    [] [u8];
    [] &[u8];
    [const N: usize] [u8; N];
    [const N: usize] &[u8; N];
    [] Vec<u8>;
    [] &Vec<u8>;
    [] Box<[u8]>;
    [] Arc<[u8]>;
    [] Cow<'_, [u8]>;
    #[cfg(feature = "bytes")]
    [] bytes::Bytes;
}

compare! {
    |other| AsRef::<str>::as_ref(other).as_bytes();
    [] str;
    [] &str;
    [] &&str;
    [] String;
    [] &String;
    [] Box<str>;
    [] Arc<str>;
    [] Cow<'_, str>;
}
