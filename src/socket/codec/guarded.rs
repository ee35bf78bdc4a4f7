//! Values that make libzmq abort, corrupt memory or misbehave, where it lacks the mend that is named: refused.

use super::{flag, get_int, number, out_of_range, refused};
use crate::{
    Errno, Error, Result, SocketType, duration,
    guard::{Mend, lacks},
    socket::{numbers::*, raw::RawSocket, system},
};
use std::{sync::atomic::Ordering::Relaxed, time::Duration};

const EARLY: &str = "set it before the first bind or connect";

/// A C int that is 0 or 1 and may not change once the socket has an endpoint: libzmq aborts or uses freed memory when a
/// connection breaks that was made under another value.
pub(crate) mod early_flag {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        if socket.attached().get() {
            return Err(refused(EARLY));
        }
        flag::set(socket, option, value)
    }
}

/// Whether messages queue only for connections that are up.
pub(crate) mod immediate {
    use super::*;

    pub use flag::get;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        if lacks(Mend::Immediate) && socket.attached().get() {
            return Err(refused(EARLY));
        }
        if value && socket.pending().names().is_waiting() {
            return Err(refused("a name waits for the next connection (ZMQ_CONNECT_ROUTING_ID)"));
        }
        flag::set(socket, option, value)
    }
}

/// Whether queues keep one message only.
pub(crate) mod conflate {
    use super::*;

    pub use flag::get;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        if lacks(Mend::Conflate) && socket.attached().get() {
            return Err(refused(EARLY));
        }
        flag::set(socket, option, value)
    }
}

/// A number of messages, 0 for no limit. Without the mend, a change on a live socket is sent to pipes that may be freed already.
pub(crate) mod high_water_mark {
    use super::*;

    pub use number::get;

    pub fn set(socket: &RawSocket, option: i32, value: u32) -> Result<()> {
        if lacks(Mend::Marks) && socket.attached().get() {
            let reason = "set it before the first bind or connect: this libzmq corrupts memory otherwise";
            return Err(refused(reason));
        }
        if option == ZMQ_RCVHWM && value > 0 && socket.pending().heartbeats() {
            return Err(refused("heartbeats need a queue without a limit"));
        }
        number::set(socket, option, value)
    }
}

/// The linger period.
pub(crate) mod linger {
    use super::*;

    pub use super::super::millis_or_forever::get;

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        if value != Some(Duration::ZERO) && socket.pending().heartbeats() {
            return Err(refused("heartbeats need a linger period of zero"));
        }
        super::super::millis_or_forever::set(socket, option, value)
    }
}

const TWICE: &str =
    "a greeting (ZMQ_HELLO_MSG) and a probe (ZMQ_PROBE_ROUTER) do not fit into the same queue";

/// Whether to send each new peer an empty message. libzmq expects room for one message in a new queue, and aborts or
/// writes past its lists if a second one finds none.
pub(crate) mod probe {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        if value && socket.pending().hello().load(Relaxed) {
            return Err(refused(TWICE));
        }
        flag::set(socket, option, value)?;
        socket.pending().probe().store(value, Relaxed);
        Ok(())
    }
}

/// The greeting of each new peer, with the same room.
#[cfg(feature = "draft")]
pub(crate) mod greeting {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: &[u8]) -> Result<()> {
        if !value.is_empty() && socket.pending().probe().load(Relaxed) {
            return Err(refused(TWICE));
        }
        super::super::message::set(socket, option, value)?;
        socket.pending().hello().store(!value.is_empty(), Relaxed);
        Ok(())
    }
}

/// Whether a peer may take over the name of another.
pub(crate) mod handover {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        if value && socket.pending().heartbeats() {
            return Err(refused("heartbeats and a change of hands abort this libzmq"));
        }
        flag::set(socket, option, value)?;
        socket.pending().set_handover(value);
        Ok(())
    }
}

/// Whether a ROUTER speaks raw TCP. There is no way back: libzmq forgets half of it.
pub(crate) mod raw_router {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        if socket.attached().get() {
            return Err(refused(EARLY));
        }
        if !value && socket.pending().raw() {
            return Err(refused("once on it stays on"));
        }
        flag::set(socket, option, value)?;
        if value {
            socket.pending().set_raw();
        }
        Ok(())
    }
}

/// How often to ask the peer for a sign of life.
///
/// Without the mends two assertions of libzmq are within reach, `_input_stopped` and `!_io_error`. Both need a connection
/// whose input has stopped, since the queue is full or is gone while the connection is still there, when a timer of the
/// heartbeat runs out. So that never is: the queue has no limit, and nothing takes it away but the end of the socket.
pub(crate) mod heartbeat {
    use super::*;

    pub use super::super::millis_or_off::get;

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        let millis = duration::to_millis("", Some(value.unwrap_or_default()))?;
        if millis > 0 && lacks(Mend::Heartbeats) {
            may_beat(socket)?;
        }
        socket.set_int(option, millis)?;
        if socket.pending().timeout_follows().load(Relaxed) {
            socket.set_int(ZMQ_HEARTBEAT_TIMEOUT, millis)?;
        }
        if lacks(Mend::Heartbeats) {
            socket.pending().set_heartbeats(millis > 0, socket.attached().get());
        }
        Ok(())
    }

    fn may_beat(socket: &RawSocket) -> Result<()> {
        let kind = SocketType::from_raw(get_int(socket, ZMQ_TYPE)?);
        if matches!(kind, Some(SocketType::Pair | SocketType::Channel)) {
            // The second peer is turned away, and its connection stays.
            return Err(refused("a socket with one peer cannot have heartbeats with this libzmq"));
        }
        if get_int(socket, ZMQ_RCVHWM)? != 0 {
            return Err(refused(
                "this libzmq aborts when a queue is full: set the option rcvhwm to 0 before",
            ));
        }
        if get_int(socket, ZMQ_LINGER)? != 0 {
            return Err(refused(
                "this libzmq aborts in the linger period: set the option linger to zero before",
            ));
        }
        if socket.pending().handover() {
            return Err(refused("heartbeats and ZMQ_ROUTER_HANDOVER abort this libzmq together"));
        }
        Ok(())
    }
}

/// After what silence a peer is given up. libzmq takes no -1 back, which means the interval: so it is set to the interval
/// then, and follows it.
pub(crate) mod heartbeat_timeout {
    use super::super::millis_or_forever;
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<Duration>> {
        let value = millis_or_forever::get(socket, option)?;
        Ok(value.filter(|_| !socket.pending().timeout_follows().load(Relaxed)))
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        if value.is_some() {
            millis_or_forever::set(socket, option, value)?;
        } else if get(socket, option)?.is_some() {
            socket.set_int(option, get_int(socket, ZMQ_HEARTBEAT_IVL)?)?;
        } else {
            return Ok(()); // it is the default still or again
        }
        socket.pending().timeout_follows().store(value.is_none(), Relaxed);
        Ok(())
    }
}

/// The name by which a ROUTER knows this socket.
pub(crate) mod routing_id {
    use super::*;

    pub use super::super::bytes::get;

    /// A ROUTER makes up names that begin with a zero, one after the other; without the mend, it asserts that nobody has them.
    pub fn set(socket: &RawSocket, option: i32, value: &[u8]) -> Result<()> {
        match value {
            [] => Err(refused("a routing id has 1 to 255 bytes; without one, the ROUTER chooses")),
            [0, ..] if lacks(Mend::MadeUpNames) => {
                Err(refused("the first byte of a routing id is not zero: such ids are made up by ROUTERs"))
            }
            _ => socket.set_bytes(option, value),
        }
    }
}

/// The message for each new subscriber.
pub(crate) mod welcome {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: &[u8]) -> Result<()> {
        super::super::message::set(socket, option, value)?;
        socket.pending().greets().store(!value.is_empty(), Relaxed);
        Ok(())
    }
}

/// The name of the peer that is connected next.
pub(crate) mod peer_name {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: &[u8]) -> Result<()> {
        if value.is_empty() || value.len() > 255 {
            return Err(refused("a name has 1 to 255 bytes"));
        }
        if value[0] == 0 && lacks(Mend::MadeUpNames) {
            return Err(refused("the first byte of a name is not zero: such names are made up by ROUTERs"));
        }
        if flag::get(socket, ZMQ_IMMEDIATE)? {
            return Err(refused("with ZMQ_IMMEDIATE the connection would take its name too late"));
        }
        let router = get_int(socket, ZMQ_TYPE)? == SocketType::Router.raw();
        socket.pending().names().announce(value, router, || socket.set_bytes(option, value))
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
        if value.contains(ReconnectStop::AFTER_DISCONNECT) && lacks(Mend::AfterDisconnect) {
            let reason = "AFTER_DISCONNECT reads what this libzmq never wrote";
            return Err(Error::refused(Errno::ENOTSUP, "", reason));
        }
        socket.set_int(option, value.raw())
    }
}

/// Whether to be a GSSAPI server. Without the mend, the server lets in whom the authenticator turned away, so that the two do not
/// go together.
pub(crate) mod gssapi_server {
    use super::*;

    pub use flag::get;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        if value && lacks(Mend::GssapiRefusal) && !super::super::text::get(socket, ZMQ_ZAP_DOMAIN)?.is_empty()
        {
            return Err(Error::refused(Errno::ENOTSUP, "", GSSAPI_AND_ZAP));
        }
        flag::set(socket, option, value)
    }
}

const GSSAPI_AND_ZAP: &str =
    "a GSSAPI server of this libzmq does not heed its authenticator (ZMQ_ZAP_DOMAIN)";

/// The domain that is told to the authenticator.
pub(crate) mod zap_domain {
    use super::*;

    pub use super::super::text::get;

    pub fn set(socket: &RawSocket, option: i32, value: &str) -> Result<()> {
        let both = lacks(Mend::GssapiRefusal)
            && crate::has(crate::Capability::Gssapi)
            && flag::get(socket, ZMQ_GSSAPI_SERVER)?;
        if both {
            return Err(Error::refused(Errno::ENOTSUP, "", GSSAPI_AND_ZAP));
        }
        super::super::text::set(socket, option, value)
    }
}

/// Whether peers are turned away while no authenticator runs. Without a domain libzmq would ask none at all, which
/// `RawSocket::may_authenticate` sees to; and without the mend, a PLAIN server aborts at the first peer.
pub(crate) mod enforce_domain {
    use super::*;

    pub use flag::get;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        // There is no way back to no domain.
        if value && lacks(Mend::Domain) && super::super::text::get(socket, ZMQ_ZAP_DOMAIN)?.is_empty() {
            return Err(refused("there is no domain to enforce: set the option zap_domain before"));
        }
        flag::set(socket, option, value)
    }
}
