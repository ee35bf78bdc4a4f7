//! Options of the draft API. On a libzmq that was built without it they are unknown.

use crate::{
    NormMode, RouterNotify,
    kind::{CanDisconnect, CanGreet, CanHiccup, CanPassOn, CanRoute},
    socket::options::options,
};

options! {
    /// Options of the draft API. On a libzmq without it they are [`EINVAL`](crate::Errno::EINVAL).
    room;
    /// Events a ROUTER is notified of, each by an empty message with the peer's routing id. Set before bind and connect.
    #[doc(alias = "ZMQ_ROUTER_NOTIFY")]
    ZMQ_ROUTER_NOTIFY: router_notify, "none" => router_notify: get router_notify(RouterNotify) if CanRoute, set set_router_notify(RouterNotify) if CanRoute;
    /// Hello message: sent first to each new peer. An empty one is none. Set before bind and connect. With an installed libzmq
    /// up to 4.3.5 it excludes [`set_probe_router`](crate::Socket::set_probe_router).
    #[doc(alias = "ZMQ_HELLO_MSG")]
    ZMQ_HELLO_MSG: greeting, "none" => hello_msg: set set_hello_msg(&[u8]) if CanGreet;
    /// Disconnect message: received when a peer has disconnected, as if sent by it. An empty one is none. Set before bind
    /// and connect.
    #[doc(alias = "ZMQ_DISCONNECT_MSG")]
    ZMQ_DISCONNECT_MSG: message, "none" => disconnect_msg: set set_disconnect_msg(&[u8]) if CanDisconnect;
    /// Hiccup message: received when a connection of this socket breaks and is re-established. An empty one is none. Set
    /// before bind and connect.
    #[doc(alias = "ZMQ_HICCUP_MSG")]
    ZMQ_HICCUP_MSG: message, "none" => hiccup_msg: set set_hiccup_msg(&[u8]) if CanHiccup;
    /// Pass every cancellation on to publishers, also of topics never subscribed to. Takes effect at once.
    #[doc(alias = "ZMQ_XSUB_VERBOSE_UNSUBSCRIBE")]
    ZMQ_XSUB_VERBOSE_UNSUBSCRIBE: flag, "false" => xsub_verbose_unsubscribe: set set_xsub_verbose_unsubscribe(bool) if CanPassOn;
    /// Receive batch of a connection in bytes: 64 bytes to 16 MiB, the most for one read. An unset one grows to
    /// 262144 with the traffic, if the compiled libzmq is used. Set before bind and connect.
    #[doc(alias = "ZMQ_IN_BATCH_SIZE")]
    ZMQ_IN_BATCH_SIZE: batch_size, "8192 bytes" => in_batch_size: get in_batch_size(u32), set set_in_batch_size(u32);
    /// Send batch of a connection in bytes: 64 bytes to 16 MiB; small messages are combined up to it. An unset one grows
    /// to 262144 with the traffic, if the compiled libzmq is used. Set before bind and connect.
    #[doc(alias = "ZMQ_OUT_BATCH_SIZE")]
    ZMQ_OUT_BATCH_SIZE: batch_size, "8192 bytes" => out_batch_size: get out_batch_size(u32), set set_out_batch_size(u32);
    /// Priority of packets in the queues of this machine, 0 or more; above 6 needs `CAP_NET_ADMIN`. Set before bind and
    /// connect. Linux only.
    ///
    /// A value refused by the system is an error here; libzmq would abort the process at connect.
    #[doc(alias = "ZMQ_PRIORITY")]
    #[doc(alias = "SO_PRIORITY")]
    ZMQ_PRIORITY: priority, "0" => priority: get priority(u32), set set_priority(u32);
    /// Busy polling of the network device in microseconds; 0 is off. Values refused by the system are ignored. Set before
    /// bind and connect. Linux only.
    #[doc(alias = "ZMQ_BUSY_POLL")]
    #[doc(alias = "SO_BUSY_POLL")]
    ZMQ_BUSY_POLL: number, "0" => busy_poll: set set_busy_poll(u32);
}

/// NORM and WSS.
pub(crate) mod transports {
    use super::*;

    options! {
        /// Options of the transport `norm`. On a libzmq without it they are [`EINVAL`](crate::Errno::EINVAL), and the error
        /// names the feature to turn on. Set all of them before bind and connect.
        room;
        /// How NORM controls its rate.
        #[doc(alias = "ZMQ_NORM_MODE")]
        ZMQ_NORM_MODE: norm_mode, "`Cc`" => norm_mode: get norm_mode(NormMode), set set_norm_mode(NormMode);
        /// Send requests for retransmission to the sender only, not to the group.
        #[doc(alias = "ZMQ_NORM_UNICAST_NACK")]
        ZMQ_NORM_UNICAST_NACK: flag, "false" => norm_unicast_nack: get norm_unicast_nack(bool), set set_norm_unicast_nack(bool);
        /// Memory of the sender for retransmission, in kilobytes, 1 or more.
        #[doc(alias = "ZMQ_NORM_BUFFER_SIZE")]
        ZMQ_NORM_BUFFER_SIZE: positive, "2048" => norm_buffer_size: get norm_buffer_size(u32), set set_norm_buffer_size(u32);
        /// The payload of a packet in bytes, 1 to 65535.
        #[doc(alias = "ZMQ_NORM_SEGMENT_SIZE")]
        ZMQ_NORM_SEGMENT_SIZE: packet_size, "1400" => norm_segment_size: get norm_segment_size(u32), set set_norm_segment_size(u32);
        /// Packets in a block; parity is computed per block. 1 to 255.
        #[doc(alias = "ZMQ_NORM_BLOCK_SIZE")]
        ZMQ_NORM_BLOCK_SIZE: hops, "16" => norm_block_size: get norm_block_size(u32), set set_norm_block_size(u32);
        /// Parity packets available for a block, 0 to 254.
        #[doc(alias = "ZMQ_NORM_NUM_PARITY")]
        ZMQ_NORM_NUM_PARITY: number, "4" => norm_num_parity: get norm_num_parity(u32), set set_norm_num_parity(u32);
        /// Parity packets sent with each block unasked, 0 to 254.
        #[doc(alias = "ZMQ_NORM_NUM_AUTOPARITY")]
        ZMQ_NORM_NUM_AUTOPARITY: number, "0" => norm_num_autoparity: get norm_num_autoparity(u32), set set_norm_num_autoparity(u32);
        /// Drop the oldest data in a full queue instead of blocking.
        #[doc(alias = "ZMQ_NORM_PUSH")]
        ZMQ_NORM_PUSH: flag, "false" => norm_push: get norm_push(bool), set set_norm_push(bool);
    }
}
