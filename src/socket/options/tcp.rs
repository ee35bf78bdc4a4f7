//! What is asked of the system for TCP connections.

use super::options;
use std::time::Duration;

options! {
    /// Options: TCP.
    room;
    /// How long the system may try to connect before the attempt is given up and the next one begins; `None` leaves it to
    /// the system. Set before connecting.
    #[doc(alias = "ZMQ_CONNECT_TIMEOUT")]
    ZMQ_CONNECT_TIMEOUT: millis_or_off, "the system's" => connect_timeout: get connect_timeout(Option<Duration>), set set_connect_timeout(Option<Duration>);
    /// How long the system sends the same bytes again before it takes the connection for broken; `None` leaves it to the
    /// system. It finds a peer that is gone while there is something to send to it. Set before bind and connect. Where
    /// the system cannot, it is ignored.
    #[doc(alias = "ZMQ_TCP_MAXRT")]
    #[doc(alias = "TCP_USER_TIMEOUT")]
    ZMQ_TCP_MAXRT: millis_or_off, "the system's" => tcp_maxrt: get tcp_maxrt(Option<Duration>), set set_tcp_maxrt(Option<Duration>);
    /// Whether the system probes idle TCP connections; `None` leaves it as the system has it. Set before bind
    /// and connect.
    #[doc(alias = "ZMQ_TCP_KEEPALIVE")]
    #[doc(alias = "SO_KEEPALIVE")]
    ZMQ_TCP_KEEPALIVE: tristate, "the system's" => tcp_keepalive: get tcp_keepalive(Option<bool>), set set_tcp_keepalive(Option<bool>);
    /// How many TCP probes in a row may go unanswered before the connection is given up, 1 to 127; `None` leaves it as the
    /// system has it. Counts with [`set_tcp_keepalive`](crate::Socket::set_tcp_keepalive). Set before bind and connect.
    #[doc(alias = "ZMQ_TCP_KEEPALIVE_CNT")]
    #[doc(alias = "TCP_KEEPCNT")]
    ZMQ_TCP_KEEPALIVE_CNT: count_or_default, "the system's" => tcp_keepalive_cnt: get tcp_keepalive_cnt(Option<u32>), set set_tcp_keepalive_cnt(Option<u32>);
    /// How long a TCP connection is idle before the first probe, 1 to 32767 seconds, rounded up; `None` leaves it as the
    /// system has it. Counts with [`set_tcp_keepalive`](crate::Socket::set_tcp_keepalive). Set before bind and connect.
    #[doc(alias = "ZMQ_TCP_KEEPALIVE_IDLE")]
    #[doc(alias = "TCP_KEEPIDLE")]
    ZMQ_TCP_KEEPALIVE_IDLE: seconds_or_default, "the system's" => tcp_keepalive_idle: get tcp_keepalive_idle(Option<Duration>), set set_tcp_keepalive_idle(Option<Duration>);
    /// The time between two TCP probes, 1 to 32767 seconds, rounded up; `None` leaves it as the system has it. Counts
    /// with [`set_tcp_keepalive`](crate::Socket::set_tcp_keepalive). Set before bind and connect.
    #[doc(alias = "ZMQ_TCP_KEEPALIVE_INTVL")]
    #[doc(alias = "TCP_KEEPINTVL")]
    ZMQ_TCP_KEEPALIVE_INTVL: seconds_or_default, "the system's" => tcp_keepalive_intvl: get tcp_keepalive_intvl(Option<Duration>), set set_tcp_keepalive_intvl(Option<Duration>);
    /// The system's buffer for what is sent on a connection, in bytes; `None` leaves it to the system. Set before bind and
    /// connect. The system may take another size.
    #[doc(alias = "ZMQ_SNDBUF")]
    #[doc(alias = "SO_SNDBUF")]
    ZMQ_SNDBUF: number_or_default, "the system's" => sndbuf: get sndbuf(Option<u32>), set set_sndbuf(Option<u32>);
    /// The system's buffer for what comes in on a connection, in bytes; `None` leaves it to the system. Set before bind
    /// and connect. The system may take another size.
    #[doc(alias = "ZMQ_RCVBUF")]
    #[doc(alias = "SO_RCVBUF")]
    ZMQ_RCVBUF: number_or_default, "the system's" => rcvbuf: get rcvbuf(Option<u32>), set set_rcvbuf(Option<u32>);
    /// The type of service in the headers of IP packets, 0 to 255. Set before bind and connect.
    ///
    /// What the system refuses is an error here, since libzmq would abort when it connects.
    #[doc(alias = "ZMQ_TOS")]
    #[doc(alias = "IP_TOS")]
    ZMQ_TOS: type_of_service, "0" => tos: get tos(u32), set set_tos(u32);
    /// The network interface that packets go through, as `eth0`, also into another routing table (VRF); `None` leaves it
    /// to the system. Set before bind and connect, which fail with the system's error: without the privilege
    /// (`CAP_NET_RAW`) that is [`EPERM`](crate::Errno::EPERM), and for a name that is no device
    /// [`ENODEV`](crate::Errno::ENODEV). Linux only.
    #[doc(alias = "ZMQ_BINDTODEVICE")]
    #[doc(alias = "SO_BINDTODEVICE")]
    ZMQ_BINDTODEVICE: device, "none" => bindtodevice: get bindtodevice(Option<String>), set set_bindtodevice(Option<&str>);
    /// Adds addresses that may connect over TCP, as `192.168.0.0/16`; `None` removes all. A peer passes if one of the
    /// filters has its address; without filters every peer passes. Set before binding, and after [`ipv6`](Self::set_ipv6):
    /// a filter that was set when that was off lets nobody in when it is on. Old in libzmq: an authenticator does it better.
    #[doc(alias = "ZMQ_TCP_ACCEPT_FILTER")]
    ZMQ_TCP_ACCEPT_FILTER: text_filter, "no filter" => tcp_accept_filter: add set_tcp_accept_filter(Option<&str>);
    /// Whether TCP connections inside this machine take Windows's short cut. Windows only, and both sides must agree; not
    /// in libzmq's manual. Draft in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_LOOPBACK_FASTPATH")]
    ZMQ_LOOPBACK_FASTPATH: flag, "false" => loopback_fastpath: get loopback_fastpath(bool), set set_loopback_fastpath(bool);
}
