//! What is asked of the system, how often, and for how much at a time.

use std::{
    io::{Read, Write},
    sync::atomic::Ordering,
    thread,
};

use zmq_sys::*;

use crate::{
    interposed::{LONGEST, LONGEST_READ, LOOKS, SEND_BUFFERS},
    mended, peer,
    raw::Context,
};

/// The options, which the stable header does not name.
const IN_BATCH_SIZE: i32 = 101;
const OUT_BATCH_SIZE: i32 = 102;

#[test]
fn mend_75_batch_sizes_that_are_set_stay() {
    mended!(60, || {
        let context = Context::new();
        let push = context.socket(ZMQ_PUSH);
        push.set(OUT_BATCH_SIZE, 5000);
        push.set(IN_BATCH_SIZE, 6000);
        assert_eq!((push.get(OUT_BATCH_SIZE), push.get(IN_BATCH_SIZE)), (5000, 6000));
        push.set(ZMQ_SNDHWM, 0);
        let mut peer = peer::connect(&push.bind("tcp://127.0.0.1:*"), "PULL");
        LONGEST.store(0, Ordering::SeqCst);
        for _ in 0..20_000 {
            push.send(&[7; 200], 0);
        }
        let mut frames = vec![0; 20_000 * 202];
        peer.stream.read_exact(&mut frames).unwrap();
        let longest = LONGEST.load(Ordering::SeqCst);
        assert!(longest <= 5000, "{longest} bytes at a time");
        push.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_77_nobody_asks_the_system_whether_there_is_a_command() {
    mended!(60, || {
        let context = Context::new();
        let (push, pull) = (context.socket(ZMQ_PUSH), context.socket(ZMQ_PULL));
        push.connect(&pull.bind("inproc://looks"));
        push.send(b"first", 0);
        assert_eq!(pull.recv().0, b"first");
        let before = LOOKS.load(Ordering::SeqCst);
        for _ in 0..10_000 {
            push.send(b"question", 0);
            assert_eq!(pull.recv().0, b"question");
        }
        let looks = LOOKS.load(Ordering::SeqCst) - before;
        assert!(looks < 50, "{looks} looks for commands in 10000 messages");
        push.close();
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_77_a_sender_learns_of_room_and_of_its_end() {
    mended!(60, || {
        let context = Context::new();
        let (push, pull) = (context.socket(ZMQ_PUSH), context.socket(ZMQ_PULL));
        push.set(ZMQ_SNDHWM, 10);
        pull.set(ZMQ_RCVHWM, 10);
        push.connect(&pull.bind("inproc://room"));
        // As many as both queues take, and no look at the clock between them: room is told while there still is some.
        for round in 0..1000 {
            for _ in 0..20 {
                push.try_send(b"body", ZMQ_DONTWAIT).unwrap_or_else(|error| panic!("round {round}: {error}"));
            }
            push.try_send(b"one too many", ZMQ_DONTWAIT).unwrap_err();
            (0..20).for_each(|_| assert_eq!(pull.recv().0, b"body"));
        }
        let second = context.socket(ZMQ_PULL);
        push.connect(&second.bind("inproc://another"));
        pull.close();
        // The next may still go to who is leaving.
        for _ in 0..30 {
            while push.try_send(b"for the other", ZMQ_DONTWAIT).is_err() {
                thread::yield_now();
            }
            let _ = second.try_recv(ZMQ_DONTWAIT);
        }
        push.close();
        second.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_78_little_is_on_its_way_within_a_machine() {
    mended!(60, || {
        let context = Context::new();
        let (asked, last) = (&SEND_BUFFERS.0, &SEND_BUFFERS.1);
        let (push, pull) = (context.socket(ZMQ_PUSH), context.socket(ZMQ_PULL));
        push.connect(&pull.bind("tcp://127.0.0.1:*"));
        push.send(b"body", 0);
        assert_eq!(pull.recv().0, b"body");
        assert_eq!((asked.load(Ordering::SeqCst), last.load(Ordering::SeqCst)), (2, 256 << 10));

        // Another address of the same network.
        push.connect(&pull.bind("tcp://0.0.0.0:*").replace("0.0.0.0", "127.0.0.2"));
        (0..2).for_each(|_| push.send(b"body", 0));
        (0..2).for_each(|_| assert_eq!(pull.recv().0, b"body"));
        assert_eq!((asked.load(Ordering::SeqCst), last.load(Ordering::SeqCst)), (4, 256 << 10));

        let (push, pull) = (context.socket(ZMQ_PUSH), context.socket(ZMQ_PULL));
        push.set(ZMQ_SNDBUF, 50_000);
        push.connect(&pull.bind("ipc://*"));
        push.send(b"body", 0);
        assert_eq!(pull.recv().0, b"body");
        assert_eq!(asked.load(Ordering::SeqCst), 4, "ipc has a size of its own");
        push.connect(&pull.bind("tcp://127.0.0.1:*"));
        (0..2).for_each(|_| push.send(b"body", 0));
        (0..2).for_each(|_| assert_eq!(pull.recv().0, b"body"));
        // The receiver's, and the sender's own, in either order.
        assert_eq!(asked.load(Ordering::SeqCst), 6);
        assert!([50_000, 256 << 10].contains(&last.load(Ordering::SeqCst)));
        push.close();
        pull.close();
    });
}

#[test]
fn mend_79_a_batch_size_that_is_the_first_stays_if_it_is_set() {
    mended!(60, || {
        let context = Context::new();
        let push = context.socket(ZMQ_PUSH);
        push.set(OUT_BATCH_SIZE, 8192);
        push.set(ZMQ_SNDHWM, 0);
        let mut peer = peer::connect(&push.bind("tcp://127.0.0.1:*"), "PULL");
        LONGEST.store(0, Ordering::SeqCst);
        for _ in 0..20_000 {
            push.send(&[7; 200], 0);
        }
        let mut frames = vec![0; 20_000 * 202];
        peer.stream.read_exact(&mut frames).unwrap();
        let longest = LONGEST.load(Ordering::SeqCst);
        assert!(longest <= 8192, "{longest} bytes sent at a time");
        push.close();

        let pull = context.socket(ZMQ_PULL);
        pull.set(IN_BATCH_SIZE, 8192);
        let mut peer = peer::connect(&pull.bind("tcp://127.0.0.1:*"), "PUSH");
        LONGEST_READ.store(0, Ordering::SeqCst);
        let sender = thread::spawn(move || peer.stream.write_all(&frames).map(|()| peer));
        (0..20_000).for_each(|_| assert_eq!(pull.recv().0, [7; 200]));
        let longest = LONGEST_READ.load(Ordering::SeqCst);
        assert!(longest <= 8192, "{longest} bytes read at a time");
        drop(sender.join().unwrap().unwrap());
        pull.close();
        context.term().unwrap();
    });
}

/// Around the lengths where a subscription no longer has room in a short frame: it is one byte longer than its topic as a message
/// of ZMTP 3.0, and ten or seven as a command of 3.1.
#[test]
fn mend_81_subscriptions_of_every_length_are_framed_as_what_they_are() {
    mended!(60, || {
        for minor in [0, 1] {
            let context = Context::new();
            let (listener, endpoint) = peer::listener();
            let sub = context.socket(ZMQ_SUB);
            sub.connect(&endpoint);
            let mut publisher = peer::Peer::accept(&listener);
            let mut greeting = peer::greeting("NULL");
            greeting[11] = minor;
            publisher.stream.write_all(&greeting).unwrap();
            publisher.stream.read_exact(&mut [0; 64]).unwrap();
            publisher.ready("PUB", &[]);
            for length in 240..=260 {
                let topic = vec![b'b'; length];
                let as_is = |first: u8, name: &str| match minor {
                    0 => (0, [&[first], &topic[..]].concat()),
                    _ => (peer::COMMAND, peer::command(name, &topic)),
                };
                sub.set_bytes(ZMQ_SUBSCRIBE, &topic).unwrap();
                assert_eq!(publisher.receive(), Some(as_is(1, "SUBSCRIBE")), "3.{minor}, {length} bytes");
                sub.set_bytes(ZMQ_UNSUBSCRIBE, &topic).unwrap();
                assert_eq!(publisher.receive(), Some(as_is(0, "CANCEL")), "3.{minor}, {length} bytes");
            }
            sub.close();
            context.term().unwrap();
        }
    });
}
