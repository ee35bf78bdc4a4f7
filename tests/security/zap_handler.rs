//! What libzmq makes of handlers that break the protocol, or never answer.

use crate::support::{
    auth::{Outcome, Server, client, plain_client, plain_server, set_domain},
    raw, within,
};
use std::time::Duration;
use zmq::{Context, Multipart, ProtocolError, Router, Socket, zap::Request};

const ENDPOINT: &std::ffi::CStr = c"inproc://zeromq.zap.01";

fn frames(multipart: &Multipart) -> Vec<Vec<u8>> {
    multipart.iter().map(|frame| frame.to_vec()).collect()
}

/// A handler of our own, for what no authenticator does.
fn handler(ctx: &Context) -> Socket<Router> {
    let handler = ctx.socket(zmq::ROUTER).unwrap();
    raw::bind(&handler, ENDPOINT).unwrap();
    handler
}

/// A request of libzmq, and the addresses before it.
#[track_caller]
fn asked(handler: &Socket<Router>) -> (Vec<Vec<u8>>, Request) {
    handler.set_rcvtimeo(Some(Duration::from_secs(20))).unwrap();
    let frames = frames(&handler.recv_multipart().expect("libzmq asks"));
    (frames[..2].to_vec(), Request::parse(&frames[2..]).unwrap())
}

/// Each reply against the protocol turns the peer away with an error that says how, and the server goes on.
#[test]
fn replies_against_the_protocol() {
    within(60, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let handler = handler(&ctx);
        type Make = fn(&Context) -> (Server, Option<(&'static str, &'static str)>);
        let kinds: [Make; 2] = [
            |ctx| (Server::new(ctx, |socket| set_domain(socket, "global")), None),
            |ctx| (Server::new(ctx, plain_server("global")), Some(("alice", "secret"))),
        ];
        for make in kinds {
            let answers = |reply: &[&[u8]]| {
                let (server, name) = make(&ctx);
                let _client = client(&ctx, &server.endpoint, |socket| {
                    if let Some((name, password)) = name {
                        plain_client(name, password)(socket);
                    }
                });
                let (mut frames, request) = asked(&handler);
                assert_eq!((&*request.domain, &*request.address), ("global", "127.0.0.1"));
                assert_eq!(request.request_id, b"1");
                frames.extend(reply.iter().map(|frame| frame.to_vec()));
                handler.send_multipart(frames).unwrap();
                server.outcome()
            };
            let good: [&[u8]; 6] = [b"1.0", b"1", b"200", b"OK", b"me", b""];
            let with = |at: usize, frame: &'static [u8]| {
                let mut reply = good;
                reply[at] = frame;
                reply
            };
            assert_eq!(answers(&good), Outcome::In);
            assert_eq!(answers(&with(2, b"300")), Outcome::Out(300));
            assert_eq!(answers(&with(2, b"400")), Outcome::Out(400));
            assert_eq!(answers(&with(2, b"500")), Outcome::Out(500));
            for (reply, error) in [
                (with(0, b"1.1"), ProtocolError::ZAP_BAD_VERSION),
                (with(0, b""), ProtocolError::ZAP_BAD_VERSION),
                (with(1, b"2"), ProtocolError::ZAP_BAD_REQUEST_ID),
                (with(1, b""), ProtocolError::ZAP_BAD_REQUEST_ID),
                (with(2, b"100"), ProtocolError::ZAP_INVALID_STATUS_CODE),
                (with(2, b"201"), ProtocolError::ZAP_INVALID_STATUS_CODE),
                (with(2, b"2000"), ProtocolError::ZAP_INVALID_STATUS_CODE),
                (with(2, b""), ProtocolError::ZAP_INVALID_STATUS_CODE),
                (with(5, b"\x05a"), ProtocolError::ZAP_INVALID_METADATA),
            ] {
                assert_eq!(answers(&reply), Outcome::Protocol(error));
            }
            assert_eq!(answers(&good[..5]), Outcome::Protocol(ProtocolError::ZAP_MALFORMED_REPLY));
            let long: Vec<&[u8]> = good.into_iter().chain([&b"more"[..]]).collect();
            assert_eq!(answers(&long), Outcome::Protocol(ProtocolError::ZAP_MALFORMED_REPLY));
            assert_eq!(answers(&good), Outcome::In);
        }
    });
}

/// The peer waits for its handshake to time out, and others are served meanwhile.
#[test]
fn replies_that_never_come() {
    within(60, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let handler = handler(&ctx);
        let hasty = |socket: &Socket<zmq::Pull>| {
            plain_server("global")(socket);
            socket.set_handshake_ivl(Some(Duration::from_millis(200))).unwrap();
        };
        let server = Server::new(&ctx, hasty);
        let first = client(&ctx, &server.endpoint, plain_client("alice", "secret"));
        let (unanswered, _) = asked(&handler);
        let open = Server::new(&ctx, |_| ());
        assert_eq!(open.meets(&ctx, |_| ()), Outcome::In);
        assert_ne!(server.outcome(), Outcome::In);
        // Too late, it reaches nobody.
        let late = |mut frames: Vec<Vec<u8>>| {
            frames.extend(["1.0", "1", "200", "OK", "", ""].map(|frame| frame.as_bytes().to_vec()));
            frames
        };
        handler.send_multipart(late(unanswered)).unwrap();
        drop(first);
        // And the next is answered in time.
        let patient = Server::new(&ctx, plain_server("global"));
        let _client = client(&ctx, &patient.endpoint, plain_client("alice", "secret"));
        let (answered, _) = asked(&handler);
        handler.send_multipart(late(answered)).unwrap();
        assert_eq!(patient.outcome(), Outcome::In);
        // The handler goes, with a request that it did not answer.
        let _client = client(&ctx, &server.endpoint, plain_client("alice", "secret"));
        asked(&handler);
        drop(handler);
        assert_ne!(server.outcome(), Outcome::In);
    });
}
