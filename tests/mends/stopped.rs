//! Connections whose input waits for room in the queue.

use std::{io::Write, thread, time::Duration};

use zmq_sys::*;

use crate::{
    mended,
    peer::{self, COMMAND, command, frames, settle},
    raw::Context,
};

#[test]
fn mend_01_a_ping_behind_a_full_queue_and_a_reset() {
    mended!(30, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        let ping = command("PING", &[0, 0]);
        let mut bytes = frames((0..2500).map(|_| (0, &b"x"[..])));
        bytes.extend(frames([(COMMAND, &ping[..])]));
        for _ in 0..5 {
            let mut stranger = peer::connect(&endpoint, "PUSH");
            stranger.stream.write_all(&bytes).unwrap();
            settle();
            peer::reset(stranger);
            settle();
            for _ in 0..2500 {
                assert_eq!(pull.recv().0, b"x");
            }
        }
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_02_a_new_connection_finds_the_queue_full() {
    mended!(30, || {
        let context = Context::new();
        let (listener, endpoint) = peer::listener();
        let router = context.socket(ZMQ_ROUTER);
        router.set(ZMQ_RCVHWM, 10);
        router.set(ZMQ_RECONNECT_IVL, 10);
        router.connect(&endpoint);
        let mut first = peer::accept(&listener, "DEALER");
        for number in 0..10 {
            first.send(0, &[number]);
        }
        settle();
        drop(first);
        let mut second = peer::accept(&listener, "DEALER");
        settle();
        for number in 10..15 {
            second.send(0, &[number]);
        }
        for number in 0..15 {
            assert_eq!(router.recv_message()[1], [number]);
        }
        router.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_03_a_heartbeat_while_the_queue_is_full() {
    mended!(30, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        pull.set(ZMQ_RCVHWM, 5);
        pull.set(ZMQ_HEARTBEAT_IVL, 50);
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_SNDHWM, 0);
        push.connect(&endpoint);
        for _ in 0..5000 {
            push.send(&[7; 1000], 0);
        }
        thread::sleep(Duration::from_millis(500));
        for number in 0..5000 {
            assert!(pull.try_recv(0).is_ok(), "only {number} of 5000");
        }
        push.close();
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_04_what_the_kernel_holds_of_a_broken_connection() {
    mended!(30, || {
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        pull.set(ZMQ_RCVHWM, 5);
        let endpoint = pull.bind("ipc://*");
        let sender = Context::new();
        let push = sender.socket(ZMQ_PUSH);
        push.connect(&endpoint);
        for _ in 0..60 {
            push.send(&[7; 1000], 0);
        }
        push.close();
        sender.term().unwrap();
        settle();
        for number in 0..60 {
            assert!(pull.try_recv(0).is_ok(), "only {number} of 60");
        }
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_20_closing_when_the_queue_is_full_and_the_peer_gone() {
    mended!(10, || {
        let context = Context::new();
        let dealer = context.socket(ZMQ_DEALER);
        dealer.set(ZMQ_RCVHWM, 5);
        let endpoint = dealer.bind("tcp://127.0.0.1:*");
        let mut stranger = peer::connect(&endpoint, "DEALER");
        stranger.stream.write_all(&frames((0..1000).map(|_| (0, &b"x"[..])))).unwrap();
        settle();
        peer::reset(stranger);
        settle();
        // It lingers for this, for ever, and there is nobody to send it to.
        dealer.send(b"answer", 0);
        dealer.close();
        context.term().unwrap();
    });
}
