//! The kinds of sockets: as types, as constants, and as a value.
//!
//! Each kind is a type with one value, named as in C and pyzmq: [`REQ`](crate::REQ) is the value of [`Req`].
//! The traits say what a kind can do, and the methods of [`Socket`](crate::Socket) ask for them.
//! [`SocketType`] is a kind chosen at run time: it has every method, and what the kind cannot do is an error.

use std::fmt;

#[cfg(feature = "draft")]
pub use crate::draft::kind::*;

mod sealed {
    pub trait Sealed {}
}

/// A kind of socket.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a socket type",
    note = "use one of the constants, as `zmq::REQ`, or a `zmq::SocketType`"
)]
pub trait Kind: sealed::Sealed + Copy + fmt::Debug + Send + Sync + 'static {
    /// The kind as a value.
    fn socket_type(self) -> SocketType;
}

/// A kind known at compile time.
pub trait StaticKind: Kind {
    /// Its one value.
    const KIND: Self;
    /// The kind as a value.
    const TYPE: SocketType;
}

/// Socket types with `send`.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket does not send messages of one part",
    label = "`{Self}` has no such method",
    note = "SUB, PULL, DISH and GATHER only receive: PUB sends to SUB, PUSH to PULL; to answer, use REP, ROUTER, DEALER or PAIR",
    note = "DGRAM sends an address and a datagram at once, by `send_multipart` or `send_to_address`"
)]
pub trait CanSend: Kind {}

/// Socket types with messages of several parts: all senders except the thread-safe types of the draft API.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// fn publish<K: zmq::kind::CanSendMultipart>(to: &zmq::Socket<K>, topic: &str, body: &str) -> zmq::Result<()> {
///     Ok(to.send_multipart([topic, body])?)
/// }
///
/// let pull = ctx.socket_builder(zmq::PULL).bind("inproc://updates").build()?;
/// let push = ctx.socket_builder(zmq::PUSH).connect("inproc://updates").build()?;
/// publish(&push, "weather", "21 degrees")?;
/// assert_eq!(pull.recv_multipart()?[1], "21 degrees");
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket does not send messages of several parts",
    note = "the thread-safe kinds send messages of one part, by `send`; others do not send at all"
)]
pub trait CanSendMultipart: Kind {}

/// Socket types with `recv`.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket does not receive",
    label = "`{Self}` only sends",
    note = "SUB receives from PUB, PULL receives from PUSH; XPUB receives subscriptions"
)]
pub trait CanRecv: Kind {}

/// Socket types with `subscribe`: SUB, and XPUB for its peers.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket does not subscribe",
    label = "only SUB and XPUB do",
    note = "on XSUB, send a message of the byte 1 and the topic; DISH joins groups, by `join`"
)]
pub trait CanSubscribe: Kind {}

/// Socket types sending by routing id: ROUTER.
#[diagnostic::on_unimplemented(message = "a `{Self}` socket does not route", label = "only ROUTER does")]
pub trait CanRoute: Kind {}

/// Socket types with `conflate`: PUSH, PULL, PUB, SUB and DEALER.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` socket does not conflate",
    label = "only PUSH, PULL, PUB, SUB and DEALER do"
)]
pub trait CanConflate: Kind {}

/// Kinds that have certain options.
macro_rules! abilities {
    ($($(#[$doc:meta])* $name:ident: $what:literal, $who:literal;)*) => {$(
        $(#[$doc])*
        #[diagnostic::on_unimplemented(
            message = $what,
            label = $who,
        )]
        pub trait $name: Kind {}

        impl $name for SocketType {}
    )*};
}

abilities! {
    /// Socket types with a probe for ROUTER peers: REQ, DEALER and ROUTER.
    CanProbe: "a `{Self}` socket does not probe ROUTER peers", "only REQ, DEALER and ROUTER do";
    /// Socket types in lockstep of request and reply: REQ.
    CanRequest: "a `{Self}` socket has no lockstep of request and reply", "only REQ does";
    /// Socket types assigning a routing id at connect: ROUTER and STREAM.
    CanNamePeers: "a `{Self}` socket does not assign routing ids to its peers", "only ROUTER and STREAM do";
    /// Socket types reporting raw connections and disconnections: STREAM.
    CanNotify: "a `{Self}` socket does not report raw connections", "only STREAM does";
    /// Socket types with topics: PUB, SUB, XPUB and XSUB.
    CanMatch: "a `{Self}` socket has no topics", "only PUB, SUB, XPUB and XSUB have";
    /// Publishing socket types: PUB and XPUB.
    CanPublish: "a `{Self}` socket does not publish", "only PUB and XPUB do";
    /// Socket types receiving subscriptions: XPUB.
    CanManage: "a `{Self}` socket does not receive subscriptions", "only XPUB does";
    /// Socket types forwarding subscriptions: XPUB and XSUB.
    CanForward: "a `{Self}` socket does not forward subscriptions", "only XPUB and XSUB do";
    /// Socket types with verbose cancellation: XSUB.
    CanPassOn: "a `{Self}` socket does not send subscriptions as messages", "only XSUB does";
    /// Draft: kinds with a hello message: ROUTER and DEALER, CLIENT, SERVER and PEER.
    CanGreet: "a `{Self}` socket has no hello message", "only ROUTER, DEALER, CLIENT, SERVER and PEER have";
    /// Draft: kinds with a disconnect message: ROUTER, SERVER and PEER.
    CanDisconnect: "a `{Self}` socket has no disconnect message", "only ROUTER, SERVER and PEER have";
    /// Draft: kinds with a hiccup message: DEALER, CLIENT and PEER.
    CanHiccup: "a `{Self}` socket has no hiccup message", "only DEALER, CLIENT and PEER have";
}

/// A kind compares with the type that stands for it.
macro_rules! equal {
    ($(#[$cfg:meta])? $name:ident) => {
        $(#[$cfg])?
        impl PartialEq<$name> for SocketType {
            fn eq(&self, _: &$name) -> bool {
                *self == SocketType::$name
            }
        }

        $(#[$cfg])?
        impl PartialEq<SocketType> for $name {
            fn eq(&self, kind: &SocketType) -> bool {
                *kind == SocketType::$name
            }
        }
    };
}

macro_rules! kinds {
    (
        stable { $($(#[$doc:meta])* $name:ident $upper:ident = $raw:literal: $($can:ident)*;)* }
        draft { $($(#[$draft_doc:meta])* $draft:ident $draft_upper:ident = $draft_raw:literal: $($draft_can:ident)*;)* }
    ) => {
        $(
            $(#[$doc])*
            #[doc = concat!("\n\nThe constant is [`zmq::", stringify!($upper), "`](crate::", stringify!($upper), ").")]
            #[doc = concat!("\n```\n# fn main() -> zmq::Result<()> {\n# let ctx = zmq::Context::new()?;\nlet socket: zmq::Socket<zmq::", stringify!($name), "> = ctx.socket(zmq::", stringify!($upper), ")?;\nassert_eq!(socket.socket_type(), zmq::SocketType::", stringify!($name), ");\n# Ok(()) }\n```")]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            pub struct $name;

            impl sealed::Sealed for $name {}

            impl Kind for $name {
                fn socket_type(self) -> SocketType {
                    SocketType::$name
                }
            }

            impl StaticKind for $name {
                const KIND: $name = $name;
                const TYPE: SocketType = SocketType::$name;
            }

            $(impl $can for $name {})*
        )*

        $(
            $(#[$draft_doc])*
            #[doc = concat!("\n\nThe constant is [`zmq::", stringify!($draft_upper), "`](crate::", stringify!($draft_upper), ").")]
            #[doc = concat!("\n```\n# fn main() -> zmq::Result<()> {\n# let ctx = zmq::Context::new()?;\nlet socket: zmq::Socket<zmq::", stringify!($draft), "> = ctx.socket(zmq::", stringify!($draft_upper), ")?;\nassert_eq!(socket.socket_type(), zmq::SocketType::", stringify!($draft), ");\n# Ok(()) }\n```")]
            #[cfg(feature = "draft")]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            pub struct $draft;

            #[cfg(feature = "draft")]
            const _: () = {
                impl sealed::Sealed for $draft {}

                impl Kind for $draft {
                    fn socket_type(self) -> SocketType {
                        SocketType::$draft
                    }
                }

                impl StaticKind for $draft {
                    const KIND: $draft = $draft;
                    const TYPE: SocketType = SocketType::$draft;
                }

                $(impl $draft_can for $draft {})*
            };
        )*

        /// The kinds by their names in C and pyzmq.
        pub(crate) mod constants {
            $(
                #[doc = concat!("`ZMQ_", stringify!($upper), "`, the kind [`", stringify!($name), "`](crate::", stringify!($name), ").")]
                pub const $upper: super::$name = super::$name;
            )*
            $(
                #[doc = concat!("`ZMQ_", stringify!($draft_upper), "`, the draft kind [`", stringify!($draft), "`](crate::", stringify!($draft), ").")]
                #[cfg(feature = "draft")]
                pub const $draft_upper: super::$draft = super::$draft;
            )*
        }

        /// A socket type as a value, known at run time.
        ///
        /// ```
        /// # fn main() -> zmq::Result<()> {
        /// # let ctx = zmq::Context::new()?;
        /// let kind = if std::env::args().len() > 3 { zmq::SocketType::Pub } else { zmq::SocketType::Push };
        /// let socket = ctx.socket(kind)?;
        /// assert_eq!(socket.recv().unwrap_err(), zmq::Errno::ENOTSUP); // libzmq's own refusal
        /// # Ok(()) }
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum SocketType {
            $($(#[$doc])* $name = $raw,)*
            $($(#[$draft_doc])* $draft = $draft_raw,)*
        }

        /// The kinds by their names in C and pyzmq: `SocketType::REQ` is [`SocketType::Req`], also in patterns.
        #[allow(missing_docs)]
        impl SocketType {
            $(pub const $upper: SocketType = SocketType::$name;)*
            $(pub const $draft_upper: SocketType = SocketType::$draft;)*
        }

        // `kind == zmq::ROUTER`, either way round.
        $(equal!($name);)*
        $(equal!(#[cfg(feature = "draft")] $draft);)*

        impl SocketType {
            /// All types of the stable API.
            pub const STABLE: &[SocketType] = &[$(SocketType::$name),*];
            /// All types of the draft API; they need the feature `draft` and a libzmq built with it.
            pub const DRAFT: &[SocketType] = &[$(SocketType::$draft),*];

            /// C's number.
            pub const fn raw(self) -> i32 {
                self as i32
            }

            /// Whether the kind has one of the traits above.
            pub(crate) fn has(self, ability: &str) -> bool {
                match self {
                    $(SocketType::$name => [$(stringify!($can)),*].contains(&ability),)*
                    $(SocketType::$draft => [$(stringify!($draft_can)),*].contains(&ability),)*
                }
            }

            /// The kind of a C number.
            pub fn from_raw(raw: i32) -> Option<SocketType> {
                match raw {
                    $($raw => Some(SocketType::$name),)*
                    $($draft_raw => Some(SocketType::$draft),)*
                    _ => None,
                }
            }

            /// The name as in C and pyzmq, `"REQ"`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(SocketType::$name => stringify!($upper),)*
                    $(SocketType::$draft => stringify!($draft_upper),)*
                }
            }
        }
    };
}

kinds! {
    stable {
    /// PAIR: exclusive, bidirectional connection with one peer. Blocks at the high-water mark. A second peer is rejected, and
    /// retries after its `reconnect_ivl`.
    Pair PAIR = 0: CanSend CanSendMultipart CanRecv;
    /// PUB: publishes to every [`Sub`] with a matching subscription. Drops messages for a subscriber with a full queue.
    Pub PUB = 1: CanSend CanSendMultipart CanConflate CanMatch CanPublish;
    /// SUB: receives messages it subscribed to, fair-queued from its [`Pub`] peers. A late subscriber misses earlier
    /// messages ("slow joiner").
    Sub SUB = 2: CanRecv CanSubscribe CanConflate CanMatch;
    /// REQ: sends a request, then receives the reply, in lockstep. Requests go round-robin to its peers.
    Req REQ = 3: CanSend CanSendMultipart CanRecv CanProbe CanRequest;
    /// REP: receives a request, then sends the reply, in lockstep. Requests are fair-queued; the envelope routes the reply.
    Rep REP = 4: CanSend CanSendMultipart CanRecv;
    /// DEALER: asynchronous REQ. Sends round-robin, receives fair-queued. Talking to a REP needs an empty delimiter before
    /// the request.
    Dealer DEALER = 5: CanSend CanSendMultipart CanRecv CanConflate CanProbe CanGreet CanHiccup;
    /// ROUTER: asynchronous REP. The first part of each message is the routing id of the peer.
    Router ROUTER = 6: CanSend CanSendMultipart CanRecv CanRoute CanProbe CanNamePeers CanGreet CanDisconnect;
    /// PULL: receives fair-queued from its [`Push`] peers.
    Pull PULL = 7: CanRecv CanConflate;
    /// PUSH: sends round-robin to its [`Pull`] peers. Blocks while there is none or all queues are full.
    Push PUSH = 8: CanSend CanSendMultipart CanConflate;
    /// XPUB: a [`Pub`] receiving the subscriptions of its peers as messages.
    XPub XPUB = 9: CanSend CanSendMultipart CanRecv CanSubscribe CanMatch CanPublish CanManage CanForward;
    /// XSUB: a [`Sub`] subscribing by messages.
    XSub XSUB = 10: CanSend CanSendMultipart CanRecv CanMatch CanForward CanPassOn;
    /// STREAM: raw TCP without ZMTP. The first part of each message is the routing id of the connection.
    Stream STREAM = 11: CanSend CanSendMultipart CanRecv CanNamePeers CanNotify;
    }
    draft {
    /// Draft: SERVER talks to many [`Client`](SocketType::Client)s by the routing id of each message. Thread-safe.
    Server SERVER = 12: CanSend CanRecv CanAnswer CanGreet CanDisconnect ThreadSafe;
    /// Draft: CLIENT talks to [`Server`](SocketType::Server)s, round-robin and fair-queued. Thread-safe.
    Client CLIENT = 13: CanSend CanRecv CanGreet CanHiccup ThreadSafe;
    /// Draft: RADIO publishes to groups. Thread-safe.
    Radio RADIO = 14: CanSend CanSendToGroup ThreadSafe;
    /// Draft: DISH receives the groups it joined from [`Radio`](SocketType::Radio) peers. Thread-safe.
    Dish DISH = 15: CanRecv CanJoin ThreadSafe;
    /// Draft: GATHER, a thread-safe PULL for [`Scatter`](SocketType::Scatter) peers.
    Gather GATHER = 16: CanRecv ThreadSafe;
    /// Draft: SCATTER, a thread-safe PUSH for [`Gather`](SocketType::Gather) peers.
    Scatter SCATTER = 17: CanSend ThreadSafe;
    /// Draft: DGRAM, UDP datagrams without ZMTP. Not thread-safe.
    Dgram DGRAM = 18: CanSendMultipart CanRecv CanSendDatagram;
    /// Draft: PEER talks to many PEERs by the routing id of each message. Thread-safe.
    Peer PEER = 19: CanSend CanRecv CanAnswer CanConnectPeer CanGreet CanDisconnect CanHiccup ThreadSafe;
    /// Draft: CHANNEL, a thread-safe PAIR.
    Channel CHANNEL = 20: CanSend CanRecv ThreadSafe;
    }
}

impl sealed::Sealed for SocketType {}

impl Kind for SocketType {
    fn socket_type(self) -> SocketType {
        self
    }
}

impl CanSend for SocketType {}
impl CanSendMultipart for SocketType {}
impl CanRecv for SocketType {}
impl CanSubscribe for SocketType {}
impl CanRoute for SocketType {}
impl CanConflate for SocketType {}

impl SocketType {
    /// Whether this kind belongs to the draft API.
    pub const fn is_draft(self) -> bool {
        self.raw() > SocketType::Stream.raw()
    }

    /// Whether a poll takes the first part of a message out of the queue.
    pub(crate) const fn looks_ahead(self) -> bool {
        use SocketType::{Dish, Rep, Router, Sub, XSub};
        matches!(self, Sub | XSub | Router | Rep | Dish)
    }

    /// Whether sockets of this kind may be used by several threads at once: those of the draft API, except DGRAM.
    ///
    /// ```
    /// assert!(zmq::SocketType::Server.is_thread_safe());
    /// assert!(!zmq::SocketType::Rep.is_thread_safe());
    /// ```
    pub const fn is_thread_safe(self) -> bool {
        self.is_draft() && self.raw() != SocketType::Dgram.raw()
    }
}

/// The name as in C and pyzmq.
impl fmt::Display for SocketType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
