//! The kinds of the draft API inside the process, which an installed libzmq up to 4.3.5 locks out for ever.

use crate::support::{
    self,
    draft::{LONG, context, publish},
    in_child,
};
use std::thread;
use zmq::{Errno, SocketType};

#[test]
fn thread_safe_kinds_inside_the_process() {
    in_child!(60, || {
        let ctx = context();
        if support::lacks(&[16]) {
            for &kind in SocketType::DRAFT {
                let socket = ctx.socket(kind).unwrap();
                assert_eq!(socket.bind("inproc://x").unwrap_err(), Errno::ENOCOMPATPROTO, "{kind}");
                assert_eq!(socket.connect("inproc://x").unwrap_err(), Errno::ENOCOMPATPROTO, "{kind}");
            }
            return;
        }
        const COUNT: usize = 20_000;
        let (one, other) = (ctx.socket(zmq::CHANNEL).unwrap(), ctx.socket(zmq::CHANNEL).unwrap());
        one.bind("inproc://channel").unwrap();
        other.connect("inproc://channel").unwrap();
        // Both send and receive, each on two threads: so each holds its own lock and wants the other's.
        thread::scope(|scope| {
            for socket in [&one, &other] {
                scope.spawn(|| (0..COUNT).for_each(|_| socket.send("x").unwrap()));
                scope.spawn(|| {
                    (0..COUNT).for_each(|_| assert_eq!(socket.recv_timeout(LONG).unwrap().unwrap(), "x"));
                });
            }
        });
        // In either order.
        let (server, client) = (ctx.socket(zmq::SERVER).unwrap(), ctx.socket(zmq::CLIENT).unwrap());
        client.connect("inproc://server").unwrap();
        client.send("early").unwrap();
        server.bind("inproc://server").unwrap();
        let request = server.recv_timeout(LONG).unwrap().unwrap();
        server.send_to(request.routing_id().unwrap(), "answer").unwrap();
        assert_eq!(client.recv_timeout(LONG).unwrap().unwrap(), "answer");
        let (gather, scatter) = (ctx.socket(zmq::GATHER).unwrap(), ctx.socket(zmq::SCATTER).unwrap());
        gather.bind("inproc://gather").unwrap();
        scatter.connect("inproc://gather").unwrap();
        scatter.send("work").unwrap();
        assert_eq!(gather.recv_timeout(LONG).unwrap().unwrap(), "work");
        let (a, b) = (ctx.socket(zmq::PEER).unwrap(), ctx.socket(zmq::PEER).unwrap());
        b.bind("inproc://peer").unwrap();
        let id = a.connect_peer("inproc://peer").unwrap();
        a.send_to(id, "Hello").unwrap();
        assert_eq!(b.recv_timeout(LONG).unwrap().unwrap(), "Hello");
        // What waits for nobody is let go of.
        for &kind in SocketType::DRAFT.iter().filter(|kind| kind.is_thread_safe()) {
            let _ = ctx.socket(kind).unwrap().connect("inproc://nobody");
        }
    });
}

/// Over inproc nobody asks what kind the peer is, and only a RADIO can look at what a DISH joins.
#[test]
fn a_dish_meets_radios_only() {
    in_child!(60, || {
        if support::lacks(&[16]) {
            return;
        }
        let ctx = context();
        let (radio, dish) = (ctx.socket(zmq::RADIO).unwrap(), ctx.socket(zmq::DISH).unwrap());
        dish.join("early").unwrap();
        assert_eq!(dish.connect("inproc://radio").unwrap_err(), Errno::ENOCOMPATPROTO, "not bound yet");
        radio.bind("inproc://radio").unwrap();
        dish.connect("inproc://radio").unwrap();
        publish(&radio, &dish, "early", b"x");
        // The other way round, and early.
        let (radio, dish) = (ctx.socket(zmq::RADIO).unwrap(), ctx.socket(zmq::DISH).unwrap());
        dish.join("g").unwrap();
        radio.connect("inproc://dish").unwrap();
        dish.bind("inproc://dish").unwrap();
        publish(&radio, &dish, "g", b"x");
        for kind in [SocketType::Pull, SocketType::XPub, SocketType::Router, SocketType::Pair] {
            let other = ctx.socket(kind).unwrap();
            let error = other.connect("inproc://dish").unwrap_err();
            assert_eq!(error, Errno::ENOCOMPATPROTO, "{kind}");
            assert!(error.to_string().contains("RADIO"), "{error}");
            let name = format!("inproc://{kind}");
            other.bind(&name).unwrap();
            assert_eq!(dish.connect(&name).unwrap_err(), Errno::ENOCOMPATPROTO, "{kind}");
            let waits = ctx.socket(kind).unwrap();
            waits.connect("inproc://waits").unwrap();
            let late = ctx.socket(zmq::DISH).unwrap();
            late.join("g").unwrap();
            assert_eq!(late.bind("inproc://waits").unwrap_err(), Errno::ENOCOMPATPROTO, "{kind}");
        }
    });
}
