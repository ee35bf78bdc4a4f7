//! What the options of queues do: how many messages wait, and for whom.
#![cfg(target_os = "linux")]

use crate::support::{self, bind_tcp, within, zmtp::Peer};
use std::{io::Read, time::Duration};
use zmq::{Context, Errno, PollItem, Socket};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// How many messages a socket takes before it would have to wait.
fn fill<K: zmq::kind::CanSend>(socket: &Socket<K>, payload: &[u8]) -> usize {
    let mut count = 0;
    loop {
        match socket.try_send(payload) {
            Ok(()) => count += 1,
            Err(error) => {
                assert_eq!(*error.error(), Errno::EAGAIN);
                assert_eq!(error.into_message(), payload, "a message that is not sent comes back");
                return count;
            }
        }
        assert!(count < 100_000, "no limit");
    }
}

#[test]
fn high_water_marks_bound_what_waits() {
    within(60, || {
        // Over inproc there is one queue, of both marks together; without a limit on one side there is none.
        for (send, receive) in [(3, 2), (1, 1), (10, 100)] {
            let ctx = context();
            let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            push.set_sndhwm(send).unwrap();
            pull.set_rcvhwm(receive).unwrap();
            pull.bind("inproc://hwm").unwrap();
            push.connect("inproc://hwm").unwrap();
            assert_eq!(fill(&push, b"x"), (send + receive) as usize);
            for _ in 0..send + receive {
                assert_eq!(pull.recv().unwrap(), "x");
            }
            assert!(pull.try_recv().unwrap().is_none());
            assert_eq!(push.poll(zmq::POLLOUT, Duration::from_secs(20)).unwrap(), zmq::POLLOUT);
        }
        // Over tcp, a peer that reads nothing: the queue, and what the system buffers.
        let counts = [1, 500].map(|mark| {
            let ctx = context();
            let push = ctx.socket(zmq::PUSH).unwrap();
            push.set_sndhwm(mark).unwrap();
            let mut peer = Peer::connect(&bind_tcp(&push));
            peer.shake_hands("PULL", &[]);
            push.poll(zmq::POLLOUT, Duration::from_secs(20)).unwrap();
            let payload = vec![7; 65_536];
            let mut count = 0;
            while push.poll(zmq::POLLOUT, Duration::from_millis(300)).unwrap() == zmq::POLLOUT {
                count += fill(&push, &payload);
            }
            // Once it reads, there is room again.
            let mut bytes = vec![0; 65_536];
            while push.poll(zmq::POLLOUT, Duration::from_millis(10)).unwrap() != zmq::POLLOUT {
                peer.stream.read_exact(&mut bytes).unwrap();
            }
            count
        });
        assert!(counts[0] >= 1 && counts[1] >= counts[0] + 400, "{counts:?}");
    });
}

#[test]
fn a_full_router_gives_the_message_back() {
    within(30, || {
        let ctx = context();
        let (router, dealer) = (ctx.socket(zmq::ROUTER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        router.set_router_mandatory(true).unwrap();
        router.set_sndhwm(1).unwrap();
        dealer.set_rcvhwm(1).unwrap();
        dealer.set_routing_id(b"d").unwrap();
        router.bind("inproc://router").unwrap();
        dealer.connect("inproc://router").unwrap();
        dealer.send("here").unwrap();
        assert_eq!(router.recv_multipart().unwrap().len(), 2);
        for _ in 0..2 {
            router.try_send_multipart(["d", "x"]).unwrap();
        }
        let error = router.try_send_multipart(["d", "kept"]).unwrap_err();
        assert_eq!(*error.error(), Errno::EAGAIN);
        assert_eq!(error.into_message(), zmq::Multipart::from(["d", "kept"]));
        let error = router.try_send_multipart(["nobody", "kept"]).unwrap_err();
        assert_eq!(*error.error(), Errno::EHOSTUNREACH);
    });
}

#[test]
fn a_conflating_queue_keeps_the_newest() {
    within(30, || {
        let ctx = context();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        pull.set_conflate(true).unwrap();
        push.connect(&bind_tcp(&pull)).unwrap();
        for number in 0..100u32 {
            push.send(number.to_ne_bytes().as_slice()).unwrap();
        }
        let (mut last, mut received) = (0, 0);
        while last != 99 {
            last = u32::from_ne_bytes(pull.recv().unwrap()[..].try_into().unwrap());
            received += 1;
        }
        assert!(pull.try_recv().unwrap().is_none());
        assert!(received <= 100);

        // Nobody reads until all have come: then there is one.
        let (first, second) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        first.set_conflate(true).unwrap();
        second.bind("inproc://conflate").unwrap();
        first.connect("inproc://conflate").unwrap();
        for number in 0..100u32 {
            first.send(number.to_ne_bytes().as_slice()).unwrap();
        }
        assert_eq!(second.recv().unwrap(), 99u32.to_ne_bytes().as_slice());
        assert!(second.try_recv().unwrap().is_none());
    });
}

#[test]
fn immediate_waits_for_a_connection() {
    within(30, || {
        let ctx = context();
        for immediate in [false, true] {
            let push = ctx.socket(zmq::PUSH).unwrap();
            push.set_immediate(immediate).unwrap();
            push.connect("tcp://127.0.0.1:9").unwrap(); // where nobody listens
            assert_eq!(push.try_send("x").is_ok(), !immediate);
        }
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.set_immediate(true).unwrap();
        push.connect(&bind_tcp(&pull)).unwrap();
        push.send("after the handshake").unwrap();
        assert_eq!(pull.recv().unwrap(), "after the handshake");
    });
}

#[test]
fn a_message_that_is_too_large_ends_its_connection() {
    within(60, || {
        let ctx = context();
        let pull = ctx.socket(zmq::PULL).unwrap();
        pull.set_maxmsgsize(Some(100)).unwrap(); // the commands of the handshake count, too
        let endpoint = bind_tcp(&pull);
        for size in [100, 101, 300] {
            let mut peer = Peer::connect(&endpoint);
            peer.shake_hands("PUSH", &[]);
            peer.send(0, &vec![1; size]);
            if size == 100 {
                assert_eq!(pull.recv().unwrap().len(), 100);
            } else {
                assert!(peer.is_closed_by_peer(), "{size}");
                assert!(pull.try_recv().unwrap().is_none());
            }
        }
    });
}

/// A publisher drops what a subscriber has no room for, unless it shall not.
#[test]
fn nodrop_makes_a_publisher_wait() {
    within(30, || {
        for nodrop in [false, true] {
            let ctx = context();
            let (xpub, sub) = (ctx.socket(zmq::XPUB).unwrap(), ctx.socket(zmq::SUB).unwrap());
            xpub.set_xpub_nodrop(nodrop).unwrap();
            xpub.set_sndhwm(2).unwrap();
            sub.set_rcvhwm(2).unwrap();
            xpub.bind("inproc://nodrop").unwrap();
            sub.connect("inproc://nodrop").unwrap();
            sub.subscribe("").unwrap();
            assert_eq!(xpub.recv().unwrap(), [1].as_slice());
            let sent = (0..50).filter(|_| xpub.try_send("x").is_ok()).count();
            assert_eq!(sent, if nodrop { 4 } else { 50 });
            let received = std::iter::from_fn(|| sub.try_recv().unwrap()).count();
            assert_eq!(received, 4);
        }
    });
}

/// Which of the I/O threads works: the one that an affinity names.
#[test]
fn affinity_chooses_the_thread() {
    support::in_child!(60, || {
        let tid = |name| support::threads().into_iter().find(|(_, known)| known == name).map(|(tid, _)| tid);
        let switches =
            |tid| -> u64 { support::status(tid, "voluntary_ctxt_switches").unwrap().parse().unwrap() };
        for (mask, worker) in [(1, 0), (2, 1)] {
            let ctx = Context::builder().io_threads(2).linger(Some(Duration::ZERO)).build().unwrap();
            let io = ["ZMQbg/IO/0", "ZMQbg/IO/1"].map(|name| {
                support::eventually("the threads have their names", || tid(name).is_some());
                tid(name).unwrap()
            });
            let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            push.set_affinity(mask).unwrap();
            pull.set_affinity(mask).unwrap();
            push.connect(&bind_tcp(&pull)).unwrap();
            let turn = || {
                push.send("x").unwrap();
                let mut items = [PollItem::new(&pull, zmq::POLLIN)];
                zmq::poll(&mut items, None).unwrap();
                pull.recv().unwrap();
            };
            turn();
            let before = io.map(switches);
            while switches(io[worker]) < before[worker] + 30 {
                turn();
            }
            // It only fell asleep, for the first time perhaps.
            let other = io[1 - worker];
            assert!(switches(other) <= before[1 - worker] + 3, "{mask}: {before:?} {:?}", io.map(switches));
            drop((push, pull));
            ctx.term();
        }
    });
}
