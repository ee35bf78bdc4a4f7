//! Who gets what: PUB, SUB, XPUB and XSUB.

use super::options;
use crate::kind::{CanForward, CanManage, CanMatch, CanPublish};

options! {
    /// Options of PUB, SUB, XPUB and XSUB.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let publisher = ctx.socket(zmq::XPUB)?;
    /// publisher.set_xpub_verbose(true)?; // receive duplicate subscriptions, too
    /// publisher.set_xpub_welcome_msg(b"welcome")?;
    /// publisher.bind("inproc://updates")?;
    /// let subscriber = ctx.socket_builder(zmq::SUB).subscribe("").connect("inproc://updates").build()?;
    /// publisher.recv()?;
    /// assert_eq!(subscriber.recv()?, "welcome");
    /// # Ok(()) }
    /// ```
    room;
    /// Invert matching: subscribers receive the messages matching *none* of their topics. Set it on both sides. Set before
    /// bind and connect.
    #[doc(alias = "ZMQ_INVERT_MATCHING")]
    ZMQ_INVERT_MATCHING: flag, "false" => invert_matching: get invert_matching(bool) if CanMatch, set set_invert_matching(bool) if CanMatch;
    /// Number of different topics subscribed to: on SUB and XSUB by this socket, on PUB and XPUB by all its peers. Draft in
    /// libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_TOPICS_COUNT")]
    ZMQ_TOPICS_COUNT: number, "0" => topics_count: get topics_count(u32) if CanMatch;
    /// Block in `send`, or fail with [`EAGAIN`](crate::Errno::EAGAIN), while the queue of a subscriber is full. If false,
    /// the message is dropped for this subscriber. Takes effect at once.
    #[doc(alias = "ZMQ_XPUB_NODROP")]
    ZMQ_XPUB_NODROP: flag, "false" => xpub_nodrop: set set_xpub_nodrop(bool) if CanPublish;
    /// Welcome message: sent to each new subscriber if it subscribes to a matching topic. An empty one is none. Applies to
    /// later connections.
    #[doc(alias = "ZMQ_XPUB_WELCOME_MSG")]
    ZMQ_XPUB_WELCOME_MSG: welcome, "none" => xpub_welcome_msg: set set_xpub_welcome_msg(&[u8]) if CanPublish;
    /// Receive every subscription, duplicates of other peers included. Turns
    /// [`set_xpub_verboser`](crate::Socket::set_xpub_verboser) off. Takes effect at once.
    #[doc(alias = "ZMQ_XPUB_VERBOSE")]
    ZMQ_XPUB_VERBOSE: flag, "false" => xpub_verbose: set set_xpub_verbose(bool) if CanManage;
    /// Receive every subscription and every cancellation, duplicates of other peers included. Takes effect at once.
    #[doc(alias = "ZMQ_XPUB_VERBOSER")]
    ZMQ_XPUB_VERBOSER: flag, "false" => xpub_verboser: set set_xpub_verboser(bool) if CanManage;
    /// Manual subscriptions: each subscription is received, and counts only when the program calls
    /// [`subscribe`](crate::Socket::subscribe) or [`unsubscribe`](crate::Socket::unsubscribe), both act for the peer of the
    /// subscription received last. Must be set before the first bind or connect; afterwards it is refused, since libzmq
    /// would use a freed peer.
    #[doc(alias = "ZMQ_XPUB_MANUAL")]
    ZMQ_XPUB_MANUAL: early_flag, "false" => xpub_manual: set set_xpub_manual(bool) if CanManage;
    /// As [`set_xpub_manual`](crate::Socket::set_xpub_manual); the next message after a received subscription goes only to
    /// this subscriber, as for a last value cache. Must be set before the first bind or connect. Draft in libzmq 4.3.5, and
    /// works in every build of it.
    #[doc(alias = "ZMQ_XPUB_MANUAL_LAST_VALUE")]
    ZMQ_XPUB_MANUAL_LAST_VALUE: early_flag, "false" => xpub_manual_last_value: set set_xpub_manual_last_value(bool) if CanManage;
    /// Treat only the first part of a message as a possible subscription. If false, every part beginning with a byte 0 or 1
    /// is one. Takes effect at once. Draft in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_ONLY_FIRST_SUBSCRIBE")]
    ZMQ_ONLY_FIRST_SUBSCRIBE: flag, "false" => only_first_subscribe: set set_only_first_subscribe(bool) if CanForward;
}
