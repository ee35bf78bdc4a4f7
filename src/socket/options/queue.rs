//! What waits, how much of it, and for how long.

use super::options;
use crate::kind::CanConflate;
use std::time::Duration;

options! {
    /// Options: queues and waiting.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let push = ctx.socket(zmq::PUSH)?;
    /// push.set_sndhwm(10_000)?; // before bind and connect
    /// push.set_linger(Duration::from_secs(5))?;
    /// push.set_sndtimeo(Duration::from_secs(1))?; // `None` is for ever
    /// assert_eq!(push.sndtimeo()?, Some(Duration::from_secs(1)));
    /// # Ok(()) }
    /// ```
    room;
    /// Linger period: how long queued messages are kept for delivery after the socket is dropped. `None` is for ever, zero
    /// discards them at once. The context waits for them when it ends. Takes effect at once.
    #[doc(alias = "ZMQ_LINGER")]
    ZMQ_LINGER: linger, "for ever" => linger: get linger(Option<Duration>), set set_linger(Option<Duration>);
    /// High-water mark for outgoing messages: maximum queue length for one peer. 0 is no limit. At the mark the socket
    /// blocks or drops, depending on its type. It counts messages, not bytes: of 1 MiB each, a thousand are a gigabyte. A mark
    /// of 16 costs less than a tenth of their throughput. Takes effect at once. With an installed libzmq up to 4.3.5 set it before the
    /// first bind or connect; afterwards it is refused ([`EINVAL`](crate::Errno::EINVAL)).
    ///
    /// Subscriptions are queued above the mark. An installed libzmq up to 4.3.5 loses them: there a SUB has 0 as its default,
    /// and an XSUB with many topics should set 0, too.
    #[doc(alias = "ZMQ_SNDHWM")]
    #[doc(alias = "hwm")]
    #[doc(alias = "get_hwm")]
    #[doc(alias = "set_hwm")]
    ZMQ_SNDHWM: high_water_mark, "1000 messages" => sndhwm: get sndhwm(u32), set set_sndhwm(u32);
    /// High-water mark for incoming messages: maximum queue length for one peer. 0 is no limit. At the mark libzmq stops
    /// reading from the peer; the sender's queue fills up and it blocks or drops (back-pressure). Takes effect at once.
    /// With an installed libzmq up to 4.3.5 set it before the first bind or connect; afterwards it is refused
    /// ([`EINVAL`](crate::Errno::EINVAL)).
    #[doc(alias = "ZMQ_RCVHWM")]
    #[doc(alias = "hwm")]
    #[doc(alias = "get_hwm")]
    #[doc(alias = "set_hwm")]
    ZMQ_RCVHWM: high_water_mark, "1000 messages" => rcvhwm: get rcvhwm(u32), set set_rcvhwm(u32);
    /// How long `send` blocks while queues are full. `None` is for ever, zero returns at once. Takes effect at once.
    #[doc(alias = "ZMQ_SNDTIMEO")]
    ZMQ_SNDTIMEO: millis_or_forever, "for ever" => sndtimeo: get sndtimeo(Option<Duration>), set set_sndtimeo(Option<Duration>);
    /// How long `recv` blocks while no message is there. `None` is for ever, zero returns at once. Takes effect at once.
    #[doc(alias = "ZMQ_RCVTIMEO")]
    ZMQ_RCVTIMEO: millis_or_forever, "for ever" => rcvtimeo: get rcvtimeo(Option<Duration>), set set_rcvtimeo(Option<Duration>);
    /// Queue messages for completed connections only: `send` blocks while there is none. Applies to later connects. With an
    /// installed libzmq up to 4.3.5 set it before the first bind or connect; afterwards it is refused
    /// ([`EINVAL`](crate::Errno::EINVAL)).
    #[doc(alias = "ZMQ_IMMEDIATE")]
    #[doc(alias = "ZMQ_DELAY_ATTACH_ON_CONNECT")]
    ZMQ_IMMEDIATE: immediate, "false" => immediate: get immediate(bool), set set_immediate(bool);
    /// Largest part in bytes to accept from a peer. A larger one disconnects the peer. `None` is no limit. Set before bind
    /// and connect.
    #[doc(alias = "ZMQ_MAXMSGSIZE")]
    ZMQ_MAXMSGSIZE: size_or_unlimited, "no limit" => maxmsgsize: get maxmsgsize(Option<u64>), set set_maxmsgsize(Option<u64>);
    /// Conflate: keep only the last message. High-water marks are ignored. Applies to later binds and connects.
    ///
    /// Use messages of one part: of several, the last part is kept.
    ///
    /// With an installed libzmq up to 4.3.5 set it before the first bind or connect; sending several parts, and connecting to an
    /// `inproc` name before it is bound, is [`EINVAL`](crate::Errno::EINVAL); a receiver must trust its peers to send one part,
    /// since the loss of the other parts aborts the process; the last message may be lost; and of several topics of a SUB its
    /// publisher may receive the last one only.
    #[doc(alias = "ZMQ_CONFLATE")]
    ZMQ_CONFLATE: conflate, "false" => conflate: get conflate(bool) if CanConflate, set set_conflate(bool) if CanConflate;
    /// Whether the part received last is followed by more parts of the same message.
    #[doc(alias = "ZMQ_RCVMORE")]
    ZMQ_RCVMORE: flag, "false" => rcvmore: get rcvmore(bool);
    /// Whether several threads may use the socket at the same time: the types of the draft API except DGRAM.
    #[doc(alias = "ZMQ_THREAD_SAFE")]
    ZMQ_THREAD_SAFE: flag, "false" => thread_safe: get thread_safe(bool);
}
