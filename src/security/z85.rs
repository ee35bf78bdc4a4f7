//! Z85, the text form of keys in ZeroMQ (RFC 32): five characters for four bytes.

use super::raw;
use crate::{Errno, Error, Result};
use zeroize::Zeroizing;

/// Writes bytes as Z85.
///
/// # Errors
/// [`EINVAL`](Errno::EINVAL): the length is not a multiple of 4.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// assert_eq!(zmq::z85::encode(b"\x86\x4F\xD2\x6F\xB5\x59\xF7\x5B")?, "HelloWorld");
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_z85_encode")]
pub fn encode(bytes: impl AsRef<[u8]>) -> Result<String> {
    let bytes = bytes.as_ref();
    if bytes.len() % 4 != 0 {
        return Err(refused(format!("{} bytes are not a multiple of 4", bytes.len())));
    }
    let mut text = vec![0; bytes.len() / 4 * 5 + 1];
    raw::encode(bytes, &mut text).map_err(|error| error.about("Z85"))?;
    text.pop();
    String::from_utf8(text).map_err(|_| refused("libzmq wrote something else".to_owned()))
}

/// Reads Z85.
///
/// # Errors
/// [`EINVAL`](Errno::EINVAL): the length is not a multiple of 5, a character is not one of Z85's, or five of them
/// say more than four bytes can. The error says where.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// assert_eq!(zmq::z85::decode("HelloWorld")?, b"\x86\x4F\xD2\x6F\xB5\x59\xF7\x5B");
/// let error = zmq::z85::decode("Hello~orld").unwrap_err();
/// assert_eq!(error.to_string(), "Z85: '~' at 5 is not a character of Z85 (EINVAL)");
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_z85_decode")]
pub fn decode(text: impl AsRef<str>) -> Result<Vec<u8>> {
    let text = text.as_ref();
    let mut bytes = vec![0; text.len() / 5 * 4];
    decode_into(text, &mut bytes)?;
    Ok(bytes)
}

/// As [`decode`], into a buffer of four fifths of the length.
pub(super) fn decode_into(text: &str, bytes: &mut [u8]) -> Result<()> {
    // What C would take for something else: it checks neither every character nor, in old versions, the sum.
    if let Some((at, wrong)) = text.char_indices().find(|(_, c)| digit(*c).is_none()) {
        return Err(refused(format!("{wrong:?} at {at} is not a character of Z85")));
    }
    if text.len() % 5 != 0 {
        return Err(refused(format!("{} characters are not a multiple of 5", text.len())));
    }
    for (group, five) in text.as_bytes().chunks(5).enumerate() {
        let value = five.iter().fold(0, |sum, c| sum * 85 + u64::from(digit(char::from(*c)).unwrap_or(0)));
        if u32::try_from(value).is_err() {
            return Err(refused(format!(
                "the five characters at {} say more than four bytes can",
                group * 5
            )));
        }
    }
    if text.is_empty() {
        return Ok(()); // which C refuses
    }
    let mut with_nul = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    with_nul.extend_from_slice(text.as_bytes());
    with_nul.push(0);
    raw::decode(&with_nul, bytes).map_err(|error| error.about("Z85"))
}

/// The characters of Z85 in the order of their values.
const DIGITS: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

fn digit(c: char) -> Option<u8> {
    DIGITS.find(c).and_then(|at| u8::try_from(at).ok())
}

#[cold]
fn refused(reason: String) -> Error {
    Error::refused(Errno::EINVAL, "Z85", reason)
}
