//! What is mended for the sake of speed.

use std::{
    io::Read,
    sync::atomic::Ordering,
    thread,
    time::Duration,
};

use zmq_sys::*;

use crate::{
    mended,
    peer,
    raw::{CHANGES, Context},
};

#[test]
fn mend_28_batches_grow() {
    mended("speed::mend_28_batches_grow", 60, || {
        let context = Context::new();
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_SNDHWM, 0);
        push.set(ZMQ_LINGER, 0);
        let endpoint = push.bind("tcp://127.0.0.1:*");
        let mut peer = peer::connect(&endpoint, "PULL");
        for _ in 0..200_000 {
            push.send(&[7; 200], 0);
        }
        // What is in the buffers of the system was written before it had grown; then, one read is one batch if it is in time.
        let mut buffer = vec![0; 1 << 20];
        let mut largest = 0;
        for _ in 0..20 {
            thread::sleep(Duration::from_millis(20));
            peer.stream.set_nonblocking(false).unwrap();
            largest = largest.max(peer.stream.read(&mut buffer).unwrap());
        }
        assert!(largest > 0);
        push.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_29_a_small_message_does_not_change_what_is_waited_for() {
    mended("speed::mend_29_a_small_message_does_not_change_what_is_waited_for", 60, || {
        let context = Context::new();
        let rep = context.socket(ZMQ_REP);
        let req = context.socket(ZMQ_REQ);
        req.connect(&rep.bind("tcp://127.0.0.1:*"));
        let round = || {
            req.send(b"question", 0);
            assert_eq!(rep.recv().0, b"question");
            rep.send(b"answer", 0);
            assert_eq!(req.recv().0, b"answer");
        };
        (0..10).for_each(|_| round());
        let before = CHANGES.load(Ordering::SeqCst);
        assert!(before > 0, "epoll_ctl is not counted");
        (0..100).for_each(|_| round());
        let changes = CHANGES.load(Ordering::SeqCst) - before;
        assert!(changes < 100, "{changes} changes in 100 rounds");
        req.close();
        rep.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_30_all_arrives_when_the_sender_ends_at_once() {
    mended("speed::mend_30_all_arrives_when_the_sender_ends_at_once", 120, || {
        for _ in 0..15 {
            let context = Context::new();
            let pull = context.socket(ZMQ_PULL);
            let endpoint = pull.bind("ipc://*");
            let sender = thread::spawn(move || {
                let context = Context::new();
                let push = context.socket(ZMQ_PUSH);
                push.connect(&endpoint);
                for _ in 0..20_000 {
                    push.send(&[7; 1024], 0);
                }
                push.close();
                context.term().unwrap();
            });
            for number in 0..20_000 {
                assert!(pull.try_recv(0).is_ok(), "only {number} of 20000");
            }
            sender.join().unwrap();
            pull.close();
            context.term().unwrap();
        }
    });
}
