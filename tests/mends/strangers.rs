//! What any stranger can start, where the mechanism is NULL.

use std::{io::Read, io::Write, net::TcpStream, thread, time::Duration};

use zmq_sys::*;

use crate::{
    mended,
    peer::{self, COMMAND, MORE, command},
    raw::Context,
};

/// `ZMQ_ZAP_ENFORCE_DOMAIN`, which only the header of the draft API names.
const ENFORCE_DOMAIN: i32 = 93;

#[test]
fn mend_05_an_old_peer_says_its_name_while_the_socket_closes() {
    mended!(20, || {
        let context = Context::new();
        let (listener, endpoint) = peer::listener();
        let router = context.socket(ZMQ_ROUTER);
        router.set_bytes(ZMQ_CONNECT_ROUTING_ID, b"old").unwrap();
        router.connect(&endpoint);
        router.send(b"old", ZMQ_SNDMORE);
        router.send(b"late", 0);
        router.close();
        thread::sleep(Duration::from_millis(500));
        // It lingers, for a peer of ZMTP 2.0 that comes only now.
        let mut old = peer::Peer::accept(&listener);
        // Its name comes with its greeting, before anything could be sent to it.
        old.stream.write_all(b"\xff\0\0\0\0\0\0\0\x01\x7f\x01\x05\0\x02me").unwrap();
        let mut greeting = [0; 12];
        old.stream.read_exact(&mut greeting).unwrap();
        assert_eq!(old.receive(), Some((0, Vec::new())));
        assert_eq!(old.receive(), Some((0, b"late".to_vec())));
        drop((old, listener));
        context.term().unwrap();
    });
}

#[test]
fn mend_06_a_ping_that_is_short() {
    mended!(20, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        let mut stranger = peer::connect(&endpoint, "PUSH");
        stranger.send(COMMAND, &command("PING", b""));
        stranger.send(COMMAND, &command("PING", b"\0\0it is me"));
        assert_eq!(stranger.receive(), Some((COMMAND, command("PONG", b"it is me"))));
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_06_a_time_to_live_of_more_than_a_minute() {
    mended!(20, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        let mut stranger = peer::connect(&endpoint, "PUSH");
        // 65.6 seconds, in tenths.
        for wait in [800, 0] {
            stranger.send(COMMAND, &command("PING", &[0x02, 0x90]));
            assert_eq!(stranger.receive(), Some((COMMAND, command("PONG", b""))));
            thread::sleep(Duration::from_millis(wait));
        }
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_09_a_conflating_receiver_is_promised_more() {
    mended!(20, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        pull.set(ZMQ_CONFLATE, 1);
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        let mut stranger = peer::connect(&endpoint, "PUSH");
        stranger.send(MORE, b"half");
        assert_eq!(pull.recv(), (b"half".to_vec(), false));
        assert!(pull.try_recv(ZMQ_DONTWAIT).is_err());
        stranger.send(0, b"whole");
        assert_eq!(pull.recv(), (b"whole".to_vec(), false));
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_21_a_stranger_claims_the_next_routing_id() {
    mended!(20, || {
        let context = Context::new();
        let router = context.socket(ZMQ_ROUTER);
        let endpoint = router.bind("tcp://127.0.0.1:*");
        // What is generated begins somewhere and goes up by one.
        let mut first = peer::connect(&endpoint, "DEALER");
        first.send(0, b"hello");
        let name = router.recv_message().remove(0);
        assert_eq!((name.len(), name[0]), (5, 0));
        let next = u32::from_be_bytes(name[1..].try_into().unwrap()).wrapping_add(1);
        let claimed = [&[0], &next.to_be_bytes()[..]].concat();
        let _stranger = peer::connect_as(&endpoint, &claimed);
        let mut ordinary = peer::connect(&endpoint, "DEALER");
        ordinary.send(0, b"let me in");
        let frames = router.recv_message();
        assert_eq!(frames[1], b"let me in");
        assert_ne!(frames[0], claimed);
        // Answers go to who asked.
        router.send(&frames[0], ZMQ_SNDMORE);
        router.send(b"welcome", 0);
        assert_eq!(ordinary.receive(), Some((0, b"welcome".to_vec())));
        router.close();
        context.term().unwrap();
    });
}

/// Names are handed over to who claims them, but for those that were made up.
#[test]
fn mend_84_a_made_up_routing_id_is_not_handed_over() {
    mended!(20, || {
        let context = Context::new();
        let router = context.socket(ZMQ_ROUTER);
        router.set(ZMQ_ROUTER_HANDOVER, 1);
        let endpoint = router.bind("tcp://127.0.0.1:*");
        let mut ordinary = peer::connect(&endpoint, "DEALER");
        ordinary.send(0, b"hello");
        let name = router.recv_message().remove(0);
        let mut stranger = peer::connect_as(&endpoint, &name);
        stranger.send(0, b"from the stranger");
        // The commands of a connection are in order, those of two are not: a third shows that the second has come.
        peer::settle();
        let mut named = peer::connect_as(&endpoint, b"named");
        named.send(0, b"hello");
        assert_eq!(router.recv_message(), [&b"named"[..], b"hello"]);
        ordinary.send(0, b"still here");
        assert_eq!(router.recv_message(), [&name[..], b"still here"]);
        router.send(&name, ZMQ_SNDMORE);
        router.send(b"welcome", 0);
        assert_eq!(ordinary.receive(), Some((0, b"welcome".to_vec())));
        // One that a peer chose is.
        let mut newcomer = peer::connect_as(&endpoint, b"named");
        newcomer.send(0, b"instead");
        assert_eq!(router.recv_message(), [&b"named"[..], b"instead"]);
        router.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_21_the_first_routing_id_is_not_the_same_in_every_process() {
    mended!(20, || {
        let context = Context::new();
        let router = context.socket(ZMQ_ROUTER);
        let endpoint = router.bind("tcp://127.0.0.1:*");
        let mut peer = peer::connect(&endpoint, "DEALER");
        peer.send(0, b"hello");
        assert_ne!(router.recv_message()[0], [0, 0x6b, 0x8b, 0x45, 0x67]);
    });
}

/// Runs on a stack of 512 KiB, as threads of other languages may have.
fn on_a_small_stack(body: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(512 << 10).spawn(body).unwrap().join().unwrap();
}

#[test]
fn mend_25_a_subscriber_cancels_a_long_topic() {
    mended!(60, || {
        on_a_small_stack(|| {
            let context = Context::new();
            let xpub = context.socket(ZMQ_XPUB);
            let endpoint = xpub.bind("tcp://127.0.0.1:*");
            let upstream = context.socket(ZMQ_XSUB);
            let mut stranger = peer::connect(&endpoint, "SUB");
            for name in ["SUBSCRIBE", "CANCEL"] {
                stranger.send(COMMAND, &command(name, &[b'a'; 64 << 10]));
                // What a proxy does.
                let (message, more) = xpub.recv();
                assert_eq!((message.len(), more), (1 + (64 << 10), false));
                upstream.send(&message, 0);
            }
            upstream.close();
            xpub.close();
            context.term().unwrap();
        });
    });
}

#[test]
fn mend_25_a_long_topic_when_the_socket_closes() {
    mended!(60, || {
        on_a_small_stack(|| {
            let context = Context::new();
            let publisher = context.socket(ZMQ_XPUB);
            let endpoint = publisher.bind("tcp://127.0.0.1:*");
            let sub = context.socket(ZMQ_SUB);
            sub.set_bytes(ZMQ_SUBSCRIBE, &[b'a'; 200 << 10]).unwrap();
            // It walks the tree to tell the new peer.
            sub.connect(&endpoint);
            assert_eq!(publisher.recv().0.len(), 1 + (200 << 10));
            sub.close();
            publisher.close();
            context.term().unwrap();
        });
    });
}

#[test]
fn mend_27_a_plain_server_that_must_have_a_domain_and_has_none() {
    mended!(20, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        pull.set(ZMQ_PLAIN_SERVER, 1);
        pull.set(ENFORCE_DOMAIN, 1);
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        let mut stream = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
        stream.write_all(&peer::greeting("PLAIN")).unwrap();
        let mut theirs = [0; 64];
        stream.read_exact(&mut theirs).unwrap();
        let hello = command("HELLO", b"\x04user\x04pass");
        stream.write_all(&[COMMAND, hello.len() as u8]).unwrap();
        stream.write_all(&hello).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        assert_eq!(stream.read(&mut theirs).unwrap_or(0), 0, "it was let in");
        pull.close();
        context.term().unwrap();
    });
}
