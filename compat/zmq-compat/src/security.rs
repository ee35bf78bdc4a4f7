//! Keys as bytes, and Z85.

use crate::Result;
use std::{ffi, fmt, result, string::FromUtf8Error};

/// A pair of keys for CURVE.
#[derive(Debug)]
pub struct CurveKeyPair {
    /// The public key.
    pub public_key: [u8; 32],
    /// The secret key.
    pub secret_key: [u8; 32],
}

impl CurveKeyPair {
    /// A new pair.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `KeyPair::generate`"))]
    pub fn new() -> Result<CurveKeyPair> {
        let pair = zmq_safe::KeyPair::generate()?;
        Ok(CurveKeyPair { public_key: *pair.public.as_bytes(), secret_key: *pair.secret.as_bytes() })
    }
}

/// Why bytes are not encoded.
#[derive(Debug)]
pub enum EncodeError {
    /// Their number is no multiple of 4.
    BadLength,
    /// Never.
    FromUtf8Error(FromUtf8Error),
}

impl From<FromUtf8Error> for EncodeError {
    fn from(error: FromUtf8Error) -> EncodeError {
        EncodeError::FromUtf8Error(error)
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EncodeError::BadLength => f.write_str("the number of bytes is not a multiple of 4"),
            EncodeError::FromUtf8Error(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EncodeError {}

/// Four bytes into five characters each.
#[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `z85::encode`, `PublicKey::to_z85`"))]
pub fn z85_encode(data: &[u8]) -> result::Result<String, EncodeError> {
    zmq_safe::z85::encode(data).map_err(|_| EncodeError::BadLength)
}

/// Why text is not decoded.
#[derive(Debug)]
pub enum DecodeError {
    /// Its length is no multiple of 5, or it is not Z85, for which rust-zmq gives what it has.
    BadLength,
    /// It has a NUL in it.
    NulError(ffi::NulError),
}

impl From<ffi::NulError> for DecodeError {
    fn from(error: ffi::NulError) -> DecodeError {
        DecodeError::NulError(error)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::BadLength => {
                f.write_str("the length is not a multiple of 5, or the text is not Z85")
            }
            DecodeError::NulError(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Five characters into four bytes each.
#[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `z85::decode`, `PublicKey::from_str`"))]
pub fn z85_decode(data: &str) -> result::Result<Vec<u8>, DecodeError> {
    if data.len() % 5 != 0 {
        return Err(DecodeError::BadLength);
    }
    ffi::CString::new(data)?;
    zmq_safe::z85::decode(data).map_err(|_| DecodeError::BadLength)
}
