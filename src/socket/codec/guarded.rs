//! Options about which `src/guard/` has a rule, or the facts of the socket a note.

use super::{flag, get_int, message, millis_or_forever, millis_or_off, number, out_of_range, text};
use crate::{
    Result, duration,
    guard::{authentication, names, options, sends},
    socket::{numbers::*, raw::RawSocket, system},
};
use std::time::Duration;

/// A C int that is 0 or 1 and may not change once the socket has an endpoint.
pub(crate) mod early_flag {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        options::early(socket.facts())?;
        flag::set(socket, option, value)
    }
}

/// Whether messages queue only for connections that are up.
pub(crate) mod immediate {
    use super::*;

    pub use flag::get;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        options::immediate(socket.facts(), value)?;
        flag::set(socket, option, value)
    }
}

/// Whether queues keep one message only.
pub(crate) mod conflate {
    use super::*;

    pub use flag::get;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        options::conflate(socket.facts())?;
        flag::set(socket, option, value)
    }
}

/// A number of messages, 0 for no limit.
pub(crate) mod high_water_mark {
    use super::*;

    pub use number::get;

    pub fn set(socket: &RawSocket, option: i32, value: u32) -> Result<()> {
        options::high_water_mark(socket.facts(), option, value)?;
        number::set(socket, option, value)
    }
}

/// The linger period.
pub(crate) mod linger {
    use super::*;

    pub use millis_or_forever::get;

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        options::linger(socket.facts(), value)?;
        millis_or_forever::set(socket, option, value)
    }
}

/// Whether to send each new peer an empty message.
pub(crate) mod probe {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        options::probe(socket.facts(), value)?;
        flag::set(socket, option, value)?;
        socket.facts().rare.probes.set(value);
        Ok(())
    }
}

/// The greeting of each new peer.
#[cfg(feature = "draft")]
pub(crate) mod greeting {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: &[u8]) -> Result<()> {
        options::greeting(socket.facts(), !value.is_empty())?;
        message::set(socket, option, value)?;
        socket.facts().rare.hello.set(!value.is_empty());
        Ok(())
    }
}

/// The message for each new subscriber.
pub(crate) mod welcome {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: &[u8]) -> Result<()> {
        message::set(socket, option, value)?;
        socket.facts().rare.welcome.set(!value.is_empty());
        Ok(())
    }
}

/// Whether a peer may take over the name of another.
pub(crate) mod handover {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        options::handover(socket.facts(), value)?;
        flag::set(socket, option, value)?;
        socket.facts().rare.handover.set(value);
        Ok(())
    }
}

/// Whether a ROUTER speaks raw TCP.
pub(crate) mod raw_router {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        options::raw_tcp(socket.facts(), value)?;
        flag::set(socket, option, value)?;
        if value {
            socket.facts().rare.raw_tcp.set(true);
        }
        Ok(())
    }
}

/// The heartbeat interval.
pub(crate) mod heartbeat {
    use super::*;

    pub use millis_or_off::get;

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        let millis = duration::to_millis("", Some(value.unwrap_or_default()))?;
        if millis > 0 {
            options::heartbeats(socket.facts(), |option| get_int(socket, option))?;
        }
        socket.set_int(option, millis)?;
        if socket.facts().rare.timeout_follows.get() {
            socket.set_int(ZMQ_HEARTBEAT_TIMEOUT, millis)?;
        }
        options::note_heartbeats(socket.facts(), millis > 0);
        Ok(())
    }
}

/// After what silence a peer is given up. libzmq takes no -1 back, which means the interval: so it is set to the interval
/// then, and follows it.
pub(crate) mod heartbeat_timeout {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<Duration>> {
        let value = millis_or_forever::get(socket, option)?;
        Ok(value.filter(|_| !socket.facts().rare.timeout_follows.get()))
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        if value.is_some() {
            millis_or_forever::set(socket, option, value)?;
        } else if get(socket, option)?.is_some() {
            socket.set_int(option, get_int(socket, ZMQ_HEARTBEAT_IVL)?)?;
        } else {
            return Ok(()); // it is the default still or again
        }
        socket.facts().rare.timeout_follows.set(value.is_none());
        Ok(())
    }
}

/// The name by which a ROUTER knows this socket.
pub(crate) mod routing_id {
    use super::*;

    pub use super::super::bytes::get;

    pub fn set(socket: &RawSocket, option: i32, value: &[u8]) -> Result<()> {
        names::routing_id(value)?;
        socket.set_bytes(option, value)
    }
}

/// The name of the peer that is connected next.
pub(crate) mod peer_name {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: &[u8]) -> Result<()> {
        names::peer_name(value, || flag::get(socket, ZMQ_IMMEDIATE))?;
        names::announce(socket.facts(), value, || socket.set_bytes(option, value))
    }
}

/// What has to be tried on a socket of the system first, since libzmq asserts that it works.
pub(crate) mod type_of_service {
    use super::*;

    pub use number::get;

    pub fn set(socket: &RawSocket, option: i32, value: u32) -> Result<()> {
        if value > 255 {
            return Err(out_of_range(value));
        }
        if value != 0 {
            system::try_type_of_service(value as i32)?;
        }
        number::set(socket, option, value)
    }
}

/// The same for the priority of packets.
#[cfg(feature = "draft")]
pub(crate) mod priority {
    use super::*;

    pub use number::get;

    pub fn set(socket: &RawSocket, option: i32, value: u32) -> Result<()> {
        let priority = i32::try_from(value).map_err(|_| out_of_range(value))?;
        if priority != 0 {
            system::try_priority(priority)?;
        }
        number::set(socket, option, value)
    }
}

/// Which failures end the attempts to connect.
pub(crate) mod reconnect_stop {
    use super::*;
    use crate::ReconnectStop;

    pub fn get(socket: &RawSocket, option: i32) -> Result<ReconnectStop> {
        get_int(socket, option).map(ReconnectStop::from_raw)
    }

    pub fn set(socket: &RawSocket, option: i32, value: ReconnectStop) -> Result<()> {
        if value.contains(ReconnectStop::AFTER_DISCONNECT) {
            options::stop_after_disconnect()?;
        }
        socket.set_int(option, value.raw())
    }
}

/// Whether to be a GSSAPI server.
pub(crate) mod gssapi_server {
    use super::*;

    pub use flag::get;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        if value && authentication::gssapi_ignores_refusals() && has_domain(socket)? {
            return Err(authentication::gssapi_beside_domain());
        }
        flag::set(socket, option, value)
    }
}

fn has_domain(socket: &RawSocket) -> Result<bool> {
    Ok(!text::get(socket, ZMQ_ZAP_DOMAIN)?.is_empty())
}

/// The domain that is told to the authenticator.
pub(crate) mod zap_domain {
    use super::*;

    pub use text::get;

    pub fn set(socket: &RawSocket, option: i32, value: &str) -> Result<()> {
        let both = authentication::gssapi_ignores_refusals()
            && crate::has(crate::Capability::Gssapi)
            && flag::get(socket, ZMQ_GSSAPI_SERVER)?;
        if both {
            return Err(authentication::gssapi_beside_domain());
        }
        text::set(socket, option, value)
    }
}

/// Whether peers are rejected while no authenticator runs.
pub(crate) mod enforce_domain {
    use super::*;

    pub use flag::get;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        authentication::enforce_domain(value, || has_domain(socket))?;
        flag::set(socket, option, value)
    }
}

/// Topics that a socket subscribes to, or takes back.
pub(crate) mod topic {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, topic: &[u8]) -> Result<()> {
        sends::fits_topic(topic.len())?;
        socket.set_bytes(option, topic)
    }
}
