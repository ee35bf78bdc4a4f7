//! Certificates: keys with what is known about their owner, in files that pyzmq and CZMQ share.

mod file;
mod secret;
mod store;

pub use secret::SecretCertificate;
pub use store::CertificateStore;
pub(super) use store::Named;

use super::{KeyPair, PublicKey, SecretKey, zpl};
use crate::{Result, has};
use std::fmt;

/// A CURVE certificate: a public key, perhaps its secret key, and metadata, in their order.
///
/// On disk it is two files of text, in the format ZPL (RFC 4) of pyzmq's `zmq.auth` and CZMQ's `zcert`: `name.key` with the
/// public key, for everybody, and `name.key_secret` with both, for its owner alone. Certificates are not signed: copy
/// public ones over a trusted channel.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # if !zmq::has("curve") { return Ok(()) }
/// # let folder = std::env::temp_dir().join(format!("zmq-doc-{}", std::process::id()));
/// # std::fs::create_dir(&folder).unwrap();
/// let mut certificate = zmq::Certificate::generate()?;
/// certificate.set("name", "Alice")?;
/// certificate.save(folder.join("alice.key"))?; // and alice.key_secret
///
/// let alice = zmq::Certificate::load(folder.join("alice.key"))?;
/// assert_eq!(alice.get("name"), Some("Alice"));
/// assert!(alice.secret_key().is_none());
/// let alice = zmq::Certificate::load_secret(folder.join("alice.key_secret"))?;
/// assert_eq!(Some(alice.secret_key()), certificate.secret_key());
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    public: PublicKey,
    secret: Option<SecretKey>,
    metadata: Vec<(String, String)>,
}

impl Certificate {
    /// A certificate with new keys.
    ///
    /// # Errors
    /// [`ENOTSUP`](crate::Errno::ENOTSUP): the linked libzmq has no CURVE; turn on the feature `curve`.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let mut certificate = zmq::Certificate::generate()?;
    /// certificate.set("name", "Alice")?;
    /// assert_eq!(certificate.get("name"), Some("Alice"));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "create_certificates")]
    pub fn generate() -> Result<Certificate> {
        KeyPair::generate().map(Certificate::from)
    }

    /// The public key.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The secret key; `None` for a public certificate. [`load_secret`](Self::load_secret) needs no `Option`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let certificate = zmq::Certificate::generate()?;
    /// let security = certificate.secret_key().map(zmq::Security::curve_server); // a server's
    /// assert!(security.is_some());
    /// assert!(certificate.to_public().secret_key().is_none());
    /// # Ok(()) }
    /// ```
    pub fn secret_key(&self) -> Option<&SecretKey> {
        self.secret.as_ref()
    }

    /// Both keys, for [`Security::curve_client`](crate::Security::curve_client); `None` for a public certificate.
    pub fn keys(&self) -> Option<KeyPair> {
        self.secret.clone().map(|secret| KeyPair { public: self.public, secret })
    }

    /// The same without the secret key.
    pub fn to_public(&self) -> Certificate {
        Certificate { secret: None, ..self.clone() }
    }

    /// The value of a metadatum.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.metadata.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// All metadata, in their order.
    pub fn metadata(&self) -> impl Iterator<Item = (&str, &str)> {
        self.metadata.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Sets a metadatum; an existing one keeps its place.
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL) if the file format has no form for it: an empty name, or one with other characters
    /// than `A-Z`, `a-z`, `0-9` and `$-_@.&+/` (`/` not at its ends); a value with a line break, another control character,
    /// or both kinds of quotation marks.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let mut certificate = zmq::Certificate::generate()?;
    /// certificate.set("email", "alice@example.com")?;
    /// assert_eq!(certificate.set("not a name", "x").unwrap_err(), zmq::Errno::EINVAL);
    /// # Ok(()) }
    /// ```
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        zpl::may_write(name, value)?;
        match self.metadata.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.metadata.push((name.to_owned(), value.to_owned())),
        }
        Ok(())
    }

    /// Removes a metadatum and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let at = self.metadata.iter().position(|(known, _)| known == name)?;
        Some(self.metadata.remove(at).1)
    }
}

/// Without metadata.
impl From<KeyPair> for Certificate {
    fn from(keys: KeyPair) -> Certificate {
        Certificate { public: keys.public, secret: Some(keys.secret), metadata: Vec::new() }
    }
}

/// The public part, without metadata.
impl From<PublicKey> for Certificate {
    fn from(public: PublicKey) -> Certificate {
        Certificate { public, secret: None, metadata: Vec::new() }
    }
}

/// The public key, the metadata, and whether there is a secret key.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Certificate { public, secret, metadata } = self;
        let mut debug = f.debug_struct("Certificate");
        debug.field("public", public).field("secret", secret).field("metadata", metadata).finish()
    }
}

/// The certificate that a text has.
fn read(text: &str) -> Result<Certificate, (usize, String)> {
    let root =
        zpl::Section::parse(text).map_err(|error| (0, error.reason().unwrap_or("not ZPL").to_owned()))?;
    let Some(public) = root.find("curve/public-key") else {
        return Err((0, "there is no public key (`public-key` in the section `curve`)".to_owned()));
    };
    let key = public.value.parse::<PublicKey>().map_err(|error| {
        let reason = error.reason().unwrap_or_default();
        (public.line, format!("public-key: {reason}"))
    })?;
    if key.as_bytes() == &[0; 32] {
        return Err((public.line, "public-key: zeros, which are no key".to_owned()));
    }
    let mut certificate = Certificate::from(key);
    if let Some(secret) = root.find("curve/secret-key") {
        // What the error says could be a part of the key.
        let wrong = |reason: &str| (secret.line, format!("secret-key: {reason}"));
        let key = secret.value.parse::<SecretKey>().map_err(|_| wrong("not 40 characters of Z85"))?;
        // CZMQ writes zeros for a secret key that it does not have.
        if key != SecretKey::from_bytes([0; 32]) {
            if has("curve") && key.public_key().is_ok_and(|public| public != certificate.public) {
                return Err(wrong("it belongs to another public key"));
            }
            certificate.secret = Some(key);
        }
    }
    for item in root.child("metadata").map(|metadata| &metadata.children[..]).unwrap_or_default() {
        if certificate.get(&item.name).is_none() {
            certificate.metadata.push((item.name.clone(), item.value.to_string()));
        }
    }
    Ok(certificate)
}

/// The text of a certificate, with or without its secret key.
fn write(certificate: &Certificate, secret: Option<&SecretKey>) -> Result<zeroize::Zeroizing<String>> {
    let mut root = zpl::Section::new("", "");
    root.push("metadata", "");
    root.push("curve", "");
    if let [metadata, curve] = &mut root.children[..] {
        for (name, value) in &certificate.metadata {
            metadata.push(name, value);
        }
        curve.push("public-key", &certificate.public.to_z85());
        if let Some(secret) = secret {
            curve.push("secret-key", &secret.to_z85());
        }
    }
    root.write()
}
