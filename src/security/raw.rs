//! The only file of this room with unsafe in it: libzmq's Z85 and its key generator.
#![allow(unsafe_code)]

use crate::{Error, Result, error::check};
use zeroize::Zeroizing;

/// The length of a key in Z85, with C's NUL.
pub(super) const Z85_KEY: usize = 41;

/// A key as C writes and reads it: 40 characters and a NUL.
pub(super) type Z85Key = Zeroizing<[u8; Z85_KEY]>;

/// Writes `bytes`, a multiple of 4, as Z85 and a NUL into `text`.
pub(super) fn encode(bytes: &[u8], text: &mut [u8]) -> Result<()> {
    debug_assert!(bytes.len() % 4 == 0 && text.len() > bytes.len() / 4 * 5);
    // SAFETY: C reads `bytes.len()` bytes, and writes five quarters of that and a NUL, for which there is room.
    let end = unsafe { zmq_sys::zmq_z85_encode(text.as_mut_ptr().cast(), bytes.as_ptr(), bytes.len()) };
    if end.is_null() { Err(Error::last()) } else { Ok(()) }
}

/// Reads `text`, Z85 characters in a multiple of 5 and a NUL, into `bytes`.
pub(super) fn decode(text: &[u8], bytes: &mut [u8]) -> Result<()> {
    debug_assert!(text.last() == Some(&0) && bytes.len() == text.len() / 5 * 4);
    // SAFETY: C reads up to the NUL, and writes four fifths of that length, for which there is room.
    let end = unsafe { zmq_sys::zmq_z85_decode(bytes.as_mut_ptr(), text.as_ptr().cast()) };
    if end.is_null() { Err(Error::last()) } else { Ok(()) }
}

/// Makes a key pair: public and secret.
pub(super) fn keypair() -> Result<(Z85Key, Z85Key)> {
    let (mut public, mut secret) = (Z85Key::new([0; Z85_KEY]), Z85Key::new([0; Z85_KEY]));
    // SAFETY: C writes 41 characters into each, which is what there is room for.
    check(unsafe { zmq_sys::zmq_curve_keypair(public.as_mut_ptr().cast(), secret.as_mut_ptr().cast()) })?;
    Ok((public, secret))
}

/// The public key of a secret one.
pub(super) fn public(secret: &Z85Key) -> Result<Z85Key> {
    let mut public = Z85Key::new([0; Z85_KEY]);
    // SAFETY: C reads the 40 characters and the NUL of `secret`, and writes 41 into `public`.
    check(unsafe { zmq_sys::zmq_curve_public(public.as_mut_ptr().cast(), secret.as_ptr().cast()) })?;
    Ok(public)
}
