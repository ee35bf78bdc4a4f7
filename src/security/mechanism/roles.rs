//! The mechanisms, as server, as client, and by configuration.

use super::{AsClient, AsEither, AsServer, Principal, Security, plan::How};
use crate::{Certificate, KeyPair, PublicKey, Result, SecretCertificate, SecretKey};
use std::{marker::PhantomData, path::Path};
use zeroize::Zeroizing;

impl Security<AsServer> {
    /// CURVE server. **Without a running authenticator it admits every client with its public key**, also after the
    /// authenticator stops, unless [`zap_enforce_domain`](Self::zap_enforce_domain) is on. Messages are encrypted, and the
    /// server is authenticated in any case.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let keys = zmq::KeyPair::generate()?;
    /// let security = zmq::Security::curve_server(&keys.secret).zap_domain("global").zap_enforce_domain(true);
    /// let server = ctx.socket_builder(zmq::REP).security(&security).bind("tcp://127.0.0.1:*").build()?;
    /// # Ok(()) }
    /// ```
    pub fn curve_server(secret: &SecretKey) -> Security<AsServer> {
        Security::new(How::CurveServer(secret.clone()))
    }

    /// PLAIN server. It asks the authenticator about names and passwords, and rejects all while none runs.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let security = zmq::Security::plain_server();
    /// let server = ctx.socket_builder(zmq::REP).security(&security).bind("tcp://127.0.0.1:*").build()?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.configure_plain("*", [("alice", "secret")]);
    /// # Ok(()) }
    /// ```
    pub fn plain_server() -> Security<AsServer> {
        Security::new(How::PlainServer)
    }

    /// GSSAPI server under a principal of the key table. An installed libzmq up to 4.3.5 admits clients in spite of the
    /// authenticator's rejection, so [`zap_domain`](Self::zap_domain) is refused there.
    ///
    /// Set [`set_gssapi_plaintext`](crate::Socket::set_gssapi_plaintext) apart from this.
    ///
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let security = zmq::Security::gssapi_server("zmq@server.example.com");
    /// # if !zmq::has("gssapi") { return Ok(()) }
    /// let server = ctx.socket_builder(zmq::REP).security(&security).bind("tcp://127.0.0.1:*").build()?; // needs a key table
    /// # Ok(()) }
    /// ```
    pub fn gssapi_server(principal: impl Into<Principal>) -> Security<AsServer> {
        Security::new(How::GssapiServer(principal.into()))
    }

    /// NULL: no authentication, no encryption. With a [`zap_domain`](Self::zap_domain) the authenticator decides by the
    /// peer's address.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let security = zmq::Security::null().zap_domain("internal"); // the authenticator decides by address
    /// let server = ctx.socket_builder(zmq::REP).security(&security).bind("tcp://127.0.0.1:*").build()?;
    /// # Ok(()) }
    /// ```
    pub fn null() -> Security<AsServer> {
        Security::new(How::Null)
    }

    /// ZAP domain, told to the ZAP handler with each request: 1 to 255 bytes without NUL. NULL asks the handler only with a
    /// domain, CURVE and PLAIN also without one.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let security = zmq::Security::plain_server().zap_domain("global");
    /// let server = ctx.socket_builder(zmq::REP).security(&security).build()?;
    /// assert_eq!(server.zap_domain()?, "global");
    /// # Ok(()) }
    /// ```
    pub fn zap_domain(mut self, domain: &str) -> Self {
        self.plan.domain = Some(domain.to_owned());
        self
    }

    /// Reject peers while no authenticator runs. Needs a [`zap_domain`](Self::zap_domain). Default: false; NULL and CURVE
    /// then admit them. Use it wherever an authenticator decides.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let security = zmq::Security::null().zap_domain("global").zap_enforce_domain(true);
    /// let server = ctx.socket_builder(zmq::REP).security(&security).bind("tcp://127.0.0.1:*").build()?;
    /// // No authenticator runs: every peer is rejected.
    /// # Ok(()) }
    /// ```
    pub fn zap_enforce_domain(mut self, on: bool) -> Self {
        self.plan.enforce = on;
        self
    }
}

impl Security<AsClient> {
    /// CURVE client of the server with this public key. No other server can impersonate it.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let (server_keys, keys) = (zmq::KeyPair::generate()?, zmq::KeyPair::generate()?);
    /// let security = zmq::Security::curve_client(&server_keys.public, &keys);
    /// let client = ctx.socket_builder(zmq::REQ).security(&security).connect("tcp://127.0.0.1:5555").build()?;
    /// # Ok(()) }
    /// ```
    pub fn curve_client(server: &PublicKey, keys: &KeyPair) -> Security<AsClient> {
        Security::new(How::CurveClient { server: *server, keys: keys.clone() })
    }

    /// PLAIN client: name and password, 1 to 255 bytes each, without NUL. They are sent in the clear, to any server.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let security = zmq::Security::plain_client("alice", "secret");
    /// let client = ctx.socket_builder(zmq::REQ).security(&security).connect("tcp://127.0.0.1:5555").build()?;
    /// # Ok(()) }
    /// ```
    pub fn plain_client(username: &str, password: &str) -> Security<AsClient> {
        let password = Zeroizing::new(password.to_owned());
        Security::new(How::PlainClient { name: username.to_owned(), password })
    }

    /// GSSAPI client with a ticket for `principal`, of the server `service`.
    ///
    /// Set [`set_gssapi_plaintext`](crate::Socket::set_gssapi_plaintext) apart from this.
    ///
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::{GssapiNameType, Security};
    /// let alice = ("alice@EXAMPLE.COM", GssapiNameType::Krb5Principal);
    /// let security = Security::gssapi_client(alice, "zmq@server.example.com");
    /// # if !zmq::has("gssapi") { return Ok(()) }
    /// let client = ctx.socket_builder(zmq::REQ).security(&security).connect("tcp://server.example.com:5555").build()?;
    /// # Ok(()) }
    /// ```
    pub fn gssapi_client(
        principal: impl Into<Principal>,
        service: impl Into<Principal>,
    ) -> Security<AsClient> {
        Security::new(How::GssapiClient { me: principal.into(), server: service.into() })
    }
}

/// Mechanism and role by configuration.
impl Security<AsEither> {
    /// CURVE with keys, NULL without: one call for servers and clients.
    ///
    /// | `keys` | `server` | |
    /// |---|---|---|
    /// | of this socket | `None` | [CURVE server](Self::curve_server) |
    /// | of this socket | the public key of the server | [CURVE client](Self::curve_client) |
    /// | `None` | the public key of the server | CURVE client with new keys; the server must admit any client |
    /// | `None` | `None` | [NULL](Self::null): **neither authentication nor encryption** |
    ///
    /// # Errors
    /// [`ENOTSUP`](crate::Errno::ENOTSUP): new keys are needed, and the linked libzmq has no CURVE. With keys,
    /// [`set_security`](crate::Socket::set_security) returns it.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # if !zmq::has("curve") { return Ok(()) }
    /// use zmq::{KeyPair, Security};
    /// # let ctx = zmq::Context::new()?;
    /// # let keys = KeyPair::generate()?;
    /// let (own, peer): (Option<KeyPair>, Option<zmq::PublicKey>) = (Some(keys), None); // as configured
    /// let security = Security::curve_if(own.as_ref(), peer.as_ref())?.zap_domain("global");
    /// let socket = ctx.socket_builder(zmq::REP).security(&security).bind("tcp://127.0.0.1:*").build()?;
    /// assert_eq!(socket.mechanism()?, zmq::Mechanism::Curve);
    /// # Ok(()) }
    /// ```
    pub fn curve_if(keys: Option<&KeyPair>, server: Option<&PublicKey>) -> Result<Security<AsEither>> {
        Ok(match (keys, server) {
            (Some(keys), None) => Security::curve_server(&keys.secret).into(),
            (Some(keys), Some(server)) => Security::curve_client(server, keys).into(),
            (None, Some(server)) => Security::curve_client(server, &KeyPair::generate()?).into(),
            (None, None) => Security::null().into(),
        })
    }

    /// As [`curve_if`](Self::curve_if), from files: the secret certificate of this socket, the public certificate of the server.
    ///
    /// # Errors
    /// As [`Certificate::load_secret`] and [`Certificate::load`]: a missing file, or one without keys, is never NULL. Others as
    /// [`curve_if`](Self::curve_if).
    ///
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// use std::path::PathBuf;
    /// let (own, peer): (Option<PathBuf>, Option<PathBuf>) = (None, Some("server.key".into())); // as configured
    /// let security = zmq::Security::curve_if_files(own.as_deref(), peer.as_deref())?;
    /// # Ok(()) }
    /// ```
    pub fn curve_if_files(keys: Option<&Path>, server: Option<&Path>) -> Result<Security<AsEither>> {
        let keys = keys.map(Certificate::load_secret).transpose()?;
        let server = server.map(Certificate::load).transpose()?;
        Security::curve_if(
            keys.as_ref().map(SecretCertificate::keys),
            server.as_ref().map(Certificate::public_key),
        )
    }

    /// ZAP domain of a server, told to the ZAP handler with each request. Ignored for a client.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let security = zmq::Security::curve_if(None, None)?.zap_domain("global");
    /// # Ok(()) }
    /// ```
    pub fn zap_domain(mut self, domain: &str) -> Self {
        if self.plan.how.is_server() {
            self.plan.domain = Some(domain.to_owned());
        }
        self
    }

    /// Reject peers while no authenticator runs. Needs a [`zap_domain`](Self::zap_domain). Ignored for a client.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let security = zmq::Security::curve_if(None, None)?.zap_domain("global").zap_enforce_domain(true);
    /// # Ok(()) }
    /// ```
    pub fn zap_enforce_domain(mut self, on: bool) -> Self {
        self.plan.enforce = on && self.plan.how.is_server();
        self
    }
}

impl From<Security<AsServer>> for Security<AsEither> {
    fn from(security: Security<AsServer>) -> Self {
        Security { plan: security.plan, role: PhantomData }
    }
}

impl From<Security<AsClient>> for Security<AsEither> {
    fn from(security: Security<AsClient>) -> Self {
        Security { plan: security.plan, role: PhantomData }
    }
}
