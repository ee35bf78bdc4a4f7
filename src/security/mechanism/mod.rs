//! A whole mechanism of security as one value, and how it gets onto a socket.

mod plan;
mod roles;

pub(crate) use plan::Plan;

use crate::{GssapiNameType, Mechanism, Result, Socket, SocketBuilder, kind::Kind};
use plan::How;
use std::{fmt, marker::PhantomData};

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
