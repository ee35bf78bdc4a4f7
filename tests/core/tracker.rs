//! Trackers tell when libzmq has let go of a payload, and not before.

use crate::support::{bind_tcp, pipeline, within};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Message, MessageTracker, Multipart};

/// Longer than a loaded machine may take.
const LONG: Duration = Duration::from_secs(20);
const MOMENT: Duration = Duration::from_millis(50);

#[test]
fn dropped_unsent() {
    let (message, tracker) = Message::tracked(vec![7; 100]);
    let clone = message.clone();
    assert!(!tracker.is_done() && !tracker.wait(Duration::ZERO));
    let started = Instant::now();
    assert!(!tracker.wait(MOMENT));
    assert!(started.elapsed() >= MOMENT);
    drop(message);
    assert!(!tracker.is_done());
    drop(clone);
    assert!(tracker.is_done() && tracker.wait(None) && tracker.wait(Duration::MAX));
}

/// libzmq keeps what is short inside of the message, as a copy.
#[test]
fn short_payloads_are_done_at_once() {
    for size in [0, 1, 33] {
        let (message, tracker) = Message::tracked(vec![7; size]);
        assert!(tracker.wait(None), "{size}");
        assert_eq!(message, vec![7; size]);
    }
    let (_message, tracker) = Message::tracked([7; 34]);
    assert!(!tracker.is_done());
    assert!(MessageTracker::new().is_done());
}

#[test]
fn over_inproc() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "tracker");
        let (message, tracker) = Message::tracked("long enough ".repeat(10));
        push.send(message).unwrap();
        assert!(!tracker.wait(MOMENT));
        let received = pull.recv().unwrap();
        assert!(!tracker.is_done());
        let waiting = thread::spawn(move || tracker.wait(LONG));
        drop(received);
        assert!(waiting.join().unwrap());

        // A payload that is lent on, and one that is copied after all.
        let (message, tracker) = Message::tracked("long enough ".repeat(10));
        push.send(message).unwrap();
        let mut received = pull.recv().unwrap();
        received.make_mut()[0] = b'L';
        assert!(tracker.is_done());
    });
}

/// Far more than the system's buffers hold, to a receiver that takes its time.
#[test]
fn over_tcp_with_a_slow_receiver() {
    within(100, || {
        const SIZE: usize = 8 << 20;
        let ctx = Context::new().unwrap();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        pull.set_rcvhwm(1).unwrap();
        push.connect(&bind_tcp(&pull)).unwrap();
        let mut tracker = MessageTracker::new();
        let payload: Arc<[u8]> = vec![7; SIZE].into();
        for _ in 0..8 {
            push.send(tracker.track(payload.clone())).unwrap();
        }
        assert!(!tracker.wait(MOMENT));
        for _ in 0..8 {
            assert_eq!(pull.recv().unwrap().len(), SIZE);
        }
        assert!(tracker.wait(LONG));
        assert_eq!(Arc::strong_count(&payload), 1); // it is gone when the tracker says so
    });
}

/// A peer that never comes: the payload is let go of when the socket closes and lingers no more.
#[test]
fn nobody_takes_it() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.set_linger(Some(Duration::ZERO)).unwrap();
        push.connect("tcp://127.0.0.1:1").unwrap();
        let (message, tracker) = Message::tracked(vec![7; 100]);
        push.send(message).unwrap();
        assert!(!tracker.wait(MOMENT));
        drop(push);
        assert!(tracker.wait(LONG));
        // A send that fails gives the message back.
        let push = ctx.socket(zmq::PUSH).unwrap();
        let (message, tracker) = Message::tracked(vec![7; 100]);
        let failed = push.try_send(message).unwrap_err();
        assert!(!tracker.is_done());
        drop(failed);
        assert!(tracker.is_done());
    });
}

#[test]
fn several_at_once() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "several");
        let (message, tracker) = Multipart::tracked([vec![1], vec![2; 100], vec![3; 1000]]);
        push.send_multipart(message).unwrap();
        let (another, of_another) = Message::tracked(vec![4; 100]);
        let all: MessageTracker = [tracker.clone(), of_another.clone()].into_iter().collect();
        let mut parts = pull.recv_multipart().unwrap();
        for _ in 0..2 {
            assert!(!tracker.is_done() && !all.wait(Duration::ZERO));
            parts.pop();
        }
        assert!(tracker.is_done() && !of_another.is_done() && !all.is_done());
        drop(another);
        assert!(all.wait(None));
    });
}

/// A payload whose own drop panics, on libzmq's thread: done all the same, once it is gone.
#[test]
fn a_payload_that_panics() {
    struct Panics(Arc<AtomicBool>);
    impl AsRef<[u8]> for Panics {
        fn as_ref(&self) -> &[u8] {
            &[7; 100]
        }
    }
    impl Drop for Panics {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
            // On purpose; without the hook, so that nothing in a log looks like a failure, and without a payload that would leak.
            std::panic::resume_unwind(Box::new(()));
        }
    }
    within(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.connect(&bind_tcp(&pull)).unwrap();
        let dropped = Arc::new(AtomicBool::new(false));
        let (message, tracker) = Message::tracked(Panics(dropped.clone()));
        push.send(message).unwrap();
        assert!(tracker.wait(LONG));
        assert!(dropped.load(Ordering::SeqCst));
        assert_eq!(pull.recv().unwrap(), [7; 100]);
    });
}

/// An owner that panics when it is asked for its bytes is dropped, and no message is made.
#[test]
fn an_owner_that_gives_no_bytes() {
    struct Mute(Arc<AtomicUsize>);
    impl AsRef<[u8]> for Mute {
        fn as_ref(&self) -> &[u8] {
            std::panic::resume_unwind(Box::new(()))
        }
    }
    impl Drop for Mute {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let dropped = Arc::new(AtomicUsize::new(0));
    let owner = std::panic::AssertUnwindSafe(Mute(dropped.clone()));
    assert!(std::panic::catch_unwind(move || Message::from_owner({ owner }.0)).is_err());
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
}
