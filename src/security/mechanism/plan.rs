//! What a mechanism asks of a socket: checked first, and then set.

use super::Principal;
use crate::{
    Capability, Errno, Error, GssapiNameType, KeyPair, Mechanism, PublicKey, Result, SecretKey,
    guard::authentication,
    has,
    security::keys,
    socket::{
        codec::{
            enforce_domain, flag, get_int, gssapi_server, key, name_type, text, text_or_none, zap_domain,
        },
        numbers::*,
        options::explain,
        raw::RawSocket,
    },
};
use std::fmt;
use zeroize::Zeroizing;

/// What a [`Security`] is made of.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(super) how: How,
    pub(super) domain: Option<String>,
    pub(super) enforce: bool,
}

/// The mechanism, the role, and what they need.
#[derive(Clone)]
pub(super) enum How {
    Null,
    PlainServer,
    PlainClient { name: String, password: Zeroizing<String> },
    CurveServer(SecretKey),
    CurveClient { server: PublicKey, keys: KeyPair },
    GssapiServer(Principal),
    GssapiClient { me: Principal, server: Principal },
}

impl Plan {
    pub(super) fn new(how: How) -> Plan {
        Plan { how, domain: None, enforce: false }
    }

    pub(crate) fn apply(&self, socket: &RawSocket) -> Result<()> {
        self.how.validate()?;
        self.may_ask(socket)?;
        self.is_in_time(socket)?;
        // What could be refused has been; once the context is shut down, which may fail here, the socket joins nobody.
        self.how.set(socket).map_err(|error| error.about(self.how.name()))?;
        if let Some(domain) = &self.domain {
            named("ZMQ_ZAP_DOMAIN", |option| zap_domain::set(socket, option, domain), ZMQ_ZAP_DOMAIN)?;
        }
        if self.how.is_server() && flag::get(socket, ZMQ_ZAP_ENFORCE_DOMAIN).unwrap_or(false) != self.enforce
        {
            let set = |option| enforce_domain::set(socket, option, self.enforce);
            named("ZMQ_ZAP_ENFORCE_DOMAIN", set, ZMQ_ZAP_ENFORCE_DOMAIN)?;
        }
        Ok(())
    }

    /// Whether the part about the authenticator is whole, and known to this libzmq.
    fn may_ask(&self, socket: &RawSocket) -> Result<()> {
        let has_domain = self.domain.is_some() || !text::get(socket, ZMQ_ZAP_DOMAIN)?.is_empty();
        if matches!(self.how, How::GssapiServer(_)) {
            authentication::may_be_gssapi_server(has_domain)?;
        }
        let Some(domain) = &self.domain else {
            if self.enforce {
                let reason = "zap_enforce_domain needs a domain (zap_domain)";
                return Err(Error::refused(Errno::EINVAL, "ZMQ_ZAP_ENFORCE_DOMAIN", reason));
            }
            return Ok(());
        };
        is_text("ZMQ_ZAP_DOMAIN", domain)?;
        if self.enforce {
            flag::get(socket, ZMQ_ZAP_ENFORCE_DOMAIN).map_err(|error| {
                if error != Errno::EINVAL {
                    return error.about("ZMQ_ZAP_ENFORCE_DOMAIN");
                }
                let reason =
                    "this libzmq admits peers while no authenticator runs, and has no ZMQ_ZAP_ENFORCE_DOMAIN";
                Error::refused(Errno::ENOTSUP, "ZMQ_ZAP_ENFORCE_DOMAIN", reason)
            })?;
        }
        Ok(())
    }

    /// Whether no connection is there that would go on without it.
    fn is_in_time(&self, socket: &RawSocket) -> Result<()> {
        if !socket.facts().attached.get() {
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
        let reason = "the socket is bound or connected already: set the mechanism before";
        Err(Error::refused(Errno::EINVAL, self.how.name(), reason))
    }
}

impl How {
    pub(super) fn mechanism(&self) -> Mechanism {
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

    pub(super) fn is_server(&self) -> bool {
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
            return Err(Error::refused(Errno::EINVAL, option, format!("{number} is no name type")));
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
