//! Many clients at once, an authenticator that comes and goes, and none at all.

use crate::support::{
    self,
    auth::{
        Outcome, Server, client, curve_client, curve_server, has_curve, plain_client, plain_server,
        set_domain,
    },
    in_child, raw, within,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use zmq::{Authenticator, Context, CurveClients, KeyPair, PlainUsers, Socket};

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
#[cfg(unix)]
#[test]
fn a_thousand_clients_at_once() {
    in_child!(200, || {
        if !raw::raise_descriptors(8192) {
            eprintln!("SKIPPED: the system does not allow enough descriptors");
            return;
        }
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
        nine_in_ten_come_in(&server, clients.len());
        assert_eq!(asked.load(Ordering::Relaxed), CLIENTS);
    });
}

/// A tenth of the clients is turned away; the others come in, each under the name that its message has.
#[cfg(unix)]
fn nine_in_ten_come_in(server: &Server, clients: usize) {
    let outcomes: Vec<_> = (0..clients).map(|_| server.outcome()).collect();
    let denied = outcomes.iter().filter(|outcome| **outcome == Outcome::Out(400)).count();
    let allowed = outcomes.iter().filter(|outcome| **outcome == Outcome::In).count();
    assert_eq!((allowed, denied), (clients * 9 / 10, clients / 10));
    for _ in 0..allowed {
        let message = server.socket.recv_timeout(Duration::from_secs(60)).unwrap().unwrap();
        assert_eq!(message.user_id(), message.to_str().ok());
    }
}

/// The same with ten keys, of which one is a stranger's.
#[cfg(unix)]
#[test]
fn a_thousand_keys_at_once() {
    in_child!(300, || {
        if !has_curve() || !raw::raise_descriptors(8192) {
            return;
        }
        const CLIENTS: usize = 1000;
        let ctx = Context::builder().max_sockets(4000).linger(Some(Duration::ZERO)).build().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let keys = KeyPair::generate().unwrap();
        let clients = [(); 10].map(|()| KeyPair::generate().unwrap());
        authenticator
            .configure_curve("*", clients[1..].iter().map(|keys| keys.public).collect::<CurveClients>());
        let patient = Duration::from_secs(250);
        let server = Server::new(&ctx, |socket: &Socket<zmq::Pull>| {
            curve_server(&keys, "global")(socket);
            socket.set_backlog(4096).unwrap();
            socket.set_handshake_ivl(Some(patient)).unwrap();
        });
        let clients: Vec<_> = (0..CLIENTS)
            .map(|at| {
                let own = &clients[at % 10];
                let client = client(&ctx, &server.endpoint, |socket| {
                    curve_client(keys.public, own)(socket);
                    socket.set_handshake_ivl(Some(patient)).unwrap();
                });
                client.send(own.public.to_z85()).unwrap();
                client
            })
            .collect();
        nine_in_ten_come_in(&server, clients.len());
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
