//! Peers of pyzmq, blocking and asyncio.

use super::runtime::{Context, run_here, timeout};
use crate::common::{Remote, RemoteSocket, with_peers};
use std::time::Duration;
use zmq::{Message, Multipart};

/// Runs a test with a blocking peer and with one of asyncio.
fn with_both(test: impl AsyncFn(&Remote, Context) + Send + 'static) {
    with_peers(move || {
        for remote in [Remote::new(), Remote::asyncio()] {
            run_here(async {
                let ctx = zmq::Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
                test(&remote, ctx.into()).await;
            });
            remote.finish();
        }
    });
}

fn texts(parts: Vec<Vec<u8>>) -> Multipart {
    parts.into_iter().collect()
}

const MESSAGES: [&[&str]; 4] = [&["one"], &[""], &["two", "parts"], &["a", "", "c", "d"]];

#[test]
fn request_and_reply() {
    with_both(async |remote, ctx| {
        let mut server = ctx.socket(zmq::REP).unwrap();
        let port = server.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let theirs = remote.socket("REQ");
        theirs.connect(&format!("tcp://127.0.0.1:{port}"));
        let their_server = remote.socket("REP");
        let mut client = ctx.socket(zmq::REQ).unwrap();
        client.connect(&their_server.bind("tcp://127.0.0.1:*")).unwrap();
        for parts in MESSAGES {
            theirs.send(parts);
            assert_eq!(server.recv_multipart().await.unwrap(), Multipart::from(parts));
            server.send_multipart(parts).await.unwrap();
            assert_eq!(texts(theirs.recv()), Multipart::from(parts));

            client.send_multipart(parts).await.unwrap();
            assert_eq!(texts(their_server.recv()), Multipart::from(parts));
            their_server.send(parts);
            assert_eq!(client.recv_multipart().await.unwrap(), Multipart::from(parts));
        }
    });
}

#[test]
fn pipeline() {
    with_both(async |remote, ctx| {
        let (push, pull) = (remote.socket("PUSH"), remote.socket("PULL"));
        let (mut ours_in, mut ours_out) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
        ours_in.connect(&push.bind("tcp://127.0.0.1:*")).unwrap();
        ours_out.connect(&pull.bind("tcp://127.0.0.1:*")).unwrap();
        for number in 0..100 {
            push.send(&[format!("{number}")]);
            ours_out.send(format!("{number}")).await.unwrap();
        }
        let mut parts: Vec<Message> = Vec::new();
        while parts.len() < 100 {
            ours_in.recv_many(&mut parts, 1000).await.unwrap();
        }
        for (number, part) in parts.iter().enumerate() {
            assert_eq!(*part, format!("{number}").as_str());
            assert_eq!(pull.recv(), [format!("{number}").into_bytes()]);
        }
    });
}

#[test]
fn publish_and_subscribe() {
    with_both(async |remote, ctx| {
        let mut publisher = ctx.socket(zmq::XPUB).unwrap();
        let port = publisher.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let sub = remote.socket("SUB");
        sub.set("subscribe", b"a");
        sub.connect(&format!("tcp://127.0.0.1:{port}"));
        assert_eq!(publisher.recv().await.unwrap(), b"\x01a");
        publisher.send_multipart(["b", "not this"]).await.unwrap();
        publisher.send_multipart(["a", "this"]).await.unwrap();
        assert_eq!(texts(sub.recv()), Multipart::from(["a", "this"]));

        let theirs = remote.socket("XPUB");
        let mut ours = ctx.socket(zmq::SUB).unwrap();
        ours.connect(&theirs.bind("tcp://127.0.0.1:*")).unwrap();
        ours.subscribe("x").unwrap();
        assert_eq!(theirs.recv(), [b"\x01x".to_vec()]);
        theirs.send(&["y"]);
        theirs.send(&["x", "here"]);
        assert_eq!(ours.recv_multipart().await.unwrap(), Multipart::from(["x", "here"]));
    });
}

#[test]
fn dealers_and_routers() {
    with_both(async |remote, ctx| {
        let (their_router, their_dealer) = (remote.socket("ROUTER"), remote.socket("DEALER"));
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.set_routing_id(b"ours").unwrap();
        dealer.connect(&their_router.bind("tcp://127.0.0.1:*")).unwrap();
        let mut router = ctx.socket(zmq::ROUTER).unwrap();
        let port = router.bind_to_random_port("tcp://127.0.0.1").unwrap();
        their_dealer.set("identity", b"theirs");
        their_dealer.connect(&format!("tcp://127.0.0.1:{port}"));
        let (mut send, mut recv) = dealer.into_split();
        for parts in MESSAGES {
            send.send_multipart(parts).await.unwrap();
            let mut received = texts(their_router.recv());
            assert_eq!(received.pop_front().unwrap(), "ours");
            assert_eq!(received, Multipart::from(parts));
            their_router.send(&[&["ours"], parts].concat());
            assert_eq!(recv.recv_multipart().await.unwrap(), Multipart::from(parts));

            their_dealer.send(parts);
            let received = router.recv_multipart().await.unwrap();
            assert_eq!(received[0], "theirs");
            router.send_multipart(received).await.unwrap();
            assert_eq!(texts(their_dealer.recv()), Multipart::from(parts));
        }
    });
}

#[test]
fn pairs() {
    with_both(async |remote, ctx| {
        let theirs = remote.socket("PAIR");
        let mut ours = ctx.socket(zmq::PAIR).unwrap();
        ours.connect(&theirs.bind("tcp://127.0.0.1:*")).unwrap();
        for parts in MESSAGES {
            ours.send_multipart(parts).await.unwrap();
            assert_eq!(texts(theirs.recv()), Multipart::from(parts));
            theirs.send(parts);
            assert_eq!(ours.recv_multipart().await.unwrap(), Multipart::from(parts));
        }
    });
}

/// Peers are killed and come back, to the same place, while somebody waits for them.
#[test]
fn peers_vanish_and_return() {
    with_peers(|| {
        run_here(async {
            let ctx = Context::from(zmq::Context::builder().linger(Some(Duration::ZERO)).build().unwrap());
            let mut pull = ctx.socket(zmq::PULL).unwrap();
            let port = pull.bind_to_random_port("tcp://127.0.0.1").unwrap();
            let dealer = ctx.socket(zmq::DEALER).unwrap();
            let (mut send, mut recv) = dealer.into_split();
            let mut place = String::from("tcp://127.0.0.1:*");
            for round in 0..3 {
                let remote = if round % 2 == 0 { Remote::asyncio() } else { Remote::new() };
                let push: RemoteSocket<'_> = remote.socket("PUSH");
                push.connect(&format!("tcp://127.0.0.1:{port}"));
                let router = remote.socket("ROUTER");
                let bound = router.bind(&place);
                if round == 0 {
                    send.with(|socket| socket.connect(&bound)).unwrap().unwrap();
                    place = bound;
                }
                for number in 0..10 {
                    push.send(&[format!("{round}.{number}")]);
                    assert_eq!(pull.recv_string().await.unwrap(), format!("{round}.{number}"));
                }
                // What was sent to the one that was killed may be lost: asked again until there is an answer.
                loop {
                    send.send(format!("{round}")).await.unwrap();
                    let request = texts(router.recv());
                    router.send(&request.iter().map(|part| &part[..]).collect::<Vec<_>>());
                    let answer = timeout(Duration::from_secs(5), recv.recv_string()).await;
                    if answer.is_some_and(|answer| answer.unwrap() == format!("{round}")) {
                        break;
                    }
                }
                assert!(timeout(Duration::from_millis(20), recv.recv()).await.is_none());
                remote.kill();
                assert!(timeout(Duration::from_millis(20), pull.recv()).await.is_none());
            }
        });
    });
}
