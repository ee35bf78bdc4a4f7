//! Events, and how they are read from a monitor's messages.

use super::{EventMask, ProtocolError};
use crate::{Errno, Error, Result, socket::link::Format};
use std::{fmt, time::Duration};

/// An event of a monitored socket.
///
/// Descriptors are numbers to compare and print. They belong to libzmq, and may be closed and reused when the event is
/// read.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// use zmq::{Event, EventMask};
/// let server = ctx.socket(zmq::REP)?;
/// let monitor = server.monitor(EventMask::ALL)?;
/// server.bind("tcp://127.0.0.1:*")?;
/// match monitor.recv()?.event {
///     Event::Listening { fd } => println!("bound, descriptor {fd}"),
///     Event::HandshakeFailedAuth { status } => println!("a peer was rejected with {status}"),
///     event => println!("{event:?}"), // more may come with a later libzmq
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The connection to a peer was established. The handshake follows.
    #[doc(alias = "ZMQ_EVENT_CONNECTED")]
    Connected {
        /// The descriptor of the connection.
        fd: u64,
    },
    /// The connection attempt is pending.
    #[doc(alias = "ZMQ_EVENT_CONNECT_DELAYED")]
    ConnectDelayed {
        /// The system's error number, usually [`EINPROGRESS`](Errno::EINPROGRESS).
        errno: Errno,
    },
    /// The connection attempt failed; libzmq retries after `interval`.
    #[doc(alias = "ZMQ_EVENT_CONNECT_RETRIED")]
    ConnectRetried {
        /// Time until the next attempt.
        interval: Duration,
    },
    /// The socket is bound and accepts connections.
    #[doc(alias = "ZMQ_EVENT_LISTENING")]
    Listening {
        /// The listening descriptor.
        fd: u64,
    },
    /// Binding failed.
    #[doc(alias = "ZMQ_EVENT_BIND_FAILED")]
    BindFailed {
        /// Why, as [`EADDRINUSE`](Errno::EADDRINUSE).
        errno: Errno,
    },
    /// A connection from a peer was accepted. The handshake follows.
    #[doc(alias = "ZMQ_EVENT_ACCEPTED")]
    Accepted {
        /// The descriptor of the connection.
        fd: u64,
    },
    /// Accepting a connection failed.
    #[doc(alias = "ZMQ_EVENT_ACCEPT_FAILED")]
    AcceptFailed {
        /// Why, as [`EMFILE`](Errno::EMFILE).
        errno: Errno,
    },
    /// The descriptor of a listener or a connection attempt was closed.
    #[doc(alias = "ZMQ_EVENT_CLOSED")]
    Closed {
        /// The former descriptor.
        fd: u64,
    },
    /// A descriptor could not be closed.
    #[doc(alias = "ZMQ_EVENT_CLOSE_FAILED")]
    CloseFailed {
        /// Why.
        errno: Errno,
    },
    /// A connection was closed: the peer disconnected or violated the protocol.
    #[doc(alias = "ZMQ_EVENT_DISCONNECTED")]
    Disconnected {
        /// The former descriptor of the connection.
        fd: u64,
    },
    /// The last event: the monitor was stopped or replaced, or its socket was dropped.
    #[doc(alias = "ZMQ_EVENT_MONITOR_STOPPED")]
    MonitorStopped,
    /// The handshake failed with a system error; often the peer disconnected.
    #[doc(alias = "ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL")]
    HandshakeFailedNoDetail {
        /// The reason, as [`ECONNRESET`](Errno::ECONNRESET).
        errno: Errno,
    },
    /// The handshake succeeded: messages can flow.
    #[doc(alias = "ZMQ_EVENT_HANDSHAKE_SUCCEEDED")]
    HandshakeSucceeded,
    /// The handshake failed because the peer or the ZAP handler violated the protocol.
    #[doc(alias = "ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL")]
    HandshakeFailedProtocol {
        /// How.
        error: ProtocolError,
    },
    /// Rejected by ZAP authentication, on either side.
    #[doc(alias = "ZMQ_EVENT_HANDSHAKE_FAILED_AUTH")]
    HandshakeFailedAuth {
        /// ZAP status: 300 for a temporary failure, 400 for a rejection, 500 for an internal error of the handler.
        status: u64,
    },
    /// Draft: queue lengths of one connection.
    #[cfg(feature = "draft")]
    #[doc(alias = "ZMQ_EVENT_PIPES_STATS")]
    PipesStats {
        /// Outgoing messages queued; a few sent ones may still count.
        outbound: u64,
        /// Incoming messages queued; a few read ones may still count.
        inbound: u64,
    },
    /// An event unknown to libzmq 4.3.5, or with other values than there.
    Unknown {
        /// The bit of the event.
        event: u64,
        /// Its values, one in the stable API.
        values: Vec<u64>,
    },
}

impl Event {
    fn new(event: u64, values: Vec<u64>) -> Event {
        #[cfg(feature = "draft")]
        if let (EventMask::PIPES_STATS, [outbound, inbound]) = (EventMask::from_bits(event), &values[..]) {
            return Event::PipesStats { outbound: *outbound, inbound: *inbound };
        }
        let [value] = values[..] else { return Event::Unknown { event, values } };
        let fd = value;
        let errno = Errno::from_raw(i32::try_from(value).unwrap_or(i32::MAX));
        match EventMask::from_bits(event) {
            EventMask::CONNECTED => Event::Connected { fd },
            EventMask::CONNECT_DELAYED => Event::ConnectDelayed { errno },
            EventMask::CONNECT_RETRIED => Event::ConnectRetried { interval: Duration::from_millis(value) },
            EventMask::LISTENING => Event::Listening { fd },
            EventMask::BIND_FAILED => Event::BindFailed { errno },
            EventMask::ACCEPTED => Event::Accepted { fd },
            EventMask::ACCEPT_FAILED => Event::AcceptFailed { errno },
            EventMask::CLOSED => Event::Closed { fd },
            EventMask::CLOSE_FAILED => Event::CloseFailed { errno },
            EventMask::DISCONNECTED => Event::Disconnected { fd },
            EventMask::MONITOR_STOPPED => Event::MonitorStopped,
            EventMask::HANDSHAKE_FAILED_NO_DETAIL => Event::HandshakeFailedNoDetail { errno },
            EventMask::HANDSHAKE_SUCCEEDED => Event::HandshakeSucceeded,
            EventMask::HANDSHAKE_FAILED_PROTOCOL => {
                Event::HandshakeFailedProtocol { error: ProtocolError::from_raw(value) }
            }
            EventMask::HANDSHAKE_FAILED_AUTH => Event::HandshakeFailedAuth { status: value },
            _ => Event::Unknown { event, values },
        }
    }

    /// The set of this event alone.
    pub fn mask(&self) -> EventMask {
        match self {
            Event::Connected { .. } => EventMask::CONNECTED,
            Event::ConnectDelayed { .. } => EventMask::CONNECT_DELAYED,
            Event::ConnectRetried { .. } => EventMask::CONNECT_RETRIED,
            Event::Listening { .. } => EventMask::LISTENING,
            Event::BindFailed { .. } => EventMask::BIND_FAILED,
            Event::Accepted { .. } => EventMask::ACCEPTED,
            Event::AcceptFailed { .. } => EventMask::ACCEPT_FAILED,
            Event::Closed { .. } => EventMask::CLOSED,
            Event::CloseFailed { .. } => EventMask::CLOSE_FAILED,
            Event::Disconnected { .. } => EventMask::DISCONNECTED,
            Event::MonitorStopped => EventMask::MONITOR_STOPPED,
            Event::HandshakeFailedNoDetail { .. } => EventMask::HANDSHAKE_FAILED_NO_DETAIL,
            Event::HandshakeSucceeded => EventMask::HANDSHAKE_SUCCEEDED,
            Event::HandshakeFailedProtocol { .. } => EventMask::HANDSHAKE_FAILED_PROTOCOL,
            Event::HandshakeFailedAuth { .. } => EventMask::HANDSHAKE_FAILED_AUTH,
            #[cfg(feature = "draft")]
            Event::PipesStats { .. } => EventMask::PIPES_STATS,
            Event::Unknown { event, .. } => EventMask::from_bits(*event),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Connected { fd } => write!(f, "connected (descriptor {fd})"),
            Event::ConnectDelayed { errno } => write!(f, "connection attempt pending ({errno})"),
            Event::ConnectRetried { interval } => {
                write!(f, "connection attempt failed, retry in {interval:?}")
            }
            Event::Listening { fd } => write!(f, "listening (descriptor {fd})"),
            Event::BindFailed { errno } => write!(f, "bind failed ({errno})"),
            Event::Accepted { fd } => write!(f, "accepted (descriptor {fd})"),
            Event::AcceptFailed { errno } => write!(f, "accept failed ({errno})"),
            Event::Closed { fd } => write!(f, "closed (descriptor {fd})"),
            Event::CloseFailed { errno } => write!(f, "close failed ({errno})"),
            Event::Disconnected { fd } => write!(f, "disconnected (descriptor {fd})"),
            Event::MonitorStopped => f.write_str("monitor stopped"),
            Event::HandshakeFailedNoDetail { errno } => write!(f, "handshake failed ({errno})"),
            Event::HandshakeSucceeded => f.write_str("handshake succeeded"),
            Event::HandshakeFailedProtocol { error } => write!(f, "handshake failed: {error}"),
            Event::HandshakeFailedAuth { status } => {
                write!(f, "rejected by ZAP authentication (status {status})")
            }
            #[cfg(feature = "draft")]
            Event::PipesStats { outbound, inbound } => {
                write!(f, "{outbound} outgoing and {inbound} incoming messages queued")
            }
            Event::Unknown { event, values } => write!(f, "event {event:#x} with {values:?}"),
        }
    }
}

/// An event, and the endpoint it happened at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MonitorEvent {
    /// What happened.
    pub event: Event,
    /// The bound or connected endpoint, resolved; empty for [`MonitorStopped`](Event::MonitorStopped). If binding failed,
    /// the address without the transport.
    ///
    /// An event of `monitor_versioned` has the endpoint of the peer here if there is one, otherwise its own.
    pub endpoint: String,
    /// Draft: both ends; `None` in the events of [`Socket::monitor`](crate::Socket::monitor).
    #[cfg(feature = "draft")]
    pub ends: Option<crate::draft::monitor::Ends>,
}

impl fmt::Display for MonitorEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.endpoint[..] {
            "" => write!(f, "{}", self.event),
            endpoint => write!(f, "{endpoint}: {}", self.event),
        }
    }
}

/// Reads a message of a monitor.
pub(super) fn parse<P: AsRef<[u8]>>(format: Format, parts: &[P]) -> Result<MonitorEvent> {
    let parsed = match format {
        Format::One => parse_one(parts),
        #[cfg(feature = "draft")]
        Format::Two => crate::draft::monitor::parse_two(parts),
    };
    parsed.ok_or_else(|| {
        let parts: Vec<_> = parts.iter().map(AsRef::as_ref).collect();
        Error::refused(Errno::EINVAL, "monitor", format!("not the parts of an event: {parts:?}"))
    })
}

/// Version 1: an event in 16 bits and a value in 32; an endpoint.
fn parse_one<P: AsRef<[u8]>>(parts: &[P]) -> Option<MonitorEvent> {
    let [head, endpoint] = parts else { return None };
    let head: [u8; 6] = head.as_ref().try_into().ok()?;
    let [e0, e1, value @ ..] = head;
    let event = u64::from(u16::from_ne_bytes([e0, e1]));
    let value = u64::from(u32::from_ne_bytes(value));
    Some(MonitorEvent {
        event: Event::new(event, vec![value]),
        endpoint: text(endpoint.as_ref()),
        #[cfg(feature = "draft")]
        ends: None,
    })
}

/// As [`Event::new`], for the other version.
#[cfg(feature = "draft")]
pub(crate) fn from_values(event: u64, values: Vec<u64>) -> Event {
    Event::new(event, values)
}

/// An endpoint, which on some systems may have a path that is not UTF-8.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(event: u16, value: u32) -> Vec<u8> {
        [&event.to_ne_bytes()[..], &value.to_ne_bytes()[..]].concat()
    }

    #[test]
    fn events_have_their_data() {
        let read = |event, value| {
            let message = parse(Format::One, &[head(event, value), b"tcp://127.0.0.1:1".to_vec()]).unwrap();
            assert_eq!(message.endpoint, "tcp://127.0.0.1:1");
            assert_eq!(message.event.mask().bits(), u64::from(event), "{message}");
            message.event
        };
        assert_eq!(read(0x0001, 7), Event::Connected { fd: 7 });
        assert_eq!(read(0x0002, 11), Event::ConnectDelayed { errno: Errno::from_raw(11) });
        assert_eq!(read(0x0004, 150), Event::ConnectRetried { interval: Duration::from_millis(150) });
        assert_eq!(read(0x0008, 8), Event::Listening { fd: 8 });
        assert_eq!(read(0x0010, 98), Event::BindFailed { errno: Errno::from_raw(98) });
        assert_eq!(read(0x0020, 9), Event::Accepted { fd: 9 });
        assert_eq!(read(0x0040, 24), Event::AcceptFailed { errno: Errno::from_raw(24) });
        assert_eq!(read(0x0080, 10), Event::Closed { fd: 10 });
        assert_eq!(read(0x0100, 5), Event::CloseFailed { errno: Errno::from_raw(5) });
        assert_eq!(read(0x0200, 11), Event::Disconnected { fd: 11 });
        assert_eq!(read(0x0400, 0), Event::MonitorStopped);
        assert_eq!(read(0x0800, 104), Event::HandshakeFailedNoDetail { errno: Errno::from_raw(104) });
        assert_eq!(read(0x1000, 0), Event::HandshakeSucceeded);
        let error = ProtocolError::ZMTP_INVALID_METADATA;
        assert_eq!(read(0x2000, 0x1000_0018), Event::HandshakeFailedProtocol { error });
        assert_eq!(read(0x4000, 400), Event::HandshakeFailedAuth { status: 400 });
        assert_eq!(read(0x8000, 5), Event::Unknown { event: 0x8000, values: vec![5] });
        assert_eq!(read(0x0003, 5), Event::Unknown { event: 3, values: vec![5] }); // two bits are no event
    }

    #[test]
    fn numbers_that_do_not_fit_are_kept_in_range() {
        let read = |event, value| parse_one(&[head(event, value), Vec::new()]).unwrap().event;
        assert_eq!(read(0x0010, u32::MAX), Event::BindFailed { errno: Errno::from_raw(i32::MAX) });
        assert_eq!(read(0x0001, u32::MAX), Event::Connected { fd: u64::from(u32::MAX) });
        let error = ProtocolError::from_raw(u64::from(u32::MAX));
        assert_eq!(read(0x2000, u32::MAX), Event::HandshakeFailedProtocol { error });
        assert_eq!((error.name(), error.to_string().as_str()), (None, "protocol error 0xffffffff"));
    }

    #[test]
    fn what_is_no_event_is_an_error() {
        let whole = head(1, 7);
        for length in 0..whole.len() {
            assert!(parse(Format::One, &[&whole[..length], b"x"]).is_err(), "{length}");
        }
        let long = [&whole[..], &[0]].concat();
        let bad: [&[&[u8]]; 5] = [&[], &[&whole], &[&long, b"x"], &[&whole, b"x", b"y"], &[b"", b""]];
        for parts in bad {
            let error = parse(Format::One, parts).unwrap_err();
            assert_eq!(error, Errno::EINVAL, "{parts:?}");
            assert_eq!(error.subject(), Some("monitor"));
        }
    }

    #[test]
    fn endpoints_need_not_be_text() {
        let message = parse_one(&[&head(0x80, 1)[..], b"ipc:///tmp/\xff"]).unwrap();
        assert_eq!(message.endpoint, "ipc:///tmp/\u{fffd}");
        assert_eq!(message.to_string(), "ipc:///tmp/\u{fffd}: closed (descriptor 1)");
    }
}
