//! Options, as C's numbers.

use super::{
    Socket,
    forms::{
        Default_, Ever, Form, Millis, Number, Off, Tenths, ToNumber, Tristate, Unset, or_minus_one, seconds,
    },
};
use crate::{Error, Mechanism, PollEvents, Result, SocketType, poll::RawFd};
use std::cell::Cell;

/// Values that libzmq keeps and does nothing with, or that the system does not take: rust-zmq sets them, and `zmq-safe` refuses them.
#[derive(Default)]
pub(super) struct Kept {
    /// `ZMQ_CONFLATE` of a kind that does not conflate.
    conflate: Cell<bool>,
    keepalive_cnt: Cell<Option<i32>>,
    keepalive_idle: Cell<Option<i32>>,
    keepalive_intvl: Cell<Option<i32>>,
    tos: Cell<Option<i32>>,
    multicast_hops: Cell<Option<i32>>,
    /// Each number below 0 is no limit.
    maxmsgsize: Cell<Option<i64>>,
}

macro_rules! numbers {
    ($($get:ident, $set:ident: $form:ident = $safe:ident, $get_note:literal, $set_note:literal;)*) => {
        impl Socket {$(
            #[doc = concat!("In zmq-safe: ", $get_note)]
            #[cfg_attr(feature = "port", deprecated(note = $get_note))]
            pub fn $get(&self) -> Result<i32> {
                Ok($form::number(self.inner.$safe()?))
            }

            #[doc = concat!("In zmq-safe: ", $set_note)]
            #[cfg_attr(feature = "port", deprecated(note = $set_note))]
            pub fn $set(&self, value: i32) -> Result<()> {
                Ok(self.inner.$set($form::value(value)?)?)
            }
        )*}
    };
}

numbers! {
    get_sndhwm, set_sndhwm: Number = sndhwm, "zmq-safe: `Socket::sndhwm`", "zmq-safe: `Socket::set_sndhwm`";
    get_rcvhwm, set_rcvhwm: Number = rcvhwm, "zmq-safe: `Socket::rcvhwm`", "zmq-safe: `Socket::set_rcvhwm`";
    get_rate, set_rate: Number = rate, "zmq-safe: `Socket::rate`", "zmq-safe: `Socket::set_rate`";
    get_recovery_ivl, set_recovery_ivl: Millis = recovery_ivl, "zmq-safe: `Socket::recovery_ivl`", "zmq-safe: `Socket::set_recovery_ivl`";
    get_sndbuf, set_sndbuf: Default_ = sndbuf, "zmq-safe: `Socket::sndbuf`", "zmq-safe: `Socket::set_sndbuf`";
    get_rcvbuf, set_rcvbuf: Default_ = rcvbuf, "zmq-safe: `Socket::rcvbuf`", "zmq-safe: `Socket::set_rcvbuf`";
    get_linger, set_linger: Ever = linger, "zmq-safe: `Socket::linger`", "zmq-safe: `Socket::set_linger`";
    get_reconnect_ivl, set_reconnect_ivl: Ever = reconnect_ivl, "zmq-safe: `Socket::reconnect_ivl`", "zmq-safe: `Socket::set_reconnect_ivl`";
    get_reconnect_ivl_max, set_reconnect_ivl_max: Off = reconnect_ivl_max, "zmq-safe: `Socket::reconnect_ivl_max`", "zmq-safe: `Socket::set_reconnect_ivl_max`";
    get_backlog, set_backlog: Number = backlog, "zmq-safe: `Socket::backlog`", "zmq-safe: `Socket::set_backlog`";
    get_rcvtimeo, set_rcvtimeo: Ever = rcvtimeo, "zmq-safe: `Socket::rcvtimeo`", "zmq-safe: `Socket::set_rcvtimeo`";
    get_sndtimeo, set_sndtimeo: Ever = sndtimeo, "zmq-safe: `Socket::sndtimeo`", "zmq-safe: `Socket::set_sndtimeo`";
    get_tcp_keepalive, set_tcp_keepalive: Tristate = tcp_keepalive, "zmq-safe: `Socket::tcp_keepalive`", "zmq-safe: `Socket::set_tcp_keepalive`";
    get_handshake_ivl, set_handshake_ivl: Off = handshake_ivl, "zmq-safe: `Socket::handshake_ivl`", "zmq-safe: `Socket::set_handshake_ivl`";
    get_heartbeat_ivl, set_heartbeat_ivl: Off = heartbeat_ivl, "zmq-safe: `Socket::heartbeat_ivl`", "zmq-safe: `Socket::set_heartbeat_ivl`";
    get_heartbeat_ttl, set_heartbeat_ttl: Tenths = heartbeat_ttl, "zmq-safe: `Socket::heartbeat_ttl`", "zmq-safe: `Socket::set_heartbeat_ttl`";
    get_heartbeat_timeout, set_heartbeat_timeout: Unset = heartbeat_timeout, "zmq-safe: `Socket::heartbeat_timeout`", "zmq-safe: `Socket::set_heartbeat_timeout`";
    get_connect_timeout, set_connect_timeout: Off = connect_timeout, "zmq-safe: `Socket::connect_timeout`", "zmq-safe: `Socket::set_connect_timeout`";
}

/// Numbers for the keepalive of TCP that Linux does not take: libzmq 4.3.4 as rust-zmq builds it never gives them to the system. They are
/// kept, and the nearest that the system takes is set; 0 is the system's default there.
macro_rules! keepalive {
    ($($get:ident, $set:ident: $safe:ident by $kept:ident up to $most:literal, $value:ident => $to:expr, $get_note:literal, $set_note:literal;)*) => {
        impl Socket {$(
            #[doc = concat!("In zmq-safe: ", $get_note)]
            #[cfg_attr(feature = "port", deprecated(note = $get_note))]
            pub fn $get(&self) -> Result<i32> {
                let set = self.inner.$safe()?.map_or(-1, |$value| $value.to_number());
                Ok(self.kept.$kept.get().unwrap_or(set))
            }

            #[doc = concat!("In zmq-safe: ", $set_note)]
            #[cfg_attr(feature = "port", deprecated(note = $set_note))]
            pub fn $set(&self, value: i32) -> Result<()> {
                let number = or_minus_one(value)?;
                let $value = number.filter(|number| *number > 0).map(|number| number.min($most));
                self.inner.$set($to)?;
                self.kept.$kept.set(($value != number).then_some(value));
                Ok(())
            }
        )*}
    };
}

keepalive! {
    get_tcp_keepalive_cnt, set_tcp_keepalive_cnt: tcp_keepalive_cnt by keepalive_cnt up to 127, value => value,
        "zmq-safe: `Socket::tcp_keepalive_cnt`", "zmq-safe: `Socket::set_tcp_keepalive_cnt`";
    get_tcp_keepalive_idle, set_tcp_keepalive_idle: tcp_keepalive_idle by keepalive_idle up to 32_767, value => value.map(seconds),
        "zmq-safe: `Socket::tcp_keepalive_idle`", "zmq-safe: `Socket::set_tcp_keepalive_idle`";
    get_tcp_keepalive_intvl, set_tcp_keepalive_intvl: tcp_keepalive_intvl by keepalive_intvl up to 32_767, value => value.map(seconds),
        "zmq-safe: `Socket::tcp_keepalive_intvl`", "zmq-safe: `Socket::set_tcp_keepalive_intvl`";
}

/// Numbers that fill a byte on their way to the network: what is beyond it is kept, and does nothing.
macro_rules! byte {
    ($($get:ident, $set:ident = $safe:ident, $number:ident => $to:expr, $get_note:literal, $set_note:literal;)*) => {
        impl Socket {$(
            #[doc = concat!("In zmq-safe: ", $get_note)]
            #[cfg_attr(feature = "port", deprecated(note = $get_note))]
            pub fn $get(&self) -> Result<i32> {
                let set = self.inner.$safe()?.to_number();
                Ok(self.kept.$safe.get().unwrap_or(set))
            }

            #[doc = concat!("In zmq-safe: ", $set_note)]
            #[cfg_attr(feature = "port", deprecated(note = $set_note))]
            pub fn $set(&self, value: i32) -> Result<()> {
                let $number = Number::value(value)?;
                let to: u32 = $to;
                self.inner.$set(to)?;
                self.kept.$safe.set((to != $number).then_some(value));
                Ok(())
            }
        )*}
    };
}

byte! {
    // The system takes the lowest byte of it.
    get_tos, set_tos = tos, number => number & 0xff, "zmq-safe: `Socket::tos`", "zmq-safe: `Socket::set_tos`";
    get_multicast_hops, set_multicast_hops = multicast_hops, number => number.min(255),
        "zmq-safe: `Socket::multicast_hops`", "zmq-safe: `Socket::set_multicast_hops`";
}

macro_rules! flags {
    ($($get:ident, $set:ident = $safe:ident, $get_note:literal, $set_note:literal;)*) => {
        impl Socket {$(
            #[doc = concat!("In zmq-safe: ", $get_note)]
            #[cfg_attr(feature = "port", deprecated(note = $get_note))]
            pub fn $get(&self) -> Result<bool> {
                Ok(self.inner.$safe()?)
            }

            #[doc = concat!("In zmq-safe: ", $set_note)]
            #[cfg_attr(feature = "port", deprecated(note = $set_note))]
            pub fn $set(&self, value: bool) -> Result<()> {
                Ok(self.inner.$set(value)?)
            }
        )*}
    };
}

flags! {
    is_ipv6, set_ipv6 = ipv6, "zmq-safe: `Socket::ipv6`", "zmq-safe: `Socket::set_ipv6`";
    is_immediate, set_immediate = immediate, "zmq-safe: `Socket::immediate`", "zmq-safe: `Socket::set_immediate`";
    is_plain_server, set_plain_server = plain_server, "zmq-safe: `Socket::plain_server`", "zmq-safe: `Security::plain_server`";
    is_curve_server, set_curve_server = curve_server, "zmq-safe: `Socket::curve_server`", "zmq-safe: `Security::curve_server`";
    is_gssapi_server, set_gssapi_server = gssapi_server, "zmq-safe: `Socket::gssapi_server`", "zmq-safe: `Security::gssapi_server`";
    is_gssapi_plaintext, set_gssapi_plaintext = gssapi_plaintext, "zmq-safe: `Socket::gssapi_plaintext`", "zmq-safe: `Socket::set_gssapi_plaintext`";
}

/// Options that libzmq sets and does not tell.
macro_rules! untold {
    ($($get:ident)?; $set:ident, $set_note:literal) => {
        $(
            /// libzmq does not tell: always [`EINVAL`](Error::EINVAL).
            #[cfg_attr(feature = "port", deprecated(note = "zmq-safe has no such method, since libzmq does not tell"))]
            pub fn $get(&self) -> Result<bool> {
                Err(Error::EINVAL)
            }
        )?

        #[doc = concat!("In zmq-safe: ", $set_note)]
        #[cfg_attr(feature = "port", deprecated(note = $set_note))]
        pub fn $set(&self, value: bool) -> Result<()> {
            Ok(self.inner.$set(value)?)
        }
    };
}

impl Socket {
    untold!(is_probe_router; set_probe_router, "zmq-safe: `Socket::set_probe_router`");
    untold!(is_router_mandatory; set_router_mandatory, "zmq-safe: `Socket::set_router_mandatory`");
    untold!(is_router_handover; set_router_handover, "zmq-safe: `Socket::set_router_handover`");
    untold!(; set_req_relaxed, "zmq-safe: `Socket::set_req_relaxed`");
    untold!(; set_req_correlate, "zmq-safe: `Socket::set_req_correlate`");
    untold!(; set_xpub_verbose, "zmq-safe: `Socket::set_xpub_verbose`");

    /// Whether queues keep one message only.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::conflate`"))]
    pub fn is_conflate(&self) -> Result<bool> {
        Ok(self.kept.conflate.get() || self.inner.conflate()?)
    }

    /// Lets queues keep one message only; of a kind that does not conflate, it is kept and does nothing.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::set_conflate`"))]
    pub fn set_conflate(&self, value: bool) -> Result<()> {
        use zmq_safe::SocketType::{Dealer, Pub, Pull, Push, Sub};
        if matches!(self.inner.socket_type(), Dealer | Pub | Pull | Push | Sub) {
            return Ok(self.inner.set_conflate(value)?);
        }
        self.kept.conflate.set(value);
        Ok(())
    }

    /// The kind. [`EINVAL`](Error::EINVAL): one of the draft API, from [`from_core`](Self::from_core).
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::socket_type`"))]
    pub fn get_socket_type(&self) -> Result<SocketType> {
        self.inner.socket_type().try_into()
    }

    /// Whether more parts of the message follow that was received last.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Message::more`, or `Socket::rcvmore`"))]
    pub fn get_rcvmore(&self) -> Result<bool> {
        Ok(self.inner.rcvmore()?)
    }

    /// The largest message that is accepted, -1 for no limit.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::maxmsgsize`"))]
    pub fn get_maxmsgsize(&self) -> Result<i64> {
        let set = self.inner.maxmsgsize()?.map_or(-1, |size| i64::try_from(size).unwrap_or(i64::MAX));
        Ok(self.kept.maxmsgsize.get().unwrap_or(set))
    }

    /// The largest message that is accepted, -1 for no limit.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::set_maxmsgsize`"))]
    pub fn set_maxmsgsize(&self, value: i64) -> Result<()> {
        self.inner.set_maxmsgsize(u64::try_from(value).ok())?;
        self.kept.maxmsgsize.set((value < -1).then_some(value));
        Ok(())
    }

    /// The I/O threads, as bits.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::affinity`"))]
    pub fn get_affinity(&self) -> Result<u64> {
        Ok(self.inner.affinity()?)
    }

    /// The I/O threads, as bits.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::set_affinity`"))]
    pub fn set_affinity(&self, value: u64) -> Result<()> {
        Ok(self.inner.set_affinity(value)?)
    }

    /// The descriptor, for waiting only.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::fd`, borrowed, or the async sockets"))]
    pub fn get_fd(&self) -> Result<RawFd> {
        self.fd()
    }

    /// What can be done without waiting.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::events`"))]
    pub fn get_events(&self) -> Result<PollEvents> {
        Ok(self.inner.events()?.into())
    }

    /// The mechanism in force. [`EINVAL`](Error::EINVAL): one that rust-zmq does not know.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::mechanism`"))]
    pub fn get_mechanism(&self) -> Result<Mechanism> {
        self.inner.mechanism()?.try_into()
    }

    /// The name for a ROUTER.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::routing_id`"))]
    pub fn get_identity(&self) -> Result<Vec<u8>> {
        Ok(self.inner.routing_id()?)
    }

    /// The name for a ROUTER.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::set_routing_id`"))]
    pub fn set_identity(&self, value: &[u8]) -> Result<()> {
        Ok(self.inner.set_routing_id(value)?)
    }

    /// Subscribes to a topic.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::subscribe`"))]
    pub fn set_subscribe(&self, value: &[u8]) -> Result<()> {
        Ok(self.inner.subscribe(value)?)
    }

    /// Cancels a subscription.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::unsubscribe`"))]
    pub fn set_unsubscribe(&self, value: &[u8]) -> Result<()> {
        Ok(self.inner.unsubscribe(value)?)
    }

    /// What a new subscriber receives first.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::set_xpub_welcome_msg`"))]
    pub fn set_xpub_welcome_msg(&self, value: Option<&str>) -> Result<()> {
        Ok(self.inner.set_xpub_welcome_msg(value.unwrap_or_default().as_bytes())?)
    }
}
