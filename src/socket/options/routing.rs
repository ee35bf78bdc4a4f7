//! Who is asked, and who is told: REQ, DEALER, ROUTER and STREAM.

use super::options;
use crate::kind::{CanNamePeers, CanNotify, CanProbe, CanRequest, CanRoute};

options! {
    /// Options of REQ, DEALER, ROUTER and STREAM.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let router = ctx.socket(zmq::ROUTER)?;
    /// router.set_router_mandatory(true)?;
    /// router.bind("inproc://peers")?;
    /// let error = router.send_multipart(["nobody", "body"]).unwrap_err();
    /// assert_eq!(error.errno(), zmq::Errno::EHOSTUNREACH); // dropped silently without the option
    /// # Ok(()) }
    /// ```
    room;
    /// Report unroutable messages. A message to an unknown routing id is [`EHOSTUNREACH`](crate::Errno::EHOSTUNREACH), and
    /// one to a peer with a full queue blocks. If false, both are silently dropped. Takes effect at once.
    #[doc(alias = "ZMQ_ROUTER_MANDATORY")]
    #[doc(alias = "ZMQ_FAIL_UNROUTABLE")]
    #[doc(alias = "ZMQ_ROUTER_BEHAVIOR")]
    ZMQ_ROUTER_MANDATORY: flag, "false" => router_mandatory: set set_router_mandatory(bool) if CanRoute;
    /// Handover: a new connection may take over a routing id already in use. If false, the new connection is ignored. Takes
    /// effect at once.
    ///
    /// Messages queued for the replaced connection are dropped with it. The replaced peer is not told: its connection stays open,
    /// and nothing it sends arrives until it reconnects. A generated routing id is not handed over by the compiled libzmq.
    ///
    /// With an installed libzmq up to 4.3.5 use a finite [linger period](crate::Socket::set_linger): otherwise the socket waits
    /// for ever if a replaced peer disconnects with messages still queued.
    #[doc(alias = "ZMQ_ROUTER_HANDOVER")]
    ZMQ_ROUTER_HANDOVER: handover, "false" => router_handover: set set_router_handover(bool) if CanRoute;
    /// Make the ROUTER speak raw TCP, without ZMTP, as a STREAM socket does. Prefer STREAM. Must be set before the first bind
    /// or connect; afterwards it is refused. It cannot be turned off again, and excludes `inproc`.
    #[doc(alias = "ZMQ_ROUTER_RAW")]
    ZMQ_ROUTER_RAW: raw_router, "false" => router_raw: set set_router_raw(bool) if CanRoute;
    /// Send an empty message to each new peer: a ROUTER there learns the routing id of this socket. Use it with ROUTER
    /// peers only: other types receive the probe as a message. Set before bind and connect. With an installed libzmq up to
    /// 4.3.5 it excludes a hello message (`ZMQ_HELLO_MSG`, draft).
    #[doc(alias = "ZMQ_PROBE_ROUTER")]
    ZMQ_PROBE_ROUTER: probe, "false" => probe_router: set set_probe_router(bool) if CanProbe;
    /// Routing id for the peer of the next connect: 1 to 255 bytes. It applies to one connect. A routing id already in use
    /// is [`EINVAL`](crate::Errno::EINVAL); if another peer takes it in the meantime, the connection gets a generated one.
    /// Excludes [`immediate`](crate::Socket::set_immediate): it would assign the id too late.
    ///
    /// An installed libzmq up to 4.3.5 aborts the process when a second peer has the same routing id. There each id is accepted
    /// once per socket, must not begin with a zero byte, and a ROUTER accepts it only before it binds and while all its
    /// connections have one.
    #[doc(alias = "ZMQ_CONNECT_ROUTING_ID")]
    #[doc(alias = "ZMQ_CONNECT_RID")]
    ZMQ_CONNECT_ROUTING_ID: peer_name, "none" => connect_routing_id: set set_connect_routing_id(&[u8]) if CanNamePeers;
    /// Prefix requests with a request id and discard mismatched replies. The peer must return the id, as REP and ROUTER do.
    /// Takes effect with the next request.
    #[doc(alias = "ZMQ_REQ_CORRELATE")]
    ZMQ_REQ_CORRELATE: flag, "false" => req_correlate: set set_req_correlate(bool) if CanRequest;
    /// Relaxed lockstep: send a new request without having received the last reply; the reply is discarded. Combine it with
    /// [`set_req_correlate`](crate::Socket::set_req_correlate), or a late reply is taken for the new one. Takes effect at
    /// once.
    #[doc(alias = "ZMQ_REQ_RELAXED")]
    ZMQ_REQ_RELAXED: flag, "false" => req_relaxed: set set_req_relaxed(bool) if CanRequest;
    /// Receive an empty message when a peer connects and another when it disconnects. Set before bind and connect.
    #[doc(alias = "ZMQ_STREAM_NOTIFY")]
    ZMQ_STREAM_NOTIFY: flag, "true" => stream_notify: set set_stream_notify(bool) if CanNotify;
}
