//! A socket whose one peer is full and whose others are not: `ZMQ_EVENTS` says that it could send, and to that peer it could
//! not. Who sends to it sleeps all the same, and everybody else goes on.

use super::runtime::{Context, run, sleep, spawn, timeout};
use crate::support::{in_child, raw::cpu_time};
use std::{
    future::{Future, poll_fn},
    io::{Read, Write},
    net::TcpStream,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::Poll,
    time::Duration,
};
use zmq::{Errno, Message, Multipart, POLLOUT};

/// How long a send is tried that has no room.
const PATIENCE: Duration = Duration::from_millis(30);

#[test]
fn of_a_router() {
    run(async {
        let ctx = Context::new().unwrap();
        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.set_router_mandatory(true).unwrap();
        router.set_sndhwm(2).unwrap();
        router.bind("inproc://router").unwrap();
        let (mut send, mut recv) = router.into_split();
        let mut peers = Vec::new();
        for name in ["full", "free"] {
            let mut peer = ctx.socket(zmq::DEALER).unwrap();
            peer.set_routing_id(name.as_bytes()).unwrap();
            peer.set_rcvhwm(2).unwrap();
            peer.connect("inproc://router").unwrap();
            peer.send("here").await.unwrap();
            assert_eq!(recv.recv_multipart().await.unwrap(), Multipart::from([name, "here"]));
            peers.push(peer);
        }
        let (mut free, mut full) = (peers.pop().unwrap(), peers.pop().unwrap());
        let to = |peer: &str, number: usize| Multipart::from([peer.to_owned(), format!("{number}")]);
        let mut sent = 0;
        while let Some(result) = timeout(PATIENCE, send.send_multipart(to("full", sent))).await {
            result.unwrap();
            sent += 1;
        }
        assert!(sent >= 2);
        // The same half reaches the other peer, and not this one.
        for number in 0..10 {
            assert_eq!(send.with(|socket| socket.events()).unwrap().unwrap() & POLLOUT, POLLOUT);
            send.send_multipart(to("free", number)).await.unwrap();
            assert_eq!(free.recv_string().await.unwrap(), format!("{number}"));
            let refused = send.try_send_multipart(to("full", sent)).unwrap_err();
            assert_eq!((refused.errno(), refused.into_message()), (Errno::EAGAIN, to("full", sent)));
            assert!(timeout(PATIENCE, send.send_multipart(to("full", sent))).await.is_none());
        }
        // While it waits, the other half receives from both.
        let waiting = spawn(async move {
            send.send_multipart(to("full", sent)).await.unwrap();
            send
        });
        for number in 0..100 {
            for (name, peer) in [("full", &mut full), ("free", &mut free)] {
                peer.send(format!("{number}")).await.unwrap();
                assert_eq!(recv.recv_multipart().await.unwrap(), to(name, number));
            }
        }
        // Nothing was lost, nothing came that was given up.
        for number in 0..=sent {
            assert_eq!(full.recv_string().await.unwrap(), format!("{number}"));
        }
        drop(waiting.join().await);
        assert_eq!((full.try_recv().unwrap(), free.try_recv().unwrap()), (None, None));
    });
}

/// A peer of a STREAM that does not read: bytes wait in the system, and then here.
#[test]
fn of_a_stream() {
    run(async {
        let ctx = Context::new().unwrap();
        let stream = ctx.socket(zmq::STREAM).unwrap();
        stream.set_sndhwm(2).unwrap();
        stream.with(|stream| stream.set_sndbuf(Some(4096))).unwrap().unwrap();
        let port = stream.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let (mut send, mut recv) = stream.into_split();
        let mut peers = Vec::new();
        for text in ["full", "free"] {
            let mut peer = TcpStream::connect(("127.0.0.1", port)).unwrap();
            peer.write_all(text.as_bytes()).unwrap();
            let connected = recv.recv_multipart().await.unwrap();
            assert!(connected[1].is_empty());
            let parts = recv.recv_multipart().await.unwrap();
            assert_eq!((&parts[0], &*parts[1]), (&connected[0], text.as_bytes()));
            peers.push((peer, parts[0].to_vec()));
        }
        let ((mut free, free_id), (mut full, full_id)) = (peers.pop().unwrap(), peers.pop().unwrap());
        let piece = |number: usize| vec![number as u8; 100_000];
        let to = |id: &Vec<u8>, body: Vec<u8>| [Message::from(id), Message::from(body)];
        let mut sent = 0;
        while let Some(result) = timeout(PATIENCE * 10, send.send_multipart(to(&full_id, piece(sent)))).await {
            result.unwrap();
            sent += 1;
        }
        send.send_multipart(to(&free_id, b"text".to_vec())).await.unwrap();
        let reading = std::thread::spawn(move || {
            let mut text = [0; 4];
            free.read_exact(&mut text).unwrap();
            assert_eq!(text, *b"text");
            free.write_all(b"back").unwrap();
            free
        });
        assert_eq!(recv.recv_multipart().await.unwrap()[1], "back");
        let _free = reading.join().unwrap();
        let last = to(&full_id, piece(sent));
        let waiting = spawn(async move {
            send.send_multipart(last).await.unwrap();
            send
        });
        sleep(PATIENCE).await;
        let reading = std::thread::spawn(move || {
            for number in 0..=sent {
                let mut body = piece(255 - number % 256);
                full.read_exact(&mut body).unwrap();
                assert!(body == piece(number), "{number} of {sent}");
            }
            full
        });
        let _send = waiting.join().await;
        let _full = reading.join().unwrap();
    });
}

/// Waiting costs nothing; news for the other half, and room for another peer, cost a look each.
#[test]
fn it_does_not_spin() {
    in_child!(90, || {
        run(async {
            let ctx = Context::from(zmq::Context::builder().linger(Some(Duration::ZERO)).build().unwrap());
            // A ROUTER, and a peer that is full.
            let router = ctx.socket(zmq::ROUTER).unwrap();
            router.set_router_mandatory(true).unwrap();
            router.set_sndhwm(1).unwrap();
            let endpoint = format!("tcp://127.0.0.1:{}", router.bind_to_random_port("tcp://127.0.0.1").unwrap());
            let (mut send, mut recv) = router.into_split();
            let mut peers = Vec::new();
            for name in ["full", "free"] {
                let mut peer = ctx.socket(zmq::DEALER).unwrap();
                peer.set_routing_id(name.as_bytes()).unwrap();
                peer.set_rcvhwm(1).unwrap();
                peer.connect(&endpoint).unwrap();
                peer.send("here").await.unwrap();
                recv.recv_multipart().await.unwrap();
                peers.push(peer);
            }
            let body = vec![0; 100_000];
            let sending = spawn(async move {
                while send.send_multipart([Message::from("full"), Message::from(&body)]).await.is_ok() {}
            });
            // A STREAM, and a peer that does not read.
            let mut stream = ctx.socket(zmq::STREAM).unwrap();
            stream.set_sndhwm(1).unwrap();
            let port = stream.bind_to_random_port("tcp://127.0.0.1").unwrap();
            let mut full = TcpStream::connect(("127.0.0.1", port)).unwrap();
            full.write_all(b"here").unwrap();
            let id = stream.recv_multipart().await.unwrap()[0].to_vec();
            let streaming = spawn(async move {
                while stream.send_multipart([&id[..], &[0; 100_000]]).await.is_ok() {}
            });
            // Until both are full, and nothing moves any more.
            let mut moved = Duration::MAX;
            while moved > Duration::from_millis(20) {
                let before = cpu_time();
                sleep(Duration::from_millis(300)).await;
                moved = cpu_time() - before;
            }
            let before = cpu_time();
            for _ in 0..30 {
                sleep(Duration::from_millis(100)).await;
                peers[1].send("news").await.unwrap();
                assert_eq!(recv.recv_multipart().await.unwrap()[1], "news");
            }
            let spent = cpu_time() - before;
            assert!(spent < Duration::from_millis(300), "{spent:?} of 3 s");
            ctx.shutdown();
            sending.join().await;
            streaming.join().await;
        });
    });
}

/// Both halves in one task: the one that receives, and finds nothing, and the one for whose peer there is no room are polled
/// together, and do not wake each other for ever. Each goes on when it can.
#[test]
fn both_halves_in_one_task() {
    in_child!(90, || {
        run(async {
            for receives_first in [false, true] {
                in_one_task(receives_first).await;
            }
        });
    });
}

async fn in_one_task(receives_first: bool) {
    const COUNT: usize = 300;
    let ctx = Context::from(zmq::Context::builder().linger(Some(Duration::ZERO)).build().unwrap());
    let router = ctx.socket(zmq::ROUTER).unwrap();
    router.set_router_mandatory(true).unwrap();
    router.set_sndhwm(1).unwrap();
    router.bind("inproc://one-task").unwrap();
    let (mut send, mut recv) = router.into_split();
    let mut peers = Vec::new();
    for name in ["full", "free"] {
        let mut peer = ctx.socket(zmq::DEALER).unwrap();
        peer.set_routing_id(name.as_bytes()).unwrap();
        peer.set_rcvhwm(1).unwrap();
        peer.connect("inproc://one-task").unwrap();
        peer.send("here").await.unwrap();
        recv.recv_multipart().await.unwrap();
        peers.push(peer);
    }
    let polls = Arc::new(AtomicUsize::new(0));
    let counted = polls.clone();
    let task = spawn(async move {
        let mut sending = pin!(async {
            for number in 0..COUNT {
                send.send_multipart(["full".to_owned(), format!("{number}")]).await.unwrap();
            }
        });
        let mut receiving = pin!(async {
            for number in 0..COUNT {
                assert_eq!(recv.recv_multipart().await.unwrap()[1], format!("{number}"));
            }
        });
        let (mut sent, mut received) = (false, false);
        poll_fn(|cx| {
            counted.fetch_add(1, Relaxed);
            for turn in 0..2 {
                if (turn == 0) == receives_first {
                    received = received || receiving.as_mut().poll(cx).is_ready();
                } else {
                    sent = sent || sending.as_mut().poll(cx).is_ready();
                }
            }
            if sent && received { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    });
    // It fills the one queue, and then sleeps.
    sleep(Duration::from_millis(200)).await;
    let (before, polled) = (cpu_time(), polls.load(Relaxed));
    sleep(Duration::from_secs(1)).await;
    let (spent, polled) = (cpu_time() - before, polls.load(Relaxed) - polled);
    assert!(spent < Duration::from_millis(200) && polled < 10, "{spent:?} of 1 s, {polled} polls");
    // News for the one half, and then room for the other, again and again.
    let (mut free, mut full) = (peers.pop().unwrap(), peers.pop().unwrap());
    for number in 0..COUNT {
        if number % 50 == 0 {
            sleep(Duration::from_millis(1)).await;
        }
        free.send(format!("{number}")).await.unwrap();
        assert_eq!(full.recv_string().await.unwrap(), format!("{number}"));
    }
    timeout(Duration::from_secs(30), task.join()).await.expect("each half goes on");
}
