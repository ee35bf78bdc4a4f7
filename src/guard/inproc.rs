//! Names of `inproc`: who must not bind, wait for or leave which. `src/context/inproc.rs` knows who has a name, and who waits for it.

use super::{Mend, lacks, refused, unsupported};
use crate::{Errno, Error, Result, SocketType, socket::facts::Facts};

/// Before a bind or connect to a name.
pub(crate) fn may_attach(facts: &Facts) -> Result<()> {
    let reason = match facts.kind {
        _ if facts.rare.raw_tcp.get() => "a raw ROUTER does not support inproc",
        // They speak raw TCP, too; over `inproc` they meet messages that end the process.
        SocketType::Stream => "a STREAM socket does not support inproc",
        _ => return Ok(()),
    };
    Err(Error::refused(Errno::ENOCOMPATPROTO, "", reason))
}

/// Before a socket connects to the name of a socket of the kind `owner`, or that nobody has: where a DISH is at one end, a RADIO is at
/// the other.
pub(crate) fn may_join(kind: SocketType, owner: Option<SocketType>) -> Result<()> {
    let reason = match (kind, owner) {
        (SocketType::Dish, Some(SocketType::Radio)) | (SocketType::Radio, _) => return Ok(()),
        (SocketType::Dish, None) => "a DISH connects to an inproc name only after a RADIO has bound it",
        (SocketType::Dish, _) | (_, Some(SocketType::Dish)) => {
            "over inproc the peers of a DISH are RADIO sockets, and no others have a DISH"
        }
        _ => return Ok(()),
    };
    Err(Error::refused(Errno::ENOCOMPATPROTO, "", reason))
}

/// Before a socket binds a name. `awaits` says whether one of such a kind waits for it.
pub(crate) fn may_bind(kind: SocketType, awaits: impl Fn(fn(SocketType) -> bool) -> bool) -> Result<()> {
    if kind == SocketType::Dish && awaits(|kind| kind != SocketType::Radio) {
        let reason = "another socket than a RADIO waits for this name, and over inproc the peers of a DISH are RADIO sockets";
        return Err(Error::refused(Errno::ENOCOMPATPROTO, "", reason));
    }
    if kind == SocketType::Pair && awaits(is_told_routing_ids) {
        return Err(refused("a ROUTER or REP waits for this name; a PAIR must not bind it"));
    }
    Ok(())
}

/// Kinds to which libzmq tells the routing id of a new peer by a message in the pipe, and takes it for granted that this works.
pub(crate) fn is_told_routing_ids(kind: SocketType) -> bool {
    lacks(Mend::Greetings) && (matches!(kind, SocketType::Router | SocketType::Rep) || kind.is_draft())
}

/// Whether a socket that greets its peers must not meet those that waited for its name and have left.
pub(crate) fn greetings_need_peers() -> bool {
    lacks(Mend::Greetings)
}

/// The error where it would.
pub(crate) fn greets_who_has_left() -> Error {
    refused(
        "a socket that waited for this name has left, and this libzmq cannot greet it: bind without \
         a welcome message (ZMQ_XPUB_WELCOME_MSG) or greeting (ZMQ_HELLO_MSG), or use another name",
    )
}

/// Whether a connection that keeps one message only must not wait: it has lost what the one who binds expects.
pub(crate) fn conflating_must_not_wait() -> bool {
    lacks(Mend::ConflateWaits)
}

/// The error where it would.
pub(crate) fn conflates_and_waits() -> Error {
    refused("a conflating socket (ZMQ_CONFLATE) connects to an inproc name only after the bind")
}

/// The error where a kind that [is told routing ids](is_told_routing_ids) would leave a name, and others wait for it.
pub(crate) fn leaves_others() -> Error {
    unsupported(
        "a ROUTER or REP cannot disconnect from an inproc name while others wait for it; drop the socket",
    )
}
