//! Authenticators.

use std::{
    io::{Read, Write},
    time::Duration,
};

use zmq_sys::*;

use crate::{
    mended,
    peer::{self, COMMAND, Peer, command, settle},
    raw::{Context, Socket},
};

pub const HANDLER: &str = "inproc://zeromq.zap.01";

/// Receives a request and gives the frames of the answer before its status, and the name of the user.
pub fn request(handler: Socket) -> (Vec<Vec<u8>>, Vec<u8>) {
    // Name of the pipe, delimiter, version, id, domain, address, routing id, mechanism, user, password.
    let frames = handler.recv_message();
    let user = frames.get(8).cloned().unwrap_or_default();
    (frames[..4].to_vec(), user)
}

pub fn answer(handler: Socket, head: &[Vec<u8>], status: &[u8]) {
    for frame in head {
        handler.send(frame, ZMQ_SNDMORE);
    }
    for frame in [status, b"", b"user"] {
        handler.send(frame, ZMQ_SNDMORE);
    }
    handler.send(b"", 0);
}

/// Greets as a client of PLAIN and says who it is.
fn hello(peer: &mut Peer, user: &str) {
    use std::io::{Read, Write};
    peer.stream.write_all(&peer::greeting("PLAIN")).unwrap();
    peer.stream.read_exact(&mut [0; 64]).unwrap();
    let mut rest = vec![user.len() as u8];
    rest.extend(user.bytes());
    rest.push(0);
    peer.send(COMMAND, &command("HELLO", &rest));
}

#[test]
fn mend_14_the_answer_about_a_connection_that_has_gone() {
    mended!(30, || {
        let context = Context::new();
        let handler = context.socket(ZMQ_ROUTER);
        handler.bind(HANDLER);
        let (listener, endpoint) = peer::listener();
        let pull = context.socket(ZMQ_PULL);
        pull.set(ZMQ_PLAIN_SERVER, 1);
        pull.set(ZMQ_RECONNECT_IVL, 10);
        pull.connect(&endpoint);
        let mut good = Peer::accept(&listener);
        hello(&mut good, "good");
        let (first, user) = request(handler);
        assert_eq!(user, b"good");
        drop(good);
        let mut evil = Peer::accept(&listener);
        hello(&mut evil, "evil");
        settle();
        answer(handler, &first, b"200");
        let (second, user) = request(handler);
        assert_eq!(user, b"evil");
        answer(handler, &second, b"400");
        let (flags, body) = evil.receive().expect("an answer");
        assert_eq!(flags, COMMAND);
        // libzmq 4.3.5 spells ERROR wrong; what counts is that it is no WELCOME.
        assert!(body.ends_with(b"400"), "{}", String::from_utf8_lossy(&body));
        pull.close();
        handler.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_22_a_server_that_asks_and_knows_who_answers() {
    mended!(30, || {
        let context = Context::new();
        let handler = context.socket(ZMQ_ROUTER);
        handler.bind(HANDLER);
        let req = context.socket(ZMQ_REQ);
        req.set(ZMQ_PLAIN_SERVER, 1);
        let endpoint = req.bind("tcp://127.0.0.1:*");
        let rep = context.socket(ZMQ_REP);
        rep.set_bytes(ZMQ_PLAIN_USERNAME, b"user").unwrap();
        rep.set_bytes(ZMQ_PLAIN_PASSWORD, b"secret").unwrap();
        rep.connect(&endpoint);
        let (head, _) = request(handler);
        answer(handler, &head, b"200");
        for _ in 0..3 {
            req.send(b"question", 0);
            assert_eq!(rep.recv().0, b"question");
            rep.send(b"answer", 0);
            assert_eq!(req.recv().0, b"answer");
        }
        rep.close();
        req.close();
        handler.close();
        context.term().unwrap();
    });
}

/// zeromq.js and zmq.asyncio believe what `ZMQ_EVENTS` says, and so miss a message or fail where it says too much.
#[test]
fn mend_22_what_an_authenticator_has_said_is_nothing_to_receive() {
    mended!(30, || {
        for (kind, its) in
            [(ZMQ_PULL, &b"\x04PUSH"[..]), (ZMQ_DEALER, b"\x06DEALER"), (ZMQ_PAIR, b"\x04PAIR")]
        {
            let context = Context::new();
            let handler = context.socket(ZMQ_ROUTER);
            handler.bind(HANDLER);
            let server = context.socket(kind);
            server.set(ZMQ_PLAIN_SERVER, 1);
            let mut peer = Peer::connect(&server.bind("tcp://127.0.0.1:*"));
            hello(&mut peer, "user");
            let (head, _) = request(handler);
            answer(handler, &head, b"200");
            assert!(peer.receive().unwrap().1.starts_with(b"\x07WELCOME"));
            peer.send(COMMAND, &command("INITIATE", &[b"\x0bSocket-Type\0\0\0", its].concat()));
            assert!(peer.receive().unwrap().1.starts_with(b"\x05READY"));
            // The connection is there, and its descriptor has told of that.
            assert!(!server.can_receive());
            // With the second answer it is done with the first command.
            for _ in 0..2 {
                peer.send(COMMAND, &command("PING", b"\0\0"));
                assert!(peer.receive().unwrap().1.starts_with(b"\x04PONG"));
            }
            assert!(!server.signalled(), "the descriptor tells of something");
            assert!(!server.can_receive(), "there is something to receive");
            peer.send(0, b"first");
            assert_eq!(server.recv().0, b"first");
            assert!(!server.can_receive());
            server.close();
            handler.close();
            context.term().unwrap();
        }
    });
}

#[test]
fn mend_32_a_socket_that_cannot_answer() {
    mended!(30, || {
        let context = Context::new();
        let wrong = context.socket(ZMQ_PUSH);
        wrong.bind(HANDLER);
        let pull = context.socket(ZMQ_PULL);
        pull.set(ZMQ_HANDSHAKE_IVL, 300);
        pull.set_bytes(ZMQ_ZAP_DOMAIN, b"domain").unwrap();
        let null = pull.bind("tcp://127.0.0.1:*");
        let plain = context.socket(ZMQ_PULL);
        plain.set(ZMQ_PLAIN_SERVER, 1);
        let endpoint = plain.bind("tcp://127.0.0.1:*");
        let mut peer = Peer::connect(&endpoint);
        hello(&mut peer, "user");
        assert!(peer.receive().is_none(), "it was let in");
        let mut peer = Peer::connect(&null);
        peer.greet();
        peer.send(COMMAND, &command("READY", b"\x0bSocket-Type\0\0\0\x04PUSH"));
        assert_eq!(peer::rest(&mut peer, Duration::from_secs(2)), [], "it was let in");
        plain.close();
        pull.close();
        wrong.close();
        context.term().unwrap();
    });
}

/// As the protocol writes the command, and as libzmq does.
#[test]
fn mend_82_plain_clients_understand_that_they_are_turned_away() {
    mended!(30, || {
        for name in [&b"\x05ERROR"[..], b"^RROR"] {
            let context = Context::new();
            let (listener, endpoint) = peer::listener();
            let push = context.socket(ZMQ_PUSH);
            push.set_bytes(ZMQ_PLAIN_USERNAME, b"admin").unwrap();
            push.set_bytes(ZMQ_PLAIN_PASSWORD, b"wrong").unwrap();
            let monitor = push.monitor(
                context,
                ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
                    | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
                    | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL,
            );
            push.connect(&endpoint);
            let mut server = Peer::accept(&listener);
            server.stream.write_all(&peer::greeting("PLAIN")).unwrap();
            server.stream.read_exact(&mut [0; 64]).unwrap();
            assert_eq!(server.receive(), Some((COMMAND, command("HELLO", b"\x05admin\x05wrong"))));
            server.send(COMMAND, &[name, b"\x03400"].concat());
            assert_eq!(monitor.event(), ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, "{}", name.escape_ascii());
            push.close();
            monitor.close();
            context.term().unwrap();
        }
    });
}
