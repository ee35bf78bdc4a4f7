//! The kinds of the draft API: what they do.

use crate::support::{
    self, bind_tcp,
    draft::{LONG, context, endpoints, join, publish},
    in_child, within,
};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};
use zmq::{Errno, Message, SocketType};

#[test]
fn a_client_and_a_server() {
    within(30, || {
        for endpoint in endpoints() {
            let ctx = context();
            let (server, client) = (ctx.socket(zmq::SERVER).unwrap(), ctx.socket(zmq::CLIENT).unwrap());
            join(&server, endpoint, &client);
            let other = ctx.socket(zmq::CLIENT).unwrap();
            other.connect(&server.last_endpoint().unwrap()).unwrap();
            for size in [0, 1, 33, 34, 5000] {
                client.send(vec![1; size]).unwrap();
                other.send(vec![2; size]).unwrap();
                for _ in 0..2 {
                    let request = server.recv().unwrap();
                    let id = request.routing_id().unwrap();
                    server.send_to(id, &request[..]).unwrap();
                }
                let reply = client.recv().unwrap();
                assert_eq!((&reply[..], reply.routing_id()), (&vec![1; size][..], None));
                assert_eq!(other.recv().unwrap(), vec![2; size]);
            }
        }
    });
}

#[test]
fn a_scatter_and_a_gather() {
    within(30, || {
        for endpoint in endpoints() {
            let ctx = context();
            let (gather, scatter) = (ctx.socket(zmq::GATHER).unwrap(), ctx.socket(zmq::SCATTER).unwrap());
            join(&gather, endpoint, &scatter);
            for number in 0..100 {
                scatter.send(number.to_string()).unwrap();
            }
            for number in 0..100 {
                assert_eq!(gather.recv().unwrap(), number.to_string());
            }
            assert!(gather.try_recv().unwrap().is_none());
        }
    });
}

#[test]
fn two_channels() {
    within(30, || {
        for endpoint in endpoints() {
            let ctx = context();
            let (a, b) = (ctx.socket(zmq::CHANNEL).unwrap(), ctx.socket(zmq::CHANNEL).unwrap());
            join(&a, endpoint, &b);
            b.send("there").unwrap();
            assert_eq!(a.recv().unwrap(), "there");
            a.send("and back").unwrap();
            assert_eq!(b.recv().unwrap(), "and back");
            // A third finds no place, and disturbs nobody.
            let third = ctx.socket(zmq::CHANNEL).unwrap();
            third.connect(&a.last_endpoint().unwrap()).unwrap();
            let _ = third.send_timeout("hello?", Duration::from_millis(20));
            b.send("still there").unwrap();
            assert_eq!(a.recv().unwrap(), "still there");
        }
    });
}

#[test]
fn peers() {
    within(30, || {
        for endpoint in endpoints() {
            let ctx = context();
            let (hub, a, b) = (
                ctx.socket(zmq::PEER).unwrap(),
                ctx.socket(zmq::PEER).unwrap(),
                ctx.socket(zmq::PEER).unwrap(),
            );
            hub.bind(endpoint).unwrap();
            let ids = [&a, &b].map(|peer| peer.connect_peer(&hub.last_endpoint().unwrap()).unwrap());
            for (peer, id, text) in [(&a, ids[0], "from a"), (&b, ids[1], "from b")] {
                peer.send_to(id, text).unwrap();
                let received = hub.recv().unwrap();
                assert_eq!(received, text);
                hub.send(received).unwrap(); // back to where it came from
                let reply = peer.recv().unwrap();
                assert_eq!((&reply[..], reply.routing_id()), (text.as_bytes(), Some(id)));
            }
            let failed = hub.send("to nobody").unwrap_err();
            assert_eq!(failed.errno(), Errno::EHOSTUNREACH);
        }
    });
}

#[test]
fn connecting_to_a_peer_that_cannot_be() {
    within(10, || {
        let ctx = context();
        let peer = ctx.socket(zmq::PEER).unwrap();
        if support::lacks(&[16]) {
            assert_eq!(peer.connect_peer("inproc://x").unwrap_err(), Errno::ENOCOMPATPROTO);
        }
        assert_eq!(peer.connect_peer("nonsense").unwrap_err(), Errno::EINVAL);
        assert_eq!(peer.connect_peer("udp://127.0.0.1:9").unwrap_err(), Errno::ENOCOMPATPROTO);
        let not_a_peer = ctx.socket(SocketType::Dealer).unwrap();
        let error = not_a_peer.connect_peer("tcp://127.0.0.1:9").unwrap_err();
        assert_eq!(error, Errno::ENOTSUP, "{error}");
        assert!(error.to_string().contains("tcp://127.0.0.1:9"), "{error}");
        let patient = ctx.socket(zmq::PEER).unwrap();
        patient.set_immediate(true).unwrap();
        let error = patient.connect_peer("tcp://127.0.0.1:9").unwrap_err();
        assert_eq!(error, Errno::EFAULT);
        assert!(error.to_string().contains("ZMQ_IMMEDIATE"), "{error}");
    });
}

#[test]
fn groups() {
    within(60, || {
        for endpoint in endpoints() {
            for dish_binds in [true, false] {
                let ctx = context();
                let (radio, dish) = (ctx.socket(zmq::RADIO).unwrap(), ctx.socket(zmq::DISH).unwrap());
                dish.join("early").unwrap();
                if dish_binds {
                    join(&dish, endpoint, &radio)
                } else {
                    join(&radio, endpoint, &dish)
                }
                dish.join("fourteen bytes").unwrap();
                for (group, size) in [("early", 5), ("fourteen bytes", 5000), ("fourteen bytes", 0)] {
                    let message = publish(&radio, &dish, group, &vec![7; size]);
                    assert_eq!((message.group(), message.len()), (Some(group), size));
                    assert_eq!(message.group_bytes(), group.as_bytes());
                }
                dish.leave("early").unwrap();
                radio.send_to_group("early", "x").unwrap();
                let mut message = Message::from("last");
                message.set_group("fourteen bytes").unwrap();
                radio.send(message).unwrap();
                // What was published above, in several copies, comes before.
                while dish.recv().unwrap() != "last" {}
                assert!(dish.try_recv().unwrap().is_none());
            }
        }
    });
}

#[test]
fn names_of_groups() {
    within(10, || {
        let ctx = context();
        let (radio, dish) = (ctx.socket(zmq::RADIO).unwrap(), ctx.socket(zmq::DISH).unwrap());
        let mut message = Message::from("body");
        for name in ["", "a\0b", "fifteen bytes !", &"x".repeat(256)] {
            for error in [dish.join(name).unwrap_err(), dish.leave(name).unwrap_err()] {
                assert_eq!(error, Errno::EINVAL, "{name:?}");
            }
            let failed = radio.send_to_group(name, "precious").unwrap_err();
            assert_eq!((failed.errno(), failed.message()), (Errno::EINVAL, &Message::from("precious")));
            assert_eq!(message.set_group(name).is_err(), !name.is_empty());
        }
        assert!(message.set_group("a\0b").unwrap_err().to_string().contains("NUL"));
        assert_eq!((message.group(), message.group_bytes()), (None, &b""[..]));
        message.set_group("group").unwrap();
        message.set_group("other").unwrap();
        assert_eq!(message.group(), Some("other"));

        dish.join("twice").unwrap();
        assert!(dish.join("twice").unwrap_err().to_string().contains("joined already"));
        dish.leave("twice").unwrap();
        let error = dish.leave("twice").unwrap_err();
        assert!(error.to_string().contains("twice") && error.to_string().contains("not joined"), "{error}");
        for kind in [SocketType::Sub, SocketType::Radio, SocketType::Client] {
            let socket = ctx.socket(kind).unwrap();
            assert_eq!(socket.join("group").unwrap_err(), Errno::ENOTSUP);
            assert_eq!(socket.leave("group").unwrap_err(), Errno::ENOTSUP);
        }
    });
}

/// Of longer names than we allow, libzmq frees what two peers share.
#[test]
fn one_message_for_several_dishes() {
    in_child!(60, || {
        let ctx = context();
        let radio = ctx.socket(zmq::RADIO).unwrap();
        let endpoint = bind_tcp(&radio);
        let dishes = [(); 3].map(|()| {
            let dish = ctx.socket(zmq::DISH).unwrap();
            dish.connect(&endpoint).unwrap();
            dish.join("fourteen bytes").unwrap();
            publish(&radio, &dish, "fourteen bytes", b"hello");
            dish
        });
        for size in [3, 3000] {
            for _ in 0..500 {
                radio.send_to_group("fourteen bytes", vec![1; size]).unwrap();
            }
        }
        for dish in &dishes {
            // What had no room was dropped.
            support::eventually("the last one arrives", || {
                radio.send_to_group("fourteen bytes", vec![2; 3000]).unwrap();
                std::iter::from_fn(|| dish.recv_timeout(Duration::from_millis(20)).unwrap())
                    .any(|message| message == vec![2; 3000])
            });
        }
    });
}

#[test]
fn what_is_tied_to_a_message() {
    let mut message = Message::from(vec![1; 100]);
    message.set_group("group").unwrap();
    message.set_routing_id(7).unwrap();
    assert_eq!(message.set_routing_id(0).unwrap_err(), Errno::EINVAL);
    let mut clone = message.clone();
    assert_eq!((clone.group(), clone.routing_id()), (Some("group"), Some(7)));
    clone.make_mut()[0] = 2; // a copy of the payload
    assert_eq!((clone.group(), clone.routing_id(), message[0]), (Some("group"), Some(7), 1));
    clone.set_group("").unwrap();
    assert_eq!((clone.group(), message.group()), (None, Some("group")));
    assert_eq!(Message::from("x").routing_id(), None);
}

#[test]
fn peers_of_a_router() {
    within(10, || {
        let ctx = context();
        let (router, dealer) = (ctx.socket(zmq::ROUTER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        dealer.set_routing_id(b"dealer").unwrap();
        assert_eq!(router.peer_state("dealer").unwrap_err(), Errno::EHOSTUNREACH);
        assert_eq!(router.peer_state("").unwrap_err(), Errno::EHOSTUNREACH);
        join(&router, "tcp://127.0.0.1:*", &dealer);
        dealer.send("Hello").unwrap();
        assert_eq!(router.recv_multipart().unwrap()[0], "dealer");
        assert_eq!(router.peer_state("dealer").unwrap(), zmq::POLLOUT);
    });
}

/// A peer of RADIO that joins a group with an endless name, which libzmq believes to be impossible.
#[test]
fn a_join_that_is_too_long() {
    in_child!(30, || {
        let ctx = context();
        let radio = ctx.socket(zmq::RADIO).unwrap();
        let endpoint = bind_tcp(&radio);
        assert_eq!(radio.maxmsgsize().unwrap(), support::lacks(&[35]).then_some(260));
        for (length, refused) in [(256, true), (255, false), (300, true), (70_000, true)] {
            let mut peer = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
            peer.set_read_timeout(Some(LONG)).unwrap();
            let mut greeting = [0; 64];
            greeting[0] = 0xff;
            greeting[9] = 0x7f;
            greeting[10] = 3;
            greeting[12..16].copy_from_slice(b"NULL");
            peer.write_all(&greeting).unwrap();
            peer.write_all(b"\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04DISH").unwrap();
            let name = vec![b'g'; length];
            let mut command = vec![6];
            command.extend((5 + length as u64).to_be_bytes());
            command.extend(b"\x04JOIN");
            command.extend(&name);
            peer.write_all(&command).unwrap();
            if refused {
                let _ = peer.read_to_end(&mut Vec::new()); // until the RADIO hangs up
            }
        }
        // It still does its work.
        let dish = ctx.socket(zmq::DISH).unwrap();
        dish.connect(&endpoint).unwrap();
        dish.join("group").unwrap();
        publish(&radio, &dish, "group", b"alive");
    });
}
