//! Who is asked, and who is told: REQ, DEALER, ROUTER and STREAM.

use super::options;
use crate::kind::{CanNamePeers, CanNotify, CanProbe, CanRequest, CanRoute};

options! {
    /// Options of REQ, DEALER, ROUTER and STREAM.
    room;
    /// Whether a message to a peer that is not connected is an error
    /// ([`EHOSTUNREACH`](crate::Errno::EHOSTUNREACH)), and one to a peer with a full queue waits; if not, both are
    /// dropped without a word. Takes effect at once.
    #[doc(alias = "ZMQ_ROUTER_MANDATORY")]
    #[doc(alias = "ZMQ_FAIL_UNROUTABLE")]
    #[doc(alias = "ZMQ_ROUTER_BEHAVIOR")]
    ZMQ_ROUTER_MANDATORY: flag, "false" => router_mandatory: set set_router_mandatory(bool) if CanRoute;
    /// Whether a peer that brings the routing id of another takes its place; if not, the newcomer is ignored. Takes effect
    /// at once.
    ///
    /// What was queued for the peer that is replaced, and not yet sent, is dropped with its connection.
    ///
    /// With an installed libzmq up to 4.3.5 give such a socket a [linger](crate::Socket::set_linger) with a bound: it waits without
    /// end for a peer that was replaced while messages for it waited, and that went before it had them.
    #[doc(alias = "ZMQ_ROUTER_HANDOVER")]
    ZMQ_ROUTER_HANDOVER: handover, "false" => router_handover: set set_router_handover(bool) if CanRoute;
    /// Whether the ROUTER speaks raw TCP to its peers, as a STREAM socket does, which is the newer way. Must be set before
    /// the first bind or connect, and is refused afterwards; once on it stays on, and `inproc` is refused.
    #[doc(alias = "ZMQ_ROUTER_RAW")]
    ZMQ_ROUTER_RAW: raw_router, "false" => router_raw: set set_router_raw(bool) if CanRoute;
    /// Whether an empty message goes to each new peer, so that a ROUTER there learns of this socket before it says
    /// anything. Only for peers that are ROUTERs: others take it for a message. Set before bind
    /// and connect. With an installed libzmq up to 4.3.5 it does not go with a greeting (`ZMQ_HELLO_MSG`, draft).
    #[doc(alias = "ZMQ_PROBE_ROUTER")]
    ZMQ_PROBE_ROUTER: probe, "false" => probe_router: set set_probe_router(bool) if CanProbe;
    /// The routing id by which this socket knows the peer it connects to next: 1 to 255 bytes. It holds for one connect. A name
    /// that a peer of this socket has is [`EINVAL`](crate::Errno::EINVAL); if a peer takes it in between, the connection
    /// gets another. Not with [`immediate`](crate::Socket::set_immediate), where the connection would be there too late.
    ///
    /// An installed libzmq up to 4.3.5 ends the process when a second peer has the name already. So there each name is for one
    /// connection of the socket, and does not begin with a zero; and a ROUTER takes names only as long as all of its connections
    /// have them, and before it binds.
    #[doc(alias = "ZMQ_CONNECT_ROUTING_ID")]
    #[doc(alias = "ZMQ_CONNECT_RID")]
    ZMQ_CONNECT_ROUTING_ID: peer_name, "none" => connect_routing_id: set set_connect_routing_id(&[u8]) if CanNamePeers;
    /// Whether a number goes with each request, by which only the reply to it is taken; needs peers that send it back, as
    /// REP and ROUTER do. Takes effect with the next request.
    #[doc(alias = "ZMQ_REQ_CORRELATE")]
    ZMQ_REQ_CORRELATE: flag, "false" => req_correlate: set set_req_correlate(bool) if CanRequest;
    /// Whether a new request may be sent without the reply to the last one, which is then not waited for any more. With
    /// [`set_req_correlate`](crate::Socket::set_req_correlate), or a late reply is taken for the new one. Takes effect at
    /// once.
    #[doc(alias = "ZMQ_REQ_RELAXED")]
    ZMQ_REQ_RELAXED: flag, "false" => req_relaxed: set set_req_relaxed(bool) if CanRequest;
    /// Whether an empty message tells that a peer came, and another that it went. Set before bind and connect.
    #[doc(alias = "ZMQ_STREAM_NOTIFY")]
    ZMQ_STREAM_NOTIFY: flag, "true" => stream_notify: set set_stream_notify(bool) if CanNotify;
}
