//! Sets of events.

use std::{
    fmt,
    ops::{BitAnd, BitOr, Not},
};

/// The events for a [`Monitor`](crate::Monitor) to report: a set, combined with `|`.
///
/// ```
/// use zmq::EventMask;
/// let connections = EventMask::ACCEPTED | EventMask::DISCONNECTED;
/// assert!(connections.contains(EventMask::ACCEPTED));
/// assert!(!(EventMask::ALL & !EventMask::LISTENING).contains(EventMask::LISTENING));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[doc(alias = "ZMQ_EVENT_ALL")]
pub struct EventMask(u64);

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $value:ident;)*) => {
        impl EventMask {
            $($(#[$doc])* pub const $name: EventMask = EventMask(zmq_sys::$value as u64);)*

            const NAMES: &[(&'static str, EventMask)] = &[$((stringify!($name), EventMask::$name)),*];
        }
    };
}

events! {
    /// A connection was made.
    #[doc(alias = "ZMQ_EVENT_CONNECTED")]
    CONNECTED = ZMQ_EVENT_CONNECTED;
    /// A connection is under way.
    #[doc(alias = "ZMQ_EVENT_CONNECT_DELAYED")]
    CONNECT_DELAYED = ZMQ_EVENT_CONNECT_DELAYED;
    /// Another attempt to connect will be made.
    #[doc(alias = "ZMQ_EVENT_CONNECT_RETRIED")]
    CONNECT_RETRIED = ZMQ_EVENT_CONNECT_RETRIED;
    /// Bound and ready for peers.
    #[doc(alias = "ZMQ_EVENT_LISTENING")]
    LISTENING = ZMQ_EVENT_LISTENING;
    /// Binding failed.
    #[doc(alias = "ZMQ_EVENT_BIND_FAILED")]
    BIND_FAILED = ZMQ_EVENT_BIND_FAILED;
    /// A peer has connected.
    #[doc(alias = "ZMQ_EVENT_ACCEPTED")]
    ACCEPTED = ZMQ_EVENT_ACCEPTED;
    /// A peer's connection could not be accepted.
    #[doc(alias = "ZMQ_EVENT_ACCEPT_FAILED")]
    ACCEPT_FAILED = ZMQ_EVENT_ACCEPT_FAILED;
    /// A descriptor was closed.
    #[doc(alias = "ZMQ_EVENT_CLOSED")]
    CLOSED = ZMQ_EVENT_CLOSED;
    /// A descriptor could not be closed.
    #[doc(alias = "ZMQ_EVENT_CLOSE_FAILED")]
    CLOSE_FAILED = ZMQ_EVENT_CLOSE_FAILED;
    /// A connection broke.
    #[doc(alias = "ZMQ_EVENT_DISCONNECTED")]
    DISCONNECTED = ZMQ_EVENT_DISCONNECTED;
    /// The monitor ends. Always reported, in the mask or not.
    #[doc(alias = "ZMQ_EVENT_MONITOR_STOPPED")]
    MONITOR_STOPPED = ZMQ_EVENT_MONITOR_STOPPED;
    /// A handshake failed for a reason of the system.
    #[doc(alias = "ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL")]
    HANDSHAKE_FAILED_NO_DETAIL = ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
    /// A handshake succeeded: messages can flow.
    #[doc(alias = "ZMQ_EVENT_HANDSHAKE_SUCCEEDED")]
    HANDSHAKE_SUCCEEDED = ZMQ_EVENT_HANDSHAKE_SUCCEEDED;
    /// A handshake failed since the peer broke the protocol.
    #[doc(alias = "ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL")]
    HANDSHAKE_FAILED_PROTOCOL = ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;
    /// Rejected by ZAP authentication, on either side.
    #[doc(alias = "ZMQ_EVENT_HANDSHAKE_FAILED_AUTH")]
    HANDSHAKE_FAILED_AUTH = ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
}

impl EventMask {
    /// No event but the end of the monitor.
    pub const NONE: EventMask = EventMask(0);

    /// Every event of the stable API, also those of later versions of libzmq.
    #[doc(alias = "ZMQ_EVENT_ALL")]
    pub const ALL: EventMask = EventMask(zmq_sys::ZMQ_EVENT_ALL as u64);

    /// Draft: the statistics of a connection. Not in [`ALL`](Self::ALL).
    #[cfg(feature = "draft")]
    #[doc(alias = "ZMQ_EVENT_PIPES_STATS")]
    pub const PIPES_STATS: EventMask = EventMask(zmq_sys::ZMQ_EVENT_PIPES_STATS as u64);

    /// C's bits.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The set with these of C's bits, unknown bits included.
    pub const fn from_bits(bits: u64) -> EventMask {
        EventMask(bits)
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all of `events` are in the set.
    pub const fn contains(self, events: EventMask) -> bool {
        self.0 & events.0 == events.0
    }
}

impl BitOr for EventMask {
    type Output = EventMask;

    fn bitor(self, other: EventMask) -> EventMask {
        EventMask(self.0 | other.0)
    }
}

impl BitAnd for EventMask {
    type Output = EventMask;

    fn bitand(self, other: EventMask) -> EventMask {
        EventMask(self.0 & other.0)
    }
}

/// The events of [`ALL`](EventMask::ALL) that are not in the set.
impl Not for EventMask {
    type Output = EventMask;

    fn not(self) -> EventMask {
        EventMask(!self.0 & EventMask::ALL.0)
    }
}

impl fmt::Debug for EventMask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == EventMask::ALL {
            return f.write_str("EventMask(ALL)");
        }
        let known = EventMask::NAMES.iter().filter(|(_, event)| self.contains(*event));
        let mut names: Vec<_> = known.clone().map(|(name, _)| (*name).to_owned()).collect();
        let rest = known.fold(self.0, |rest, (_, event)| rest & !event.0);
        if rest != 0 {
            names.push(format!("{rest:#x}"));
        }
        write!(f, "EventMask({})", names.join(" | "))
    }
}
