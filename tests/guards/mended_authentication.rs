//! What a server with an authenticator can do with the mends, and is an error with an installed libzmq up to 4.3.5.

use crate::{
    mended::context,
    support::{self, bind_tcp, in_child, mended},
};
use std::time::Duration;
use zmq::{Authenticator, Errno, PlainUsers, Security, SocketType};

const LONG: Duration = Duration::from_secs(30);

/// Servers of a mechanism that connect, and kinds to which it mattered what the authenticator says of their peers.
#[test]
fn servers_beside_an_authenticator() {
    in_child!(60, || {
        if ![14, 22].into_iter().all(mended) {
            return;
        }
        let ctx = context();
        let authenticator = Authenticator::start(&ctx).unwrap();
        authenticator.configure_plain("*", PlainUsers::from([("alice", "secret")]));
        let client = |kind| {
            let client = ctx.socket(kind).unwrap();
            client.set_security(&Security::plain_client("alice", "secret")).unwrap();
            client
        };
        let server = |kind| {
            let server = ctx.socket(kind).unwrap();
            server.set_security(&Security::plain_server().zap_domain("global")).unwrap();
            server
        };
        // A REQ as the server, which binds and connects.
        for connects in [false, true] {
            let (req, rep) = (server(SocketType::Req), client(SocketType::Rep));
            if connects { req.connect(&bind_tcp(&rep)) } else { rep.connect(&bind_tcp(&req)) }.unwrap();
            req.send("question").unwrap();
            assert_eq!(rep.recv_timeout(LONG).unwrap().unwrap(), "question");
            rep.send("answer").unwrap();
            let answer = req.recv_timeout(LONG).unwrap().unwrap();
            assert_eq!((answer.user_id(), &answer[..]), (Some("alice"), &b"answer"[..]));
        }
        // Another may start while they are there.
        drop(authenticator);
        let pull = server(SocketType::Pull);
        let push = client(SocketType::Push);
        pull.connect(&bind_tcp(&push)).unwrap();
        let again = Authenticator::start(&ctx).unwrap();
        again.configure_plain("*", PlainUsers::from([("alice", "secret")]));
    });
}

/// A handler of the program's own, as pyzmq's programs have them; and one of a kind that cannot answer.
#[test]
fn who_is_asked_about_peers() {
    in_child!(60, || {
        if !mended(32) {
            return;
        }
        for kind in [SocketType::Rep, SocketType::Router, SocketType::Pull, SocketType::Pub] {
            let ctx = context();
            let handler = ctx.socket(kind).unwrap();
            handler.bind("inproc://zeromq.zap.01").unwrap();
            let server = ctx.socket(zmq::PULL).unwrap();
            server.set_security(&Security::plain_server().zap_domain("global")).unwrap();
            let events = server.monitor(support::auth::ends()).unwrap();
            let endpoint = bind_tcp(&server);
            let client = ctx.socket(zmq::PUSH).unwrap();
            client.set_security(&Security::plain_client("alice", "secret")).unwrap();
            client.connect(&endpoint).unwrap();
            let answers = matches!(kind, SocketType::Rep | SocketType::Router);
            if answers {
                let mut parts =
                    handler.recv_multipart_timeout(LONG).unwrap().expect("it is asked").into_vec();
                let at = parts.iter().position(|part| *part == "1.0").unwrap();
                assert_eq!(parts[at + 2], "global");
                parts.truncate(at + 2);
                parts.extend(["200", "OK", "alice", ""].map(zmq::Message::from));
                handler.send_multipart(parts).unwrap();
            }
            let event = events.recv_timeout(LONG).unwrap().expect("an end of the handshake").event;
            assert_eq!(event == zmq::Event::HandshakeSucceeded, answers, "{kind}: {event:?}");
            if answers {
                client.send("x").unwrap();
                assert_eq!(server.recv_timeout(LONG).unwrap().unwrap().user_id(), Some("alice"));
            }
        }
    });
}

#[test]
fn a_domain_that_is_enforced_before_there_is_one() {
    in_child!(60, || {
        let ctx = context();
        let server = ctx.socket(zmq::PULL).unwrap();
        if !mended(27) || server.zap_enforce_domain().is_err() {
            return;
        }
        // The order of pyzmq's programs.
        server.set_zap_enforce_domain(true).unwrap();
        server.set_zap_domain("global").unwrap();
        bind_tcp(&server);
        // Whoever never has one would let everybody in.
        let server = ctx.socket(zmq::PULL).unwrap();
        server.set_zap_enforce_domain(true).unwrap();
        let error = server.bind("tcp://127.0.0.1:*").unwrap_err();
        assert_eq!(error, Errno::EINVAL);
        assert!(error.to_string().contains("ZMQ_ZAP_DOMAIN"), "{error}");
        if zmq::has("curve") {
            server.set_curve_server(true).unwrap();
            assert_eq!(server.bind("tcp://127.0.0.1:*").unwrap_err(), Errno::EINVAL);
        }
        // PLAIN lets nobody in then.
        server.set_plain_server(true).unwrap();
        let events = server.monitor(support::auth::ends()).unwrap();
        let endpoint = bind_tcp(&server);
        let client = ctx.socket(zmq::PUSH).unwrap();
        client.set_security(&Security::plain_client("alice", "secret")).unwrap();
        client.connect(&endpoint).unwrap();
        let end = events.recv_timeout(LONG).unwrap().expect("the client is turned away");
        assert!(!matches!(end.event, zmq::Event::HandshakeSucceeded), "{end:?}");
    });
}
