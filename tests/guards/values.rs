//! Options whose values, order or moment would make libzmq 4.3.5 abort or use freed memory. Each test runs in a process of
//! its own, so that SIGABRT fails the test and not the run.

use crate::support::{self, bind_tcp, in_child};
#[cfg(unix)]
use std::{
    fs::File,
    net::UdpSocket,
    os::{
        fd::{AsRawFd, OwnedFd},
        unix::net::{UnixListener, UnixStream},
    },
};
use std::{
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};
use zmq::{Context, Errno, SocketType};

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(30);

/// A context whose sockets let go of everything at once.
fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

#[test]
fn names_of_peers_that_are_taken() {
    in_child!(60, || {
        if !support::lacks(&[21, 27]) {
            return; // `mended.rs` has that
        }
        for transport in ["tcp://127.0.0.1:*", "inproc://names"] {
            let ctx = context();
            let peers: Vec<_> = (0..3)
                .map(|number| {
                    let peer = ctx.socket(zmq::ROUTER).unwrap();
                    peer.set_routing_id(b"taken").unwrap();
                    let own = format!("{transport}{number}");
                    peer.bind(if transport.starts_with("inproc") { &own } else { transport }).unwrap();
                    peer
                })
                .collect();
            let endpoint = |at: usize| peers[at].last_endpoint().unwrap();

            // The same name twice.
            let router = ctx.socket(zmq::ROUTER).unwrap();
            router.set_connect_routing_id(b"a").unwrap();
            router.connect(&endpoint(0)).unwrap();
            assert_eq!(router.set_connect_routing_id(b"a").unwrap_err(), Errno::EINVAL);
            router.set_connect_routing_id(b"b").unwrap();
            router.set_connect_routing_id(b"c").unwrap();
            router.connect(&endpoint(1)).unwrap();
            let _ = router.disconnect(&endpoint(1));
            assert!(router.set_connect_routing_id(b"c").is_err(), "it may not be gone yet");

            // While a name waits, nobody else may come.
            router.set_connect_routing_id(b"d").unwrap();
            assert_eq!(router.bind("inproc://others").unwrap_err(), Errno::EINVAL);
            assert_eq!(router.set_immediate(true).unwrap_err(), Errno::EINVAL);
            router.connect(&endpoint(2)).unwrap();
            router.set_router_mandatory(true).unwrap();
            support::eventually("the peer is there by the name it was given", || {
                router.send_multipart(["d", "x"]).is_ok()
            });
            assert_eq!(peers[2].recv_multipart().unwrap().pop().unwrap(), "x");
            router.bind("inproc://others").unwrap();
            assert!(router.set_connect_routing_id(b"e").is_err());

            // A peer that brings the name itself.
            let router = ctx.socket(zmq::ROUTER).unwrap();
            router.connect(&endpoint(0)).unwrap();
            let _ = router.recv_timeout(SHORT);
            if router.set_connect_routing_id(b"taken").is_ok() {
                router.connect(&endpoint(1)).unwrap();
            }
        }
    });
}

#[test]
fn names_of_raw_peers() {
    in_child!(60, || {
        let ctx = context();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("tcp://{}", listener.local_addr().unwrap());
        let stream = ctx.socket(zmq::STREAM).unwrap();
        bind_tcp(&stream);
        for name in [&b"one"[..], b"two"] {
            stream.set_connect_routing_id(name).unwrap();
            stream.connect(&endpoint).unwrap();
            let parts = stream.recv_multipart().unwrap();
            assert_eq!(parts[0], name);
        }
        for _ in 0..2 {
            drop(listener.accept().unwrap());
            stream.recv_multipart().unwrap(); // it is gone
        }
        if stream.set_connect_routing_id(b"one").is_ok() {
            stream.connect(&endpoint).unwrap();
        }
    });
}

#[cfg(unix)]
#[test]
fn descriptors_that_do_not_listen() {
    in_child!(60, || {
        let ctx = context();
        let socket = ctx.socket(zmq::PULL).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let useless: [OwnedFd; 4] = [
            File::open("/dev/null").unwrap().into(),
            UdpSocket::bind("127.0.0.1:0").unwrap().into(),
            UnixStream::pair().unwrap().0.into(),
            TcpStream::connect(listener.local_addr().unwrap()).unwrap().into(),
        ];
        for fd in useless {
            let number = fd.as_raw_fd();
            let (error, fd) = socket.set_use_fd(fd).unwrap_err();
            assert_eq!((error.errno(), error.subject()), (Errno::EINVAL, Some("ZMQ_USE_FD")));
            assert_eq!(fd.as_raw_fd(), number, "and it comes back");
        }
        assert_eq!(socket.use_fd(), None);

        // One that listens goes with its own transport, once, and whatever the address of that bind is.
        let endpoint = format!("tcp://{}", listener.local_addr().unwrap());
        let number = listener.as_raw_fd();
        socket.set_use_fd(listener.into()).unwrap();
        for other in ["ipc://*", "inproc://fd", "ws://127.0.0.1:*", "udp://127.0.0.1:5555"] {
            assert!(socket.bind(other).is_err(), "{other}");
            assert_eq!(socket.use_fd(), Some(number));
        }
        let back = socket.take_use_fd().unwrap();
        assert_eq!(back.as_raw_fd(), number);
        socket.set_use_fd(back).unwrap();
        socket.bind(&endpoint).unwrap();
        assert_eq!(socket.use_fd(), None);
        socket.bind("tcp://127.0.0.1:*").unwrap(); // with a socket of its own
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.connect(&endpoint).unwrap();
        push.send("x").unwrap();
        assert_eq!(socket.recv_timeout(LONG).unwrap().unwrap(), "x");
        socket.unbind(&endpoint).unwrap();

        let path = std::env::temp_dir().join(format!("zmq-guards-{}", std::process::id()));
        let listener = UnixListener::bind(&path).unwrap();
        socket.set_use_fd(listener.into()).unwrap();
        assert!(socket.bind("tcp://127.0.0.1:*").is_err());
        socket.bind(&format!("ipc://{}", path.display())).unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        push.connect(&format!("ipc://{}", path.display())).unwrap();
        push.send("y").unwrap();
        assert_eq!(socket.recv_timeout(LONG).unwrap().unwrap(), "y");
        std::fs::remove_file(&path).unwrap();
    });
}

/// A publisher that stopped being manual would forget to forget a subscriber that is gone.
#[test]
fn manual_publishers_that_change_their_mind() {
    in_child!(60, || {
        let ctx = context();
        for number in 0..20 {
            let publisher = ctx.socket(zmq::XPUB).unwrap();
            publisher.set_xpub_manual(true).unwrap();
            let endpoint = format!("inproc://manual-{number}");
            publisher.bind(&endpoint).unwrap();
            let subscriber = ctx.socket(zmq::SUB).unwrap();
            subscriber.connect(&endpoint).unwrap();
            subscriber.subscribe("a").unwrap();
            assert_eq!(publisher.recv_timeout(LONG).unwrap().unwrap(), "\x01a");
            assert_eq!(publisher.set_xpub_manual(false).unwrap_err(), Errno::EINVAL);
            assert_eq!(publisher.set_xpub_manual_last_value(false).unwrap_err(), Errno::EINVAL);
            drop(subscriber);
            let _ = publisher.recv_timeout(SHORT);
            let _ = publisher.set_xpub_manual(true);
            let _ = publisher.subscribe("b");
            let _ = publisher.unsubscribe("b");
            publisher.send("b").unwrap();
            let _ = publisher.recv_timeout(SHORT);
        }
    });
}

/// Several parts after a socket has stopped conflating, on connections that have not.
#[test]
fn conflate_taken_back() {
    in_child!(60, || {
        let ctx = context();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.set_conflate(true).unwrap();
        pull.set_conflate(true).unwrap();
        pull.bind("inproc://conflate").unwrap();
        push.connect("inproc://conflate").unwrap();
        assert_eq!(push.set_conflate(false).is_err(), support::lacks(&[9]));
        for _ in 0..200 {
            let _ = push.send_flags("first", zmq::SNDMORE);
            let _ = pull.try_recv();
            let _ = push.send_flags("second", zmq::Flags::NONE);
            let _ = pull.try_recv();
        }
    });
}

/// What is written into a new pipe by itself must find room there.
#[test]
fn first_messages_into_the_smallest_queues() {
    in_child!(60, || {
        // All at once, for most of it is waiting.
        thread::scope(|scope| {
            for (bind_first, probe) in [(false, false), (false, true), (true, false), (true, true)] {
                for transport in ["inproc", "tcp"] {
                    scope.spawn(move || first_messages(bind_first, probe, transport));
                }
            }
        });
    });
}

fn first_messages(bind_first: bool, probe: bool, transport: &str) {
    let ctx = context();
    for kinds in [
        [SocketType::Router, SocketType::Router],
        [SocketType::Router, SocketType::Dealer],
        [SocketType::Dealer, SocketType::Router],
        [SocketType::Rep, SocketType::Req],
        [SocketType::XPub, SocketType::XSub],
        [SocketType::Pub, SocketType::Sub],
    ] {
        let sockets = kinds.map(|kind| {
            let socket = ctx.socket(kind).unwrap();
            socket.set_sndhwm(1).unwrap();
            socket.set_rcvhwm(1).unwrap();
            let _ = probe && socket.set_probe_router(true).is_ok();
            let _ = socket.set_router_mandatory(true);
            let _ = socket.set_xpub_welcome_msg(b"welcome");
            let _ = socket.subscribe("");
            #[cfg(feature = "draft")]
            {
                let greets = socket.set_hello_msg(b"hello");
                // It goes with a probe.
                let can = matches!(kind, SocketType::Router | SocketType::Dealer);
                assert!(greets.is_ok() || !can || support::lacks(&[26, 39, 62]), "{greets:?}");
                let _ = socket.set_disconnect_msg(b"gone");
                let _ = socket.set_hiccup_msg(b"again");
            }
            socket
        });
        let name = format!("inproc://first-{}-{}", kinds[0], kinds[1]);
        let reserved = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let endpoint = if transport == "inproc" { name } else { format!("tcp://{reserved}") };
        if bind_first {
            let _ = sockets[0].bind(&endpoint);
        }
        sockets[1].connect(&endpoint).unwrap();
        if !bind_first {
            let _ = sockets[0].bind(&endpoint);
        }
        for socket in &sockets {
            for _ in 0..3 {
                let _ = socket.recv_timeout(SHORT);
                let _ = socket.try_send("x");
            }
        }
    }
}

/// A ROUTER that speaks raw TCP, with peers that speak anything.
#[test]
fn raw_routers() {
    in_child!(60, || {
        let ctx = context();
        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.set_router_raw(true).unwrap();
        assert_eq!(router.bind("inproc://raw").unwrap_err(), Errno::ENOCOMPATPROTO);
        assert_eq!(router.connect("inproc://raw").unwrap_err(), Errno::ENOCOMPATPROTO);
        let endpoint = bind_tcp(&router);
        assert_eq!(router.set_router_raw(true).unwrap_err(), Errno::EINVAL);
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.connect(&endpoint).unwrap();
        let mut stream = TcpStream::connect(endpoint.replace("tcp://", "")).unwrap();
        std::io::Write::write_all(&mut stream, b"\xff\0\0\0\0\0\0\0\x01\x7f\x03 anything").unwrap();
        for _ in 0..10 {
            let Some(id) = router.recv_timeout(SHORT).unwrap() else { break };
            if id.more() {
                let _ = router.recv();
            }
            let _ = router.send_multipart([&*id, b"several", b"parts"]);
            let _ = router.send_multipart([&*id, b""]);
        }
    });
}
