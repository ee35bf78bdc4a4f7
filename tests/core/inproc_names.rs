//! Names of `inproc`: whose they are, who waits for them, and who may leave. What may abort runs in a child.
#![cfg(target_os = "linux")]

use crate::support::{
    descriptors, eventually, in_child, lacks, new_descriptors,
    raw::c::{self, Ptr},
    wait_for_quiet_descriptors, within,
};
use std::time::{Duration, Instant};
use zmq::{Authenticator, Context, Errno, SocketType};

const LONG: Duration = Duration::from_secs(20);

/// More than a context of the default size has sockets.
const MANY: usize = 1100;

#[test]
fn a_disconnect_does_not_take_a_name_from_who_has_it() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let server = ctx.socket(zmq::ROUTER).unwrap();
        server.bind("inproc://service").unwrap();
        // One that leaves, one that was never there, by both calls.
        let client = ctx.socket(zmq::DEALER).unwrap();
        client.connect("inproc://service").unwrap();
        client.disconnect("inproc://service").unwrap();
        let stranger = ctx.socket(zmq::DEALER).unwrap();
        assert_eq!(stranger.disconnect("inproc://service").unwrap_err(), Errno::ENOENT);
        assert_eq!(stranger.unbind("inproc://service").unwrap_err(), Errno::ENOENT);

        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.connect("inproc://service").unwrap();
        router.disconnect("inproc://service").unwrap();
        let conflating = ctx.socket(zmq::PUSH).unwrap();
        conflating.set_conflate(true).unwrap();
        conflating.connect("inproc://service").unwrap();
        for _ in 0..MANY {
            stranger.connect("inproc://service").unwrap();
        }
        ctx.socket(zmq::DEALER).unwrap().connect("inproc://another").unwrap();
    });
}

#[test]
fn a_name_that_was_unbound_is_bound_by_nobody() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (first, second) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PULL).unwrap());
        first.bind("inproc://once").unwrap();
        assert_eq!(second.bind("inproc://once").unwrap_err(), Errno::EADDRINUSE);
        first.unbind("inproc://once").unwrap();
        let conflating = ctx.socket(zmq::PUSH).unwrap();
        conflating.set_conflate(true).unwrap();
        if lacks(&[61]) {
            assert_eq!(conflating.connect("inproc://once").unwrap_err(), Errno::EINVAL);
        } else {
            // It waits, and what it has to say is kept.
            conflating.connect("inproc://once").unwrap();
            conflating.send("first").unwrap();
            conflating.send("newest").unwrap();
        }
        second.bind("inproc://once").unwrap();
        if lacks(&[61]) {
            conflating.connect("inproc://once").unwrap();
        } else {
            assert_eq!(second.recv_timeout(LONG).unwrap().unwrap(), "newest");
            conflating.send("newer").unwrap();
            assert_eq!(second.recv_timeout(LONG).unwrap().unwrap(), "newer");
        }
        // Free as soon as the socket is dropped, not a moment later.
        drop(second);
        for _ in 0..300 {
            ctx.socket(zmq::PULL).unwrap().bind("inproc://once").unwrap();
        }
    });
}

#[test]
fn any_number_of_connections_wait() {
    in_child!(60, || {
        let ctx = Context::builder().max_sockets(10).build().unwrap();
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        for name in 0..100 {
            dealer.connect(&format!("inproc://later-{name}")).unwrap();
        }
        let router = ctx.socket(zmq::ROUTER).unwrap();
        router.bind("inproc://later-99").unwrap();
        drop(dealer);
        drop(router);
        // The end meets the rest with one descriptor.
        drop(ctx);
    });
}

#[test]
fn sockets_that_waited_for_nobody_are_gone() {
    in_child!(120, || {
        let ctx = Context::new().unwrap();
        for round in 0..2 {
            let before = descriptors();
            for number in 0..3 * MANY {
                let kinds = [
                    SocketType::Dealer,
                    SocketType::Req,
                    SocketType::Sub,
                    SocketType::Router,
                    SocketType::Rep,
                ];
                let socket = ctx.socket(kinds[number % kinds.len()]).unwrap();
                socket.connect("inproc://nobody").unwrap();
                socket.connect(&format!("inproc://nobody-{number}")).unwrap();
                if number % 3 == 0 && round == 0 {
                    socket.disconnect("inproc://nobody").unwrap();
                }
            }
            // What libzmq had no place for, the next socket sees to.
            eventually("their descriptors are closed", || {
                drop(ctx.socket(zmq::PULL).unwrap());
                wait_for_quiet_descriptors();
                new_descriptors(&before).is_empty()
            });
        }
    });
}

#[test]
fn who_leaves_takes_nothing_from_those_who_wait() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let waits = ctx.socket(zmq::DEALER).unwrap();
        waits.connect("inproc://later").unwrap();
        waits.send("first").unwrap();
        for _ in 0..50 {
            let leaves = ctx.socket(zmq::DEALER).unwrap();
            leaves.connect("inproc://later").unwrap();
            leaves.disconnect("inproc://later").unwrap();
            let drops = ctx.socket(zmq::DEALER).unwrap();
            drops.connect("inproc://later").unwrap();
        }
        let server = ctx.socket(zmq::ROUTER).unwrap();
        server.set_rcvtimeo(Some(LONG)).unwrap();
        server.bind("inproc://later").unwrap();
        let request = server.recv_multipart().unwrap();
        assert_eq!(request[1], "first");
        server.send_multipart([request[0].clone(), "answer".into()]).unwrap();
        waits.set_rcvtimeo(Some(LONG)).unwrap();
        assert_eq!(waits.recv().unwrap(), "answer");
    });
}

#[test]
fn names_that_c_has_bound() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let raw = Ptr(ctx.as_raw());
        let theirs = c::socket(raw, zmq_sys::ZMQ_ROUTER);
        c::bind(theirs, c"inproc://theirs").unwrap();
        // More than there are places, from sockets that come and go.
        for _ in 0..2 * MANY {
            let dealer = ctx.socket(zmq::DEALER).unwrap();
            dealer.connect("inproc://theirs").unwrap();
            dealer.disconnect("inproc://theirs").unwrap();
            dealer.connect("inproc://theirs").unwrap();
            dealer.send("x").unwrap();
            for _ in 0..2 {
                c::recv(theirs).unwrap(); // the routing id, and "x"; and C lets go of who left
            }
        }
        for kind in [SocketType::Router, SocketType::Rep] {
            let socket = ctx.socket(kind).unwrap();
            socket.connect("inproc://theirs").unwrap();
            socket.disconnect("inproc://theirs").unwrap();
        }
        let conflating = ctx.socket(zmq::PUSH).unwrap();
        conflating.set_conflate(true).unwrap();
        conflating.connect("inproc://theirs").unwrap();
        let nobody = ctx.socket(zmq::PUSH).unwrap();
        nobody.set_conflate(true).unwrap();
        let waits = nobody.connect("inproc://nobody");
        assert_eq!(waits.err().map(|error| error.errno()), lacks(&[61]).then_some(Errno::EINVAL));
        // What waits for C to bind is not taken by who leaves.
        let waits = c::socket(raw, zmq_sys::ZMQ_PUSH);
        c::connect(waits, c"inproc://both").unwrap();
        c::send(waits, b"from C").unwrap();
        let leaves = ctx.socket(zmq::PUSH).unwrap();
        leaves.connect("inproc://both").unwrap();
        drop(leaves);
        let pull = ctx.socket(zmq::PULL).unwrap();
        pull.bind("inproc://both").unwrap();
        assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), "from C");
        c::close(waits).unwrap();
        c::close(theirs).unwrap();
    });
}

#[test]
fn a_router_leaves_a_name_that_nobody_has() {
    in_child!(60, || {
        let ctx = Context::new().unwrap();
        for kind in [SocketType::Router, SocketType::Rep] {
            let socket = ctx.socket(kind).unwrap();
            socket.connect("inproc://later").unwrap();
            socket.disconnect("inproc://later").unwrap();
            socket.connect("inproc://later").unwrap();
            // Not while another waits, which must not be disturbed.
            let other = ctx.socket(zmq::DEALER).unwrap();
            other.connect("inproc://later").unwrap();
            let left = socket.disconnect("inproc://later");
            if lacks(&[26]) {
                let error = left.unwrap_err();
                assert_eq!(error, Errno::ENOTSUP, "{kind}");
                assert!(error.to_string().contains("inproc://later"), "{error}");
            } else {
                left.unwrap();
            }
            drop(socket);
            drop(other);
        }
        // Nobody who left is told anything, also by a PAIR.
        for kind in [SocketType::Pair, SocketType::Dealer, SocketType::Router] {
            let binds = ctx.socket(kind).unwrap();
            binds.bind("inproc://later").unwrap();
            let peer = ctx.socket(SocketType::Dealer).unwrap();
            peer.connect("inproc://later").unwrap();
        }
    });
}

/// Many threads come, wait, leave and bind; nothing aborts, nothing is left, and a message finds its way each time.
#[test]
fn many_come_and_go() {
    in_child!(120, || {
        let ctx = Context::new().unwrap();
        let before = descriptors();
        let until = Instant::now() + Duration::from_secs(4);
        let threads: Vec<_> = (0..4u64)
            .map(|thread| {
                let ctx = ctx.clone();
                std::thread::spawn(move || {
                    let mut rounds = 0;
                    while rounds < 10 || Instant::now() < until {
                        let shared = format!("inproc://shared-{}", rounds % 3);
                        let own = format!("inproc://own-{thread}");
                        let kinds =
                            [SocketType::Dealer, SocketType::Router, SocketType::Rep, SocketType::Sub];
                        let passing = ctx.socket(kinds[rounds % 4]).unwrap();
                        passing.connect(&shared).unwrap();
                        if rounds % 2 == 0 {
                            let _ = passing.disconnect(&shared); // a ROUTER may have to stay
                        }
                        let push = ctx.socket(zmq::PUSH).unwrap();
                        push.connect(&own).unwrap();
                        push.send("x").unwrap();
                        let pull = ctx.socket(zmq::PULL).unwrap();
                        pull.bind(&own).unwrap();
                        assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), "x");
                        if rounds % 5 == 0 {
                            let binds = ctx.socket(zmq::DEALER).unwrap();
                            let _ = binds.bind(&shared); // another thread may have it
                        }
                        rounds += 1;
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        eventually("nothing is left", || new_descriptors(&before).is_empty());
    });
}

#[test]
fn the_authenticator_has_its_name_from_beginning_to_end() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::DEALER).unwrap();
        assert!(socket.unbind("inproc://zeromq.zap.01").is_err());
        for _ in 0..3 {
            let authenticator = Authenticator::start(&ctx).unwrap();
            assert_eq!(socket.unbind("inproc://zeromq.zap.01").unwrap_err(), Errno::ENOENT);
            assert_eq!(Authenticator::start(&ctx).unwrap_err(), Errno::EADDRINUSE);
            drop(authenticator);
        }
    });
}
