//! The sockets of the draft API: what they refuse, how they wait, and what a failed send gives back.

use crate::support::{
    self, bind_tcp,
    draft::{LONG, context, join},
    in_child, lasted, raw, within,
};
use std::time::{Duration, Instant};
use zmq::{Errno, Message, Socket, SocketType};

#[test]
fn a_failed_send_gives_everything_back() {
    within(10, || {
        let ctx = context();
        let server = ctx.socket(zmq::SERVER).unwrap();
        for payload in [vec![1; 5], vec![1; 5000]] {
            let failed = server.send_to(12345, payload.clone()).unwrap_err();
            assert_eq!(failed.errno(), Errno::EHOSTUNREACH);
            let message = failed.into_message();
            assert_eq!((message.routing_id(), &message[..]), (Some(12345), &payload[..]));
        }
        let failed = server.send_to(0, "to nobody").unwrap_err();
        assert_eq!((failed.errno(), failed.message()), (Errno::EINVAL, &Message::from("to nobody")));
        assert_eq!(server.send("to nobody").unwrap_err().errno(), Errno::EHOSTUNREACH);
        ctx.shutdown();
        assert_eq!(server.events().unwrap_err(), Errno::ETERM); // `send` looks for commands once in a while
        let failed = server.send_to(9, "late").unwrap_err();
        assert_eq!((failed.errno(), failed.message().routing_id()), (Errno::ETERM, Some(9)));
    });
}

#[test]
fn what_libzmq_locks() {
    within(10, || {
        let ctx = context();
        for &kind in SocketType::STABLE.iter().chain(SocketType::DRAFT) {
            let socket = ctx.socket(kind).unwrap();
            assert_eq!(raw::is_thread_safe(&socket), kind.is_thread_safe(), "{kind}");
            assert_eq!(raw::type_of(&socket), kind.raw(), "{kind}");
        }
        assert_eq!(SocketType::DRAFT.iter().filter(|kind| kind.is_thread_safe()).count(), 8);
    });
}

/// Two thread-safe sockets over `inproc` would lock each other out without a mend (`inproc.rs` has the other side), and a DGRAM
/// socket knows nothing but udp.
#[test]
fn transports_that_are_refused() {
    within(10, || {
        let ctx = context();
        for &kind in SocketType::DRAFT {
            if kind != SocketType::Dgram && !support::lacks(&[16]) {
                continue;
            }
            let socket = ctx.socket(kind).unwrap();
            for error in [socket.bind("inproc://x").unwrap_err(), socket.connect("inproc://x").unwrap_err()] {
                assert_eq!(error, Errno::ENOCOMPATPROTO, "{kind}");
                assert!(error.to_string().contains("inproc://x"), "{error}");
            }
        }
        let dgram = ctx.socket(zmq::DGRAM).unwrap();
        let ipc = cfg!(unix).then_some("ipc:///tmp/nobody");
        for endpoint in ["tcp://127.0.0.1:9", "ws://127.0.0.1:9"].into_iter().chain(ipc) {
            assert_eq!(dgram.bind(endpoint).unwrap_err(), Errno::ENOCOMPATPROTO);
            assert_eq!(dgram.connect(endpoint).unwrap_err(), Errno::ENOCOMPATPROTO);
        }
        for &kind in SocketType::STABLE.iter().chain(SocketType::DRAFT) {
            let socket = ctx.socket(kind).unwrap();
            let (binds, connects) = match kind {
                SocketType::Dgram | SocketType::Dish => (true, false),
                SocketType::Radio => (false, true),
                _ => (false, false),
            };
            if !binds {
                assert_eq!(socket.bind("udp://127.0.0.1:9").unwrap_err(), Errno::ENOCOMPATPROTO, "{kind}");
            }
            if !connects {
                assert_eq!(socket.connect("udp://127.0.0.1:9").unwrap_err(), Errno::ENOCOMPATPROTO, "{kind}");
            }
        }
    });
}

#[test]
fn messages_of_one_part() {
    within(10, || {
        let ctx = context();
        for kind in [SocketType::Client, SocketType::Server, SocketType::Radio, SocketType::Scatter] {
            let socket = ctx.socket(kind).unwrap();
            let failed = socket.send_multipart(["two", "parts"]).unwrap_err();
            assert_eq!((failed.errno(), failed.message().len()), (Errno::EINVAL, 2), "{kind}");
            assert!(failed.error().to_string().contains("one part"), "{}", failed.error());
            assert_eq!(socket.try_send_multipart(["two", "parts"]).unwrap_err().errno(), Errno::EINVAL);
            let failed = socket.send_flags("first", zmq::SNDMORE | zmq::DONTWAIT).unwrap_err();
            assert_eq!((failed.errno(), failed.message()), (Errno::EINVAL, &Message::from("first")));
        }
        // One part is as good as `send`.
        let (a, b) = (ctx.socket(SocketType::Channel).unwrap(), ctx.socket(SocketType::Channel).unwrap());
        join(&a, "tcp://127.0.0.1:*", &b);
        b.send_multipart(["one"]).unwrap();
        assert_eq!(a.recv_multipart().unwrap(), zmq::Multipart::from(["one"]));
    });
}

#[test]
fn a_socket_whose_kind_is_forgotten() {
    within(10, || {
        let ctx = context();
        let server = ctx.socket(zmq::SERVER).unwrap();
        let endpoint = bind_tcp(&server);
        let server: Socket<SocketType> = server.into();
        assert_eq!(server.socket_type(), SocketType::Server);
        let client: Socket<zmq::Client> =
            ctx.socket(SocketType::Client).unwrap().try_into_kind().ok().unwrap();
        client.connect(&endpoint).unwrap();
        client.send("Hello").unwrap();
        assert_eq!(server.poll(zmq::POLLIN, LONG).unwrap(), zmq::POLLIN);
        let request = server.recv().unwrap();
        server.send(request).unwrap();
        assert_eq!(client.recv_timeout(LONG).unwrap().unwrap(), "Hello");
        assert!(server.try_into_kind::<zmq::Client>().is_err());

        let gather = ctx.socket(SocketType::Gather).unwrap();
        assert_eq!(gather.send("x").unwrap_err().errno(), Errno::ENOTSUP);
        assert_eq!(gather.subscribe("x").unwrap_err(), Errno::EINVAL);
        assert_eq!(gather.set_conflate(true).unwrap_err(), Errno::EINVAL);
        assert_eq!(gather.set_router_mandatory(true).unwrap_err(), Errno::EINVAL);
        assert_eq!(gather.peer_state("x").unwrap_err(), Errno::ENOTSUP);
        assert_eq!(gather.send_to_address("127.0.0.1:9", "x").unwrap_err().errno(), Errno::EINVAL);
        assert_eq!(gather.recv_from().unwrap_err(), Errno::EINVAL);
        assert_eq!(ctx.socket(SocketType::Radio).unwrap().recv().unwrap_err(), Errno::ENOTSUP);
    });
}

#[test]
fn waiting_and_polling() {
    within(30, || {
        let ctx = context();
        let (a, b) = (ctx.socket(zmq::CHANNEL).unwrap(), ctx.socket(zmq::CHANNEL).unwrap());
        join(&a, "tcp://127.0.0.1:*", &b);
        let short = Duration::from_millis(30);
        let started = Instant::now();
        assert!(a.recv_timeout(short).unwrap().is_none());
        lasted(started.elapsed(), short);
        a.set_rcvtimeo(Some(short)).unwrap();
        let started = Instant::now();
        assert_eq!(a.recv().unwrap_err(), Errno::EAGAIN);
        lasted(started.elapsed(), short);
        assert_eq!(a.rcvtimeo().unwrap(), Some(short)); // `recv_timeout` had left it alone
        assert!(a.poll(zmq::POLLIN, short).unwrap().is_empty());
        b.send("x").unwrap();
        let mut items = [zmq::PollItem::new(&a, zmq::POLLIN), zmq::PollItem::new(&b, zmq::POLLOUT)];
        zmq::poll(&mut items[..1], LONG).unwrap();
        assert_eq!(zmq::poll(&mut items, LONG).unwrap(), 2);
        assert!(items[0].is_readable() && items[1].is_writable());
        assert_eq!(a.events().unwrap() & zmq::POLLIN, zmq::POLLIN);
        assert_eq!(a.recv_timeout(None).unwrap().unwrap(), "x");
        // The queue of a CLIENT without a peer has no room, ever.
        let alone = ctx.socket(zmq::CLIENT).unwrap();
        let started = Instant::now();
        assert!(alone.send_timeout("x", short).unwrap_err().is_would_block());
        lasted(started.elapsed(), short);
    });
}

/// A SERVER is always ready to send, to some peer; one peer may have no room.
#[test]
fn a_server_whose_peer_does_not_receive() {
    within(30, || {
        let ctx = context();
        let (server, client) = (ctx.socket(zmq::SERVER).unwrap(), ctx.socket(zmq::CLIENT).unwrap());
        server.set_sndhwm(1).unwrap();
        client.set_rcvhwm(1).unwrap();
        join(&server, "tcp://127.0.0.1:*", &client);
        client.send("Hello").unwrap();
        let id = server.recv().unwrap().routing_id().unwrap();
        let large = vec![0; 1_000_000];
        let mut sent = 0;
        let failed = loop {
            match server.send_timeout(with_id(id, &large), Duration::from_millis(200)) {
                Ok(()) => sent += 1,
                Err(failed) => break failed,
            }
        };
        assert!(failed.is_would_block());
        assert_eq!(failed.message().routing_id(), Some(id));
        for _ in 0..sent {
            assert_eq!(client.recv().unwrap().len(), large.len());
        }
        server.send(failed.into_message()).unwrap();
        assert_eq!(client.recv().unwrap().len(), large.len());
    });
}

fn with_id(id: u32, bytes: &[u8]) -> Message {
    let mut message = Message::from(bytes);
    message.set_routing_id(id).unwrap();
    message
}

#[test]
fn options_of_a_live_socket() {
    within(10, || {
        let socket = context().socket(zmq::SERVER).unwrap();
        socket.set_sndhwm(7).unwrap();
        bind_tcp(&socket);
        let marks = support::lacks(&[10, 44]);
        let refused = |result: zmq::Result<()>| result.is_err_and(|error| error == Errno::EINVAL);
        assert_eq!(refused(socket.set_sndhwm(8)), marks);
        assert_eq!(refused(socket.set_rcvhwm(8)), marks);
        assert_eq!(refused(socket.set_immediate(true)), support::lacks(&[27]));
        assert_eq!(socket.sndhwm().unwrap(), if marks { 7 } else { 8 });
        socket.set_linger(Some(Duration::ZERO)).unwrap();
    });
}

/// To wait for so long and no longer takes a descriptor, which the process may not have.
#[cfg(target_os = "linux")]
#[test]
fn waiting_without_descriptors() {
    in_child!(30, || {
        let ctx = context();
        let (gather, client) = (ctx.socket(zmq::GATHER).unwrap(), ctx.socket(zmq::CLIENT).unwrap());
        raw::limit(libc::RLIMIT_NOFILE, 100);
        let mut taken = Vec::new();
        let short = Duration::from_millis(10);
        // A thread of libzmq may still be closing what the context was tried out with.
        let mut starve = |call: &dyn Fn() -> bool| {
            support::eventually("no descriptor is left", || {
                while let Ok(file) = std::fs::File::open("/dev/null") {
                    taken.push(file);
                }
                call()
            });
        };
        starve(&|| gather.recv_timeout(short).is_err_and(|error| error == Errno::EMFILE));
        starve(&|| {
            client.send_timeout("precious", short).is_err_and(|failed| {
                assert_eq!(failed.message(), &Message::from("precious"));
                failed.errno() == Errno::EMFILE
            })
        });
        starve(&|| gather.poll(zmq::POLLIN, short).is_err_and(|error| error == Errno::EMFILE));
        assert!(gather.try_recv().unwrap().is_none());
        gather.set_rcvtimeo(Some(short)).unwrap();
        assert_eq!(gather.recv().unwrap_err(), Errno::EAGAIN);
        drop(taken);
        assert!(gather.recv_timeout(short).unwrap().is_none());
    });
}

/// What no waiting mends is an error at once, and what a send waits for is room, not news.
#[test]
fn a_thread_safe_socket_waits_for_what_may_come() {
    within(60, || {
        let ctx = context();
        let server = ctx.socket(zmq::SERVER).unwrap();
        let mut lost = Message::from("x");
        lost.set_routing_id(7).unwrap();
        let started = Instant::now();
        assert_eq!(server.send_timeout(lost, LONG).unwrap_err().errno(), Errno::EHOSTUNREACH);
        assert!(started.elapsed() < LONG / 2);

        let endpoint = bind_tcp(&server);
        let client = ctx.socket(zmq::CLIENT).unwrap();
        let started = Instant::now();
        std::thread::scope(|scope| {
            let sending = scope.spawn(|| client.send_timeout("late", LONG));
            std::thread::sleep(Duration::from_millis(50)); // it is likely to wait by now
            client.connect(&endpoint).unwrap();
            sending.join().unwrap().unwrap();
        });
        assert_eq!(server.recv_timeout(LONG).unwrap().unwrap(), "late");
        assert!(started.elapsed() < LONG / 2);
    });
}
