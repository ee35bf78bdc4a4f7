//! Sockets and the authenticator: the endpoint where libzmq asks it, and what libzmq 4.3.5 cannot stand of those that ask.

use super::{
    Socket, codec,
    endpoint::c_endpoint,
    kind::Router,
    numbers::{
        ZMQ_CURVE_SERVER, ZMQ_GSSAPI_SERVER, ZMQ_PLAIN_SERVER, ZMQ_RECONNECT_IVL, ZMQ_ZAP_DOMAIN,
        ZMQ_ZAP_ENFORCE_DOMAIN,
    },
    options::Mechanism,
    raw::RawSocket,
};
use crate::{
    Errno, Error, Result,
    context::ZAP,
    version::{Mend, lacks},
};

impl Socket<Router> {
    /// Answers from now on what libzmq asks about peers.
    pub(crate) fn bind_zap(&self) -> Result<()> {
        self.bind_anywhere(ZAP).map(drop)
    }

    /// Is asked no more; what was asked before still comes in. No connection goes with a name of `inproc`.
    pub(crate) fn unbind_zap(&self) -> Result<()> {
        self.leave_by(ZAP, || self.raw().unbind(&c_endpoint(ZAP)?))?;
        self.detach(ZAP);
        Ok(())
    }
}

impl RawSocket {
    /// Before a bind or connect: the first client of a PLAIN server without a domain ends the process, if there must be one.
    /// And what an authenticator says of a peer comes to a REQ or DISH as a message that it does not take: it hears nothing more.
    pub(super) fn may_authenticate(&self, endpoint: &str) -> Result<()> {
        let has = |option| codec::flag::get(self, option).unwrap_or(false);
        if has(ZMQ_PLAIN_SERVER) && has(ZMQ_ZAP_ENFORCE_DOMAIN) && !self.has_domain()? {
            let reason =
                "a PLAIN server that must have a domain (ZMQ_ZAP_ENFORCE_DOMAIN) has none (ZMQ_ZAP_DOMAIN)";
            return Err(Error::refused(Errno::EINVAL, "", reason));
        }
        let takes_no_more = self.guard().takes_no_credentials() && lacks(Mend::Credentials);
        if takes_no_more && !endpoint.starts_with("inproc://") && self.asks()? {
            return self.context().inproc.without_authenticator(self.id());
        }
        Ok(())
    }

    /// Whether this socket, connected to an endpoint, asks the authenticator about one peer after another, as they come and
    /// go.
    pub(super) fn asks_again(&self, endpoint: &str) -> Result<bool> {
        if endpoint.starts_with("inproc://") || crate::version() > (4, 3, 5) {
            return Ok(false);
        }
        Ok(self.asks()? && self.reconnects()?)
    }

    /// Whether it asks the authenticator about its peers.
    fn asks(&self) -> Result<bool> {
        let server = match codec::mechanism::get(self, zmq_sys::ZMQ_MECHANISM)? {
            Mechanism::Null => return self.has_domain(),
            Mechanism::Plain => ZMQ_PLAIN_SERVER,
            Mechanism::Curve => ZMQ_CURVE_SERVER,
            _ => ZMQ_GSSAPI_SERVER,
        };
        codec::flag::get(self, server)
    }

    fn has_domain(&self) -> Result<bool> {
        Ok(!codec::text::get(self, ZMQ_ZAP_DOMAIN)?.is_empty())
    }

    fn reconnects(&self) -> Result<bool> {
        Ok(codec::get_int(self, ZMQ_RECONNECT_IVL)? > 0)
    }
}
