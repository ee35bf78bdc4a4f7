//! Addresses and connections.

use super::options;
use crate::{Socket, kind::Kind};
use std::time::Duration;

/// Options: connections.
impl<K: Kind> Socket<K> {
    options! {
        /// The name under which a ROUTER knows this socket: 1 to 255 bytes, the first not zero; without one the
        /// ROUTER chooses. Set before bind and connect.
        #[doc(alias = "ZMQ_ROUTING_ID")]
        #[doc(alias = "ZMQ_IDENTITY")]
        ZMQ_ROUTING_ID: bytes, "empty" => get routing_id(Vec<u8>), set set_routing_id(&[u8]);
        /// Whether the socket speaks IPv6 beside IPv4. Set before bind and connect.
        #[doc(alias = "ZMQ_IPV6")]
        ZMQ_IPV6: flag, "false" => get ipv6(bool), set set_ipv6(bool);
        /// How long to wait before connecting again; `None` and zero never do. Set before connecting.
        #[doc(alias = "ZMQ_RECONNECT_IVL")]
        ZMQ_RECONNECT_IVL: millis_or_forever, "100 ms" => get reconnect_ivl(Option<Duration>), set set_reconnect_ivl(Option<Duration>);
        /// Whether the system probes idle TCP connections; `None` leaves it as the system has it. Set before bind
        /// and connect.
        #[doc(alias = "ZMQ_TCP_KEEPALIVE")]
        #[doc(alias = "SO_KEEPALIVE")]
        ZMQ_TCP_KEEPALIVE: tristate, "the system's" => get tcp_keepalive(Option<bool>), set set_tcp_keepalive(Option<bool>);
        /// How many TCP probes in a row may go unanswered before the connection is given up, 1 to 127; `None` leaves it as the
        /// system has it. Counts with [`set_tcp_keepalive`](Socket::set_tcp_keepalive). Set before bind and connect.
        #[doc(alias = "ZMQ_TCP_KEEPALIVE_CNT")]
        #[doc(alias = "TCP_KEEPCNT")]
        ZMQ_TCP_KEEPALIVE_CNT: count_or_default, "the system's" => get tcp_keepalive_cnt(Option<u32>), set set_tcp_keepalive_cnt(Option<u32>);
        /// How long a TCP connection is idle before the first probe, 1 to 32767 seconds, rounded up; `None` leaves it as the
        /// system has it. Counts with [`set_tcp_keepalive`](Socket::set_tcp_keepalive). Set before bind and connect.
        #[doc(alias = "ZMQ_TCP_KEEPALIVE_IDLE")]
        #[doc(alias = "TCP_KEEPIDLE")]
        ZMQ_TCP_KEEPALIVE_IDLE: seconds_or_default, "the system's" => get tcp_keepalive_idle(Option<Duration>), set set_tcp_keepalive_idle(Option<Duration>);
        /// The time between two TCP probes, 1 to 32767 seconds, rounded up; `None` leaves it as the system has it. Counts
        /// with [`set_tcp_keepalive`](Socket::set_tcp_keepalive). Set before bind and connect.
        #[doc(alias = "ZMQ_TCP_KEEPALIVE_INTVL")]
        #[doc(alias = "TCP_KEEPINTVL")]
        ZMQ_TCP_KEEPALIVE_INTVL: seconds_or_default, "the system's" => get tcp_keepalive_intvl(Option<Duration>), set set_tcp_keepalive_intvl(Option<Duration>);
    }
}

/// Options: who may connect over `ipc`. A peer passes if one of the filters has its number; without filters every
/// peer passes.
#[cfg(unix)]
impl<K: Kind> Socket<K> {
    options! {
        /// Adds a user whose processes may connect over `ipc`; `None` removes all. Set before binding. Where libzmq
        /// cannot ask the system for the peer, the option is unknown.
        #[doc(alias = "ZMQ_IPC_FILTER_UID")]
        ZMQ_IPC_FILTER_UID: filter, "no filter" => set set_ipc_filter_uid(Option<u32>);
        /// Adds a group whose processes may connect over `ipc`; `None` removes all. Set before binding. Where libzmq
        /// cannot ask the system for the peer, the option is unknown.
        #[doc(alias = "ZMQ_IPC_FILTER_GID")]
        ZMQ_IPC_FILTER_GID: filter, "no filter" => set set_ipc_filter_gid(Option<u32>);
        /// Adds a process that may connect over `ipc`; `None` removes all. Set before binding. Where libzmq cannot
        /// ask the system for the peer, the option is unknown.
        #[doc(alias = "ZMQ_IPC_FILTER_PID")]
        ZMQ_IPC_FILTER_PID: filter, "no filter" => set set_ipc_filter_pid(Option<u32>);
    }
}
