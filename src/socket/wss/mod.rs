//! `wss`: web sockets over TLS, by GnuTLS. libzmq aborts over a certificate or a key that GnuTLS refuses, so they are
//! tried here first.

mod raw;

use super::{Socket, raw::RawSocket};
use crate::{Errno, Error, Result, kind::Kind};

/// Options: `wss`, of the draft API, with the feature `wss`. All of them are set before bind and connect.
///
/// On a libzmq without `wss` each is [`EINVAL`](Errno::EINVAL).
impl<K: Kind> Socket<K> {
    /// The private key of a server, in PEM.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): this libzmq has no `wss`, or there is a NUL in the text. [`bind`](Self::bind) checks the
    /// key against the certificate.
    ///
    /// # Examples
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pem = |file: &str| std::fs::read_to_string(file).expect("a file in PEM");
    /// let server = ctx.socket(zmq::REP)?;
    /// server.set_wss_cert_pem(&pem("server.crt"))?;
    /// server.set_wss_key_pem(&pem("server.key"))?;
    /// server.bind("wss://*:8443")?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_WSS_KEY_PEM")]
    pub fn set_wss_key_pem(&self, pem: &str) -> Result<()> {
        set(&self.raw, zmq_sys::ZMQ_WSS_KEY_PEM, "ZMQ_WSS_KEY_PEM", pem)?;
        self.raw.facts().identity().key = pem.to_owned();
        Ok(())
    }

    /// The certificate of a server, in PEM, followed by its chain.
    ///
    /// # Errors
    /// As [`set_wss_key_pem`](Self::set_wss_key_pem).
    ///
    /// # Examples
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pem = |file: &str| std::fs::read_to_string(file).expect("a file in PEM");
    /// let server = ctx.socket(zmq::REP)?;
    /// server.set_wss_cert_pem(&pem("server.crt"))?;
    /// server.set_wss_key_pem(&pem("server.key"))?;
    /// server.bind("wss://*:8443")?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_WSS_CERT_PEM")]
    pub fn set_wss_cert_pem(&self, pem: &str) -> Result<()> {
        set(&self.raw, zmq_sys::ZMQ_WSS_CERT_PEM, "ZMQ_WSS_CERT_PEM", pem)?;
        self.raw.facts().identity().certificate = pem.to_owned();
        Ok(())
    }

    /// The certificates, in PEM, of a client's trusted authorities. Default: none.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): GnuTLS does not take them, or this libzmq has no `wss`.
    ///
    /// # Examples
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pem = |file: &str| std::fs::read_to_string(file).expect("a file in PEM");
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.set_wss_trust_pem(&pem("authority.crt"))?;
    /// client.set_wss_hostname("server.example.com")?;
    /// client.connect("wss://server.example.com:8443")?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_WSS_TRUST_PEM")]
    pub fn set_wss_trust_pem(&self, pem: &str) -> Result<()> {
        if !raw::is_trust(pem.as_bytes()) {
            let reason = "GnuTLS finds no certificate of an authority in it";
            return Err(Error::refused(Errno::EINVAL, "ZMQ_WSS_TRUST_PEM", reason));
        }
        set(&self.raw, zmq_sys::ZMQ_WSS_TRUST_PEM, "ZMQ_WSS_TRUST_PEM", pem)
    }

    /// The expected name in the server's certificate. Default: empty, and **any name is accepted** in a trusted
    /// certificate.
    ///
    /// # Errors
    /// As [`set_wss_key_pem`](Self::set_wss_key_pem).
    ///
    /// # Examples
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pem = |file: &str| std::fs::read_to_string(file).expect("a file in PEM");
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.set_wss_trust_pem(&pem("authority.crt"))?;
    /// client.set_wss_hostname("server.example.com")?;
    /// client.connect("wss://server.example.com:8443")?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_WSS_HOSTNAME")]
    pub fn set_wss_hostname(&self, name: &str) -> Result<()> {
        set(&self.raw, zmq_sys::ZMQ_WSS_HOSTNAME, "ZMQ_WSS_HOSTNAME", name)
    }

    /// Trust the authorities of the system, on a client. Default: false.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): this libzmq has no `wss`.
    ///
    /// # Examples
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.set_wss_trust_system(true)?;
    /// client.set_wss_hostname("server.example.com")?;
    /// client.connect("wss://server.example.com:443")?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_WSS_TRUST_SYSTEM")]
    pub fn set_wss_trust_system(&self, value: bool) -> Result<()> {
        let result = self.raw.set_int(zmq_sys::ZMQ_WSS_TRUST_SYSTEM, value.into());
        result.map_err(|error| error.about("ZMQ_WSS_TRUST_SYSTEM"))
    }
}

fn set(raw: &RawSocket, option: i32, name: &'static str, text: &str) -> Result<()> {
    if text.contains('\0') {
        return Err(Error::refused(Errno::EINVAL, name, "there is a NUL in it"));
    }
    raw.set_bytes(option, text.as_bytes()).map_err(|error| error.about(name))
}

/// Refuses to bind without a certificate and its key.
pub(super) fn may_bind(raw: &RawSocket, endpoint: &str) -> Result<()> {
    if !endpoint.starts_with("wss://") || !crate::has(crate::Capability::Wss) {
        return Ok(());
    }
    let identity = raw.facts().identity();
    if raw::is_identity(identity.certificate.as_bytes(), identity.key.as_bytes()) {
        return Ok(());
    }
    let reason = "GnuTLS does not take the certificate and the key: set_wss_cert_pem and set_wss_key_pem";
    Err(Error::refused(Errno::EINVAL, "", reason))
}
