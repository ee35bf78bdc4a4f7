//! What could not be sent comes back whole, and nothing of it stays behind.

use super::runtime::{Context, run, sleep, spawn, timeout};
use std::time::Duration;
use zmq::{Errno, Message, Multipart};

fn parts() -> Multipart {
    [&b"first"[..], b"", &[7; 1000], b"last"].into()
}

/// A PUSH with no room left, its full PULL, and how many messages went.
macro_rules! full {
    ($ctx:expr) => {{
        let (mut push, pull) = ($ctx.socket(zmq::PUSH).unwrap(), $ctx.socket(zmq::PULL).unwrap());
        push.set_sndhwm(1).unwrap();
        pull.set_rcvhwm(1).unwrap();
        pull.bind("inproc://full").unwrap();
        push.connect("inproc://full").unwrap();
        let mut sent = 0;
        let refused = loop {
            match push.try_send_multipart(parts()) {
                Ok(()) => sent += 1,
                Err(refused) => break refused,
            }
        };
        assert_eq!((refused.errno(), refused.into_message()), (Errno::EAGAIN, parts()));
        (push, pull, sent)
    }};
}

/// At the limit: tried, given up, and sent in the end. The other side sees whole messages only.
#[test]
fn without_room() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut push, mut pull, sent) = full!(ctx);
        let refused = push.try_send("one part").unwrap_err();
        assert_eq!((refused.errno(), refused.into_message()), (Errno::EAGAIN, Message::from("one part")));
        assert!(timeout(Duration::from_millis(20), push.send_multipart(["given", "up"])).await.is_none());
        assert!(timeout(Duration::from_millis(20), push.send("given up")).await.is_none());
        let mut kept = Message::from("kept");
        assert!(timeout(Duration::from_millis(20), push.send_from(&mut kept)).await.is_none());
        assert_eq!(kept, "kept");
        let sending = spawn(async move {
            push.send_from(&mut kept).await.unwrap();
            assert!(kept.is_empty());
            push.send_multipart(parts()).await.unwrap();
            push
        });
        for _ in 0..sent {
            assert_eq!(pull.recv_multipart().await.unwrap(), parts());
        }
        assert_eq!(pull.recv_multipart().await.unwrap(), Multipart::from(["kept"]));
        assert_eq!(pull.recv_multipart().await.unwrap(), parts());
        let _push = sending.join().await;
        assert_eq!(pull.try_recv().unwrap(), None);
    });
}

/// A peer that is not there, a state that does not allow it, nothing at all; and the next message is whole.
#[test]
fn errors() {
    run(async {
        let ctx = Context::new().unwrap();
        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.set_router_mandatory(true).unwrap();
        router.bind("inproc://errors").unwrap();
        let mut dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.set_routing_id(b"peer").unwrap();
        dealer.connect("inproc://errors").unwrap();
        let (mut send, _recv) = router.into_split();
        for _ in 0..10 {
            let refused = send.send_multipart(["nobody", "a", "b"]).await.unwrap_err();
            assert_eq!(refused.errno(), Errno::EHOSTUNREACH);
            assert_eq!(refused.into_message(), Multipart::from(["nobody", "a", "b"]));
            let refused = send.try_send_multipart(["nobody", "c"]).unwrap_err();
            assert_eq!(refused.into_message(), Multipart::from(["nobody", "c"]));
            send.send_multipart(["peer", "x", "y"]).await.unwrap();
            assert_eq!(dealer.recv_multipart().await.unwrap(), Multipart::from(["x", "y"]));
        }
        let refused = send.send_multipart(Multipart::new()).await.unwrap_err();
        assert_eq!(refused.errno(), Errno::EINVAL);

        let mut req = ctx.socket(zmq::REQ).unwrap();
        let mut rep = ctx.socket(zmq::REP).unwrap();
        rep.bind("inproc://rep").unwrap();
        req.connect("inproc://rep").unwrap();
        req.send_multipart(parts()).await.unwrap();
        let refused = req.send_multipart(parts()).await.unwrap_err();
        assert_eq!((refused.errno(), refused.into_message()), (Errno::EFSM, parts()));
        assert_eq!(req.send("x").await.unwrap_err().into_message(), Message::from("x"));
        assert_eq!(rep.recv_multipart().await.unwrap(), parts());
        rep.send_multipart(parts()).await.unwrap();
        assert_eq!(req.recv_multipart().await.unwrap(), parts());
    });
}

/// The end of the context gives back what waits for room.
#[test]
fn the_end() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut push, pull, _) = full!(ctx);
        let (mut half, _recv) = ctx.socket(zmq::DEALER).unwrap().into_split();
        let waiting = (
            spawn(async move { push.send_multipart(parts()).await.unwrap_err() }),
            spawn(async move { half.send("one part").await.unwrap_err() }),
        );
        sleep(Duration::from_millis(20)).await;
        ctx.shutdown();
        let refused = waiting.0.join().await;
        assert_eq!((refused.errno(), refused.into_message()), (Errno::ETERM, parts()));
        let refused = waiting.1.join().await;
        assert_eq!((refused.errno(), refused.into_message()), (Errno::ETERM, Message::from("one part")));
        drop(pull);
    });
}
