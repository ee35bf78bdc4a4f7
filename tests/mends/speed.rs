//! What is mended for the sake of speed.

use std::{
    io::Read,
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use zmq_sys::*;

#[cfg(not(target_env = "musl"))]
use crate::interposed::CHANGES;
use crate::{
    interposed::{LONGEST, PIECES_READ, PIECES_SENT},
    mended, peer,
    raw::{Context, short_message},
    support::{raw::cpu_time, slowness},
    system::raw::limit_receive_buffer,
};
#[cfg(target_env = "gnu")]
use crate::{raw::Held, system::raw::allocated};

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

#[cfg(target_env = "gnu")]
/// Messages of one size, of which the receiver keeps some: how many bytes are in use more than before.
fn kept(size: usize, keep: impl Fn(usize) -> bool) -> (usize, Vec<Held>, Context) {
    const COUNT: usize = 20_000;
    let context = Context::new();
    let (push, pull) = (context.socket(ZMQ_PUSH), context.socket(ZMQ_PULL));
    push.connect(&pull.bind("tcp://127.0.0.1:*"));
    let sender = thread::spawn(move || {
        for number in 0..COUNT {
            push.send(&body(number, size), 0);
        }
        push.close();
    });
    let before = allocated();
    let mut held = Vec::new();
    for number in 0..COUNT {
        let message = pull.hold();
        assert_eq!(message.bytes(), body(number, size), "message {number}");
        if keep(number) {
            held.push(message);
        }
    }
    sender.join().unwrap();
    pull.close();
    (allocated().saturating_sub(before), held, context)
}

/// What tells a message from its neighbours.
fn body(number: usize, size: usize) -> Vec<u8> {
    (0..size).map(|at| (number + at / 64) as u8).collect()
}

#[cfg(target_env = "gnu")]
#[test]
fn mend_28_a_small_message_that_is_kept_holds_little() {
    mended!(120, || {
        for size in [34, 200, 1000, 4000] {
            // Far enough from each other that each may hold a buffer, or a block, of its own.
            let (bytes, held, context) = kept(size, |number| number % 100 == 0);
            assert!(bytes < held.len() * 30_000, "{bytes} bytes for {} messages of {size}", held.len());
            for (index, message) in held.iter().enumerate() {
                assert_eq!(message.bytes(), body(index * 100, size));
            }
            drop(held);
            context.term().unwrap();
        }
    });
}

/// Messages as long as the longest that have no memory of their own, in a buffer that has grown: each had a place in a list that has
/// places for long ones only.
#[test]
fn mend_28_grown_buffers_have_places_for_all_they_hold() {
    mended!(60, || {
        for (endpoint, size) in ["tcp://127.0.0.1:*", "ws://127.0.0.1:*"]
            .into_iter()
            .flat_map(|endpoint| (31..=36).chain([4095, 4096]).map(move |size| (endpoint, size)))
        {
            let context = Context::new();
            let (push, pull) = (context.socket(ZMQ_PUSH), context.socket(ZMQ_PULL));
            // With a bound each message is decoded step by step.
            pull.set_bytes(ZMQ_MAXMSGSIZE, &(1_i64 << 20).to_ne_bytes()).unwrap();
            push.set(ZMQ_SNDHWM, 0);
            push.connect(&pull.bind(endpoint));
            let sender = thread::spawn(move || {
                for number in 0..4_000 {
                    push.send(&body(number, if number < 2_000 { 1_000 } else { size }), 0);
                }
                push.close();
            });
            for number in 0..4_000 {
                let size = if number < 2_000 { 1_000 } else { size };
                assert!(pull.recv().0 == body(number, size), "message {number} of {size} bytes is another");
            }
            sender.join().unwrap();
            pull.close();
            context.term().unwrap();
        }
    });
}

/// Parts of all sizes around what is copied and what is not, from one socket to another whose buffers are small or large.
fn large_bodies(endpoint: &str, buffer: Option<i32>) {
    const SIZES: [usize; 14] =
        [0, 33, 34, 4095, 8192, 32_767, 32_768, 32_769, 65_536, 100, 262_143, 262_144, 1 << 20, 7];
    let context = Context::new();
    let (push, pull) = (context.socket(ZMQ_PUSH), context.socket(ZMQ_PULL));
    if let Some(buffer) = buffer {
        push.set(ZMQ_SNDBUF, buffer);
        pull.set(ZMQ_RCVBUF, buffer);
    }
    push.connect(&pull.bind(endpoint));
    let sender = thread::spawn(move || {
        for number in 0..200 {
            let size = SIZES[number % SIZES.len()];
            // The same size many times, so that batches grow, and all of them mixed.
            let size = if number < 140 { size } else { 65_536 };
            push.send(&body(number, size), if number % 3 == 0 { ZMQ_SNDMORE } else { 0 });
        }
        push.close();
    });
    for number in 0..200 {
        let size = if number < 140 { SIZES[number % SIZES.len()] } else { 65_536 };
        let (frame, more) = pull.recv();
        assert!(frame == body(number, size), "part {number} of {size} bytes is another");
        assert_eq!(more, number % 3 == 0);
    }
    sender.join().unwrap();
    pull.close();
    context.term().unwrap();
}

#[test]
fn mend_74_large_bodies_are_not_copied() {
    mended!(120, || {
        for endpoint in ["tcp://127.0.0.1:*", "ipc://*"] {
            for buffer in [None, Some(4096), Some(100_000)] {
                PIECES_SENT.store(0, Ordering::SeqCst);
                PIECES_READ.store(0, Ordering::SeqCst);
                large_bodies(endpoint, buffer);
                let (sent, read) = (PIECES_SENT.load(Ordering::SeqCst), PIECES_READ.load(Ordering::SeqCst));
                assert!(sent > 1_000_000, "{sent} bytes in pieces over {endpoint}");
                assert!(read > 1_000_000, "{read} bytes to where they belong over {endpoint}");
            }
        }
    });
}

#[test]
fn mend_74_large_bodies_that_nobody_takes() {
    mended!(60, || {
        // The receiver goes in the middle of a body, or never reads: what was gathered is given up with the connection.
        for read in [0, 100_000] {
            let context = Context::new();
            let push = context.socket(ZMQ_PUSH);
            push.set(ZMQ_LINGER, 100);
            let endpoint = push.bind("tcp://127.0.0.1:*");
            let mut peer = peer::connect(&endpoint, "PULL");
            for number in 0..20 {
                push.send(&body(number, 1 << 20), 0);
            }
            let mut buffer = vec![0; read];
            peer.stream.read_exact(&mut buffer).unwrap();
            if read > 0 {
                drop(peer);
                push.close();
                context.term().unwrap();
            } else {
                push.close();
                context.term().unwrap();
                drop(peer);
            }
        }
    });
}

#[cfg(not(target_env = "musl"))] // who counts calls of epoll stands before the C library's
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

/// The safe crate reads and writes these places, with the numbers of its `src/message/layout.rs`.
#[test]
fn mend_86_where_the_parts_of_a_message_lie() {
    mended!(20, || {
        assert!(has_mend(86), "nobody has looked where they lie");
        for content in [&b""[..], b"x", &[7; 33]] {
            let message = short_message(content);
            let start = size_of::<usize>();
            assert_eq!(message[..start], [0; size_of::<usize>()], "metadata");
            assert_eq!(message[start..start + content.len()], *content);
            assert_eq!(
                message[41..48],
                [content.len() as u8, 101, 0, 0, 0, 0, 0],
                "length, type, flags, routing id"
            );
            assert_eq!(message[48], 0, "group");
        }
    });
}

#[test]
fn mend_87_an_io_thread_asks_for_a_while() {
    mended!(100, || {
        // What the process uses while nothing happens, until that is `much`, or the time is over.
        let much = Duration::from_millis(100);
        let spent = |micros: i32, time: Duration| {
            let context = Context::new();
            context.set(31_233, micros);
            let (pull, push) = (context.socket(ZMQ_PULL), context.socket(ZMQ_PUSH));
            push.connect(&pull.bind("tcp://127.0.0.1:*"));
            for _ in 0..100 {
                push.send(b"x", 0);
                assert_eq!(pull.recv().0, b"x");
            }
            let (before, started) = (cpu_time(), Instant::now());
            while cpu_time() - before < much && started.elapsed() < time {
                thread::sleep(Duration::from_millis(20));
            }
            let spent = cpu_time() - before;
            push.close();
            pull.close();
            context.term().unwrap();
            spent
        };
        let short = Duration::from_millis(300);
        let (never, briefly) = (spent(0, short), spent(1_000, short));
        assert!(never < much / 2 && briefly < much / 2, "{never:?}, {briefly:?}");
        assert!(spent(i32::MAX, slowness() * Duration::from_secs(60)) >= much);
    });
}

/// Timers are due when they are, however long an I/O thread asks before it sleeps.
#[test]
fn mend_87_timers_of_a_thread_that_asks() {
    mended!(60, || {
        const LIMIT: Duration = Duration::from_secs(2);
        let (listener, endpoint) = peer::listener();
        let context = Context::new();
        context.set(31_233, 10_000_000);
        let dealer = context.socket(ZMQ_DEALER);
        dealer.set(ZMQ_LINGER, 0);
        dealer.set(ZMQ_HANDSHAKE_IVL, LIMIT.as_millis() as i32);
        dealer.connect(&endpoint);
        // A peer that says nothing: the handshake ends the connection when its time is over.
        let (mut silent, _) = listener.accept().unwrap();
        let started = Instant::now();
        silent.read_to_end(&mut Vec::new()).unwrap();
        let took = started.elapsed();
        assert!(took > LIMIT / 2 && took < LIMIT * 7 / 4, "{took:?} instead of {LIMIT:?}");
        dealer.close();
        context.term().unwrap();
    });
}
