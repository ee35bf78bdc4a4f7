//! What is asked of the system for TCP connections.

use super::options;
use std::time::Duration;

options! {
    /// Options: TCP.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.set_tcp_keepalive(Some(true))?; // `None` leaves it to the system
    /// client.set_tcp_keepalive_idle(Duration::from_secs(60))?;
    /// client.set_connect_timeout(Duration::from_secs(3))?;
    /// client.connect("tcp://127.0.0.1:5555")?;
    /// # Ok(()) }
    /// ```
    room;
    /// Timeout of one TCP connection attempt; libzmq then begins the next one. `None` leaves it to the system. Set before
    /// connect.
    #[doc(alias = "ZMQ_CONNECT_TIMEOUT")]
    ZMQ_CONNECT_TIMEOUT: millis_or_off, "the system's" => connect_timeout: get connect_timeout(Option<Duration>), set set_connect_timeout(Option<Duration>);
    /// How long unacknowledged data is retransmitted before the connection is closed. `None` leaves it to the system. It
    /// detects a dead peer while there is data to send. Set before bind and connect. Ignored where the system does not have it.
    #[doc(alias = "ZMQ_TCP_MAXRT")]
    #[doc(alias = "TCP_USER_TIMEOUT")]
    ZMQ_TCP_MAXRT: millis_or_off, "the system's" => tcp_maxrt: get tcp_maxrt(Option<Duration>), set set_tcp_maxrt(Option<Duration>);
    /// Turn TCP keepalive on or off. `None` leaves it to the system. Set before bind and connect.
    #[doc(alias = "ZMQ_TCP_KEEPALIVE")]
    #[doc(alias = "SO_KEEPALIVE")]
    ZMQ_TCP_KEEPALIVE: tristate, "the system's" => tcp_keepalive: get tcp_keepalive(Option<bool>), set set_tcp_keepalive(Option<bool>);
    /// Number of unanswered keepalive probes before the connection is closed: 1 to 127. `None` leaves it to the system.
    /// Needs [`set_tcp_keepalive`](crate::Socket::set_tcp_keepalive). Set before bind and connect.
    #[doc(alias = "ZMQ_TCP_KEEPALIVE_CNT")]
    #[doc(alias = "TCP_KEEPCNT")]
    ZMQ_TCP_KEEPALIVE_CNT: count_or_default, "the system's" => tcp_keepalive_cnt: get tcp_keepalive_cnt(Option<u32>), set set_tcp_keepalive_cnt(Option<u32>);
    /// Idle time before the first keepalive probe: 1 to 32767 s, rounded up to seconds. `None` leaves it to the system. Needs
    /// [`set_tcp_keepalive`](crate::Socket::set_tcp_keepalive). Set before bind and connect.
    #[doc(alias = "ZMQ_TCP_KEEPALIVE_IDLE")]
    #[doc(alias = "TCP_KEEPIDLE")]
    ZMQ_TCP_KEEPALIVE_IDLE: seconds_or_default, "the system's" => tcp_keepalive_idle: get tcp_keepalive_idle(Option<Duration>), set set_tcp_keepalive_idle(Option<Duration>);
    /// Time between keepalive probes: 1 to 32767 s, rounded up to seconds. `None` leaves it to the system. Needs
    /// [`set_tcp_keepalive`](crate::Socket::set_tcp_keepalive). Set before bind and connect.
    #[doc(alias = "ZMQ_TCP_KEEPALIVE_INTVL")]
    #[doc(alias = "TCP_KEEPINTVL")]
    ZMQ_TCP_KEEPALIVE_INTVL: seconds_or_default, "the system's" => tcp_keepalive_intvl: get tcp_keepalive_intvl(Option<Duration>), set set_tcp_keepalive_intvl(Option<Duration>);
    /// Kernel send buffer of a connection in bytes. `None` leaves it to the system, which may round or limit other values; a
    /// connection over tcp between two ends of the same address then takes 262144 on Linux, if the compiled libzmq is used. Set
    /// before bind and connect.
    #[doc(alias = "ZMQ_SNDBUF")]
    #[doc(alias = "SO_SNDBUF")]
    ZMQ_SNDBUF: number_or_default, "the system's" => sndbuf: get sndbuf(Option<u32>), set set_sndbuf(Option<u32>);
    /// Kernel receive buffer of a connection in bytes. `None` leaves it to the system; other values may be rounded or
    /// limited. Set before bind and connect.
    #[doc(alias = "ZMQ_RCVBUF")]
    #[doc(alias = "SO_RCVBUF")]
    ZMQ_RCVBUF: number_or_default, "the system's" => rcvbuf: get rcvbuf(Option<u32>), set set_rcvbuf(Option<u32>);
    /// Type of service in IP headers: 0 to 255. Set before bind and connect.
    ///
    /// A value refused by the system is an error here; libzmq would abort the process at connect.
    #[doc(alias = "ZMQ_TOS")]
    #[doc(alias = "IP_TOS")]
    ZMQ_TOS: type_of_service, "0" => tos: get tos(u32), set set_tos(u32);
    /// Network interface for all packets, such as `eth0` or a VRF device. `None` leaves it to the system. Set before bind and
    /// connect. These fail with the system's error: [`EPERM`](crate::Errno::EPERM) without `CAP_NET_RAW`,
    /// [`ENODEV`](crate::Errno::ENODEV) for an unknown device. Linux only.
    #[doc(alias = "ZMQ_BINDTODEVICE")]
    #[doc(alias = "SO_BINDTODEVICE")]
    ZMQ_BINDTODEVICE: device, "none" => bindtodevice: get bindtodevice(Option<String>), set set_bindtodevice(Option<&str>);
    /// Admit an address range over TCP, such as `192.168.0.0/16`. `None` removes all. A peer is accepted if any filter
    /// matches; without filters every peer is. Set before bind, and after [`ipv6`](Self::set_ipv6): a filter set with IPv6
    /// off matches no peer with IPv6 on. Deprecated in libzmq: prefer an [`Authenticator`](crate::Authenticator).
    #[doc(alias = "ZMQ_TCP_ACCEPT_FILTER")]
    ZMQ_TCP_ACCEPT_FILTER: text_filter, "no filter" => tcp_accept_filter: add set_tcp_accept_filter(Option<&str>);
    /// Use Windows' fast path for loopback TCP. Set it on both sides. Windows only. Draft in libzmq 4.3.5, and works in every
    /// build of it.
    #[doc(alias = "ZMQ_LOOPBACK_FASTPATH")]
    ZMQ_LOOPBACK_FASTPATH: flag, "false" => loopback_fastpath: get loopback_fastpath(bool), set set_loopback_fastpath(bool);
}
