//! A whole mechanism of security as one value, and how it gets onto a socket.

use super::{KeyPair, PublicKey, SecretKey, keys};
use crate::{
    Capability, Errno, Error, GssapiNameType, Mechanism, Result, Socket, SocketBuilder, has,
    kind::Kind,
    socket::{
        codec::{
            enforce_domain, flag, get_int, gssapi_server, key, name_type, text, text_or_none, zap_domain,
        },
        numbers::*,
        options::explain,
        raw::RawSocket,
    },
};
use std::{fmt, marker::PhantomData};
use zeroize::Zeroizing;

/// The role of a [`Security`] that asks the [authenticator](Security::zap_domain), if one runs.
#[derive(Clone, Copy, Debug)]
pub enum AsServer {}

/// The role of a [`Security`] that proves who it is.
#[derive(Clone, Copy, Debug)]
pub enum AsClient {}

/// How the two sides of a connection prove who they are: a whole mechanism in one role, for [`Socket::set_security`] and
/// [`SocketBuilder::security`].
///
/// Both sides must have the same mechanism, one as server and one as client, which has nothing to do with who binds.
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
/// Half a mechanism cannot be written, nor what belongs to the other role:
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

/// What a [`Security`] is made of.
#[derive(Clone)]
pub(crate) struct Plan {
    how: How,
    domain: Option<String>,
    enforce: bool,
}

#[derive(Clone)]
enum How {
    Null,
    PlainServer,
    PlainClient { name: String, password: Zeroizing<String> },
    CurveServer(SecretKey),
    CurveClient { server: PublicKey, keys: KeyPair },
    GssapiServer(Principal),
    GssapiClient { me: Principal, server: Principal },
}

/// A name in Kerberos, for [`Security::gssapi_server`] and [`Security::gssapi_client`]: a text of 1 to 255 bytes, and of which
/// kind it is. A text alone is [host-based](GssapiNameType::HostBased), `service@host`.
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
    /// CURVE, as server. **Without a running authenticator every client that knows the server's public key is let in**,
    /// whoever it is; and with an authenticator that stops, too, unless [`zap_enforce_domain`](Self::zap_enforce_domain)
    /// is on. What is sent is encrypted, and the client is sure of the server in any case.
    pub fn curve_server(secret: &SecretKey) -> Security<AsServer> {
        Security::new(How::CurveServer(secret.clone()))
    }

    /// PLAIN, as server, which asks the authenticator about names and passwords; while none runs, nobody is let in.
    pub fn plain_server() -> Security<AsServer> {
        Security::new(How::PlainServer)
    }

    /// GSSAPI, as server, under a principal whose key is in the key table. Up to libzmq 4.3.5 its answer to clients that an
    /// authenticator turned away is to let them in, so that it takes no [`zap_domain`](Self::zap_domain) there.
    ///
    /// [`set_gssapi_plaintext`](Socket::set_gssapi_plaintext) is set apart from this.
    pub fn gssapi_server(principal: impl Into<Principal>) -> Security<AsServer> {
        Security::new(How::GssapiServer(principal.into()))
    }

    /// No mechanism: everybody is let in, and what is sent can be read on the way. With a [`zap_domain`](Self::zap_domain) the
    /// authenticator decides by the address of the peer.
    pub fn null() -> Security<AsServer> {
        Security::new(How::Null)
    }

    /// What the authenticator is told about which service this is: 1 to 255 bytes, of which none is NUL. NULL asks the
    /// authenticator only with a domain, CURVE and PLAIN also without one.
    pub fn zap_domain(mut self, domain: &str) -> Self {
        self.plan.domain = Some(domain.to_owned());
        self
    }

    /// Whether peers are turned away while no authenticator runs, which needs a [`zap_domain`](Self::zap_domain). If not,
    /// which is the default, NULL and CURVE let them in. Belongs wherever an authenticator decides.
    pub fn zap_enforce_domain(mut self, on: bool) -> Self {
        self.plan.enforce = on;
        self
    }
}

impl Security<AsClient> {
    /// CURVE, as client of the server that has this public key; nobody else can answer in its place.
    pub fn curve_client(server: &PublicKey, keys: &KeyPair) -> Security<AsClient> {
        Security::new(How::CurveClient { server: *server, keys: keys.clone() })
    }

    /// PLAIN, as client: name and password, 1 to 255 bytes each, of which none is NUL. They cross the network as they are,
    /// and go to whoever answers.
    pub fn plain_client(username: &str, password: &str) -> Security<AsClient> {
        let password = Zeroizing::new(password.to_owned());
        Security::new(How::PlainClient { name: username.to_owned(), password })
    }

    /// GSSAPI, as client with a ticket for `principal`, of the server that is `service`.
    ///
    /// [`set_gssapi_plaintext`](Socket::set_gssapi_plaintext) is set apart from this.
    pub fn gssapi_client(
        principal: impl Into<Principal>,
        service: impl Into<Principal>,
    ) -> Security<AsClient> {
        Security::new(How::GssapiClient { me: principal.into(), server: service.into() })
    }
}

impl<Role> Security<Role> {
    fn new(how: How) -> Self {
        Security { plan: Plan { how, domain: None, enforce: false }, role: PhantomData }
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

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = if self.how.is_server() { "server" } else { "client" };
        write!(f, "Security({} ", self.how.mechanism())?;
        match (&self.how, &self.domain) {
            (How::Null, None) => write!(f, "anybody)"),
            (_, None) => write!(f, "{role})"),
            (_, Some(domain)) => write!(f, "{role}, domain {domain:?}, enforced: {})", self.enforce),
        }
    }
}

impl<K: Kind> Socket<K> {
    /// Sets a whole mechanism, in place of what was set before; for the connections that are made from then on. A server's
    /// comes before the first bind or connect; a client may change it between two connects, to another client of the same
    /// mechanism. A domain that was set before stays if the new mechanism has none.
    ///
    /// # Errors
    /// All of them leave the socket as it was. [`EINVAL`](Errno::EINVAL): a text is empty, longer than 255 bytes or has a
    /// NUL character, a secret key has another public one, a domain is to be enforced and there is none, or the socket is
    /// bound or connected already; [`ENOTSUP`](Errno::ENOTSUP): the linked libzmq does not have the mechanism, or has a
    /// fault with it; the error says which. [`ETERM`](Errno::ETERM) once the context is shut down.
    pub fn set_security<Role>(&self, security: &Security<Role>) -> Result<()> {
        security.plan.apply(self.raw())
    }
}

impl<K: Kind> SocketBuilder<'_, K> {
    /// Sets a whole mechanism as [`Socket::set_security`] does, after all options.
    pub fn security<Role>(mut self, security: &Security<Role>) -> Self {
        self.security = Some(security.plan.clone());
        self
    }
}

impl Plan {
    pub(crate) fn apply(&self, socket: &RawSocket) -> Result<()> {
        self.how.validate()?;
        self.may_ask(socket)?;
        self.is_in_time(socket)?;
        if let Some(domain) = &self.domain {
            named("ZMQ_ZAP_DOMAIN", |option| zap_domain::set(socket, option, domain), ZMQ_ZAP_DOMAIN)?;
        }
        if self.how.is_server() && flag::get(socket, ZMQ_ZAP_ENFORCE_DOMAIN).unwrap_or(false) != self.enforce
        {
            let set = |option| enforce_domain::set(socket, option, self.enforce);
            named("ZMQ_ZAP_ENFORCE_DOMAIN", set, ZMQ_ZAP_ENFORCE_DOMAIN)?;
        }
        // What could be refused has been; once the context is shut down, which may fail here, the socket joins nobody.
        self.how.set(socket).map_err(|error| error.about(self.how.name()))
    }

    /// Whether the part about the authenticator is whole, and known to this libzmq.
    fn may_ask(&self, socket: &RawSocket) -> Result<()> {
        let Some(domain) = &self.domain else {
            if self.enforce {
                let reason = "without a domain (zap_domain) there is nothing to enforce";
                return Err(Error::refused(Errno::EINVAL, "ZMQ_ZAP_ENFORCE_DOMAIN", reason));
            }
            return Ok(());
        };
        is_text("ZMQ_ZAP_DOMAIN", domain)?;
        if matches!(self.how, How::GssapiServer(_)) && crate::version() <= (4, 3, 5) {
            let reason = "a GSSAPI server of this libzmq does not heed its authenticator";
            return Err(Error::refused(Errno::ENOTSUP, "ZMQ_ZAP_DOMAIN", reason));
        }
        if self.enforce {
            flag::get(socket, ZMQ_ZAP_ENFORCE_DOMAIN).map_err(|error| {
                if error != Errno::EINVAL {
                    return error.about("ZMQ_ZAP_ENFORCE_DOMAIN");
                }
                let reason = "this libzmq lets peers in while no authenticator runs, and cannot do otherwise";
                Error::refused(Errno::ENOTSUP, "ZMQ_ZAP_ENFORCE_DOMAIN", reason)
            })?;
        }
        Ok(())
    }

    /// Whether no connection is there that would go on without it.
    fn is_in_time(&self, socket: &RawSocket) -> Result<()> {
        if !socket.attached().get() {
            return Ok(());
        }
        let now = Mechanism::from_raw(get_int(socket, ZMQ_MECHANISM)?);
        let was_server = match now {
            Mechanism::Plain => flag::get(socket, ZMQ_PLAIN_SERVER)?,
            Mechanism::Curve => flag::get(socket, ZMQ_CURVE_SERVER)?,
            Mechanism::Gssapi => flag::get(socket, ZMQ_GSSAPI_SERVER)?,
            _ => true,
        };
        if !was_server && !self.how.is_server() && now == self.how.mechanism() {
            return Ok(());
        }
        let reason = "the socket is bound or connected already, without it: set it before";
        Err(Error::refused(Errno::EINVAL, self.how.name(), reason))
    }
}

impl How {
    fn mechanism(&self) -> Mechanism {
        match self {
            How::Null => Mechanism::Null,
            How::PlainServer | How::PlainClient { .. } => Mechanism::Plain,
            How::CurveServer(_) | How::CurveClient { .. } => Mechanism::Curve,
            How::GssapiServer(_) | How::GssapiClient { .. } => Mechanism::Gssapi,
        }
    }

    /// Its name, as errors have it.
    fn name(&self) -> &'static str {
        match self {
            How::Null => "NULL",
            How::PlainServer | How::PlainClient { .. } => "PLAIN",
            How::CurveServer(_) | How::CurveClient { .. } => "CURVE",
            How::GssapiServer(_) | How::GssapiClient { .. } => "GSSAPI",
        }
    }

    fn is_server(&self) -> bool {
        matches!(self, How::Null | How::PlainServer | How::CurveServer(_) | How::GssapiServer(_))
    }

    /// All that libzmq could refuse, and what it should.
    fn validate(&self) -> Result<()> {
        match self {
            How::Null | How::PlainServer => Ok(()),
            How::PlainClient { name, password } => {
                is_text("ZMQ_PLAIN_USERNAME", name)?;
                is_text("ZMQ_PLAIN_PASSWORD", password)
            }
            How::CurveServer(_) => keys::curve(),
            How::CurveClient { keys, .. } => {
                keys::curve()?;
                if keys.secret.public_key()? == keys.public {
                    return Ok(());
                }
                let reason = "the public key of the client is not that of its secret key";
                Err(Error::refused(Errno::EINVAL, "CURVE", reason))
            }
            How::GssapiServer(principal) => principal.validate("ZMQ_GSSAPI_PRINCIPAL"),
            How::GssapiClient { me, server } => {
                me.validate("ZMQ_GSSAPI_PRINCIPAL")?;
                server.validate("ZMQ_GSSAPI_SERVICE_PRINCIPAL")
            }
        }
    }

    /// Sets the options. That of the role comes last, since a key does not change it.
    fn set(&self, socket: &RawSocket) -> Result<()> {
        match self {
            How::Null => flag::set(socket, ZMQ_PLAIN_SERVER, false),
            How::PlainServer => flag::set(socket, ZMQ_PLAIN_SERVER, true),
            How::PlainClient { name, password } => {
                text_or_none::set(socket, ZMQ_PLAIN_USERNAME, Some(name))?;
                text_or_none::set(socket, ZMQ_PLAIN_PASSWORD, Some(password))
            }
            How::CurveServer(secret) => {
                key::set(socket, ZMQ_CURVE_SECRETKEY, secret.as_bytes())?;
                flag::set(socket, ZMQ_CURVE_SERVER, true)
            }
            How::CurveClient { server, keys } => {
                key::set(socket, ZMQ_CURVE_PUBLICKEY, keys.public.as_bytes())?;
                key::set(socket, ZMQ_CURVE_SECRETKEY, keys.secret.as_bytes())?;
                key::set(socket, ZMQ_CURVE_SERVERKEY, server.as_bytes())
            }
            How::GssapiServer(principal) => {
                text::set(socket, ZMQ_GSSAPI_PRINCIPAL, &principal.name)?;
                name_type::set(socket, ZMQ_GSSAPI_PRINCIPAL_NAMETYPE, principal.name_type)?;
                gssapi_server::set(socket, ZMQ_GSSAPI_SERVER, true)
            }
            How::GssapiClient { me, server } => {
                text::set(socket, ZMQ_GSSAPI_PRINCIPAL, &me.name)?;
                name_type::set(socket, ZMQ_GSSAPI_PRINCIPAL_NAMETYPE, me.name_type)?;
                text::set(socket, ZMQ_GSSAPI_SERVICE_PRINCIPAL, &server.name)?;
                name_type::set(socket, ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE, server.name_type)
            }
        }
    }
}

impl Principal {
    fn validate(&self, option: &'static str) -> Result<()> {
        if !has(Capability::Gssapi) {
            let reason = "the linked libzmq has no GSSAPI: turn on the feature `gssapi`";
            return Err(Error::refused(Errno::ENOTSUP, "GSSAPI", reason));
        }
        if let GssapiNameType::Other(number) = self.name_type {
            return Err(Error::refused(Errno::EINVAL, option, format!("{number} is no kind of name")));
        }
        is_text(option, &self.name)
    }
}

/// Sets an option, and names it if that fails.
fn named(name: &'static str, set: impl FnOnce(i32) -> Result<()>, option: i32) -> Result<()> {
    set(option).map_err(|error| explain(error, name))
}

/// What fits in an option: 1 to 255 bytes without a NUL.
fn is_text(option: &'static str, text: &str) -> Result<()> {
    let reason = match text.len() {
        1..=255 if text.contains('\0') => "the text has a NUL character".to_owned(),
        1..=255 => return Ok(()),
        length => format!("a text of {length} bytes is out of range"),
    };
    Err(Error::refused(Errno::EINVAL, option, reason))
}
