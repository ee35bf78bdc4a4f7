//! What the options of REQ, DEALER, ROUTER and STREAM do, and names and properties of peers.

use crate::support::{
    bind_tcp, within,
    zmtp::{MORE, Peer},
};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};
use zmq::{Context, Errno};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

#[test]
fn a_probe_tells_a_router_of_its_peer() {
    within(30, || {
        let ctx = context();
        let router = ctx.socket(zmq::ROUTER).unwrap();
        let endpoint = bind_tcp(&router);
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.set_probe_router(true).unwrap();
        dealer.set_routing_id(b"probe").unwrap();
        dealer.connect(&endpoint).unwrap();
        assert_eq!(router.recv_multipart().unwrap(), zmq::Multipart::from(["probe", ""]));
        router.send_multipart(["probe", "welcome"]).unwrap();
        assert_eq!(dealer.recv().unwrap(), "welcome");
    });
}

#[test]
fn a_name_is_handed_over() {
    within(30, || {
        for handover in [false, true] {
            let ctx = context();
            let router = ctx.socket(zmq::ROUTER).unwrap();
            router.set_router_handover(handover).unwrap();
            let endpoint = bind_tcp(&router);
            let come = |payload: &str| {
                let mut peer = Peer::connect(&endpoint);
                peer.shake_hands("DEALER", &[("Identity", "name")]);
                peer.send(0, payload.as_bytes());
                peer
            };
            let mut first = come("first");
            assert_eq!(router.recv_multipart().unwrap(), zmq::Multipart::from(["name", "first"]));
            let mut second = come("second");
            if handover {
                assert_eq!(router.recv_multipart().unwrap(), zmq::Multipart::from(["name", "second"]));
                router.send_multipart(["name", "to the newcomer"]).unwrap();
                assert_eq!(second.receive(), Some((0, b"to the newcomer".to_vec())));
            } else {
                // What the second one says is not heard.
                assert!(router.recv_timeout(Duration::from_millis(100)).unwrap().is_none());
                router.send_multipart(["name", "to the first"]).unwrap();
                assert_eq!(first.receive(), Some((0, b"to the first".to_vec())));
            }
        }
    });
}

#[test]
fn a_relaxed_req_asks_again() {
    within(30, || {
        let ctx = context();
        let (router, req) = (ctx.socket(zmq::ROUTER).unwrap(), ctx.socket(zmq::REQ).unwrap());
        let endpoint = bind_tcp(&router);
        let strict = ctx.socket(zmq::REQ).unwrap();
        strict.connect("inproc://nobody").unwrap();
        strict.send("once").unwrap();
        assert_eq!(*strict.send("twice").unwrap_err().error(), Errno::EFSM);

        req.set_req_relaxed(true).unwrap();
        req.set_req_correlate(true).unwrap();
        req.connect(&endpoint).unwrap();
        let requests = ["first", "second"].map(|text| {
            req.send(text).unwrap();
            let request = router.recv_multipart().unwrap();
            // The peer, the number of the request, nothing, the payload.
            assert_eq!((request.len(), request[1].len(), request[2].len()), (4, 4, 0));
            assert_eq!(request[3], text);
            request
        });
        assert_ne!(requests[0][1], requests[1][1]);
        // Both are answered, and the late answer is skipped.
        for (request, answer) in requests.iter().zip(["too late", "in time"]) {
            let mut parts: Vec<Vec<u8>> = request.iter().take(3).map(|part| part.to_vec()).collect();
            parts.push(answer.into());
            router.send_multipart(parts).unwrap();
        }
        assert_eq!(req.recv().unwrap(), "in time");
    });
}

/// With numbers alone the order is strict, and an answer to something else is not taken.
#[test]
fn a_req_with_numbers_takes_its_own_answer() {
    within(30, || {
        let ctx = context();
        let (router, req) = (ctx.socket(zmq::ROUTER).unwrap(), ctx.socket(zmq::REQ).unwrap());
        let endpoint = bind_tcp(&router);
        req.set_req_correlate(true).unwrap();
        req.connect(&endpoint).unwrap();
        req.send("question").unwrap();
        assert_eq!(*req.send("another").unwrap_err().error(), Errno::EFSM);
        let request = router.recv_multipart().unwrap();
        assert_eq!((request.len(), request[1].len()), (4, 4));
        let number: Vec<u8> = request[1].iter().map(|byte| !byte).collect();
        for (number, answer) in [(&number[..], "to something else"), (&request[1][..], "to the question")] {
            router.send_multipart([&request[0][..], number, b"", answer.as_bytes()]).unwrap();
        }
        assert_eq!(req.recv().unwrap(), "to the question");
    });
}

#[test]
fn a_router_names_whom_it_connects_to() {
    within(30, || {
        let ctx = context();
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        let endpoint = bind_tcp(&dealer);
        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.set_connect_routing_id(b"server").unwrap();
        router.connect(&endpoint).unwrap();
        router.send_multipart(["server", "at once, by its name"]).unwrap();
        assert_eq!(dealer.recv().unwrap(), "at once, by its name");
        dealer.send("back").unwrap();
        assert_eq!(router.recv_multipart().unwrap(), zmq::Multipart::from(["server", "back"]));
    });
}

#[test]
fn a_raw_router_speaks_plain_tcp() {
    within(30, || {
        let ctx = context();
        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.set_router_raw(true).unwrap();
        let endpoint = bind_tcp(&router);
        let mut stream = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
        stream.write_all(b"plain").unwrap();
        assert_eq!(router.recv_multipart().unwrap()[1], "", "it came");
        let parts = router.recv_multipart().unwrap();
        assert_eq!(parts[1], "plain");
        router.send_multipart([parts[0].to_vec(), b"answer".to_vec()]).unwrap();
        let mut answer = [0; 6];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"answer");
    });
}

#[test]
fn a_stream_tells_of_comings_and_goings() {
    within(30, || {
        for notify in [true, false] {
            let ctx = context();
            let server = ctx.socket(zmq::STREAM).unwrap();
            server.set_stream_notify(notify).unwrap();
            let endpoint = bind_tcp(&server);
            let mut stream = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
            if notify {
                let parts = server.recv_multipart().unwrap();
                assert_eq!((parts[0].len(), parts[1].len()), (5, 0), "it came");
            }
            stream.write_all(b"bytes").unwrap();
            assert_eq!(server.recv_multipart().unwrap()[1], "bytes");
            drop(stream);
            if notify {
                assert!(server.recv_multipart().unwrap()[1].is_empty(), "it went");
            } else {
                assert!(server.recv_timeout(Duration::from_millis(100)).unwrap().is_none());
            }
        }
    });
}

#[test]
fn peers_learn_names_and_properties() {
    within(30, || {
        let ctx = context();
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.set_routing_id(b"\x80name").unwrap();
        dealer.set_metadata("X-hello", "world").unwrap();
        let mut peer = Peer::connect(&bind_tcp(&dealer));
        let theirs = peer.shake_hands("ROUTER", &[("Identity", "hand"), ("X-mine", "too")]);
        assert_eq!(theirs["Socket-Type"], b"DEALER");
        assert_eq!(theirs["Identity"], b"\x80name");
        assert_eq!(theirs["X-hello"], b"world");
        peer.send(MORE, b"first");
        peer.send(0, b"last");
        let parts = dealer.recv_multipart().unwrap();
        assert_eq!(parts, zmq::Multipart::from(["first", "last"]));
        for part in parts.iter() {
            assert_eq!(part.gets("X-mine"), Some("too"));
            assert_eq!(part.gets("Socket-Type"), Some("ROUTER"));
        }
    });
}

/// A STREAM peer is not in the way of the others.
#[test]
fn a_listener_of_ours_sees_the_connection_of_a_stream() {
    within(30, || {
        let ctx = context();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = ctx.socket(zmq::STREAM).unwrap();
        client.connect(&format!("tcp://{}", listener.local_addr().unwrap())).unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        let hello = client.recv_multipart().unwrap();
        client.send_multipart([hello[0].to_vec(), b"GET".to_vec()]).unwrap();
        let mut bytes = [0; 3];
        stream.read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"GET");
    });
}
