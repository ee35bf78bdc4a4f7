//! A whole mechanism of security as one value, and how it gets onto a socket.

mod plan;

pub(crate) use plan::Plan;

use super::{KeyPair, PublicKey, SecretKey};
use crate::{GssapiNameType, Mechanism, Result, Socket, SocketBuilder, kind::Kind};
use plan::How;
use std::{fmt, marker::PhantomData};
use zeroize::Zeroizing;

/// The server role of a [`Security`]: it asks the [authenticator](Security::zap_domain), if one runs.
#[derive(Clone, Copy, Debug)]
pub enum AsServer {}

/// The client role of a [`Security`]: it presents credentials.
#[derive(Clone, Copy, Debug)]
pub enum AsClient {}

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
    pub fn curve_server(secret: &SecretKey) -> Security<AsServer> {
        Security::new(How::CurveServer(secret.clone()))
    }

    /// PLAIN server. It asks the authenticator about names and passwords, and rejects all while none runs.
    pub fn plain_server() -> Security<AsServer> {
        Security::new(How::PlainServer)
    }

    /// GSSAPI server under a principal of the key table. An installed libzmq up to 4.3.5 admits clients in spite of the
    /// authenticator's rejection, so [`zap_domain`](Self::zap_domain) is refused there.
    ///
    /// Set [`set_gssapi_plaintext`](Socket::set_gssapi_plaintext) apart from this.
    pub fn gssapi_server(principal: impl Into<Principal>) -> Security<AsServer> {
        Security::new(How::GssapiServer(principal.into()))
    }

    /// NULL: no authentication, no encryption. With a [`zap_domain`](Self::zap_domain) the authenticator decides by the
    /// peer's address.
    pub fn null() -> Security<AsServer> {
        Security::new(How::Null)
    }

    /// ZAP domain, told to the ZAP handler with each request: 1 to 255 bytes without NUL. NULL asks the handler only with a
    /// domain, CURVE and PLAIN also without one.
    pub fn zap_domain(mut self, domain: &str) -> Self {
        self.plan.domain = Some(domain.to_owned());
        self
    }

    /// Reject peers while no authenticator runs. Needs a [`zap_domain`](Self::zap_domain). Default: false; NULL and CURVE
    /// then admit them. Use it wherever an authenticator decides.
    pub fn zap_enforce_domain(mut self, on: bool) -> Self {
        self.plan.enforce = on;
        self
    }
}

impl Security<AsClient> {
    /// CURVE client of the server with this public key. No other server can impersonate it.
    pub fn curve_client(server: &PublicKey, keys: &KeyPair) -> Security<AsClient> {
        Security::new(How::CurveClient { server: *server, keys: keys.clone() })
    }

    /// PLAIN client: name and password, 1 to 255 bytes each, without NUL. They are sent in the clear, to any server.
    pub fn plain_client(username: &str, password: &str) -> Security<AsClient> {
        let password = Zeroizing::new(password.to_owned());
        Security::new(How::PlainClient { name: username.to_owned(), password })
    }

    /// GSSAPI client with a ticket for `principal`, of the server `service`.
    ///
    /// Set [`set_gssapi_plaintext`](Socket::set_gssapi_plaintext) apart from this.
    pub fn gssapi_client(
        principal: impl Into<Principal>,
        service: impl Into<Principal>,
    ) -> Security<AsClient> {
        Security::new(How::GssapiClient { me: principal.into(), server: service.into() })
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
