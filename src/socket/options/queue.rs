//! What waits, how much of it, and for how long.

use super::options;
use crate::kind::CanConflate;
use std::time::Duration;

options! {
    /// Options: queues and waiting.
    room;
    /// How long messages that were sent may wait for a peer after the socket is dropped; `None` is for ever,
    /// zero drops them at once. The context waits for them when it ends. Takes effect at once.
    #[doc(alias = "ZMQ_LINGER")]
    ZMQ_LINGER: linger, "for ever" => linger: get linger(Option<Duration>), set set_linger(Option<Duration>);
    /// How many messages may wait to go out, for each peer; 0 is no limit. A socket that reaches it waits or
    /// drops, by its kind. Takes effect at once; with an installed libzmq up to 4.3.5 it must be set before the first bind or
    /// connect, and is refused afterwards ([`EINVAL`](crate::Errno::EINVAL)).
    ///
    /// Subscriptions are never refused for want of room. An installed libzmq up to 4.3.5 loses those above the mark; so a SUB has
    /// 0 for its default there, and an XSUB with many topics should set it, too.
    #[doc(alias = "ZMQ_SNDHWM")]
    ZMQ_SNDHWM: high_water_mark, "1000 messages" => sndhwm: get sndhwm(u32), set set_sndhwm(u32);
    /// How many messages that came in may wait to be received, for each peer; 0 is no limit. Takes effect at once; with an
    /// installed libzmq up to 4.3.5 it must be set before the first bind or connect, and is refused afterwards
    /// ([`EINVAL`](crate::Errno::EINVAL)).
    #[doc(alias = "ZMQ_RCVHWM")]
    ZMQ_RCVHWM: high_water_mark, "1000 messages" => rcvhwm: get rcvhwm(u32), set set_rcvhwm(u32);
    /// How long `send` waits for room; `None` waits for ever, zero not at all. Takes effect at once.
    #[doc(alias = "ZMQ_SNDTIMEO")]
    ZMQ_SNDTIMEO: millis_or_forever, "for ever" => sndtimeo: get sndtimeo(Option<Duration>), set set_sndtimeo(Option<Duration>);
    /// How long `recv` waits for a message; `None` waits for ever, zero not at all. Takes effect at once.
    #[doc(alias = "ZMQ_RCVTIMEO")]
    ZMQ_RCVTIMEO: millis_or_forever, "for ever" => rcvtimeo: get rcvtimeo(Option<Duration>), set set_rcvtimeo(Option<Duration>);
    /// Whether messages queue only for connections that are up, so that `send` waits while there is none.
    /// Counts for what is connected from now on; with an installed libzmq up to 4.3.5 it must be set before the first bind or
    /// connect, and is refused afterwards ([`EINVAL`](crate::Errno::EINVAL)).
    #[doc(alias = "ZMQ_IMMEDIATE")]
    #[doc(alias = "ZMQ_DELAY_ATTACH_ON_CONNECT")]
    ZMQ_IMMEDIATE: immediate, "false" => immediate: get immediate(bool), set set_immediate(bool);
    /// The largest message in bytes that peers may send; one that sends a larger one is disconnected. `None` is
    /// no limit. Set before bind and connect.
    #[doc(alias = "ZMQ_MAXMSGSIZE")]
    ZMQ_MAXMSGSIZE: size_or_unlimited, "no limit" => maxmsgsize: get maxmsgsize(Option<u64>), set set_maxmsgsize(Option<u64>);
    /// Whether the queue keeps the newest message only; high-water marks do not count then. Counts for what is bound and
    /// connected from now on.
    ///
    /// Give messages one part: of several, the queue keeps the one that came last. High-water marks do not count there.
    ///
    /// With an installed libzmq up to 4.3.5 it must be set before the first bind or connect, and is refused afterwards; to send
    /// several parts, and to connect to an `inproc` name before somebody has bound it, is [`EINVAL`](crate::Errno::EINVAL); a receiver
    /// must trust its peers to send one part, since the process ends when the rest of a message is gone; the last message may be lost;
    /// and of several topics of a SUB its publisher may hear the last one only.
    #[doc(alias = "ZMQ_CONFLATE")]
    ZMQ_CONFLATE: conflate, "false" => conflate: get conflate(bool) if CanConflate, set set_conflate(bool) if CanConflate;
    /// Whether more parts of the message received last are to be received.
    #[doc(alias = "ZMQ_RCVMORE")]
    ZMQ_RCVMORE: flag, "false" => rcvmore: get rcvmore(bool);
    /// Whether the socket may be used by several threads at a time: the kinds of the draft API, without DGRAM.
    #[doc(alias = "ZMQ_THREAD_SAFE")]
    ZMQ_THREAD_SAFE: flag, "false" => thread_safe: get thread_safe(bool);
}
