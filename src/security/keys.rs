//! The keys of CURVE.

use super::{raw, z85};
use crate::{Capability, Errno, Error, Result, has};
use std::{fmt, str::FromStr};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The bytes of a key.
const LENGTH: usize = 32;

/// A public key of CURVE: 32 bytes, written as 40 characters of [Z85](crate::z85). It is no secret.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// let key: zmq::PublicKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7".parse()?;
/// assert_eq!(key.to_string(), "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7");
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicKey([u8; LENGTH]);

impl PublicKey {
    /// A key from its bytes.
    pub const fn from_bytes(bytes: [u8; LENGTH]) -> PublicKey {
        PublicKey(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// As 40 characters of Z85.
    pub fn to_z85(&self) -> String {
        self.to_string()
    }
}

/// From 40 characters of Z85.
impl FromStr for PublicKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<PublicKey> {
        let mut key = PublicKey([0; LENGTH]);
        read("public key", text, &mut key.0)?;
        Ok(key)
    }
}

impl From<[u8; LENGTH]> for PublicKey {
    fn from(bytes: [u8; LENGTH]) -> PublicKey {
        PublicKey(bytes)
    }
}

/// From 32 bytes.
impl TryFrom<&[u8]> for PublicKey {
    type Error = Error;

    fn try_from(bytes: &[u8]) -> Result<PublicKey> {
        let bytes = bytes.try_into().map_err(|_| wrong_length("public key", bytes.len()))?;
        Ok(PublicKey(bytes))
    }
}

/// Its 40 characters of Z85.
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&z85::encode(self.0).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// A secret key of CURVE: 32 bytes. Overwritten when dropped, compared in constant time, and never printed:
///
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// println!("{}", zmq::KeyPair::generate()?.secret); // it has no Display
/// # Ok(()) }
/// ```
/// ```
/// # fn main() -> zmq::Result<()> {
/// # if !zmq::has("curve") { return Ok(()) }
/// assert_eq!(format!("{:?}", zmq::KeyPair::generate()?.secret), "SecretKey(..)");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct SecretKey([u8; LENGTH]);

impl SecretKey {
    /// A key from its bytes; wipe your own copy of them.
    pub const fn from_bytes(bytes: [u8; LENGTH]) -> SecretKey {
        SecretKey(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// As 40 characters of Z85, overwritten when dropped.
    pub fn to_z85(&self) -> Zeroizing<String> {
        // 32 bytes are always a multiple of 4.
        Zeroizing::new(z85::encode(self.0).unwrap_or_default())
    }

    /// Computes its public key.
    ///
    /// # Errors
    /// [`ENOTSUP`](Errno::ENOTSUP): the linked libzmq has no CURVE; turn on the feature `curve`.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let keys = zmq::KeyPair::generate()?;
    /// assert_eq!(keys.secret.public_key()?, keys.public);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_curve_public")]
    pub fn public_key(&self) -> Result<PublicKey> {
        curve()?;
        let mut secret = raw::Z85Key::new([0; raw::Z85_KEY]);
        raw::encode(&self.0, &mut secret[..])?;
        let public = raw::public(&secret).map_err(|error| error.about("public key"))?;
        let mut key = PublicKey([0; LENGTH]);
        raw::decode(&public[..], &mut key.0)?;
        Ok(key)
    }
}

impl Zeroize for SecretKey {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl ZeroizeOnDrop for SecretKey {}

/// From 40 characters of Z85.
impl FromStr for SecretKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<SecretKey> {
        let mut key = SecretKey([0; LENGTH]);
        read("secret key", text, &mut key.0)?;
        Ok(key)
    }
}

impl From<[u8; LENGTH]> for SecretKey {
    fn from(bytes: [u8; LENGTH]) -> SecretKey {
        SecretKey(bytes)
    }
}

/// From 32 bytes.
impl TryFrom<&[u8]> for SecretKey {
    type Error = Error;

    fn try_from(bytes: &[u8]) -> Result<SecretKey> {
        let bytes = bytes.try_into().map_err(|_| wrong_length("secret key", bytes.len()))?;
        Ok(SecretKey(bytes))
    }
}

/// Takes the same time wherever the keys differ.
impl PartialEq for SecretKey {
    fn eq(&self, other: &SecretKey) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretKey {}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// A public key and its secret one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPair {
    /// The public key, for the peers.
    pub public: PublicKey,
    /// The secret key, for nobody else.
    pub secret: SecretKey,
}

impl KeyPair {
    /// Makes a pair with libzmq's generator.
    ///
    /// # Errors
    /// [`ENOTSUP`](Errno::ENOTSUP): the linked libzmq has no CURVE; turn on the feature `curve`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let pair = zmq::KeyPair::generate()?;
    /// assert_eq!(pair.secret.public_key()?, pair.public);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_curve_keypair")]
    pub fn generate() -> Result<KeyPair> {
        curve()?;
        let (public, secret) = raw::keypair().map_err(|error| error.about("key pair"))?;
        let mut pair = KeyPair { public: PublicKey([0; LENGTH]), secret: SecretKey([0; LENGTH]) };
        raw::decode(&public[..], &mut pair.public.0)?;
        raw::decode(&secret[..], &mut pair.secret.0)?;
        Ok(pair)
    }

    /// The pair of a secret key.
    ///
    /// # Errors
    /// As [`SecretKey::public_key`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let keys = zmq::KeyPair::generate()?;
    /// assert_eq!(zmq::KeyPair::from_secret(keys.secret.clone())?.public, keys.public);
    /// # Ok(()) }
    /// ```
    pub fn from_secret(secret: SecretKey) -> Result<KeyPair> {
        Ok(KeyPair { public: secret.public_key()?, secret })
    }
}

pub(super) fn curve() -> Result<()> {
    if has(Capability::Curve) {
        return Ok(());
    }
    let reason = "the linked libzmq has no CURVE: turn on the feature `curve`";
    Err(Error::refused(Errno::ENOTSUP, "CURVE", reason))
}

/// Reads a key of 40 characters.
fn read(what: &'static str, text: &str, key: &mut [u8; LENGTH]) -> Result<()> {
    if text.chars().count() != LENGTH / 4 * 5 {
        let reason = format!("{} characters; a key has 40 of Z85", text.chars().count());
        return Err(Error::refused(Errno::EINVAL, what, reason));
    }
    z85::decode_into(text, key).map_err(|error| error.rename(what))
}

#[cold]
fn wrong_length(what: &'static str, length: usize) -> Error {
    Error::refused(Errno::EINVAL, what, format!("{length} bytes; a key has {LENGTH}"))
}
