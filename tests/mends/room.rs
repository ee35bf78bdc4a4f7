//! Room that is there: for a message, and for a peer.

use std::{thread, time::Duration};

use zmq_sys::*;

use crate::{
    mended,
    raw::{Context, Socket},
};

fn pair(context: Context, kinds: [i32; 2], bound: &str) -> ([Socket; 2], String) {
    let sockets = kinds.map(|kind| {
        let socket = context.socket(kind);
        socket.set(ZMQ_SNDHWM, 1);
        socket.set(ZMQ_RCVHWM, 1);
        socket.set(ZMQ_LINGER, 0);
        // An answer that was dropped is an error, and no hang.
        socket.set(ZMQ_RCVTIMEO, 10_000);
        socket
    });
    let endpoint = sockets[0].bind(bound);
    sockets[1].connect(&endpoint);
    (sockets, endpoint)
}

/// The REQ has read each reply before it asks again, so that there is room for the next, also where that was told a moment ago.
#[test]
fn mend_49_a_rep_with_room_for_one_reply() {
    mended!(60, || {
        for bound in ["inproc://room", "tcp://127.0.0.1:*", "ipc://*"] {
            for kind in [ZMQ_REP, ZMQ_ROUTER] {
                let context = Context::new();
                let ([answers, asks], _) = pair(context, [kind, ZMQ_REQ], bound);
                for round in 0..2000u32 {
                    asks.send(&round.to_be_bytes(), 0);
                    let mut parts = answers.recv_message();
                    let last = parts.pop().unwrap();
                    for part in parts {
                        answers.send(&part, ZMQ_SNDMORE);
                    }
                    answers.send(&last, 0);
                    let received = asks.try_recv(0);
                    let (body, more) =
                        received.unwrap_or_else(|error| panic!("{error}: reply {round}, {bound}"));
                    assert_eq!((body, more), (round.to_be_bytes().to_vec(), false));
                }
                asks.close();
                answers.close();
                context.term().unwrap();
            }
        }
    });
}

/// Where there is no room, a ROUTER drops the message as ever, whole.
#[test]
fn mend_49_no_room_is_no_room() {
    mended!(30, || {
        let context = Context::new();
        let ([router, dealer], _) = pair(context, [ZMQ_ROUTER, ZMQ_DEALER], "inproc://room");
        dealer.send(b"here", 0);
        let id = router.recv_message().swap_remove(0);
        for number in 0..10u8 {
            for part in [&*id, &[number]] {
                router.send(part, ZMQ_SNDMORE);
            }
            router.send(b"end", 0);
        }
        for number in 0..2u8 {
            assert_eq!(dealer.recv_message(), [vec![number], b"end".to_vec()]);
        }
        assert!(dealer.try_recv(ZMQ_DONTWAIT).is_err());
        router.send(&id, ZMQ_SNDMORE);
        router.send(b"again", 0);
        assert_eq!(dealer.recv(), (b"again".to_vec(), false));
        dealer.close();
        router.close();
        context.term().unwrap();
    });
}

/// Two wait for the one place of a PAIR; it is free again when the first has gone.
#[test]
fn mend_50_who_waits_for_a_place_gets_it() {
    mended!(60, || {
        let kinds = [
            ZMQ_PAIR,
            #[cfg(feature = "draft")]
            ZMQ_CHANNEL,
        ];
        for kind in kinds {
            for bound in ["tcp://127.0.0.1:*", "ipc://*", "ws://127.0.0.1:*"] {
                let context = Context::new();
                let ([place, first], endpoint) = pair(context, [kind, kind], bound);
                let monitor = place.monitor(context, ZMQ_EVENT_DISCONNECTED);
                first.send(b"first", 0);
                assert_eq!(place.recv(), (b"first".to_vec(), false));
                let second = context.socket(kind);
                second.set(ZMQ_RECONNECT_IVL, 1);
                second.set(ZMQ_LINGER, 0);
                second.connect(&endpoint);
                // It is turned away, by the calls of who has a peer, and told so. Who has the place keeps it.
                let told = (0..10_000).any(|_| {
                    place.can_receive();
                    thread::sleep(Duration::from_millis(1));
                    monitor.try_event(ZMQ_DONTWAIT).is_ok()
                });
                assert!(told, "its connection stays, over {bound}");
                place.send(b"to the first", 0);
                assert_eq!(first.recv(), (b"to the first".to_vec(), false));
                first.close();
                let mut received = None;
                for _ in 0..10_000 {
                    // The end of the first one's queue is to be read before its place is free.
                    let _ = place.try_recv(ZMQ_DONTWAIT);
                    // Some of them to the one that goes.
                    let _ = place.try_send(b"to the second", ZMQ_DONTWAIT);
                    received = second.try_recv(ZMQ_DONTWAIT).ok();
                    if received.is_some() {
                        break;
                    }
                    thread::sleep(Duration::from_millis(1));
                }
                assert_eq!(received, Some((b"to the second".to_vec(), false)), "{bound}");
                monitor.close();
                second.close();
                place.close();
                context.term().unwrap();
            }
        }
    });
}

/// A send that is told so takes nothing in: what comes between a look and it signals still. The send after that takes it in.
#[test]
fn mend_91_a_send_that_swallows_no_signal() {
    mended!(30, || {
        let context = Context::new();
        let (ours, theirs) = (context.socket(ZMQ_PAIR), context.socket(ZMQ_PAIR));
        ours.set(ZMQ_SNDHWM, 1);
        theirs.set(ZMQ_RCVHWM, 1);
        ours.bind("inproc://looked");
        theirs.connect("inproc://looked");
        while ours.try_send(b"fills", ZMQ_DONTWAIT).is_ok() {}
        for _ in 0..3 {
            assert!(!ours.can_receive());
            theirs.send(b"news", 0);
            ours.set_bytes(31_234, b"").unwrap();
            assert!(ours.try_send(b"no room", ZMQ_DONTWAIT).is_err());
            assert!(ours.signalled(), "the send took the news in");
            assert!(ours.try_send(b"no room", ZMQ_DONTWAIT).is_err());
            assert!(!ours.signalled(), "no send takes news in");
            assert_eq!(ours.recv().0, b"news");
            assert!(ours.try_recv(ZMQ_DONTWAIT).is_err());
        }
        ours.close();
        theirs.close();
        context.term().unwrap();
    });
}

/// A look may be long ago, and whoever came since is there for the send that follows it.
#[test]
fn mend_91_a_look_hides_nobody_who_came_later() {
    mended!(30, || {
        let context = Context::new();
        let (router, late) = (context.socket(ZMQ_ROUTER), context.socket(ZMQ_DEALER));
        router.set(ZMQ_ROUTER_MANDATORY, 1);
        router.bind("inproc://looked-router");
        assert!(!router.can_receive());
        late.set_bytes(ZMQ_ROUTING_ID, b"late").unwrap();
        late.connect("inproc://looked-router");
        let sent = router.try_send(b"late", ZMQ_SNDMORE);
        assert!(sent.is_ok(), "to a peer that is there: {sent:?}");
        router.send(b"welcome", 0);
        assert_eq!(late.recv().0, b"welcome");

        let (publisher, subscriber) = (context.socket(ZMQ_PUB), context.socket(ZMQ_SUB));
        publisher.bind("inproc://looked-pub");
        assert!(!publisher.can_receive());
        subscriber.set_bytes(ZMQ_SUBSCRIBE, b"").unwrap();
        subscriber.connect("inproc://looked-pub");
        publisher.send(b"news", 0);
        assert_eq!(
            subscriber.try_recv(ZMQ_DONTWAIT).map(|frame| frame.0).ok().as_deref(),
            Some(&b"news"[..])
        );
        for socket in [router, late, publisher, subscriber] {
            socket.close();
        }
        context.term().unwrap();
    });
}
