//! A whole message as a list: written down, printed and compared.

use super::{Message, Multipart};
use std::fmt;

/// A [`Multipart`] of the given parts: anything that a [`Message`] can be made of, mixed.
///
/// `..list` adds all parts of a list, as of another [`Multipart`]. Each part is made by `Message::from`: what is owned is moved,
/// borrowed bytes are copied, a `&Message` shares its payload.
///
/// ```
/// use zmq::{Message, Multipart, multipart};
/// let client = Message::from("client 7");
/// let body = Multipart::from(["Hello", "World"]);
/// let parts = multipart![&client, "", 5_u32.to_be_bytes(), format!("{} parts", body.len()), ..body];
/// assert_eq!(format!("{parts:?}"), r"[b'client 7', b'', b'\x00\x00\x00\x05', b'2 parts', b'Hello', b'World']");
/// assert_eq!(multipart![], Multipart::new());
/// ```
///
/// A number has no bytes of its own:
///
/// ```compile_fail,E0277
/// let parts = zmq::multipart!["five", 5];
/// ```
#[macro_export]
macro_rules! multipart {
    (@add $parts:ident) => {};
    (@add $parts:ident ..$list:expr $(, $($rest:tt)*)?) => {
        $parts.extend($list);
        $crate::multipart!(@add $parts $($($rest)*)?);
    };
    (@add $parts:ident $part:expr $(, $($rest:tt)*)?) => {
        $parts.push($part);
        $crate::multipart!(@add $parts $($($rest)*)?);
    };
    () => { $crate::Multipart::new() };
    ($($parts:tt)+) => {{
        let mut parts = $crate::Multipart::new();
        $crate::multipart!(@add parts $($parts)+);
        parts
    }};
}

impl fmt::Debug for Multipart {
    /// The parts as Python prints a list of bytes: `[b'address', b'', b'body']`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// Equal if each part is.
impl<M, const N: usize> PartialEq<[M; N]> for Multipart
where
    Message: PartialEq<M>,
{
    fn eq(&self, other: &[M; N]) -> bool {
        **self == *other
    }
}

/// Equal if each part is.
impl<M> PartialEq<[M]> for Multipart
where
    Message: PartialEq<M>,
{
    fn eq(&self, other: &[M]) -> bool {
        **self == *other
    }
}

/// Equal if each part is.
impl<M> PartialEq<&[M]> for Multipart
where
    Message: PartialEq<M>,
{
    fn eq(&self, other: &&[M]) -> bool {
        **self == **other
    }
}

/// Equal if each part is.
impl<M> PartialEq<Vec<M>> for Multipart
where
    Message: PartialEq<M>,
{
    fn eq(&self, other: &Vec<M>) -> bool {
        **self == **other
    }
}
