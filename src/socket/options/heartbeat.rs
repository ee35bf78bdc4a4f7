//! Signs of life.

use super::options;
use std::time::Duration;

options! {
    /// Options: signs of life, over `tcp`, `ipc` and `ws`.
    ///
    /// They go with all other options. A sender gives up a receiver whose queue stays full for longer than
    /// [`heartbeat_timeout`](crate::Socket::heartbeat_timeout), since its question waits behind the messages: let that be
    /// longer than the receiver's longest pause.
    ///
    /// With an installed libzmq up to 4.3.5, a heartbeat that finds a queue full or gone ends the process. There these must hold
    /// when [`set_heartbeat_ivl`](crate::Socket::set_heartbeat_ivl) turns heartbeats on, or it is an error, and are kept as
    /// long as they are on:
    /// - [`rcvhwm`](crate::Socket::set_rcvhwm) is 0, no limit; bound what one peer can queue by other means, as
    ///   [`maxmsgsize`](crate::Socket::set_maxmsgsize) and replies;
    /// - [`linger`](crate::Socket::set_linger) is zero;
    /// - no [`router_handover`](crate::Socket::set_router_handover), and not a PAIR or CHANNEL socket;
    /// - `unbind` and `disconnect` are errors on a socket with heartbeats ([`ENOTSUP`](crate::Errno::ENOTSUP)); drop the
    ///   socket instead.
    ///
    /// A socket that cannot have them finds peers that are gone by [`tcp_keepalive`](crate::Socket::set_tcp_keepalive)
    /// and [`tcp_maxrt`](crate::Socket::set_tcp_maxrt), or by the heartbeats of its peers: one that sends a
    /// [time to live](crate::Socket::set_heartbeat_ttl) is given up when it falls silent, without any option here.
    room;
    /// How often to ask each peer for a sign of life; `None` never. Set before bind and connect.
    ///
    /// A sender that closes while its receiver asks it loses what its system has not sent yet, whatever its linger: let it close when
    /// the receiver has said that it has everything.
    ///
    /// With an installed libzmq up to 4.3.5 it is an error unless [`rcvhwm`](crate::Socket::rcvhwm) is 0 and
    /// [`linger`](crate::Socket::linger) zero, and for sockets of one peer; see above.
    #[doc(alias = "ZMQ_HEARTBEAT_IVL")]
    ZMQ_HEARTBEAT_IVL: heartbeat, "never" => heartbeat_ivl: get heartbeat_ivl(Option<Duration>), set set_heartbeat_ivl(Option<Duration>);
    /// After what time without a sign of life a peer is given up, and its connection made anew; `None` is as long as
    /// [`heartbeat_ivl`](crate::Socket::heartbeat_ivl), whenever that is set, and zero never gives up. Set before bind and
    /// connect.
    #[doc(alias = "ZMQ_HEARTBEAT_TIMEOUT")]
    ZMQ_HEARTBEAT_TIMEOUT: heartbeat_timeout, "the interval" => heartbeat_timeout: get heartbeat_timeout(Option<Duration>), set set_heartbeat_timeout(Option<Duration>);
    /// After what time without a sign of life from this socket its peers shall give it up; `None` leaves it to them. Goes
    /// out with the questions of [`heartbeat_ivl`](crate::Socket::heartbeat_ivl), in tenths of a second, the rest cut off:
    /// 0.1 to 6553.5 seconds. Set before bind and connect.
    ///
    /// A peer with libzmq up to 4.3.5 that this crate has not compiled, as that of pyzmq, takes more than 65.5 seconds for a
    /// much shorter time, and gives this socket up. With an installed one more is refused here, too.
    #[doc(alias = "ZMQ_HEARTBEAT_TTL")]
    ZMQ_HEARTBEAT_TTL: tenths, "none" => heartbeat_ttl: get heartbeat_ttl(Option<Duration>), set set_heartbeat_ttl(Option<Duration>);
}
