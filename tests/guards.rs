//! Options whose values, order or moment would make libzmq 4.3.5 abort or use freed memory. Each test runs in a process of
//! its own, so that SIGABRT fails the test and not the run.
#![cfg(target_os = "linux")]

mod support;

use std::{
    fs::File,
    mem::forget,
    net::{TcpListener, TcpStream, UdpSocket},
    os::{
        fd::{AsRawFd, OwnedFd},
        unix::net::{UnixListener, UnixStream},
    },
    time::Duration,
};
use support::{bind_tcp, in_child, raw};
use zmq::{Context, Errno, ReconnectStop, SocketType};

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(30);

/// A context whose sockets let go of everything at once.
fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

#[test]
fn names_of_peers_that_are_taken() {
    in_child("names_of_peers_that_are_taken", 60, || {
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
    in_child("names_of_raw_peers", 60, || {
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

#[test]
fn descriptors_that_do_not_listen() {
    in_child("descriptors_that_do_not_listen", 60, || {
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
    in_child("manual_publishers_that_change_their_mind", 60, || {
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
    in_child("conflate_taken_back", 60, || {
        let ctx = context();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.set_conflate(true).unwrap();
        pull.set_conflate(true).unwrap();
        pull.bind("inproc://conflate").unwrap();
        push.connect("inproc://conflate").unwrap();
        assert_eq!(push.set_conflate(false).unwrap_err(), Errno::EINVAL);
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
    in_child("first_messages_into_the_smallest_queues", 60, || {
        let ctx = context();
        for (number, bind_first) in [false, true].into_iter().enumerate() {
            for transport in ["inproc", "tcp"] {
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
                        let _ = socket.set_probe_router(true);
                        let _ = socket.set_router_mandatory(true);
                        let _ = socket.set_xpub_welcome_msg(b"welcome");
                        let _ = socket.subscribe("");
                        #[cfg(feature = "draft")]
                        {
                            let _ = socket.set_hello_msg(b"hello");
                            let _ = socket.set_disconnect_msg(b"gone");
                            let _ = socket.set_hiccup_msg(b"again");
                        }
                        socket
                    });
                    let name = format!("inproc://first-{number}-{}-{}", kinds[0], kinds[1]);
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
        }
    });
}

#[test]
fn keys_that_are_none() {
    in_child("keys_that_are_none", 60, || {
        if !zmq::has(zmq::Capability::Curve) {
            return;
        }
        let ctx = context();
        let zeros = &[0; 32];
        for (server_key, client_key) in
            [(None, None), (Some(zeros), None), (None, Some(zeros)), (Some(&[255; 32]), Some(&[1; 32]))]
        {
            let (server, client) = (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap());
            server.set_curve_server(true).unwrap();
            if let Some(key) = server_key {
                server.set_curve_secretkey(key).unwrap();
            }
            match client_key {
                Some(key) => client.set_curve_serverkey(key).unwrap(),
                None => client.set_curve_publickey(zeros).unwrap(),
            }
            client.connect(&bind_tcp(&server)).unwrap();
            let _ = client.try_send("x");
            assert!(server.recv_timeout(2 * SHORT).unwrap().is_none());
        }
        // Half of one mechanism and half of another.
        let (server, client) = (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap());
        server.set_plain_server(true).unwrap();
        server.set_curve_secretkey(zeros).unwrap();
        client.set_plain_username(Some("me")).unwrap();
        client.set_zap_domain("somewhere").unwrap();
        client.connect(&bind_tcp(&server)).unwrap();
        assert!(server.recv_timeout(2 * SHORT).unwrap().is_none());
    });
}

#[test]
fn proxies_and_names_that_make_no_sense() {
    in_child("proxies_and_names_that_make_no_sense", 60, || {
        let ctx = context();
        let long = "x".repeat(255);
        for proxy in
            ["x", ":", "::", "[::1", "127.0.0.1:99999", "127.0.0.1:0", "*:*", "a;b;c:1", &long, "127.0.0.1:9"]
        {
            let socket = ctx.socket(zmq::REQ).unwrap();
            socket.set_reconnect_ivl(Some(Duration::from_millis(1))).unwrap();
            socket.set_socks_proxy(Some(proxy)).unwrap();
            let _ = socket.set_socks_username(Some(&long));
            let _ = socket.set_socks_password(Some(&long));
            socket.connect("tcp://example.test:80").unwrap();
            assert!(socket.poll(zmq::POLLIN, SHORT).unwrap().is_empty());
            forget(socket); // that would be the one thing to end the process, and is documented
        }
        // A proxy that answers, and hosts with names that fit into no request.
        let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = proxy.local_addr().unwrap().to_string();
        for length in [200, 255, 256, 1000] {
            let socket = ctx.socket(zmq::REQ).unwrap();
            socket.set_socks_proxy(Some(&address)).unwrap();
            let host = "h".repeat(length);
            let connected = socket.connect(&format!("tcp://{host}:80"));
            assert_eq!(connected.is_ok(), length <= 255, "{length}");
            if connected.is_ok() {
                use std::io::{Read, Write};
                let (mut stream, _) = proxy.accept().unwrap();
                stream.set_read_timeout(Some(LONG)).unwrap();
                let mut greeting = [0; 3];
                stream.read_exact(&mut greeting).unwrap();
                stream.write_all(&[5, 0]).unwrap();
                let mut request = [0; 5];
                stream.read_exact(&mut request).unwrap();
                assert_eq!(usize::from(request[4]), length);
                forget(stream);
            }
            forget(socket);
        }
        forget(ctx);
    });
}

/// As somebody without privileges.
#[test]
fn what_the_system_refuses_for_packets() {
    in_child("what_the_system_refuses_for_packets", 60, || {
        raw::drop_privileges();
        let ctx = context();
        let server = ctx.socket(zmq::PULL).unwrap();
        let endpoint = bind_tcp(&server);
        for tos in [0, 1, 0x28, 0xc0, 0xff] {
            let socket = ctx.socket(zmq::PUSH).unwrap();
            socket.set_ipv6(tos == 1).unwrap();
            if socket.set_tos(tos).is_ok() {
                socket.connect(&endpoint).unwrap();
                socket.bind("tcp://127.0.0.1:*").unwrap();
                socket.send("x").unwrap();
                assert!(server.recv_timeout(LONG).unwrap().is_some());
            }
        }
        for device in ["lo", "nonesuch0", "\u{1f980}"] {
            let socket = ctx.socket(zmq::PUSH).unwrap();
            socket.set_bindtodevice(Some(device)).unwrap();
            let _ = socket.connect(&endpoint);
            let _ = socket.bind("tcp://127.0.0.1:*");
            assert!(socket.poll(zmq::POLLIN, SHORT).unwrap().is_empty());
        }
        let socket = ctx.socket(zmq::PUSH).unwrap();
        for size in [0, 1, i32::MAX as u32] {
            socket.set_sndbuf(Some(size)).unwrap();
            socket.set_rcvbuf(Some(size)).unwrap();
            socket.set_backlog(size).unwrap();
            socket.connect(&endpoint).unwrap();
            socket.bind("tcp://127.0.0.1:*").unwrap();
            socket.send("x").unwrap();
            assert!(server.recv_timeout(LONG).unwrap().is_some());
        }
        #[cfg(feature = "draft")]
        if zmq::has(zmq::Capability::Draft) {
            assert_eq!(socket.set_priority(7).unwrap_err(), Errno::EPERM);
            for (priority, micros) in [(0, 0), (6, 50), (1, i32::MAX as u32)] {
                let socket = ctx.socket(zmq::PUSH).unwrap();
                socket.set_priority(priority).unwrap();
                socket.set_busy_poll(micros).unwrap();
                socket.connect(&endpoint).unwrap();
                socket.send("x").unwrap();
                assert!(server.recv_timeout(LONG).unwrap().is_some());
            }
        }
    });
}

/// Buffers of one byte, and of as much as may be.
#[cfg(feature = "draft")]
#[test]
fn sizes_of_batches() {
    in_child("sizes_of_batches", 60, || {
        let ctx = context();
        if !zmq::has(zmq::Capability::Draft) {
            return;
        }
        for refused in [0, (1 << 24) + 1, u32::MAX] {
            let socket = ctx.socket(zmq::PULL).unwrap();
            assert_eq!(socket.set_in_batch_size(refused).unwrap_err(), Errno::EINVAL);
            assert_eq!(socket.set_out_batch_size(refused).unwrap_err(), Errno::EINVAL);
        }
        for size in [1, 2, 7, 100, 1 << 24] {
            let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            for socket in [push.set_in_batch_size(size), push.set_out_batch_size(size)] {
                socket.unwrap();
            }
            pull.set_in_batch_size(size).unwrap();
            pull.set_out_batch_size(size).unwrap();
            push.connect(&bind_tcp(&pull)).unwrap();
            for length in [0, 1, 33, 34, 1000, 100_000] {
                push.send(vec![7; length]).unwrap();
                assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), vec![7; length], "{size}");
            }
        }
    });
}

#[test]
fn attempts_to_connect_that_end() {
    in_child("attempts_to_connect_that_end", 60, || {
        if zmq::version() < (4, 3, 5) {
            return;
        }
        let ctx = context();
        let nobody = format!("tcp://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
        let socket = ctx.socket(zmq::PUSH).unwrap();
        let all = ReconnectStop::from_raw(7);
        assert_eq!(socket.set_reconnect_stop(all).unwrap_err(), Errno::ENOTSUP);
        assert_eq!(socket.reconnect_stop().unwrap(), ReconnectStop::NONE);
        socket.set_reconnect_stop(ReconnectStop::CONN_REFUSED).unwrap();
        socket.set_reconnect_ivl(Some(Duration::from_millis(1))).unwrap();
        socket.connect(&nobody).unwrap();
        support::eventually("the connection is given up", || {
            let _ = socket.events();
            socket.disconnect(&nobody).is_err_and(|error| error == Errno::ENOENT)
                || socket.connect(&nobody).is_err()
        });
    });
}

/// A ROUTER that speaks raw TCP, with peers that speak anything.
#[test]
fn raw_routers() {
    in_child("raw_routers", 60, || {
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
