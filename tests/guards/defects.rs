//! What makes libzmq 4.3.5 abort or corrupt memory is an error here. Each test runs in a process of its own, so that
//! SIGABRT fails the test and not the run. The rows are those of the project's list of defects; the peers that
//! connect to themselves (row 3) and the `ipc` listener without descriptors are documented, not prevented.

use crate::support::{self, in_child};
use std::time::Duration;
use zmq::{Context, Errno, SocketType};

#[test]
fn the_endpoint_of_authentication_handlers() {
    in_child!(30, || {
        let ctx = Context::new().unwrap();
        if !support::lacks(&[32]) {
            return; // tests/guards/mended.rs has that
        }
        for &kind in SocketType::STABLE {
            let error = ctx.socket(kind).unwrap().bind("inproc://zeromq.zap.01").unwrap_err();
            assert_eq!(error, Errno::EINVAL);
            assert!(error.to_string().contains("only a ZAP handler"), "{error}");
        }
    });
}

#[test]
fn websocket_paths() {
    in_child!(30, || {
        let socket = Context::new().unwrap().socket(zmq::REP).unwrap();
        for endpoint in ["ws://127.0.0.1:*/a/b", "ws://127.0.0.1:*/a/", "wss://127.0.0.1:*/a/b/c"] {
            if !support::lacks(&[18, 43]) {
                continue; // tests/guards/mended.rs has that
            }
            if !zmq::has(if endpoint.starts_with("wss") { zmq::Capability::Wss } else { zmq::Capability::Ws })
            {
                continue; // that is said first
            }
            let error = socket.bind(endpoint).unwrap_err();
            assert_eq!(error, Errno::EINVAL, "{endpoint}");
            assert!(socket.connect(endpoint).unwrap_err().to_string().contains("path segment"));
        }
        if zmq::has(zmq::Capability::Ws) {
            socket.bind("ws://127.0.0.1:*/a").unwrap();
        }
    });
}

#[test]
fn high_water_marks_while_peers_come_and_go() {
    in_child!(30, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let server = ctx.socket(zmq::DEALER).unwrap();
        let endpoint = support::bind_tcp(&server);
        server.bind("inproc://churn").unwrap();
        let churn = std::thread::spawn({
            let ctx = ctx.clone();
            move || {
                for round in 0..300 {
                    let client = ctx.socket(zmq::DEALER).unwrap();
                    client.connect(if round % 2 == 0 { &endpoint } else { "inproc://churn" }).unwrap();
                    client.send("x").unwrap();
                }
            }
        });
        let mut mark = 0;
        while !churn.is_finished() {
            mark = mark % 1000 + 1;
            let refused = support::lacks(&[10, 44]);
            assert_eq!(server.set_sndhwm(mark).is_err(), refused);
            assert_eq!(server.set_rcvhwm(mark).is_err(), refused);
            while server.try_recv().unwrap().is_some() {}
        }
        churn.join().unwrap();
    });
}

/// A queue that keeps one message only can lose the end of a message of several parts.
#[test]
fn several_parts_on_a_conflating_socket() {
    in_child!(30, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        for endpoint in ["inproc://conflate", "tcp://127.0.0.1:*"] {
            let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            if pull.set_conflate(true).is_err() {
                return; // refused where it is not safe: as good
            }
            pull.bind(endpoint).unwrap();
            // A sender that does not conflate could end the receiver: see the guide's page on libzmq's defects.
            push.set_conflate(true).unwrap();
            push.connect(&pull.last_endpoint().unwrap()).unwrap();
            for _ in 0..200 {
                let _ = push.send_flags("first of two", zmq::SNDMORE);
                let _ = pull.try_recv();
                let _ = pull.try_recv();
                let _ = push.send_flags("second of two", zmq::Flags::NONE);
                let _ = pull.recv_timeout(Duration::from_millis(1));
            }
        }
    });
}

/// Whoever binds the name reads a routing id, which is gone when the socket is.
#[test]
fn a_conflating_socket_that_waits_for_a_name() {
    in_child!(30, || {
        for leaves in [false, true] {
            let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
            let dealer = ctx.socket(zmq::DEALER).unwrap();
            dealer.set_conflate(true).unwrap();
            if let Err(error) = dealer.connect("inproc://later") {
                assert_eq!(error, Errno::EINVAL, "{error}");
            }
            if leaves {
                let _ = dealer.disconnect("inproc://later");
                let _ = dealer.events();
            } else {
                drop(dealer);
                std::thread::sleep(Duration::from_millis(50)); // until it is gone; nobody tells
            }
            let bound = ctx.socket(zmq::DEALER).unwrap();
            bound.bind("inproc://later").unwrap();
            // Whom somebody has bound, it may connect to.
            let dealer = ctx.socket(zmq::DEALER).unwrap();
            dealer.set_conflate(true).unwrap();
            dealer.connect("inproc://later").unwrap();
            dealer.send("x").unwrap();
            assert_eq!(bound.recv().unwrap(), "x");
        }
    });
}

/// REP is a ROUTER inside, and takes it for granted that a reply can be begun.
#[test]
fn a_rep_that_must_reach_its_peers() {
    in_child!(30, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let rep = ctx.socket(SocketType::Rep).unwrap();
        let _ = rep.set_router_mandatory(true);
        rep.bind("inproc://mandatory").unwrap();
        for _ in 0..20 {
            let client = ctx.socket(zmq::REQ).unwrap();
            client.connect("inproc://mandatory").unwrap();
            client.send("x").unwrap();
            let _ = client.disconnect("inproc://mandatory");
            let _ = rep.events();
            let _ = rep.recv_timeout(Duration::from_millis(5));
            let _ = rep.try_send("y");
        }
    });
}

#[test]
fn timeouts_at_the_edge() {
    in_child!(30, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let most = Some(Duration::from_millis(i32::MAX as u64));
        for ivl in [None, Some(Duration::ZERO), Some(Duration::from_nanos(1)), most] {
            let push = ctx.socket(zmq::PUSH).unwrap();
            push.set_reconnect_ivl(ivl).unwrap();
            push.set_sndtimeo(most).unwrap();
            push.set_rcvtimeo(most).unwrap();
            push.set_linger(most).unwrap();
            push.connect("tcp://127.0.0.1:9").unwrap();
            if cfg!(unix) {
                push.connect("ipc:///tmp/zmq-nobody-is-here").unwrap();
            }
            assert!(push.poll(zmq::POLLIN, Duration::from_millis(20)).unwrap().is_empty());
            push.set_linger(Some(Duration::ZERO)).unwrap();
        }
    });
}

/// The second of two that wait for a PAIR is turned away in the middle of being told a routing id.
#[test]
fn two_routers_that_wait_for_a_pair() {
    in_child!(30, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let waiting = [SocketType::Router, SocketType::Rep].map(|kind| {
            let socket = ctx.socket(kind).unwrap();
            let _ = socket.connect("inproc://pair");
            socket
        });
        let _ = ctx.socket(zmq::PAIR).unwrap().bind("inproc://pair");
        drop(waiting);
    });
}

/// The end of a context does the same with what still waits.
#[test]
fn two_routers_that_wait_at_the_end() {
    in_child!(30, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let waiting = [(); 2].map(|()| {
            let router = ctx.socket(zmq::ROUTER).unwrap();
            let _ = router.connect("inproc://nobody");
            router
        });
        drop(ctx);
        drop(waiting);
    });
}

/// A connection has the options of its time, and expects the socket to have them still when it breaks.
#[test]
fn immediate_taken_back_on_a_live_socket() {
    in_child!(30, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
        push.set_immediate(true).unwrap();
        push.connect(&support::bind_tcp(&pull)).unwrap();
        push.send("x").unwrap();
        pull.recv().unwrap();
        let _ = push.set_immediate(false);
        drop(pull);
        // Up to the moment at which the connection is known to be broken.
        let _ = push.poll(zmq::POLLIN, Duration::from_millis(200));
        let _ = push.try_send("y");
    });
}

/// STREAM speaks TCP; over `inproc` it meets messages that no TCP peer sends.
#[test]
fn a_stream_socket_inside_the_process() {
    in_child!(30, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        for stream_binds in [false, true] {
            let (stream, dealer) = (ctx.socket(zmq::STREAM).unwrap(), ctx.socket(zmq::DEALER).unwrap());
            let endpoint = format!("inproc://stream-{stream_binds}");
            if stream_binds {
                let _ = stream.bind(&endpoint).and_then(|()| dealer.connect(&endpoint));
            } else {
                let _ = dealer.bind(&endpoint).and_then(|()| stream.connect(&endpoint));
            }
            let _ = dealer.try_send_multipart(["several", "parts"]);
            for _ in 0..4 {
                let _ = stream.try_recv();
            }
        }
    });
}
