//! The names of peers: routing ids, and what connections are called (`ZMQ_CONNECT_ROUTING_ID`).
//!
//! A ROUTER makes up names that begin with a zero, one after the other; without the mend ([`Mend::MadeUpNames`]), it asserts that nobody
//! has them.
//!
//! Without its mend ([`Mend::PeerNames`]), libzmq asserts that a name is new when its connection is made. A ROUTER has names from its
//! peers, too, so that only one whose peers all have their names from us is sure of them. With it, libzmq itself refuses a name that
//! a peer has.

use super::{Mend, lacks, refused};
use crate::{
    Errno, Result, SocketType,
    socket::facts::{Facts, PeerNames},
};

/// Before a socket gets the name by which a ROUTER knows it.
pub(crate) fn routing_id(name: &[u8]) -> Result<()> {
    match name {
        [] => Err(refused("a routing id has 1 to 255 bytes; without one, the ROUTER chooses")),
        [0, ..] if lacks(Mend::MadeUpNames) => {
            Err(refused("a routing id must not begin with a zero byte: a ROUTER generates such ids"))
        }
        _ => Ok(()),
    }
}

/// Before the next connection gets a name; `immediate` asks whether messages queue only for connections that are up.
pub(crate) fn peer_name(name: &[u8], immediate: impl FnOnce() -> Result<bool>) -> Result<()> {
    if name.is_empty() || name.len() > 255 {
        return Err(refused("a routing id has 1 to 255 bytes"));
    }
    if name[0] == 0 && lacks(Mend::MadeUpNames) {
        return Err(refused("a routing id must not begin with a zero byte: a ROUTER generates such ids"));
    }
    if immediate()? {
        return Err(refused(
            "ZMQ_CONNECT_ROUTING_ID cannot be combined with ZMQ_IMMEDIATE: the id would be assigned too late",
        ));
    }
    Ok(())
}

/// Gives a name to the next connection by `set`.
pub(crate) fn announce(facts: &Facts, name: &[u8], set: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut names = facts.names();
    if !lacks(Mend::PeerNames) {
        set().map_err(|error| {
            let taken = error == Errno::EINVAL;
            if taken { refused("the routing id is in use by a peer of this socket") } else { error }
        })?;
        names.waiting = Some(name.to_vec());
        return Ok(());
    }
    if facts.kind == SocketType::Router && names.others {
        let reason = "a peer could bring the same routing id, and libzmq would abort: set one for all connections, and bind last";
        return Err(refused(reason));
    }
    if names.given.contains(name) {
        return Err(refused("the routing id was used by a connection of this socket already"));
    }
    set()?;
    names.waiting = Some(name.to_vec());
    Ok(())
}

/// Before a bind: a name that waits could be taken by a peer.
pub(crate) fn may_bind(facts: &Facts) -> Result<()> {
    if lacks(Mend::PeerNames) && facts.names().waiting.is_some() {
        return Err(refused(
            "a routing id is set for the next connection (ZMQ_CONNECT_ROUTING_ID): connect first",
        ));
    }
    Ok(())
}

/// After a bind.
pub(crate) fn bound(facts: &Facts) {
    facts.names().others = true;
}

/// After a connect.
pub(crate) fn connected(facts: &Facts) {
    let mut names = facts.names();
    let PeerNames { waiting, given, others } = &mut *names;
    match waiting.take() {
        Some(name) if lacks(Mend::PeerNames) => drop(given.insert(name)),
        Some(_) => (),
        None => *others = true,
    }
}
