//! Multicast: pgm, epgm, norm and udp.

use super::options;
use std::time::Duration;

options! {
    /// Options: multicast.
    room;
    /// Maximum multicast send rate in kilobits per second, at least 1. Set before bind and connect.
    #[doc(alias = "ZMQ_RATE")]
    ZMQ_RATE: positive, "100" => rate: get rate(u32), set set_rate(u32);
    /// Time to keep sent multicast data for retransmission. At high rates a second takes much memory. Set before bind and
    /// connect.
    #[doc(alias = "ZMQ_RECOVERY_IVL")]
    ZMQ_RECOVERY_IVL: millis, "10 s" => recovery_ivl: get recovery_ivl(Duration), set set_recovery_ivl(Duration);
    /// Time to live of multicast packets in hops: 1 to 255. 1 stays in the local network. Set before bind and connect.
    #[doc(alias = "ZMQ_MULTICAST_HOPS")]
    #[doc(alias = "IP_MULTICAST_TTL")]
    ZMQ_MULTICAST_HOPS: hops, "1" => multicast_hops: get multicast_hops(u32), set set_multicast_hops(u32);
    /// Largest packet of pgm and epgm in bytes, headers included: 1 to 65535. Set before bind and connect.
    #[doc(alias = "ZMQ_MULTICAST_MAXTPDU")]
    ZMQ_MULTICAST_MAXTPDU: packet_size, "1500" => multicast_maxtpdu: get multicast_maxtpdu(u32), set set_multicast_maxtpdu(u32);
    /// Deliver udp multicast to receivers on this machine as well. Set before bind and connect. Draft in libzmq 4.3.5, and
    /// works in every build of it.
    #[doc(alias = "ZMQ_MULTICAST_LOOP")]
    #[doc(alias = "IP_MULTICAST_LOOP")]
    ZMQ_MULTICAST_LOOP: flag, "true" => multicast_loop: get multicast_loop(bool), set set_multicast_loop(bool);
}
