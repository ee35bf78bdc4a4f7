//! Queues that keep one message, with pyzmq at the other end.

use crate::common::{Remote, context, with_peers};
use std::time::Duration;

/// Whether more than messages goes through such a queue.
fn holds() -> bool {
    zmq::mends().contains(&61) || zmq::version() > (4, 3, 5)
}

/// A subscriber that conflates hears all its topics: their publisher is told each of them.
#[test]
fn our_subscriber_keeps_the_newest_of_their_messages() {
    if !holds() {
        return;
    }
    with_peers(|| {
        let remote = Remote::new();
        let publisher = remote.socket("XPUB");
        let sub = context().socket(zmq::SUB).unwrap();
        sub.set_conflate(true).unwrap();
        for topic in ["a", "b", "c"] {
            sub.subscribe(topic).unwrap();
        }
        sub.connect(&publisher.bind("tcp://127.0.0.1:*")).unwrap();
        for topic in [b"\x01a", b"\x01b", b"\x01c"] {
            assert_eq!(publisher.recv(), [topic.to_vec()]);
        }
        for round in 0..20u8 {
            for topic in [b'a', b'b', b'c'] {
                publisher.send(&[[topic, round]]);
            }
        }
        let mut last = None;
        while last.as_deref() != Some(&b"c\x13"[..]) {
            let message = sub.recv_timeout(Duration::from_secs(20)).unwrap().expect("the newest");
            last = Some(message.to_vec());
        }
        assert!(sub.try_recv().unwrap().is_none());
    });
}

/// What we send last arrives, also when we leave at once.
#[test]
fn our_last_message_reaches_their_receiver() {
    if !holds() {
        return;
    }
    with_peers(|| {
        let remote = Remote::new();
        let theirs = remote.socket("PULL");
        let endpoint = theirs.bind("tcp://127.0.0.1:*");
        for round in 0..20u8 {
            let ours = context().socket(zmq::PUSH).unwrap();
            ours.set_conflate(true).unwrap();
            ours.set_linger(Some(Duration::from_secs(20))).unwrap();
            ours.connect(&endpoint).unwrap();
            ours.send(vec![round]).unwrap();
            drop(ours);
            assert_eq!(theirs.recv(), [vec![round]]);
        }
    });
}
