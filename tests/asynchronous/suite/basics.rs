//! The methods, one by one.

use super::runtime::{Context, ProxyControl, Socket, run, spawn};
use crate::support::{bind_tcp, zmtp::Peer};
use std::time::Duration;
use zmq::{Errno, EventMask, Message, Multipart, POLLIN, POLLOUT, RecvStringError};

#[test]
fn request_and_reply() {
    run(async {
        let ctx = Context::new().unwrap();
        let mut server = ctx.socket(zmq::REP).unwrap();
        let port = server.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let mut client = ctx.socket(zmq::REQ).unwrap();
        client.connect(&format!("tcp://127.0.0.1:{port}")).unwrap();
        let serving = spawn(async move {
            for _ in 0..100 {
                let request = server.recv_string().await.unwrap();
                server.send(format!("{request}?")).await.unwrap();
            }
        });
        for number in 0..100 {
            client.send_string(format!("{number}")).await.unwrap();
            assert_eq!(client.recv().await.unwrap(), format!("{number}?").as_str());
        }
        serving.join().await;
    });
}

#[test]
fn all_ways_to_send_and_receive() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut a, mut b) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
        a.bind("inproc://ways").unwrap();
        b.connect("inproc://ways").unwrap();
        assert_eq!(b.try_recv().unwrap(), None);
        assert_eq!(b.try_recv_multipart().unwrap(), None);

        a.send("send").await.unwrap();
        assert_eq!(b.recv().await.unwrap(), "send");
        let mut message = Message::from("send_from");
        a.send_from(&mut message).await.unwrap();
        assert!(message.is_empty());
        b.recv_into(&mut message).await.unwrap();
        assert_eq!(message, "send_from");
        a.try_send("try_send").unwrap();
        assert_eq!(b.try_recv().unwrap().unwrap(), "try_send");
        a.send(vec![0xff]).await.unwrap();
        assert!(matches!(b.recv_string().await, Err(RecvStringError::NotUtf8(part)) if part == [0xff]));

        a.send_multipart(["one", "", "three"]).await.unwrap();
        assert_eq!(b.recv_multipart().await.unwrap(), Multipart::from(["one", "", "three"]));
        a.try_send_multipart(["four", "five"]).unwrap();
        let mut parts = Multipart::from(["old"]);
        b.recv_multipart_into(&mut parts).await.unwrap();
        assert_eq!(parts, Multipart::from(["four", "five"]));
        a.send_multipart(["a", "b"]).await.unwrap();
        assert!(b.recv().await.unwrap().more());
        assert_eq!(b.try_recv_multipart().unwrap().unwrap(), Multipart::from(["b"]));
        a.send_multipart_from(&mut parts).await.unwrap();
        assert!(parts.is_empty());
        assert_eq!(b.recv_multipart().await.unwrap(), Multipart::from(["four", "five"]));
        assert_eq!(a.send_multipart_from(&mut parts).await.unwrap_err().errno(), Errno::EINVAL);
        assert_eq!(a.send_multipart(Multipart::new()).await.unwrap_err().errno(), Errno::EINVAL);
    });
}

#[test]
fn bursts_are_received_at_once() {
    run(async {
        let ctx = Context::new().unwrap();
        let (mut a, mut b) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
        a.bind("inproc://bursts").unwrap();
        b.connect("inproc://bursts").unwrap();
        for number in 0..10 {
            a.send_multipart(vec![format!("{number}"); 1 + number % 2]).await.unwrap();
        }
        let mut parts = Vec::new();
        assert_eq!(b.recv_many(&mut parts, 0).await.unwrap(), 0);
        assert_eq!(b.recv_many(&mut parts, 4).await.unwrap(), 4);
        let texts: Vec<_> = parts.iter().map(|part| (part.to_str().unwrap(), part.more())).collect();
        assert_eq!(
            texts,
            [("0", false), ("1", true), ("1", false), ("2", false), ("3", true), ("3", false)]
        );
        parts.clear();
        assert_eq!(b.recv_many(&mut parts, 100).await.unwrap(), 6);
        assert_eq!(parts.len(), 9);
        a.send("late").await.unwrap();
        assert_eq!(b.recv_many(&mut parts, 100).await.unwrap(), 1);
        assert_eq!(parts[9], "late"); // added, after what was there
    });
}

/// An XPUB keeps the end of a message for itself if that subscribes to what is subscribed to: what came before is a message.
#[test]
fn a_message_without_an_end() {
    run(async {
        let ctx = Context::new().unwrap();
        let mut publisher = ctx.socket(zmq::XPUB).unwrap();
        publisher.bind("tcp://127.0.0.1:*").unwrap();
        let mut peer = Peer::connect(&publisher.last_endpoint().unwrap());
        peer.shake_hands("XSUB", &[]);
        peer.send(0, b"\x01topic");
        assert_eq!(publisher.recv().await.unwrap(), b"\x01topic");
        let mut half = || {
            peer.send(1, b"\x02half");
            peer.send(0, b"\x01topic");
        };
        half();
        let mut parts = Vec::new();
        assert_eq!(publisher.recv_many(&mut parts, 2).await.unwrap(), 1);
        assert_eq!(parts, [Message::from(b"\x02half")]);
        half();
        assert_eq!(publisher.recv_multipart().await.unwrap(), Multipart::from([b"\x02half"]));
    });
}

#[test]
fn contexts_are_themselves() {
    run(async {
        let (ctx, other) = (Context::new().unwrap(), Context::new().unwrap());
        assert!(ctx == ctx.clone() && ctx != other);
        assert!(!ctx.is_shut_down());
        ctx.shutdown();
        assert_eq!((ctx.is_shut_down(), other.is_shut_down()), (true, false));
    });
}

/// What is printed of each type names it.
#[test]
fn what_is_printed() {
    run(async {
        let blocking = zmq::Context::new().unwrap();
        let ctx = Context::from(blocking.clone());
        assert_eq!(format!("{ctx:?}"), format!("Context({blocking:?})"));
        let socket = ctx.socket(zmq::PAIR).unwrap();
        #[cfg(unix)]
        let fd = socket.with(std::os::fd::AsRawFd::as_raw_fd).unwrap();
        #[cfg(windows)]
        let fd = socket.with(std::os::windows::io::AsRawSocket::as_raw_socket).unwrap();
        let text = format!("Socket {{ fd: {fd}, .. }}");
        assert_eq!(format!("{socket:?}"), text);
        let monitor = format!("{:?}", socket.monitor(EventMask::ALL).unwrap());
        assert!(monitor.starts_with("Monitor { fd: "), "{monitor}");
        let control = ProxyControl::new(socket);
        assert_eq!(format!("{control:?}"), format!("ProxyControl({text})"));
        let sink = control.into_socket().into_sink();
        assert_eq!(format!("{sink:?}"), "MultipartSink { waiting: false, .. }");
    });
}

#[test]
fn options_and_endpoints() {
    run(async {
        let ctx = Context::new().unwrap();
        let mut sub = ctx.socket(zmq::SUB).unwrap();
        sub.set_rcvhwm(7).unwrap();
        assert_eq!(sub.rcvhwm().unwrap(), 7);
        sub.set_linger(Some(Duration::from_secs(1))).unwrap();
        assert_eq!(sub.linger().unwrap(), Some(Duration::from_secs(1)));
        sub.subscribe("a").unwrap();
        let mut publisher = ctx.socket(zmq::XPUB).unwrap();
        publisher.bind("tcp://127.0.0.1:*").unwrap();
        let endpoint = publisher.last_endpoint().unwrap();
        sub.connect(&endpoint).unwrap();
        assert_eq!(publisher.recv().await.unwrap(), b"\x01a");
        publisher.send("b: not this").await.unwrap();
        publisher.send("a: this").await.unwrap();
        assert_eq!(sub.poll(POLLIN).await.unwrap(), POLLIN);
        assert_eq!(sub.recv().await.unwrap(), "a: this");
        sub.unsubscribe("a").unwrap();
        assert_eq!(publisher.recv().await.unwrap(), b"\x00a");
        sub.disconnect(&endpoint).unwrap();
        assert_eq!(sub.disconnect(&endpoint).unwrap_err(), Errno::ENOENT);
        publisher.unbind(&endpoint).unwrap();
        assert_eq!(publisher.events().unwrap(), POLLOUT);
        assert_eq!(publisher.poll(POLLIN | POLLOUT).await.unwrap(), POLLOUT);
    });
}

/// Connections, options and messages stay.
#[test]
fn from_blocking_and_back() {
    run(async {
        let ctx = zmq::Context::new().unwrap();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        pull.set_rcvhwm(5).unwrap();
        push.connect(&bind_tcp(&pull)).unwrap();
        push.send("one").unwrap();
        push.send("two").unwrap();
        let mut waiting: Socket<zmq::Pull> = pull.try_into().unwrap();
        assert_eq!(waiting.recv().await.unwrap(), "one");
        assert_eq!(waiting.rcvhwm().unwrap(), 5);
        assert!(waiting.context() == Context::from(ctx));
        let pull = waiting.into_blocking().unwrap();
        assert_eq!(pull.recv().unwrap(), "two");
        let mut waiting = Socket::new(pull).unwrap();
        push.send("three").unwrap();
        assert_eq!(waiting.recv().await.unwrap(), "three");
    });
}

/// A kind that is known at run time only has all methods, and libzmq's refusals.
#[test]
fn kinds_at_run_time() {
    run(async {
        let ctx = Context::new().unwrap();
        let mut socket = ctx.socket(zmq::SocketType::Push).unwrap();
        assert_eq!(socket.recv().await.unwrap_err(), Errno::ENOTSUP);
        assert_eq!(socket.try_send("x").unwrap_err().errno(), Errno::EAGAIN);
        let mut req = ctx.socket(zmq::REQ).unwrap();
        assert_eq!(req.recv().await.unwrap_err(), Errno::EFSM);
    });
}

#[test]
fn halves_and_the_whole() {
    run(async {
        let ctx = Context::new().unwrap();
        let (a, b) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
        a.bind("inproc://halves").unwrap();
        b.connect("inproc://halves").unwrap();
        let ((mut send, recv), (mut send_b, mut recv_b)) = (a.into_split(), b.into_split());
        send.send("there").await.unwrap();
        assert_eq!(recv_b.recv().await.unwrap(), "there");
        send_b.try_send_multipart(["and", "back"]).unwrap();
        let (send, recv_b) = send.unite(recv_b).unwrap_err();
        let mut a = send.unite(recv).unwrap();
        assert_eq!(a.recv_multipart().await.unwrap(), Multipart::from(["and", "back"]));
        recv_b.with(|socket| socket.set_linger(Some(Duration::ZERO))).unwrap().unwrap();
        assert_eq!(send_b.with(|socket| socket.linger()).unwrap().unwrap(), Some(Duration::ZERO));
        // A call within a call would wait for itself.
        let nested = send_b.with(|_| recv_b.with(|_| ())).unwrap();
        assert_eq!(nested.unwrap_err(), Errno::EFSM);
        a.with(|_| assert_eq!(a.with(|_| ()).unwrap_err(), Errno::EFSM)).unwrap();
    });
}
