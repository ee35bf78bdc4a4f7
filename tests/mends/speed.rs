//! What is mended for the sake of speed.

use std::{io::Read, sync::atomic::Ordering, thread, time::Duration};

use zmq_sys::*;

use crate::{
    interposed::{CHANGES, LONGEST},
    mended, peer,
    raw::{Context, limit_receive_buffer},
};

#[test]
fn mend_28_batches_grow() {
    mended!(60, || {
        let context = Context::new();
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_SNDHWM, 0);
        push.set(ZMQ_LINGER, 0);
        let endpoint = push.bind("tcp://127.0.0.1:*");
        let mut peer = peer::connect(&endpoint, "PULL");
        LONGEST.store(0, Ordering::SeqCst);
        for _ in 0..200_000 {
            push.send(&[7; 200], 0);
        }
        let mut left = 200_000 * 202;
        let mut buffer = vec![0; 1 << 20];
        while left > 0 {
            left -= peer.stream.read(&mut buffer).unwrap();
        }
        let longest = LONGEST.load(Ordering::SeqCst);
        assert!(longest > 100_000, "{longest} bytes at a time");
        push.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_29_a_small_message_does_not_change_what_is_waited_for() {
    mended!(60, || {
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
fn mend_30_the_end_of_a_batch_that_was_not_taken() {
    mended!(120, || {
        let (listener, endpoint) = peer::listener();
        limit_receive_buffer(&listener);
        // At some of these sizes the last batch is in part in the buffers of the system when the socket has been closed.
        for count in (1..200).step_by(2) {
            let context = Context::new();
            let push = context.socket(ZMQ_PUSH);
            push.set(ZMQ_SNDBUF, 4096);
            push.connect(&endpoint);
            let mut peer = peer::accept(&listener, "PULL");
            for _ in 0..count {
                push.send(&[7; 500], 0);
            }
            push.close();
            let end = thread::spawn(move || context.term().unwrap());
            thread::sleep(Duration::from_millis(20));
            for number in 0..count {
                assert!(peer.receive().is_some_and(|frame| frame.1.len() == 500), "only {number} of {count}");
            }
            end.join().unwrap();
        }
    });
}
