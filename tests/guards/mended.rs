//! What a libzmq with the mends can do, and is an error with an installed one up to 4.3.5. Each test asks for the mends that it needs,
//! and runs in a process of its own, so that SIGABRT fails the test and not the run.

use crate::support::{bind_tcp, eventually, in_child, mended};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    thread,
    time::Duration,
};
use zmq::{Context, Errno, EventMask, Socket, SocketType, kind::Kind};

const LONG: Duration = Duration::from_secs(30);
const IVL: Option<Duration> = Some(Duration::from_millis(40));

pub(crate) fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// With all defaults but the interval, or whatever `more` sets.
fn beating<K: Kind>(ctx: &Context, kind: K) -> Socket<K> {
    let socket = ctx.socket(kind).unwrap();
    socket.set_heartbeat_ivl(IVL).unwrap();
    socket.set_heartbeat_timeout(Some(LONG)).unwrap();
    socket
}

#[test]
fn heartbeats_on_sockets_as_they_are() {
    in_child!(60, || {
        if ![1, 2, 3, 4, 13, 20].into_iter().all(mended) {
            return;
        }
        // For ever, the linger period of libzmq itself; and each mark.
        let ctx = Context::new().unwrap();
        let pairs = [
            (SocketType::Push, SocketType::Pull),
            (SocketType::Dealer, SocketType::Router),
            (SocketType::Pair, SocketType::Pair),
        ];
        for (sends, receives) in pairs {
            let (a, b) = (beating(&ctx, sends), beating(&ctx, receives));
            if receives == SocketType::Router {
                b.set_router_handover(true).unwrap();
            }
            b.set_rcvhwm(3).unwrap();
            a.set_linger(Some(LONG)).unwrap();
            let gone = b.monitor(EventMask::DISCONNECTED).unwrap();
            let endpoint = bind_tcp(&b);
            a.connect(&endpoint).unwrap();
            const COUNT: usize = 500;
            let sender = thread::spawn(move || {
                for _ in 0..COUNT {
                    a.send(vec![7; 1000]).unwrap();
                }
                a
            });
            // A queue that is full for several beats, and a reader that comes back.
            thread::sleep(10 * IVL.unwrap());
            for _ in 0..COUNT {
                let parts = b.recv_multipart_timeout(LONG).unwrap().expect("it comes");
                assert_eq!(parts.last().unwrap().len(), 1000, "{receives}");
            }
            assert!(gone.recv_timeout(Duration::ZERO).unwrap().is_none(), "{receives}: the connection stays");
            let a = sender.join().unwrap();
            a.disconnect(&endpoint).unwrap();
            b.unbind(&endpoint).unwrap();
        }
    });
}

/// A second peer is turned away, and its connection stays for a while.
#[test]
fn a_pair_with_heartbeats_and_two_peers() {
    in_child!(60, || {
        if ![1, 2, 3, 4, 13, 20].into_iter().all(mended) {
            return;
        }
        let ctx = context();
        let pair = beating(&ctx, zmq::PAIR);
        let endpoint = bind_tcp(&pair);
        let peers = [(); 2].map(|()| {
            let peer = beating(&ctx, zmq::PAIR);
            peer.connect(&endpoint).unwrap();
            let _ = peer.try_send("x");
            peer
        });
        assert_eq!(pair.recv_timeout(LONG).unwrap().unwrap(), "x");
        thread::sleep(5 * IVL.unwrap());
        for peer in peers {
            drop(peer);
            thread::sleep(2 * IVL.unwrap());
            let _ = pair.try_recv();
        }
    });
}

#[test]
fn marks_that_change_on_a_live_socket() {
    in_child!(60, || {
        if ![10, 44].into_iter().all(mended) {
            return;
        }
        let ctx = context();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.set_sndhwm(2).unwrap();
        pull.set_rcvhwm(2).unwrap();
        pull.bind("inproc://marks").unwrap();
        push.connect("inproc://marks").unwrap();
        let fill = || (0..100).take_while(|_| push.try_send("x").is_ok()).count();
        assert_eq!(fill(), 4);
        push.set_sndhwm(20).unwrap();
        eventually("there is room for more", || {
            let _ = pull.events(); // where its end of the queue learns of it
            fill() > 0
        });
        assert_eq!((push.sndhwm().unwrap(), pull.rcvhwm().unwrap()), (20, 2));
    });
}

#[test]
fn immediate_on_a_live_socket() {
    in_child!(60, || {
        if !mended(27) {
            return;
        }
        let ctx = context();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.set_immediate(true).unwrap();
        let endpoint = bind_tcp(&pull);
        push.connect(&endpoint).unwrap();
        push.send("x").unwrap();
        assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), "x");
        push.set_immediate(false).unwrap();
        assert!(!push.immediate().unwrap());
        drop(pull);
        let pull = ctx.socket(zmq::PULL).unwrap();
        eventually("the port is free", || pull.bind(&endpoint).is_ok());
        eventually("it comes back", || {
            let _ = push.try_send("y");
            pull.recv_timeout(Duration::from_millis(10)).unwrap().is_some_and(|message| message == "y")
        });
    });
}

/// The message is received to its end, and then the socket goes on with others.
#[test]
fn an_endpoint_leaves_in_the_middle_of_a_message() {
    in_child!(60, || {
        if ![8, 19, 42].into_iter().all(mended) {
            return;
        }
        let kinds = [
            (SocketType::Push, SocketType::Pull),
            (SocketType::Dealer, SocketType::Router),
            (SocketType::Dealer, SocketType::Rep),
            (SocketType::Pair, SocketType::Pair),
        ];
        for (sends, receives) in kinds {
            for (transport, polls) in
                [("tcp://127.0.0.1:*", false), ("inproc://a", false), ("tcp://127.0.0.1:*", true)]
            {
                let ctx = context();
                let (a, b) = (ctx.socket(sends).unwrap(), ctx.socket(receives).unwrap());
                b.bind(transport).unwrap();
                let endpoint = b.last_endpoint().unwrap();
                a.connect(&endpoint).unwrap();
                a.send_multipart(["", "first", "second"]).unwrap();
                if polls {
                    assert_eq!(b.poll(zmq::POLLIN, LONG).unwrap(), zmq::POLLIN);
                } else {
                    b.recv_timeout(LONG).unwrap().expect("the first part");
                }
                b.unbind(&endpoint).unwrap();
                let _ = b.events();
                let rest = b.recv_multipart().unwrap();
                assert_eq!(rest.last().unwrap(), "second", "{receives} {transport}");
                if receives == SocketType::Rep {
                    b.send("to nobody any more").unwrap();
                }
                if receives == SocketType::Pair {
                    continue; // which has one peer
                }
                // And another peer afterwards.
                let other = ctx.socket(sends).unwrap();
                b.bind("inproc://next").unwrap();
                other.connect("inproc://next").unwrap();
                other.send_multipart(["", "next"]).unwrap();
                assert_eq!(b.recv_multipart_timeout(LONG).unwrap().unwrap().pop().unwrap(), "next");
            }
        }
    });
}

/// The whole path, in the first line of the request.
#[test]
fn websocket_paths() {
    in_child!(60, || {
        if ![18, 43].into_iter().all(mended) || !zmq::has(zmq::Capability::Ws) {
            return;
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let socket = context().socket(zmq::DEALER).unwrap();
        for path in ["/", "/a", "/a/b/c", "/a/b/"] {
            socket.connect(&format!("ws://{address}{path}")).unwrap();
            let mut line = String::new();
            // Open until it is left: it would come again.
            let stream = listener.accept().unwrap().0;
            BufReader::new(&stream).read_line(&mut line).unwrap();
            assert_eq!(line, format!("GET {path} HTTP/1.1\r\n"));
            socket.disconnect(&format!("ws://{address}{path}")).unwrap();
        }
    });
}

#[test]
fn several_parts_and_a_queue_that_keeps_one() {
    in_child!(60, || {
        if !mended(9) {
            return;
        }
        let ctx = context();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        pull.set_conflate(true).unwrap();
        pull.bind("inproc://one").unwrap();
        push.set_conflate(true).unwrap();
        push.connect("inproc://one").unwrap();
        for _ in 0..100 {
            push.send_multipart(["first", "second"]).unwrap();
            let part = pull.recv_timeout(LONG).unwrap().unwrap();
            assert!(!part.more(), "nothing is promised");
            let _ = pull.try_recv();
            push.send_flags("first", zmq::SNDMORE).unwrap();
            push.send("second").unwrap();
            while pull.try_recv().unwrap().is_some() {}
        }
        push.set_conflate(false).unwrap(); // counts for connections that come
    });
}

#[test]
fn names_of_peers() {
    in_child!(60, || {
        if ![21, 27].into_iter().all(mended) {
            return;
        }
        let ctx = context();
        let peers = [(); 3].map(|()| {
            let peer = ctx.socket(zmq::DEALER).unwrap();
            (bind_tcp(&peer), peer)
        });
        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.bind("inproc://names").unwrap();
        router.connect(&peers[0].0).unwrap(); // without a name
        router.set_connect_routing_id(b"a").unwrap();
        router.bind("inproc://more").unwrap();
        router.connect(&peers[1].0).unwrap();
        // A name that is taken is refused by C, and one that is free again is not.
        let error = router.set_connect_routing_id(b"a").unwrap_err();
        assert_eq!((error.errno(), error.subject()), (Errno::EINVAL, Some("ZMQ_CONNECT_ROUTING_ID")));
        assert!(error.to_string().contains("a peer"), "{error}");
        router.set_connect_routing_id(b"\0b").unwrap();
        router.connect(&peers[2].0).unwrap();
        router.set_router_mandatory(true).unwrap();
        for (name, peer) in [(&b"a"[..], 1), (b"\0b", 2)] {
            router.send_multipart([name, b"hello"]).unwrap();
            assert_eq!(peers[peer].1.recv_timeout(LONG).unwrap().unwrap(), "hello");
        }
        router.disconnect(&peers[1].0).unwrap();
        eventually("the name is free", || {
            let _ = router.events();
            router.set_connect_routing_id(b"a").is_ok()
        });
    });
}
