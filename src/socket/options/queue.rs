//! What waits, how much of it, and for how long.

use super::options;
use crate::{Socket, kind::Kind};
use std::time::Duration;

/// Options: queues and waiting.
impl<K: Kind> Socket<K> {
    options! {
        /// How long messages that were sent may wait for a peer after the socket is dropped; `None` is for ever,
        /// zero drops them at once. The context waits for them when it ends. Takes effect at once.
        #[doc(alias = "ZMQ_LINGER")]
        ZMQ_LINGER: millis_or_forever, "for ever" => get linger(Option<Duration>), set set_linger(Option<Duration>);
        /// How many messages may wait to go out, for each peer; 0 is no limit. A socket that reaches it waits or
        /// drops, by its kind. Must be set before the first bind or connect, and is refused afterwards up to
        /// libzmq 4.3.5.
        #[doc(alias = "ZMQ_SNDHWM")]
        ZMQ_SNDHWM: high_water_mark, "1000 messages" => get sndhwm(u32), set set_sndhwm(u32);
        /// How many messages that came in may wait to be received, for each peer; 0 is no limit. Must be set before
        /// the first bind or connect, and is refused afterwards up to libzmq 4.3.5.
        #[doc(alias = "ZMQ_RCVHWM")]
        ZMQ_RCVHWM: high_water_mark, "1000 messages" => get rcvhwm(u32), set set_rcvhwm(u32);
        /// How long `send` waits for room; `None` waits for ever, zero not at all. Takes effect at once.
        #[doc(alias = "ZMQ_SNDTIMEO")]
        ZMQ_SNDTIMEO: millis_or_forever, "for ever" => get sndtimeo(Option<Duration>), set set_sndtimeo(Option<Duration>);
        /// How long `recv` waits for a message; `None` waits for ever, zero not at all. Takes effect at once.
        #[doc(alias = "ZMQ_RCVTIMEO")]
        ZMQ_RCVTIMEO: millis_or_forever, "for ever" => get rcvtimeo(Option<Duration>), set set_rcvtimeo(Option<Duration>);
        /// Whether messages queue only for connections that are up, so that `send` waits while there is none.
        /// Must be set before the first bind or connect, and is refused afterwards.
        #[doc(alias = "ZMQ_IMMEDIATE")]
        #[doc(alias = "ZMQ_DELAY_ATTACH_ON_CONNECT")]
        ZMQ_IMMEDIATE: early_flag, "false" => get immediate(bool), set set_immediate(bool);
        /// The largest message in bytes that peers may send; one that sends a larger one is disconnected. `None` is
        /// no limit. Set before bind and connect.
        #[doc(alias = "ZMQ_MAXMSGSIZE")]
        ZMQ_MAXMSGSIZE: size_or_unlimited, "no limit" => get maxmsgsize(Option<u64>), set set_maxmsgsize(Option<u64>);
        /// Whether more parts of the message received last are to be received.
        #[doc(alias = "ZMQ_RCVMORE")]
        ZMQ_RCVMORE: flag, "false" => get rcvmore(bool);
    }
}
