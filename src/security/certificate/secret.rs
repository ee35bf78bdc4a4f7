//! A certificate that has its secret key.

use super::Certificate;
use crate::{KeyPair, Result, SecretKey};
use std::{fmt, ops::Deref};

/// A [`Certificate`] with its secret key, as [`Certificate::load_secret`] returns it. Reads as a certificate.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # if !zmq::has("curve") { return Ok(()) }
/// let server = zmq::SecretCertificate::generate()?;
/// let ctx = zmq::Context::new()?;
/// let socket = ctx.socket(zmq::REP)?;
/// socket.set_security(&zmq::Security::curve_server(server.secret_key()))?;
/// println!("clients need {}", server.public_key());
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SecretCertificate {
    /// It has the secret key of `keys`.
    certificate: Certificate,
    keys: KeyPair,
}

impl SecretCertificate {
    /// A certificate with new keys.
    ///
    /// # Errors
    /// [`ENOTSUP`](crate::Errno::ENOTSUP): the linked libzmq has no CURVE; turn on the feature `curve`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let certificate = zmq::SecretCertificate::generate()?;
    /// assert_eq!(certificate.secret_key().public_key()?, *certificate.public_key());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "create_certificates")]
    pub fn generate() -> Result<SecretCertificate> {
        KeyPair::generate().map(SecretCertificate::from)
    }

    /// The secret key.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let certificate = zmq::SecretCertificate::generate()?;
    /// let security = zmq::Security::curve_server(certificate.secret_key());
    /// # Ok(()) }
    /// ```
    pub fn secret_key(&self) -> &SecretKey {
        &self.keys.secret
    }

    /// Both keys, for [`Security::curve_client`](crate::Security::curve_client).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// # let server = zmq::SecretCertificate::generate()?;
    /// let client = zmq::SecretCertificate::generate()?;
    /// let security = zmq::Security::curve_client(server.public_key(), client.keys());
    /// # Ok(()) }
    /// ```
    pub fn keys(&self) -> &KeyPair {
        &self.keys
    }

    /// Sets a metadatum, as [`Certificate::set`] does.
    ///
    /// # Errors
    /// As [`Certificate::set`].
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let mut certificate = zmq::SecretCertificate::generate()?;
    /// certificate.set("name", "Alice")?;
    /// assert_eq!(certificate.get("name"), Some("Alice"));
    /// # Ok(()) }
    /// ```
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        self.certificate.set(name, value)
    }

    /// Removes a metadatum and returns its value.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// assert_eq!(zmq::SecretCertificate::generate()?.remove("name"), None);
    /// # Ok(()) }
    /// ```
    pub fn remove(&mut self, name: &str) -> Option<String> {
        self.certificate.remove(name)
    }
}

/// The certificate, with its secret key.
impl Deref for SecretCertificate {
    type Target = Certificate;

    fn deref(&self) -> &Certificate {
        &self.certificate
    }
}

/// If it has a secret key; else it comes back.
impl TryFrom<Certificate> for SecretCertificate {
    type Error = Certificate;

    fn try_from(certificate: Certificate) -> Result<SecretCertificate, Certificate> {
        match certificate.keys() {
            Some(keys) => Ok(SecretCertificate { certificate, keys }),
            None => Err(certificate),
        }
    }
}

/// Without metadata.
impl From<KeyPair> for SecretCertificate {
    fn from(keys: KeyPair) -> SecretCertificate {
        SecretCertificate { certificate: keys.clone().into(), keys }
    }
}

/// With its secret key.
impl From<SecretCertificate> for Certificate {
    fn from(certificate: SecretCertificate) -> Certificate {
        certificate.certificate
    }
}

/// The public key and the metadata.
impl fmt::Debug for SecretCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.certificate.fmt(f)
    }
}
