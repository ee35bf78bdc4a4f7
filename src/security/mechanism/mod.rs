//! A whole mechanism of security as one value, and how it gets onto a socket.

mod plan;

pub(crate) use plan::Plan;

use super::{Certificate, KeyPair, PublicKey, SecretCertificate, SecretKey};
use crate::{GssapiNameType, Mechanism, Result, Socket, SocketBuilder, kind::Kind};
use plan::How;
use std::{fmt, marker::PhantomData, path::Path};
use zeroize::Zeroizing;

/// The server role of a [`Security`]: it asks the [authenticator](Security::zap_domain), if one runs.
#[derive(Clone, Copy, Debug)]
pub enum AsServer {}

/// The client role of a [`Security`]: it presents credentials.
#[derive(Clone, Copy, Debug)]
pub enum AsClient {}

/// A role decided at run time: see [`Security::curve_if`].
#[derive(Clone, Copy, Debug)]
pub enum AsEither {}

/// A security mechanism with its keys, in one role, for [`Socket::set_security`] and [`SocketBuilder::security`].
///
/// Both sides need the same mechanism, one as server and one as client, independent of bind and connect.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # if !zmq::has("curve") { return Ok(()) }
/// use zmq::{KeyPair, Security};
/// let ctx = zmq::Context::new()?;
/// let (server_keys, client_keys) = (KeyPair::generate()?, KeyPair::generate()?);
/// let security = Security::curve_server(&server_keys.secret);
/// let server = ctx.socket_builder(zmq::REP).security(&security).bind("tcp://127.0.0.1:*").build()?;
///
/// let client = ctx.socket(zmq::REQ)?;
/// client.set_security(&Security::curve_client(&server_keys.public, &client_keys))?;
/// client.connect(&server.last_endpoint()?)?;
/// client.send("Hello")?;
/// assert_eq!(server.recv()?, "Hello");
/// # Ok(()) }
/// ```
///
/// Half a mechanism does not compile, nor a call of the other role:
///
/// ```compile_fail,E0061
/// let me = zmq::Security::plain_client("me"); // no password
/// ```
/// ```compile_fail,E0599
/// let me = zmq::Security::plain_client("me", "secret").zap_domain("global"); // clients ask no authenticator
/// ```
#[derive(Clone)]
pub struct Security<Role = AsServer> {
    plan: Plan,
    role: PhantomData<fn() -> Role>,
}

/// A name in Kerberos, for [`Security::gssapi_server`] and [`Security::gssapi_client`]: a text of 1 to 255 bytes, and its
/// name type. A text alone is [host-based](GssapiNameType::HostBased), `service@host`.
///
/// ```
/// let service: zmq::Principal = "zmq@server.example.com".into();
/// let alice: zmq::Principal = ("alice@EXAMPLE.COM", zmq::GssapiNameType::Krb5Principal).into();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    name: String,
    name_type: GssapiNameType,
}

impl From<&str> for Principal {
    fn from(name: &str) -> Principal {
        (name, GssapiNameType::HostBased).into()
    }
}

impl From<(&str, GssapiNameType)> for Principal {
    fn from((name, name_type): (&str, GssapiNameType)) -> Principal {
        Principal { name: name.to_owned(), name_type }
    }
}

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
    /// Set [`set_gssapi_plaintext`](Socket::set_gssapi_plaintext) apart from this.
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
    /// Set [`set_gssapi_plaintext`](Socket::set_gssapi_plaintext) apart from this.
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
    /// [`set_security`](Socket::set_security) returns it.
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

impl<Role> Security<Role> {
    fn new(how: How) -> Self {
        Security { plan: Plan::new(how), role: PhantomData }
    }

    /// The mechanism.
    pub fn mechanism(&self) -> Mechanism {
        self.plan.how.mechanism()
    }
}

/// The mechanism and the role; of keys and passwords nothing.
impl<Role> fmt::Debug for Security<Role> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.plan.fmt(f)
    }
}

impl<K: Kind> Socket<K> {
    /// Sets the security mechanism of later connections, with its keys, replacing the former one. On a server, set it
    /// before the first bind or connect. A client may change it between two connects, to another client of the same
    /// mechanism. A former domain stays if the new mechanism has none.
    ///
    /// # Errors
    /// All of them leave the socket as it was. [`EINVAL`](crate::Errno::EINVAL): a text is empty, longer than 255 bytes or
    /// contains NUL, the two keys do not belong together, `zap_enforce_domain` is on without a domain, or the socket is
    /// bound or connected already. [`ENOTSUP`](crate::Errno::ENOTSUP): the linked libzmq lacks the mechanism, or has a
    /// defect in it; the error names it. [`ETERM`](crate::Errno::ETERM): the context was shut down.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::{KeyPair, Security};
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let (server_keys, client_keys) = (KeyPair::generate()?, KeyPair::generate()?);
    /// let server = ctx.socket(zmq::REP)?;
    /// server.set_security(&Security::curve_server(&server_keys.secret))?; // before the bind
    /// server.bind("tcp://127.0.0.1:*")?;
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.set_security(&Security::curve_client(&server_keys.public, &client_keys))?;
    /// client.connect(&server.last_endpoint()?)?;
    /// client.send("encrypted")?;
    /// assert_eq!(server.recv()?, "encrypted");
    /// # Ok(()) }
    /// ```
    pub fn set_security<Role>(&self, security: &Security<Role>) -> Result<()> {
        security.plan.apply(self.raw())
    }
}

impl<K: Kind, C> SocketBuilder<'_, K, C> {
    /// Sets the security mechanism as [`Socket::set_security`] does, after all options.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::{KeyPair, Security};
    /// # if !zmq::has("curve") { return Ok(()) }
    /// let keys = KeyPair::generate()?;
    /// let security = Security::curve_server(&keys.secret).zap_domain("global");
    /// let server = ctx.socket_builder(zmq::REP).security(&security).bind("tcp://127.0.0.1:*").build()?;
    /// assert_eq!(server.mechanism()?, zmq::Mechanism::Curve);
    /// # Ok(()) }
    /// ```
    pub fn security<Role>(mut self, security: &Security<Role>) -> Self {
        self.security = Some(security.plan.clone());
        self
    }
}
