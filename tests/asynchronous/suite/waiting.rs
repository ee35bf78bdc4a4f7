//! Waiting: no wake-up is lost, and nothing spins.

use super::runtime::{Context, run, sleep, spawn, timeout};
use crate::support::{in_child, raw::cpu_time};
use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    task::Poll,
    thread,
    time::Duration,
};
use zmq::{Errno, POLLIN, POLLOUT};

/// Two tasks on one DEALER: one is stuck at the high-water mark while the other receives, and each goes on when it can.
#[test]
fn one_half_waits_for_room_and_the_other_receives() {
    run(async {
        let blocking = zmq::Context::new().unwrap();
        let peer = blocking.socket(zmq::DEALER).unwrap();
        peer.set_rcvhwm(1).unwrap();
        peer.set_sndhwm(0).unwrap();
        peer.bind("inproc://two-tasks").unwrap();
        let dealer = Context::from(blocking.clone()).socket(zmq::DEALER).unwrap();
        dealer.set_sndhwm(1).unwrap();
        dealer.connect("inproc://two-tasks").unwrap();
        let (mut send, mut recv) = dealer.into_split();
        let sent = Arc::new(AtomicUsize::new(0));
        let count = sent.clone();
        let sending = spawn(async move {
            for number in 0..1000 {
                send.send(format!("{number}")).await.unwrap();
                count.fetch_add(1, Relaxed);
            }
        });
        let receiving = spawn(async move {
            for number in 0..1000 {
                assert_eq!(recv.recv_string().await.unwrap(), format!("back {number}"));
            }
        });
        // Each message is received only after the other side had to wait, and has an answer.
        let there = thread::spawn(move || {
            for number in 0..1000 {
                assert_eq!(peer.recv_string().unwrap(), format!("{number}"));
                peer.send(format!("back {number}")).unwrap();
                if number % 100 == 0 {
                    thread::sleep(Duration::from_millis(1));
                }
            }
        });
        sending.join().await;
        receiving.join().await;
        there.join().unwrap();
        assert_eq!(sent.load(Relaxed), 1000);
    });
}

/// Other calls take the news in, and pass it on.
#[test]
fn calls_of_the_other_half_swallow_nothing() {
    run(async {
        let ctx = Context::new().unwrap();
        let (a, b) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
        a.bind("inproc://swallow").unwrap();
        b.connect("inproc://swallow").unwrap();
        let (send, mut recv) = a.into_split();
        let end = Arc::new(AtomicBool::new(false));
        let ended = end.clone();
        let nosy = thread::spawn(move || {
            let mut calls = 0;
            while !ended.load(Relaxed) {
                send.with(|socket| socket.events()).unwrap().unwrap();
                send.with(|socket| socket.set_linger(None)).unwrap().unwrap();
                calls += 1;
            }
            calls
        });
        let (mut send_b, mut recv_b) = b.into_split();
        let echo = spawn(async move {
            for _ in 0..5000 {
                recv.recv().await.unwrap();
            }
            recv.with(|socket| socket.send("done")).unwrap().unwrap();
        });
        for number in 0..5000 {
            send_b.send(format!("{number}")).await.unwrap();
            if number % 10 == 0 {
                sleep(Duration::from_micros(10)).await; // so that it has to wait
            }
        }
        assert_eq!(recv_b.recv().await.unwrap(), "done");
        echo.join().await;
        end.store(true, Relaxed);
        assert!(nosy.join().unwrap() > 0);
    });
}

/// A full PUSH waits, goes on when there is room, and loses nothing.
#[test]
fn back_pressure() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut push, mut pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.set_sndhwm(2).unwrap();
        pull.set_rcvhwm(2).unwrap();
        pull.bind("inproc://back-pressure").unwrap();
        push.connect("inproc://back-pressure").unwrap();
        let sent = Arc::new(AtomicUsize::new(0));
        let count = sent.clone();
        let sending = spawn(async move {
            for number in 0..2000 {
                push.send_multipart([format!("{number}"), "body".into()]).await.unwrap();
                count.fetch_add(1, Relaxed);
            }
        });
        sleep(Duration::from_millis(50)).await;
        assert!(sent.load(Relaxed) <= 4, "{} messages went into room for four", sent.load(Relaxed));
        for number in 0..2000 {
            let parts = pull.recv_multipart().await.unwrap();
            assert_eq!(parts, zmq::Multipart::from([format!("{number}"), "body".into()]));
        }
        sending.join().await;
    });
}

/// A ROUTER that must reach its peer waits for that one, also where another has room, and while the other half waits.
#[test]
fn a_router_waits_for_its_peer() {
    run(async {
        let ctx = Context::new().unwrap();
        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.set_router_mandatory(true).unwrap();
        router.set_sndhwm(1).unwrap();
        router.bind("inproc://mandatory").unwrap();
        let peer = async |name: &str| {
            let mut peer = ctx.socket(zmq::DEALER).unwrap();
            peer.set_routing_id(name.as_bytes()).unwrap();
            peer.set_rcvhwm(1).unwrap();
            peer.connect("inproc://mandatory").unwrap();
            peer.send("here").await.unwrap();
            peer
        };
        let (mut slow, _idle) = (peer("slow").await, peer("idle").await);
        let (mut send, mut recv) = router.into_split();
        for _ in 0..2 {
            recv.recv_multipart().await.unwrap();
        }
        let receiving = spawn(async move { recv.recv_multipart().await.unwrap() });
        let sending = spawn(async move {
            for number in 0..500 {
                send.send_multipart(["slow".to_owned(), format!("{number}")]).await.unwrap();
            }
            assert_eq!(send.send_multipart(["nobody", ""]).await.unwrap_err().errno(), Errno::EHOSTUNREACH);
        });
        for number in 0..500 {
            if number % 50 == 0 {
                sleep(Duration::from_millis(1)).await;
            }
            assert_eq!(slow.recv_string().await.unwrap(), format!("{number}"));
        }
        sending.join().await;
        slow.send("bye").await.unwrap();
        assert_eq!(receiving.join().await[1], "bye");
    });
}

/// All that wait, and none of them costs anything. Process time, so other programs do not count.
#[test]
fn waiting_costs_no_time() {
    in_child!(90, || {
        run(async {
            let ctx = Context::from(zmq::Context::builder().linger(Some(Duration::ZERO)).build().unwrap());
            let mut tasks = Vec::new();
            let mut pull = ctx.socket(zmq::PULL).unwrap();
            pull.bind("tcp://127.0.0.1:*").unwrap();
            tasks.push(spawn(async move { drop(pull.recv().await) }));
            // Full, in the middle of a stream.
            let (mut push, full) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            push.set_sndhwm(1).unwrap();
            full.set_rcvhwm(1).unwrap();
            full.bind("inproc://full").unwrap();
            push.connect("inproc://full").unwrap();
            tasks.push(spawn(async move { while push.send("x").await.is_ok() {} }));
            // Both halves wait.
            let dealer = ctx.socket(zmq::DEALER).unwrap();
            dealer.bind("tcp://127.0.0.1:*").unwrap();
            let (mut send, mut recv) = dealer.into_split();
            tasks.push(spawn(async move { drop(send.send("x").await) }));
            tasks.push(spawn(async move { drop(recv.recv().await) }));
            // A ROUTER has room for one peer, and waits for the other.
            let router = ctx.socket(zmq::ROUTER).unwrap();
            router.set_router_mandatory(true).unwrap();
            router.set_sndhwm(1).unwrap();
            router.bind("inproc://stuck").unwrap();
            let mut peers = Vec::new();
            for name in ["full", "idle"] {
                let mut peer = ctx.socket(zmq::DEALER).unwrap();
                peer.set_routing_id(name.as_bytes()).unwrap();
                peer.set_rcvhwm(1).unwrap();
                peer.connect("inproc://stuck").unwrap();
                peer.send("here").await.unwrap();
                peers.push(peer);
            }
            let (mut send, mut recv) = router.into_split();
            for _ in 0..2 {
                recv.recv_multipart().await.unwrap();
            }
            tasks.push(spawn(async move { while send.send_multipart(["full", "x"]).await.is_ok() {} }));
            tasks.push(spawn(async move { drop(recv.recv().await) }));
            let mut poll = ctx.socket(zmq::SUB).unwrap();
            tasks.push(spawn(async move { drop(poll.poll(POLLIN).await) }));

            sleep(Duration::from_millis(500)).await;
            let before = cpu_time();
            sleep(Duration::from_secs(3)).await;
            let spent = cpu_time() - before;
            assert!(spent < Duration::from_millis(300), "{spent:?} of 3 s");
            ctx.shutdown();
            for task in tasks {
                task.join().await;
            }
        });
    });
}

/// Polls a future that has to wait, and drops it: nothing happened.
#[test]
fn a_future_that_is_dropped_did_nothing() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut push, mut pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        let once = async |future: std::pin::Pin<&mut (dyn Future<Output = ()> + Send)>| {
            let mut future = future;
            poll_fn(|cx| {
                assert!(future.as_mut().poll(cx).is_pending());
                Poll::Ready(())
            })
            .await;
        };
        let mut message = zmq::Message::from("precious");
        once(pin!(async { push.send_from(&mut message).await.unwrap() })).await;
        assert_eq!(message, "precious");
        once(pin!(async { drop(pull.recv().await) })).await;
        once(pin!(async { drop(push.poll(POLLOUT).await) })).await;
        pull.bind("inproc://dropped").unwrap();
        push.connect("inproc://dropped").unwrap();
        push.send_from(&mut message).await.unwrap();
        assert_eq!(pull.recv().await.unwrap(), "precious");
        assert_eq!(pull.try_recv().unwrap(), None);
    });
}

/// A socket that always has something to do lets others go on; on one thread.
#[test]
fn a_busy_socket_starves_nobody() {
    run(async {
        let blocking = zmq::Context::new().unwrap();
        let source = blocking.socket(zmq::PUSH).unwrap();
        source.bind("inproc://busy").unwrap();
        let mut pull = Context::from(blocking.clone()).socket(zmq::PULL).unwrap();
        pull.connect("inproc://busy").unwrap();
        let end = Arc::new(AtomicBool::new(false));
        let ended = end.clone();
        let flood = thread::spawn(move || {
            while !ended.load(Relaxed) {
                let _ = source.send_timeout("x", Duration::from_millis(10));
            }
        });
        // Two tasks of one thread, by hand: the busy one gives the other its turn.
        let mut turns = 0;
        let mut busy = pin!(async {
            loop {
                pull.recv().await.unwrap();
            }
        });
        poll_fn(|cx| {
            let _: Poll<()> = busy.as_mut().poll(cx); // comes back although there always is another message
            turns += 1;
            cx.waker().wake_by_ref();
            if turns < 200 { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
        end.store(true, Relaxed);
        drop(blocking);
        assert_eq!(turns, 200);
        let joined = timeout(Duration::from_secs(20), async {
            while !flood.is_finished() {
                sleep(Duration::from_millis(1)).await;
            }
        });
        joined.await.unwrap();
    });
}
