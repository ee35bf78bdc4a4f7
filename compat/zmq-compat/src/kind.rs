//! Kinds of sockets, events of monitors, mechanisms.

use crate::{Error, Result};

macro_rules! kinds {
    ($($name:ident $safe:ident)*) => {
        /// Kinds of sockets.
        #[allow(non_camel_case_types, missing_docs)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SocketType {
            $($name,)*
        }

        impl From<SocketType> for zmq_safe::SocketType {
            fn from(kind: SocketType) -> zmq_safe::SocketType {
                match kind {
                    $(SocketType::$name => zmq_safe::SocketType::$safe,)*
                }
            }
        }

        /// Fails with [`EINVAL`](Error::EINVAL) for a kind of the draft API, which rust-zmq does not have.
        impl TryFrom<zmq_safe::SocketType> for SocketType {
            type Error = Error;

            fn try_from(kind: zmq_safe::SocketType) -> Result<SocketType> {
                match kind {
                    $(zmq_safe::SocketType::$safe => Ok(SocketType::$name),)*
                    _ => Err(Error::EINVAL),
                }
            }
        }
    };
}

kinds! {
    PAIR Pair
    PUB Pub
    SUB Sub
    REQ Req
    REP Rep
    DEALER Dealer
    ROUTER Router
    PULL Pull
    PUSH Push
    XPUB XPub
    XSUB XSub
    STREAM Stream
}

macro_rules! events {
    ($($name:ident = $raw:literal)*) => {
        /// What a monitor reports, as the number in the first part of its messages; in zmq-safe, `zmq_safe::Event`.
        #[allow(non_camel_case_types, missing_docs)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SocketEvent {
            $($name = $raw,)*
        }

        impl SocketEvent {
            /// C's number.
            #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Event` and `EventMask`"))]
            pub fn to_raw(self) -> u16 {
                self as u16
            }

            /// The event of a number.
            ///
            /// # Panics
            /// If it is the number of none, as in rust-zmq.
            #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Monitor::recv` gives typed events"))]
            pub fn from_raw(raw: u16) -> SocketEvent {
                match raw {
                    $($raw => SocketEvent::$name,)*
                    unknown => panic!("unknown event type {unknown}"),
                }
            }
        }
    };
}

events! {
    CONNECTED = 0x0001
    CONNECT_DELAYED = 0x0002
    CONNECT_RETRIED = 0x0004
    LISTENING = 0x0008
    BIND_FAILED = 0x0010
    ACCEPTED = 0x0020
    ACCEPT_FAILED = 0x0040
    CLOSED = 0x0080
    CLOSE_FAILED = 0x0100
    DISCONNECTED = 0x0200
    MONITOR_STOPPED = 0x0400
    HANDSHAKE_FAILED_NO_DETAIL = 0x0800
    HANDSHAKE_SUCCEEDED = 0x1000
    HANDSHAKE_FAILED_PROTOCOL = 0x2000
    HANDSHAKE_FAILED_AUTH = 0x4000
    ALL = 0xffff
}

/// Security mechanisms.
#[allow(non_camel_case_types, missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    ZMQ_NULL,
    ZMQ_PLAIN,
    ZMQ_CURVE,
    ZMQ_GSSAPI,
}

impl TryFrom<zmq_safe::Mechanism> for Mechanism {
    type Error = Error;

    fn try_from(mechanism: zmq_safe::Mechanism) -> Result<Mechanism> {
        match mechanism {
            zmq_safe::Mechanism::Null => Ok(Mechanism::ZMQ_NULL),
            zmq_safe::Mechanism::Plain => Ok(Mechanism::ZMQ_PLAIN),
            zmq_safe::Mechanism::Curve => Ok(Mechanism::ZMQ_CURVE),
            zmq_safe::Mechanism::Gssapi => Ok(Mechanism::ZMQ_GSSAPI),
            _ => Err(Error::EINVAL),
        }
    }
}
