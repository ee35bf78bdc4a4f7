//! Sockets and the authenticator: what libzmq cannot stand of those that ask it, and where peers are admitted that it rejected.

use super::{Mend, lacks, refused, unsupported};
use crate::{Errno, Error, Result, SocketType};

/// Before a socket that is no authenticator binds the name where libzmq asks them.
pub(crate) fn may_bind() -> Result<()> {
    if lacks(Mend::ZapEndpoint) {
        return Err(refused("only a ZAP handler may bind here: start an Authenticator"));
    }
    Ok(())
}

/// The error of a server that must have a domain. Without one nobody is asked, and everybody admitted.
pub(crate) fn has_no_domain() -> Error {
    refused("ZMQ_ZAP_ENFORCE_DOMAIN is on, and there is no domain (ZMQ_ZAP_DOMAIN)")
}

/// Whether such a server aborts the process with PLAIN; it admits nobody otherwise.
pub(crate) fn plain_needs_domain() -> bool {
    lacks(Mend::Domain)
}

/// Before peers are rejected while no authenticator runs. Without a domain libzmq would ask none at all, which
/// [`has_no_domain`] is for; and without the mend, a PLAIN server aborts at the first peer. There is no way back to no domain.
pub(crate) fn enforce_domain(on: bool, has_domain: impl FnOnce() -> Result<bool>) -> Result<()> {
    if on && lacks(Mend::Domain) && !has_domain()? {
        return Err(refused("there is no domain to enforce: set the option zap_domain before"));
    }
    Ok(())
}

/// Whether a GSSAPI server admits clients that the authenticator rejected, so that the two do not go together.
pub(crate) fn gssapi_ignores_refusals() -> bool {
    lacks(Mend::GssapiRefusal)
}

/// The error where they would.
pub(crate) fn gssapi_beside_domain() -> Error {
    unsupported(
        "a GSSAPI server ignores the authenticator's decision on libzmq 4.3.5 or older (ZMQ_ZAP_DOMAIN)",
    )
}

/// Whether what an authenticator says of a peer comes to this kind as a message that it does not take: it hears nothing more.
pub(crate) fn deafens(kind: SocketType) -> bool {
    matches!(kind, SocketType::Req | SocketType::Dish) && lacks(Mend::Credentials)
}

/// Before such a socket binds or connects, and would ask; `present` says whether there is an authenticator.
pub(crate) fn may_deafen(present: bool) -> Result<()> {
    if present {
        let reason = "a REQ or DISH that asks the authenticator receives nothing from peers that an authenticator let \
                      in; use another kind, or another context";
        return Err(unsupported(reason));
    }
    Ok(())
}

/// Whether an answer about a connection that has gone aborts the process, or counts for the next one: libzmq keeps one way to ask for all
/// connections of a socket.
pub(crate) fn answers_come_late() -> bool {
    lacks(Mend::LateAnswer)
}

/// Before a socket connects that asks whenever it connects again; `present` says whether there is an authenticator.
pub(crate) fn may_ask_again(present: bool) -> Result<()> {
    if present {
        let reason = "with an authenticator, the server of a mechanism, or a socket with a domain, connects only with \
                      reconnect_ivl None; or bind it, or use another context";
        return Err(unsupported(reason));
    }
    Ok(())
}

/// Before an authenticator binds its name, where sockets have connected that ask again, or that it would deafen.
pub(crate) fn may_answer(asks_again: bool, deafens: bool) -> Result<()> {
    if asks_again {
        let reason = "a server of a mechanism, or a socket with a domain, has connected in this context; use another one";
        return Err(unsupported(reason));
    }
    if deafens {
        let reason = "a REQ or DISH of this context would ask the authenticator, and receive nothing any more; close it, \
                      or use another context";
        return Err(unsupported(reason));
    }
    Ok(())
}

/// Before a GSSAPI server gets its mechanism whole, with a domain.
pub(crate) fn may_be_gssapi_server(has_domain: bool) -> Result<()> {
    if has_domain && lacks(Mend::GssapiRefusal) {
        let reason = "a GSSAPI server ignores the authenticator's decision on libzmq 4.3.5 or older";
        return Err(Error::refused(Errno::ENOTSUP, "ZMQ_ZAP_DOMAIN", reason));
    }
    Ok(())
}
