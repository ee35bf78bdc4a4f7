//! Peers that speak another version of ZMTP: the old ones, which are still in the field, and one that is yet to come.
//!
//! Every pattern, in both roles, bound and connected, with greetings that come whole and a byte at a time.

mod peer;

use crate::support::{bind_tcp, within, zmtp};
use peer::{Peer, VERSIONS, Version};
use std::{net::TcpListener, time::Duration};
use zmq::{Context, Event, EventMask, Multipart, Security, Socket, kind::Kind};

/// The sizes around those at which the layout of a frame changes, in 1.0 and later.
const SIZES: [usize; 9] = [0, 1, 252, 253, 254, 255, 256, 257, 70_000];

/// A message whose parts have these sizes.
fn parts() -> Vec<Vec<u8>> {
    SIZES.iter().map(|&size| (0..size).map(|at| at as u8).collect()).collect()
}

fn slices(parts: &[Vec<u8>]) -> Vec<&[u8]> {
    parts.iter().map(Vec::as_slice).collect()
}

/// Runs `body` with a socket of ours and a peer by hand, for each version, each way to connect and both ways to greet.
#[track_caller]
fn with_each<K: Kind + Copy + Send + 'static>(
    kind: K,
    theirs: &'static str,
    set: impl Fn(&Socket<K>) + Send + 'static,
    body: impl Fn(Version, &Socket<K>, Peer) + Send + 'static,
) {
    within(120, move || {
        for version in VERSIONS {
            for in_pieces in [false, true] {
                for we_bind in [false, true] {
                    let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
                    let socket = ctx.socket(kind).unwrap();
                    socket.set_rcvtimeo(Some(Duration::from_secs(30))).unwrap();
                    socket.set_sndtimeo(Some(Duration::from_secs(30))).unwrap();
                    set(&socket);
                    let peer = if we_bind {
                        let peer = zmtp::Peer::connect(&bind_tcp(&socket));
                        Peer::new(peer, version, theirs, b"them", in_pieces)
                    } else {
                        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                        socket.connect(&format!("tcp://{}", listener.local_addr().unwrap())).unwrap();
                        Peer::accept(&listener, version, theirs, b"them", in_pieces)
                    };
                    println!("{version:?}, bound here: {we_bind}, in pieces: {in_pieces}");
                    body(version, &socket, peer);
                }
            }
        }
    });
}

#[test]
fn rep_and_their_req() {
    with_each(
        zmq::REP,
        "REQ",
        |_| (),
        |_, socket, mut peer| {
            for text in ["one", "two"] {
                peer.send(&[b"", text.as_bytes(), b"end"]);
                assert_eq!(socket.recv_multipart().unwrap(), Multipart::from([text, "end"]));
                socket.send(text).unwrap();
                assert_eq!(peer.receive(), [b"", text.as_bytes()]);
            }
        },
    );
}

#[test]
fn req_and_their_rep() {
    with_each(
        zmq::REQ,
        "REP",
        |_| (),
        |_, socket, mut peer| {
            for text in ["one", "two"] {
                socket.send(text).unwrap();
                assert_eq!(peer.receive(), [b"", text.as_bytes()]);
                peer.send(&[b"", text.as_bytes(), b"end"]);
                assert_eq!(socket.recv_multipart().unwrap(), Multipart::from([text, "end"]));
            }
        },
    );
}

#[test]
fn router_and_their_dealer() {
    with_each(
        zmq::ROUTER,
        "DEALER",
        |_| (),
        |_, socket, mut peer| {
            peer.send(&slices(&parts()));
            let received = socket.recv_multipart().unwrap();
            assert_eq!(received[0], "them");
            assert_eq!(received.iter().skip(1).map(|part| part.to_vec()).collect::<Vec<_>>(), parts());
            socket.send_multipart(received).unwrap();
            assert_eq!(peer.receive(), parts());
        },
    );
}

/// The routing id that a peer gets from us, by which its ROUTER would know us.
#[test]
fn dealer_and_their_router() {
    let set = |socket: &Socket<zmq::Dealer>| socket.set_routing_id(b"ours").unwrap();
    with_each(zmq::DEALER, "ROUTER", set, |_, socket, mut peer| {
        assert_eq!(peer.routing_id.as_deref(), Some(&b"ours"[..]));
        socket.send_multipart(parts()).unwrap();
        assert_eq!(peer.receive(), parts());
        peer.send(&slices(&parts()));
        assert_eq!(socket.recv_multipart().unwrap(), Multipart::from(parts()));
    });
}

#[test]
fn a_routing_id_of_full_length() {
    const ID: [u8; 255] = [b'x'; 255];
    let set = |socket: &Socket<zmq::Dealer>| socket.set_routing_id(ID).unwrap();
    with_each(zmq::DEALER, "ROUTER", set, |_, socket, mut peer| {
        assert_eq!(peer.routing_id.as_deref(), Some(&ID[..]));
        socket.send("after it").unwrap();
        assert_eq!(peer.receive(), [b"after it"]);
    });
}

#[test]
fn pair() {
    with_each(
        zmq::PAIR,
        "PAIR",
        |_| (),
        |_, socket, mut peer| {
            peer.send(&slices(&parts()));
            assert_eq!(socket.recv_multipart().unwrap(), Multipart::from(parts()));
            socket.send_multipart(parts()).unwrap();
            assert_eq!(peer.receive(), parts());
        },
    );
}

#[test]
fn push_and_their_pull() {
    with_each(
        zmq::PUSH,
        "PULL",
        |_| (),
        |_, socket, mut peer| {
            for _ in 0..3 {
                socket.send_multipart(parts()).unwrap();
            }
            for _ in 0..3 {
                assert_eq!(peer.receive(), parts());
            }
        },
    );
}

#[test]
fn pull_and_their_push() {
    with_each(
        zmq::PULL,
        "PUSH",
        |_| (),
        |_, socket, mut peer| {
            for _ in 0..3 {
                peer.send(&slices(&parts()));
                assert_eq!(socket.recv_multipart().unwrap(), Multipart::from(parts()));
            }
        },
    );
}

/// Who subscribes by ZMTP 1.0 tells nobody, and gets all.
#[test]
fn xpub_and_their_sub() {
    with_each(
        zmq::XPUB,
        "SUB",
        |_| (),
        |version, socket, mut peer| {
            peer.subscribe(b"topic");
            let old = matches!(version, Version::V1 | Version::V1Long);
            assert_eq!(socket.recv().unwrap(), if old { "\x01" } else { "\x01topic" });
            socket.send("other").unwrap();
            socket.send_multipart(["topic", "text"]).unwrap();
            if old {
                assert_eq!(peer.receive(), [b"other"]);
            }
            assert_eq!(peer.receive(), [&b"topic"[..], b"text"]);
        },
    );
}

#[test]
fn sub_and_their_pub() {
    let set = |socket: &Socket<zmq::Sub>| socket.subscribe("topic").unwrap();
    with_each(zmq::SUB, "PUB", set, |_, socket, mut peer| {
        // A socket that is bound learns of its peer, and subscribes there, in a call of its own.
        while !peer.has_sent() {
            socket.events().unwrap();
        }
        assert_eq!(peer.subscription(), b"topic");
        socket.subscribe("later").unwrap();
        assert_eq!(peer.subscription(), b"later");
        // A publisher by ZMTP 1.0 sends all.
        for topic in [&b"other"[..], b"topic", b"later"] {
            peer.send(&[topic, b"text"]);
        }
        for topic in ["topic", "later"] {
            assert_eq!(socket.recv_multipart().unwrap(), Multipart::from([topic, "text"]));
        }
    });
}

/// Heartbeats are commands of ZMTP 3: who speaks an older one gets none, and is not given up for its silence.
#[test]
fn heartbeats_are_not_for_old_peers() {
    const INTERVAL: Duration = Duration::from_millis(20);
    let set = |socket: &Socket<zmq::Pair>| {
        socket.set_heartbeat_ivl(Some(INTERVAL)).unwrap();
        socket.set_heartbeat_timeout(Some(INTERVAL)).unwrap();
        socket.set_linger(None).unwrap();
    };
    with_each(zmq::PAIR, "PAIR", set, |version, socket, mut peer| {
        if !matches!(version, Version::V1 | Version::V1Long | Version::V2) {
            return;
        }
        // Nothing is awaited here: time itself is what could do harm.
        assert!(socket.recv_timeout(INTERVAL * 10).unwrap().is_none());
        socket.send("still there").unwrap();
        assert_eq!(peer.receive(), [b"still there"]);
        peer.send(&[b"so am I"]);
        assert_eq!(socket.recv().unwrap(), "so am I");
    });
}

/// Old versions know no security: where it is asked for, they stay out.
#[test]
fn old_peers_do_not_pass_security() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let mut servers = vec![("PLAIN", Security::plain_server())];
        if zmq::has("curve") {
            let keys = zmq::KeyPair::generate().unwrap();
            servers.push(("CURVE", Security::curve_server(&keys.secret)));
        }
        for (name, security) in &servers {
            for greeting in [
                &b"\x05\x00them"[..],
                b"\xff\0\0\0\0\0\0\0\x05\0them",
                b"\xff\0\0\0\0\0\0\0\x01\x7f\x01\x08\0\x04them",
            ] {
                let server = ctx.socket_builder(zmq::PULL).security(security).build().unwrap();
                let monitor = server.monitor(EventMask::ALL).unwrap();
                let mut peer = zmtp::Peer::connect(&bind_tcp(&server));
                std::io::Write::write_all(&mut peer.stream, greeting).unwrap();
                // One message in each layout: neither may come in.
                let _ = std::io::Write::write_all(&mut peer.stream, b"\x06\x00hello\x00\x05hello");
                assert!(peer.is_closed_by_peer(), "{name} {greeting:?}");
                let closed = |event: &Event| {
                    matches!(event, Event::Disconnected { .. } | Event::HandshakeFailedNoDetail { .. })
                };
                assert!(monitor.iter().any(|event| closed(&event.unwrap().event)));
                assert!(server.try_recv().unwrap().is_none(), "{name} {greeting:?}");
            }
        }
    });
}
