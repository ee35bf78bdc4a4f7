//! Endpoints that libzmq 4.3.5 aborts over when they are left at the wrong time, or are too long, are errors here. Each
//! test runs in a process of its own, so that SIGABRT fails the test and not the run.

use crate::support::{in_child, lacks};
use std::{io::Read, net::TcpListener, thread, time::Duration};
use zmq::{Context, Errno, Multipart};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// Between two parts of a message, both ends of an endpoint stay. `mended.rs` has the other side.
#[test]
fn an_endpoint_stays_in_the_middle_of_a_message() {
    in_child!(60, || {
        if !lacks(&[8, 19, 42]) {
            return;
        }
        for endpoint in ["inproc://middle", "tcp://127.0.0.1:*"] {
            for receiver_binds in [false, true] {
                let ctx = context();
                let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
                let endpoint = if receiver_binds {
                    pull.bind(endpoint).unwrap();
                    let endpoint = pull.last_endpoint().unwrap();
                    push.connect(&endpoint).unwrap();
                    endpoint
                } else {
                    push.bind(endpoint).unwrap();
                    let endpoint = push.last_endpoint().unwrap();
                    pull.connect(&endpoint).unwrap();
                    endpoint
                };
                push.send_multipart(["first", "second", "third"]).unwrap();
                let leave =
                    || if receiver_binds { pull.unbind(&endpoint) } else { pull.disconnect(&endpoint) };
                for part in ["first", "second"] {
                    assert_eq!(pull.recv().unwrap(), part);
                    let error = leave().unwrap_err();
                    assert_eq!(error, Errno::EFSM);
                    assert!(error.to_string().contains(&endpoint), "{error}");
                }
                assert_eq!(pull.recv().unwrap(), "third");
                leave().unwrap();
            }
        }
    });
}

/// A connection that waits for a name is given up, and whoever binds the name then is not harmed. tests/inproc_names.rs has more.
#[test]
fn leaving_a_name_that_nobody_has() {
    in_child!(60, || {
        let ctx = context();
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.connect("inproc://later").unwrap();
        dealer.disconnect("inproc://later").unwrap();
        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.bind("inproc://later").unwrap();
        assert!(router.try_recv().unwrap().is_none());
    });
}

/// The request that begins a connection has room for so much, and no more.
#[test]
fn a_websocket_endpoint_that_is_too_long() {
    in_child!(60, || {
        if !zmq::has(zmq::Capability::Ws) {
            return eprintln!("SKIPPED: this libzmq has no ws");
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let ctx = context();
        // Host and path, 8009 bytes together; or with the port 4096.
        let longest = match lacks(&[18, 43]) {
            true => format!("ws://{address}/{}", "x".repeat(8009 - "127.0.0.1".len() - 1)),
            false => format!("ws://{address}/{}", "x".repeat(4096 - address.to_string().len() - 1)),
        };
        let socket = ctx.socket(zmq::DEALER).unwrap();
        for more in ["x", "xx", &"x".repeat(100_000)] {
            for error in [
                socket.connect(&format!("{longest}{more}")).unwrap_err(),
                socket.bind(&format!("{longest}{more}")).unwrap_err(),
            ] {
                assert_eq!(error, Errno::EINVAL);
                assert!(error.to_string().contains("longer"), "{error:.200}");
            }
        }
        // libzmq takes a path with a colon for the host, too.
        let twice = format!("ws://{address}/{}:", "x".repeat(4100));
        assert_eq!(socket.connect(&twice).unwrap_err(), Errno::EINVAL);

        socket.connect(&longest).unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut bytes = [0; 4096];
            let count = stream.read(&mut bytes).unwrap();
            assert_ne!(count, 0, "{}", String::from_utf8_lossy(&request));
            request.extend(&bytes[..count]);
        }
        assert!(request.len() == 8191 || !lacks(&[18, 43]), "no byte more has room");
        assert!(request.starts_with(b"GET /xxx"));
    });
}

/// The peer of a PAIR goes away in the middle of a long message: the rest is dropped, does not wait for another peer, and the next
/// one gets whole messages only.
#[test]
fn a_peer_that_goes_in_the_middle_of_a_message() {
    const PARTS: usize = 200_000;
    in_child!(100, || {
        let ctx = context();
        for round in 5..15 {
            let (pair, peer) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
            let endpoint = format!("inproc://middle-{round}");
            pair.bind(&endpoint).unwrap();
            peer.connect(&endpoint).unwrap();
            let parts: Multipart = (0..PARTS).map(|number| format!("{number}")).collect();
            let going = thread::spawn(move || {
                thread::sleep(Duration::from_millis(round));
                drop(peer);
            });
            // Sent or not: it does not wait.
            if let Err(failed) = pair.try_send_multipart(parts) {
                assert_eq!(failed.message().len(), PARTS, "all of it comes back, or nothing");
            }
            going.join().unwrap();
            let mut next = None;
            crate::support::eventually("another peer has its place", || {
                pair.try_recv().unwrap(); // the end of the queue is to be read before the place is free
                if pair.try_send_multipart(["next", "message"]).is_err() {
                    // Within the process nobody who is turned away tries again by himself.
                    let socket = ctx.socket(zmq::PAIR).unwrap();
                    socket.connect(&endpoint).unwrap();
                    next = Some(socket);
                }
                let Some(next) = &next else { return false };
                let Some(received) = next.recv_multipart_timeout(Duration::from_millis(1)).unwrap() else {
                    return false;
                };
                assert_eq!(received, Multipart::from(["next", "message"]));
                true
            });
        }
    });
}

/// The same over ipc, with a peer that waits already: it is turned away, and comes again by itself until there is room.
#[cfg(unix)]
#[test]
fn a_peer_that_waits_while_another_goes_in_the_middle_of_a_message() {
    const PARTS: usize = 200_000;
    in_child!(100, || {
        if lacks(&[50]) {
            return; // its connection stays, and leads nowhere
        }
        let ctx = context();
        for round in 5..15 {
            let (pair, peer) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
            pair.bind("ipc://*").unwrap();
            let endpoint = pair.last_endpoint().unwrap();
            peer.connect(&endpoint).unwrap();
            pair.send("first").unwrap();
            assert_eq!(peer.recv().unwrap(), "first");
            let next = ctx.socket(zmq::PAIR).unwrap();
            next.set_reconnect_ivl(Some(Duration::from_millis(1))).unwrap();
            next.connect(&endpoint).unwrap();
            let parts: Multipart = (0..PARTS).map(|number| format!("{number}")).collect();
            let going = thread::spawn(move || {
                thread::sleep(Duration::from_millis(round));
                drop(peer);
            });
            if let Err(failed) = pair.try_send_multipart(parts) {
                assert_eq!(failed.message().len(), PARTS, "all of it comes back, or nothing");
            }
            going.join().unwrap();
            crate::support::eventually("who waited has the place", || {
                pair.try_recv().unwrap();
                // Some of them to the one that goes.
                let _ = pair.try_send_multipart(["next", "message"]);
                let Some(received) = next.recv_multipart_timeout(Duration::from_millis(1)).unwrap() else {
                    return false;
                };
                // Or it was there before the long one began.
                let whole = received.len() == PARTS && received[0] == "0";
                assert!(whole || received == ["next", "message"], "{} parts", received.len());
                !whole
            });
        }
    });
}
