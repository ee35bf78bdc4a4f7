//! Sockets and the authenticator: the endpoint where libzmq asks it, and what libzmq cannot stand of those that ask.

use super::{
    Socket, codec,
    endpoint::c_endpoint,
    numbers::{
        ZMQ_CURVE_SERVER, ZMQ_GSSAPI_SERVER, ZMQ_PLAIN_SERVER, ZMQ_RECONNECT_IVL, ZMQ_ZAP_DOMAIN,
        ZMQ_ZAP_ENFORCE_DOMAIN,
    },
    options::Mechanism,
    raw::RawSocket,
};
use crate::{Result, Router, context::ZAP, guard::authentication};

impl Socket<Router> {
    /// Answers from now on what libzmq asks about peers.
    pub(crate) fn bind_zap(&self) -> Result<()> {
        self.bind_anywhere(ZAP).map(drop)
    }

    /// Is asked no more; earlier requests are still received. No connection goes with a name of `inproc`.
    pub(crate) fn unbind_zap(&self) -> Result<()> {
        self.leave_by(ZAP, || self.raw().unbind(&c_endpoint(ZAP)?))?;
        self.detach(ZAP);
        Ok(())
    }
}

impl RawSocket {
    /// Before a bind or connect: who must have a domain has one, and who would be deafened by an authenticator meets none.
    pub(super) fn may_authenticate(&self, endpoint: &str) -> Result<()> {
        let has = |option| codec::flag::get(self, option).unwrap_or(false);
        if has(ZMQ_ZAP_ENFORCE_DOMAIN) && !self.has_domain()? && self.would_ask_nobody()? {
            return Err(authentication::has_no_domain());
        }
        let deafens = authentication::deafens(self.facts().kind);
        if deafens && !endpoint.starts_with("inproc://") && self.asks()? {
            return self.context().inproc.without_authenticator(self.facts().id);
        }
        Ok(())
    }

    /// Whether this socket, connected to an endpoint, asks the authenticator about one peer after another, as they come and
    /// go.
    pub(super) fn asks_again(&self, endpoint: &str) -> Result<bool> {
        if endpoint.starts_with("inproc://") || !authentication::answers_come_late() {
            return Ok(false);
        }
        Ok(self.asks()? && self.reconnects()?)
    }

    /// Whether it is a server that admits peers unasked, or aborts the process, where there is no domain.
    fn would_ask_nobody(&self) -> Result<bool> {
        Ok(match codec::mechanism::get(self, zmq_sys::ZMQ_MECHANISM)? {
            Mechanism::Null => true,
            Mechanism::Plain => {
                authentication::plain_needs_domain() && codec::flag::get(self, ZMQ_PLAIN_SERVER)?
            }
            Mechanism::Curve => codec::flag::get(self, ZMQ_CURVE_SERVER)?,
            _ => authentication::gssapi_ignores_refusals() && codec::flag::get(self, ZMQ_GSSAPI_SERVER)?,
        })
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
