//! Who gets what: PUB, SUB, XPUB and XSUB.

use super::options;
use crate::kind::{CanForward, CanManage, CanMatch, CanPublish};

options! {
    /// Options of PUB, SUB, XPUB and XSUB.
    room;
    /// Whether subscribers get what does *not* begin with one of their topics. Both sides must agree. Set before bind and
    /// connect.
    #[doc(alias = "ZMQ_INVERT_MATCHING")]
    ZMQ_INVERT_MATCHING: flag, "false" => invert_matching: get invert_matching(bool) if CanMatch, set set_invert_matching(bool) if CanMatch;
    /// How many topics are subscribed to here: on SUB and XSUB by this socket, on PUB and XPUB by its peers, each topic
    /// counted once. Draft in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_TOPICS_COUNT")]
    ZMQ_TOPICS_COUNT: number, "0" => topics_count: get topics_count(u32) if CanMatch;
    /// Whether `send` waits, or fails with [`EAGAIN`](crate::Errno::EAGAIN), while a subscriber's queue is full; if not,
    /// that subscriber misses the message. Takes effect at once.
    #[doc(alias = "ZMQ_XPUB_NODROP")]
    ZMQ_XPUB_NODROP: flag, "false" => xpub_nodrop: set set_xpub_nodrop(bool) if CanPublish;
    /// A message for each new subscriber, the first it gets if it subscribes to it; an empty one is none. Counts for peers
    /// that come from now on.
    #[doc(alias = "ZMQ_XPUB_WELCOME_MSG")]
    ZMQ_XPUB_WELCOME_MSG: welcome, "none" => xpub_welcome_msg: set set_xpub_welcome_msg(&[u8]) if CanPublish;
    /// Whether each subscription is received, also to a topic that another peer has already. Takes
    /// [`set_xpub_verboser`](crate::Socket::set_xpub_verboser) back. Takes effect at once.
    #[doc(alias = "ZMQ_XPUB_VERBOSE")]
    ZMQ_XPUB_VERBOSE: flag, "false" => xpub_verbose: set set_xpub_verbose(bool) if CanManage;
    /// Whether each subscription is received and each that is taken back, also of a topic that another peer still has.
    /// Takes effect at once.
    #[doc(alias = "ZMQ_XPUB_VERBOSER")]
    ZMQ_XPUB_VERBOSER: flag, "false" => xpub_verboser: set set_xpub_verboser(bool) if CanManage;
    /// Whether subscriptions only count when the program makes them: each is received, and then
    /// [`subscribe`](crate::Socket::subscribe) and [`unsubscribe`](crate::Socket::unsubscribe) act for the peer it came
    /// from. Must be set before the first bind or connect, and is refused afterwards: libzmq would use a peer that is gone.
    #[doc(alias = "ZMQ_XPUB_MANUAL")]
    ZMQ_XPUB_MANUAL: early_flag, "false" => xpub_manual: set set_xpub_manual(bool) if CanManage;
    /// As [`set_xpub_manual`](crate::Socket::set_xpub_manual); and what is sent next after a subscription was received goes
    /// only to the peer it came from, as the last value of a topic should. Must be set before the first bind or connect.
    /// Draft in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_XPUB_MANUAL_LAST_VALUE")]
    ZMQ_XPUB_MANUAL_LAST_VALUE: early_flag, "false" => xpub_manual_last_value: set set_xpub_manual_last_value(bool) if CanManage;
    /// Whether only the first part of a message can be a subscription; if not, each part that looks like one is. Takes
    /// effect at once. Draft in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_ONLY_FIRST_SUBSCRIBE")]
    ZMQ_ONLY_FIRST_SUBSCRIBE: flag, "false" => only_first_subscribe: set set_only_first_subscribe(bool) if CanForward;
}
