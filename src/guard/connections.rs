//! Binding, connecting and leaving: which endpoints libzmq would abort or hang over. Names of `inproc` are in `inproc.rs`, what only
//! some machines lack in `src/socket/endpoint/`.
//!
//! - Two thread-safe sockets joined by `inproc` lock each other out for ever ([`Mend::ThreadSafe`]): each call holds the lock of
//!   its own socket and wants the other's, even if it is not to wait.
//! - A DGRAM has names for IPv4 peers only, goes over udp only, and has one endpoint at a time; with a libzmq that cannot unbind udp, one
//!   in all ([`Mend::Dgram`]).
//! - A DISH that joins a group with a name of more than 255 bytes aborts the process of its RADIO ([`Mend::Groups`]).

use super::{Mend, lacks, refused, sends, unsupported};
use crate::{Errno, Error, Result, SocketType, socket::facts::Facts};

/// How many bytes libzmq takes of all that follows the transport `ws`.
const LONGEST_WS: usize = 4096;

/// How many bytes of host and path fit in the request that begins a connection of `ws`: without the mend, libzmq writes it into 8192
/// bytes, with 182 around them and a NUL at the end, and aborts if it is longer.
const LONGEST_REQUEST: usize = 8192 - 1 - 182;

/// The largest command a peer has to send a RADIO: to join a group with a name of 255 bytes.
const JOIN_COMMAND: i64 = 260;

/// Before a bind or connect, under [`Facts::setup`].
pub(crate) fn may_attach(facts: &Facts, endpoint: &str) -> Result<()> {
    if facts.kind == SocketType::Dgram && !endpoint.starts_with("udp://") {
        return Err(Error::refused(Errno::ENOCOMPATPROTO, "", "a DGRAM socket supports udp only"));
    }
    if facts.kind.is_draft() && endpoint.starts_with("inproc://") && lacks(Mend::ThreadSafe) {
        let reason = "two thread-safe sockets deadlock over inproc; use ipc or tcp";
        return Err(Error::refused(Errno::ENOCOMPATPROTO, "", reason));
    }
    Ok(())
}

/// Before a bind or connect over udp of a socket that uses IPv6, too.
pub(crate) fn may_use_ipv6(facts: &Facts) -> Result<()> {
    if facts.kind == SocketType::Dgram {
        return Err(refused("a DGRAM socket uses IPv4 only: set_ipv6(false)"));
    }
    Ok(())
}

/// Before a bind or connect over udp; `is_bound` says whether the socket has an endpoint now. From then on what a RADIO sends is
/// checked.
pub(crate) fn may_use_udp(facts: &Facts, is_bound: impl FnOnce() -> bool) -> Result<()> {
    match facts.kind {
        SocketType::Radio => sends::radio_may_use_udp(facts),
        SocketType::Dgram if lacks(Mend::Dgram) && facts.attached.get() => {
            Err(refused("with this libzmq a DGRAM socket binds once"))
        }
        SocketType::Dgram if is_bound() => {
            Err(refused("a DGRAM socket has one endpoint at a time: unbind it first"))
        }
        _ => Ok(()),
    }
}

/// What an unknown peer may send a socket at most, unless the program has bounded it: peers send a RADIO commands only, and one
/// that is too long aborts the process. With CURVE and the others a peer has to be known, and sends longer ones.
pub(crate) fn longest_command(facts: &Facts) -> Option<i64> {
    (facts.kind == SocketType::Radio && lacks(Mend::Groups)).then_some(JOIN_COMMAND)
}

/// The host and path of a `ws` endpoint.
pub(crate) fn websocket(rest: &str, bind: bool) -> Result<()> {
    let segments = rest.matches('/').count();
    let reason = if lacks(Mend::Websocket) {
        if segments > 1 {
            "libzmq 4.3.5 or older accepts one path segment at most".to_owned()
        } else if asks_for(rest) > LONGEST_REQUEST {
            "its host and path are longer than what this libzmq can ask a server for".to_owned()
        } else if !bind && rest.find('/').is_some_and(|path| rest[path..].contains(':')) {
            "libzmq 4.3.5 or older reads a colon in the path as the end of the host".to_owned()
        } else {
            return Ok(());
        }
    } else if rest.len() > LONGEST_WS {
        format!("its host and path are longer than {LONGEST_WS} bytes")
    } else {
        return Ok(());
    };
    Err(Error::refused(Errno::EINVAL, "", reason))
}

/// Whether paths of `ws` have one segment at most.
#[cfg(test)]
pub(crate) fn websockets_are_short() -> bool {
    lacks(Mend::Websocket)
}

/// The length of what libzmq takes for the host and the path; a colon in the path is in both.
fn asks_for(rest: &str) -> usize {
    rest.rfind(':').unwrap_or(rest.len()) + rest.rfind('/').map_or(1, |slash| rest.len() - slash)
}

/// Before an endpoint is left, by unbind or disconnect. `half_received` asks whether parts of a message are to be received still,
/// `events` for `ZMQ_EVENTS`.
pub(crate) fn may_leave(
    facts: &Facts,
    endpoint: &str,
    half_received: impl FnOnce() -> Result<bool>,
    events: impl FnOnce() -> Result<i32>,
) -> Result<()> {
    if lacks(Mend::Middle) {
        if half_received()? {
            return Err(Error::refused(Errno::EFSM, "", "receive the rest of the message first"));
        }
        // Polling such a kind takes the first part of a message out of its queue.
        if facts.polled.get() && facts.kind.looks_ahead() && events()? & zmq_sys::ZMQ_POLLIN != 0 {
            return Err(Error::refused(Errno::EFSM, "", "receive the queued messages first"));
        }
    }
    if facts.rare.heartbeats.get() && !endpoint.starts_with("inproc://") {
        let reason =
            "with heartbeats libzmq 4.3.5 or older may abort when an endpoint is closed; drop the socket";
        return Err(unsupported(reason));
    }
    Ok(())
}

/// Before libzmq is asked for the statistics of connections.
#[cfg(feature = "draft")]
pub(crate) fn statistics() -> Result<()> {
    if lacks(Mend::Statistics) { Err(unsupported("this libzmq corrupts memory over it")) } else { Ok(()) }
}
