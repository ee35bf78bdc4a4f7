//! The authenticator from its start to its end: one a context, in every order, under load, and without it.
#![cfg(unix)]

mod support;

use std::{
    net::TcpListener,
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};
use support::{
    auth::{
        Outcome, Server, client, curve_client, curve_server, has_curve, plain_client, plain_server,
        set_domain,
    },
    raw, within,
};
use zmq::{Authenticator, Context, Errno, KeyPair, PlainUsers, Socket};

#[test]
fn a_context_has_one() {
    within(60, || {
        let (ctx, other) = (Context::new().unwrap(), Context::new().unwrap());
        let first = Authenticator::start(&ctx).unwrap();
        let error = Authenticator::start(&ctx).unwrap_err();
        assert_eq!(error, Errno::EADDRINUSE);
        assert!(
            error.to_string().contains("Authenticator") && error.to_string().contains("already"),
            "{error}"
        );
        let _elsewhere = Authenticator::start(&other).unwrap();
        drop(first);
        for _ in 0..20 {
            Authenticator::start(&ctx).unwrap().stop().unwrap();
        }
        // The endpoint is no one else's, still.
        let error = ctx.socket(zmq::ROUTER).unwrap().bind("inproc://zeromq.zap.01").unwrap_err();
        assert_eq!(error, Errno::EINVAL);
        ctx.term_timeout(Duration::from_secs(20)).unwrap();
    });
}

#[test]
fn it_takes_three_sockets_or_none() {
    within(60, || {
        for room in 0..4 {
            let ctx = Context::builder().max_sockets(room + 1).build().unwrap();
            let _one = ctx.socket(zmq::PULL).unwrap();
            match Authenticator::start(&ctx) {
                Ok(authenticator) => authenticator.stop().unwrap(),
                Err(error) => assert_eq!((error.errno(), room < 3), (Errno::EMFILE, true)),
            }
            let _rest: Vec<_> = (0..room).map(|_| ctx.socket(zmq::PULL).unwrap()).collect();
        }
        let ctx = Context::new().unwrap();
        ctx.shutdown();
        assert_eq!(Authenticator::start(&ctx).unwrap_err(), Errno::ETERM);
    });
}

/// Context, authenticator, server and client end in every order, and nothing waits for anything.
#[test]
fn every_order_of_drops() {
    within(100, || {
        let mut orders = 0;
        for first in 0..4 {
            for second in (0..4).filter(|&at| at != first) {
                for third in (0..4).filter(|&at| at != first && at != second) {
                    let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
                    let authenticator = Authenticator::start(&ctx).unwrap();
                    authenticator.configure_plain("*", [("alice", "secret")]);
                    let server = Server::new(&ctx, plain_server("global"));
                    let client = client(&ctx, &server.endpoint, plain_client("alice", "secret"));
                    if orders % 2 == 0 {
                        assert_eq!(server.outcome(), Outcome::In);
                    }
                    let mut all = (Some(ctx), Some(authenticator), Some(server), Some(client));
                    for at in [first, second, third] {
                        match at {
                            0 => drop(all.0.take()),
                            1 => drop(all.1.take()),
                            2 => drop(all.2.take()),
                            _ => drop(all.3.take()),
                        }
                    }
                    drop(all);
                    orders += 1;
                }
            }
        }
        assert_eq!(orders, 24);
    });
}

#[test]
fn the_end_of_the_context_ends_it() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        // Its own sockets do not keep the context from ending.
        ctx.clone().term();
        support::eventually("the thread has ended", || authenticator.is_finished());
        authenticator.deny("10.0.0.1").unwrap();
        authenticator.join().unwrap();

        let ctx = Context::new().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        ctx.shutdown();
        authenticator.stop().unwrap();
        drop(ctx);
    });
}

/// Another thread waits in `term` while this one drops it, or while it is told to stop.
#[test]
fn dropped_while_another_thread_terminates() {
    within(100, || {
        for round in 0..100 {
            let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
            let authenticator = Authenticator::start(&ctx).unwrap();
            let barrier = Arc::new(Barrier::new(2));
            let (of_other, context) = (barrier.clone(), ctx.clone());
            let other = thread::spawn(move || {
                of_other.wait();
                context.term();
            });
            barrier.wait();
            match round % 3 {
                0 => drop(authenticator),
                1 => authenticator.stop().unwrap(),
                _ => authenticator.join().unwrap(),
            }
            other.join().unwrap();
        }
    });
}

/// As long as a callback takes, so long does the end; and then it comes.
#[test]
fn the_end_waits_for_a_callback_and_no_longer() {
    within(60, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let ((called, is_called), (go, wait)) = (mpsc::channel(), mpsc::channel::<()>());
        let wait = std::sync::Mutex::new(wait);
        authenticator.configure_plain(
            "*",
            PlainUsers::callback(move |_, _, _| {
                called.send(()).unwrap();
                let _ = wait.lock().unwrap().recv();
                true
            }),
        );
        let server = Server::new(&ctx, plain_server("global"));
        let _client = client(&ctx, &server.endpoint, plain_client("alice", "secret"));
        is_called.recv().unwrap();
        // What the context waits for is named.
        let error = ctx.clone().term_timeout(Duration::from_millis(50)).unwrap_err();
        assert!(error.to_string().contains("inproc://zeromq.zap.01"), "{error}");
        drop(go);
        drop(authenticator);
    });
}

/// Whoever asked before the end is answered: in this test all of them, and at once, though their handshakes may take a
/// minute.
#[test]
fn those_who_asked_before_the_end_are_answered() {
    within(60, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let ((called, is_called), (go, wait)) = (mpsc::channel(), mpsc::channel::<()>());
        let wait = std::sync::Mutex::new(wait);
        authenticator.configure_plain(
            "*",
            PlainUsers::callback(move |_, _, _| {
                let _ = called.send(());
                let _ = wait.lock().unwrap().recv();
                true
            }),
        );
        let patient = |socket: &Socket<zmq::Pull>| {
            plain_server("global")(socket);
            socket.set_handshake_ivl(Some(Duration::from_secs(60))).unwrap();
        };
        let server = Server::new(&ctx, patient);
        let by_name = |socket: &Socket<zmq::Push>| {
            plain_client("alice", "secret")(socket);
            socket.set_handshake_ivl(Some(Duration::from_secs(60))).unwrap();
        };
        let clients: Vec<_> = (0..20).map(|_| client(&ctx, &server.endpoint, by_name)).collect();
        is_called.recv().unwrap();
        // All have connected and asked: the I/O threads of a context do one thing after the other.
        let late = Server::new(&ctx, |_| ());
        assert_eq!(late.meets(&ctx, |_| ()), Outcome::In);
        let stopping = thread::spawn(move || authenticator.stop().unwrap());
        drop(go);
        stopping.join().unwrap();
        let outcomes: Vec<_> = clients.iter().map(|_| server.outcome()).collect();
        // One that had not asked yet finds nobody, and is turned away at once.
        assert!(outcomes.iter().filter(|outcome| **outcome == Outcome::In).count() > 1, "{outcomes:?}");
        assert!(
            outcomes.iter().all(|outcome| matches!(outcome, Outcome::In | Outcome::Other)),
            "{outcomes:?}"
        );
    });
}

/// What libzmq does by itself.
#[test]
fn without_an_authenticator() {
    if !has_curve() {
        return;
    }
    within(60, || {
        let ctx = Context::new().unwrap();
        let [keys, alice] = [(); 2].map(|()| KeyPair::generate().unwrap());
        let strict = |socket: &Socket<zmq::Pull>| socket.set_zap_enforce_domain(true).unwrap();
        let by_key = curve_client(keys.public, &alice);

        let server = Server::new(&ctx, curve_server(&keys, "global"));
        assert_eq!(server.meets(&ctx, &by_key), Outcome::In);
        let server = Server::new(&ctx, |socket| (curve_server(&keys, "global")(socket), strict(socket)).1);
        assert_eq!(server.meets(&ctx, &by_key), Outcome::Other);
        let server = Server::new(&ctx, |socket| set_domain(socket, "global"));
        assert_eq!(server.meets(&ctx, |_| ()), Outcome::In);
        let server = Server::new(&ctx, |socket| (set_domain(socket, "global"), strict(socket)).1);
        assert_eq!(server.meets(&ctx, |_| ()), Outcome::Other);
        let server = Server::new(&ctx, plain_server("global"));
        assert_eq!(server.meets(&ctx, plain_client("alice", "secret")), Outcome::Other);
        // Started now, it counts for the servers that are there.
        let _authenticator = Authenticator::start(&ctx).unwrap();
        assert_eq!(server.meets(&ctx, plain_client("alice", "secret")), Outcome::Out(400));
    });
}

/// A thousand clients at once: all that may come in do, and no other.
#[test]
fn a_thousand_clients_at_once() {
    if !raw::raise_descriptors(8192) {
        eprintln!("SKIPPED: the system does not allow enough descriptors");
        return;
    }
    within(200, || {
        const CLIENTS: usize = 1000;
        let ctx = Context::builder().max_sockets(4000).linger(Some(Duration::ZERO)).build().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let authenticator = Authenticator::start(&ctx).unwrap();
        authenticator.configure_plain(
            "*",
            PlainUsers::callback(move |_, name, _| {
                count.fetch_add(1, Ordering::Relaxed);
                name != "mallory"
            }),
        );
        let wide = |socket: &Socket<zmq::Pull>| {
            plain_server("global")(socket);
            socket.set_backlog(4096).unwrap();
            socket.set_handshake_ivl(Some(Duration::from_secs(150))).unwrap();
        };
        let server = Server::new(&ctx, wide);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|at| {
                let name = if at % 10 == 0 { "mallory".to_owned() } else { format!("user {at}") };
                let client = client(&ctx, &server.endpoint, |socket| {
                    plain_client(&name, "x")(socket);
                    socket.set_handshake_ivl(Some(Duration::from_secs(150))).unwrap();
                });
                client.send(name).unwrap();
                client
            })
            .collect();
        let outcomes: Vec<_> = clients.iter().map(|_| server.outcome()).collect();
        let denied = outcomes.iter().filter(|outcome| **outcome == Outcome::Out(400)).count();
        let allowed = outcomes.iter().filter(|outcome| **outcome == Outcome::In).count();
        assert_eq!((allowed, denied), (CLIENTS * 9 / 10, CLIENTS / 10));
        for _ in 0..allowed {
            let message = server.socket.recv_timeout(Duration::from_secs(60)).unwrap().unwrap();
            assert_eq!(message.user_id(), message.to_str().ok());
        }
        assert_eq!(asked.load(Ordering::Relaxed), CLIENTS);
    });
}

/// It stops and starts again and again while clients come. No stranger comes in, and every friend does in the end.
#[test]
fn it_stops_and_starts_under_load() {
    if !has_curve() {
        return;
    }
    within(150, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let [keys, friend, stranger] = [(); 3].map(|()| KeyPair::generate().unwrap());
        let server = ctx.socket(zmq::PULL).unwrap();
        curve_server(&keys, "global")(&server);
        server.set_zap_enforce_domain(true).unwrap();
        let endpoint = support::bind_tcp(&server);
        let insistent = |pair: &KeyPair, at: usize| {
            let client = ctx.socket(zmq::PUSH).unwrap();
            curve_client(keys.public, pair)(&client);
            client.set_reconnect_ivl(Some(Duration::from_millis(1 + at as u64 % 7))).unwrap();
            client.set_handshake_ivl(Some(Duration::from_secs(2))).unwrap();
            client.connect(&endpoint).unwrap();
            client
        };
        let mut clients = Vec::new();
        let mut heard = 0;
        for round in 0..20 {
            let authenticator = Authenticator::start(&ctx).unwrap();
            authenticator.configure_curve("*", [friend.public]);
            for at in 0..5 {
                let (good, bad) = (insistent(&friend, at), insistent(&stranger, at));
                good.send("friend").unwrap();
                // Whether it is accepted does not matter.
                let _ = bad.try_send("stranger");
                clients.extend([good, bad]);
            }
            if round % 2 == 0 {
                let message = server.recv_timeout(Duration::from_secs(60)).unwrap().expect("a friend");
                assert_eq!(message, "friend");
                heard += 1;
            }
            authenticator.stop().unwrap();
        }
        let authenticator = Authenticator::start(&ctx).unwrap();
        authenticator.configure_curve("*", [friend.public]);
        // A client that was turned away for want of an authenticator may have given up; a new one does not.
        let last = insistent(&friend, 0);
        last.send("last").unwrap();
        loop {
            let message = server.recv_timeout(Duration::from_secs(60)).unwrap().expect("the last");
            assert_eq!(message.user_id(), Some(&*friend.public.to_z85()));
            heard += 1;
            if message == "last" {
                break;
            }
            assert_eq!(message, "friend");
        }
        assert!(heard > 10);
    });
}

/// A forked child has the handle and not the thread.
#[test]
fn in_a_fork() {
    support::in_child("in_a_fork", 30, || {
        let ctx = Context::new().unwrap();
        let mut mine = Some(Authenticator::start(&ctx).unwrap());
        let code = raw::in_fork(|| {
            let Some(authenticator) = mine.take() else { return 1 };
            authenticator.configure_plain("*", [("alice", "secret")]);
            authenticator.clear_addresses();
            if authenticator.deny("127.0.0.1") != Err(Errno::ENOTSUP.into()) {
                return 2;
            }
            if Authenticator::stop(authenticator) == Err(Errno::ENOTSUP.into()) { 0 } else { 3 }
        });
        assert_eq!(code, Some(0));
        let server = Server::new(&ctx, |socket| set_domain(socket, "global"));
        assert_eq!(server.meets(&ctx, |_| ()), Outcome::In);
        mine.unwrap().stop().unwrap();
    });
}

/// A PLAIN server that must have a domain and has none ends the process at its first client.
#[test]
fn a_plain_server_that_must_have_a_domain_has_one() {
    support::in_child("a_plain_server_that_must_have_a_domain_has_one", 30, || {
        let ctx = Context::new().unwrap();
        let _authenticator = Authenticator::start(&ctx).unwrap();
        let server = ctx.socket(zmq::PULL).unwrap();
        server.set_zap_enforce_domain(true).unwrap();
        server.set_plain_server(true).unwrap();
        let error = server.bind("tcp://127.0.0.1:*").unwrap_err();
        assert_eq!(error, Errno::EINVAL);
        assert!(error.to_string().contains("ZMQ_ZAP_DOMAIN"), "{error}");
        assert_eq!(server.connect("tcp://127.0.0.1:1").unwrap_err(), Errno::EINVAL);
        server.set_zap_domain("global").unwrap();
        let endpoint = support::bind_tcp(&server);
        let events = server.monitor(support::auth::ends()).unwrap();
        let _client = client(&ctx, &endpoint, plain_client("alice", "secret"));
        events.recv_timeout(Duration::from_secs(20)).unwrap().expect("the client is turned away");
    });
}

/// An answer for a peer that has gone ends the process, if the server connects and has found another peer meanwhile.
#[test]
fn a_server_that_connects_does_not_ask_twice() {
    support::in_child("a_server_that_connects_does_not_ask_twice", 60, || {
        if zmq::version() > (4, 3, 5) {
            return;
        }
        let asking = |ctx: &Context, how: usize| {
            let server = ctx.socket(zmq::PULL).unwrap();
            match how {
                0 => plain_server("global")(&server),
                1 => set_domain(&server, "global"),
                _ if zmq::has("curve") => server.set_curve_server(true).unwrap(),
                _ => plain_server("")(&server),
            }
            server
        };
        for how in 0..3 {
            let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
            let authenticator = Authenticator::start(&ctx).unwrap();
            let server = asking(&ctx, how);
            let error = server.connect("tcp://127.0.0.1:1").unwrap_err();
            assert_eq!(error, Errno::ENOTSUP);
            assert!(error.to_string().contains("reconnect_ivl"), "{error}");
            server.connect("inproc://nobody").unwrap();
            drop(authenticator);
            // Without an authenticator it may, and then there is none any more.
            server.connect("tcp://127.0.0.1:1").unwrap();
            let error = Authenticator::start(&ctx).unwrap_err();
            assert_eq!(error, Errno::ENOTSUP);
            assert!(error.to_string().contains("another"), "{error}");
        }
        // A server that connects once asks once.
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let ((called, is_called), (go, wait)) = (mpsc::channel(), mpsc::channel::<()>());
        let wait = std::sync::Mutex::new(wait);
        authenticator.configure_plain(
            "*",
            PlainUsers::callback(move |_, _, _| {
                called.send(()).unwrap();
                let _ = wait.lock().unwrap().recv();
                true
            }),
        );
        let peer = ctx.socket(zmq::PUSH).unwrap();
        plain_client("alice", "secret")(&peer);
        let endpoint = support::bind_tcp(&peer);
        let server = asking(&ctx, 0);
        server.set_reconnect_ivl(None).unwrap();
        let events = server.monitor(zmq::EventMask::DISCONNECTED | support::auth::ends()).unwrap();
        server.connect(&endpoint).unwrap();
        is_called.recv().unwrap();
        drop(peer);
        let address = endpoint.strip_prefix("tcp://").unwrap();
        let mut listener = None;
        support::eventually("the port is free", || {
            listener = TcpListener::bind(address).ok();
            listener.is_some()
        });
        events.recv_timeout(Duration::from_secs(20)).unwrap().expect("the peer is gone");
        drop(go);
        authenticator.stop().unwrap();
        let listener = listener.unwrap();
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "it connects again");
    });
}
