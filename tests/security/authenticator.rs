//! The authenticator: who comes in, who does not, and what messages tell of it.

use crate::support::{
    self,
    auth::{Outcome, Server, curve_client, curve_server, has_curve, plain_client, plain_server, set_domain},
    within,
};
use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
};
use zmq::{
    Authenticator, Context, CurveClients, Errno, KeyPair, PlainUsers,
    zap::{Credentials, Decision},
};

fn start() -> (Context, Authenticator) {
    let ctx = Context::new().unwrap();
    let authenticator = Authenticator::start(&ctx).unwrap();
    (ctx, authenticator)
}

#[test]
fn plain_users_come_in_by_their_password() {
    within(60, || {
        let (ctx, authenticator) = start();
        let server = Server::new(&ctx, plain_server("global"));
        assert_eq!(server.meets(&ctx, plain_client("alice", "secret")), Outcome::Out(400));
        authenticator.configure_plain("*", [("alice", "secret"), ("bob", "\u{e9}")]);
        let message = server.hears(&ctx, plain_client("alice", "secret"));
        assert_eq!(message.user_id(), Some("alice"));
        assert_eq!(message.peer_address(), Some("127.0.0.1"));
        assert_eq!(server.hears(&ctx, plain_client("bob", "\u{e9}")).user_id(), Some("bob"));
        for (name, password) in
            [("alice", "secre"), ("alice", "secret "), ("bob", "secret"), ("carol", "secret")]
        {
            assert_eq!(
                server.meets(&ctx, plain_client(name, password)),
                Outcome::Out(400),
                "{name} {password}"
            );
        }
        // At once, and while it runs.
        authenticator.configure_plain("*", [("carol", "secret")]);
        assert_eq!(server.meets(&ctx, plain_client("alice", "secret")), Outcome::Out(400));
        assert_eq!(server.hears(&ctx, plain_client("carol", "secret")).user_id(), Some("carol"));
        // One without a name is no PLAIN client at all.
        assert_ne!(server.meets(&ctx, |_| ()), Outcome::In);
        authenticator.stop().unwrap();
    });
}

#[test]
fn curve_clients_come_in_by_their_key() {
    if !has_curve() {
        return;
    }
    within(60, || {
        let (ctx, authenticator) = start();
        let [keys, alice, bob] = [(); 3].map(|()| KeyPair::generate().unwrap());
        let server = Server::new(&ctx, curve_server(&keys, "global"));
        let by = |pair: &KeyPair| curve_client(keys.public, pair);
        assert_eq!(server.meets(&ctx, by(&alice)), Outcome::Out(400));
        authenticator.configure_curve("*", [alice.public]);
        let message = server.hears(&ctx, by(&alice));
        assert_eq!(message.user_id(), Some(&*alice.public.to_z85()));
        assert_eq!(server.meets(&ctx, by(&bob)), Outcome::Out(400));
        // Her public key alone is no use, and neither is a wrong key of the server.
        let thief = KeyPair { public: alice.public, secret: bob.secret.clone() };
        assert_ne!(server.meets(&ctx, by(&thief)), Outcome::In);
        assert_ne!(server.meets(&ctx, curve_client(bob.public, &alice)), Outcome::In);
        authenticator.configure_curve("*", CurveClients::any());
        assert_eq!(server.hears(&ctx, by(&bob)).user_id(), Some(&*bob.public.to_z85()));
    });
}

#[test]
fn domains_have_their_own() {
    if !has_curve() {
        return;
    }
    within(60, || {
        let (ctx, authenticator) = start();
        let [keys, alice] = [(); 2].map(|()| KeyPair::generate().unwrap());
        authenticator.configure_plain("staff", [("alice", "secret")]);
        authenticator.configure_curve("staff", [alice.public]);
        let plain = |domain| Server::new(&ctx, plain_server(domain));
        let curve = |domain| Server::new(&ctx, curve_server(&keys, domain));
        let (by_name, by_key) = (plain_client("alice", "secret"), curve_client(keys.public, &alice));
        for domain in ["", "guests", "*"] {
            assert_eq!(plain(domain).meets(&ctx, &by_name), Outcome::Out(400), "{domain}");
            assert_eq!(curve(domain).meets(&ctx, &by_key), Outcome::Out(400), "{domain}");
        }
        assert_eq!(plain("staff").meets(&ctx, &by_name), Outcome::In);
        assert_eq!(curve("staff").meets(&ctx, &by_key), Outcome::In);
        // All others, and not the one that has its own.
        authenticator.configure_plain("*", [("bob", "hidden")]);
        authenticator.configure_curve("*", [keys.public]);
        let (other_name, other_key) = (plain_client("bob", "hidden"), curve_client(keys.public, &keys));
        for domain in ["", "guests", "*"] {
            assert_eq!(plain(domain).meets(&ctx, &other_name), Outcome::In, "{domain}");
            assert_eq!(curve(domain).meets(&ctx, &other_key), Outcome::In, "{domain}");
        }
        assert_eq!(plain("staff").meets(&ctx, &other_name), Outcome::Out(400));
        assert_eq!(curve("staff").meets(&ctx, &other_key), Outcome::Out(400));
    });
}

#[test]
fn addresses_are_allowed_and_denied() {
    within(60, || {
        let (ctx, authenticator) = start();
        let server = Server::new(&ctx, |socket| set_domain(socket, "global"));
        let other = Server::new(&ctx, |socket| set_domain(socket, "other"));
        assert_eq!(server.hears(&ctx, |_| ()).user_id(), Some("anonymous"));
        authenticator.deny_in("global", "127.0.0.0/8").unwrap();
        assert_eq!(server.meets(&ctx, |_| ()), Outcome::Out(400));
        assert_eq!(other.meets(&ctx, |_| ()), Outcome::In);
        authenticator.clear_addresses();
        assert_eq!(server.meets(&ctx, |_| ()), Outcome::In);
        authenticator.allow("10.0.0.0/8").unwrap();
        assert_eq!(other.meets(&ctx, |_| ()), Outcome::Out(400));
        authenticator.allow("127.0.0.1").unwrap();
        assert_eq!(other.meets(&ctx, |_| ()), Outcome::In);
        authenticator.allow_in("other", "127.0.0.2").unwrap();
        assert_eq!(other.meets(&ctx, |_| ()), Outcome::Out(400));
        assert_eq!(server.meets(&ctx, |_| ()), Outcome::In);
        authenticator.deny("127.0.0.1").unwrap();
        assert_eq!(server.meets(&ctx, |_| ()), Outcome::Out(400));
        // Who has the right password comes from the wrong place.
        authenticator.configure_plain("*", [("alice", "secret")]);
        let plain = Server::new(&ctx, plain_server("plain"));
        assert_eq!(plain.meets(&ctx, plain_client("alice", "secret")), Outcome::Out(400));
    });
}

#[cfg(unix)]
#[test]
fn addresses_of_ipv6_and_of_ipc() {
    within(60, || {
        let (ctx, authenticator) = start();
        let domain = |socket: &zmq::Socket<zmq::Pull>| set_domain(socket, "global");
        let ipc = Server::at(&ctx, "ipc://*", domain);
        authenticator.deny("0.0.0.0/0").unwrap();
        assert_eq!(ipc.meets(&ctx, |_| ()), Outcome::In);
        authenticator.allow("127.0.0.1").unwrap();
        assert_eq!(ipc.meets(&ctx, |_| ()), Outcome::Out(400));
        authenticator.clear_addresses();
        if TcpListener::bind("[::1]:0").is_err() {
            eprintln!("SKIPPED: this machine has no IPv6 address ::1");
            return;
        }
        let six = |socket: &zmq::Socket<zmq::Pull>| {
            domain(socket);
            socket.set_ipv6(true).unwrap();
        };
        let server = Server::at(&ctx, "tcp://[::1]:*", six);
        let client = |socket: &zmq::Socket<zmq::Push>| socket.set_ipv6(true).unwrap();
        assert_eq!(server.meets(&ctx, client), Outcome::In);
        authenticator.deny("::/64").unwrap();
        assert_eq!(server.meets(&ctx, client), Outcome::Out(400));
        authenticator.clear_addresses();
        authenticator.allow("::1").unwrap();
        assert_eq!(server.meets(&ctx, client), Outcome::In);
        authenticator.clear_addresses();
        // A socket of IPv6 sees clients of IPv4 in the clothes of IPv6.
        let mut both = Server::at(&ctx, "tcp://[::]:*", six);
        let port = both.endpoint.rsplit(':').next().unwrap().to_owned();
        both.endpoint = format!("tcp://127.0.0.1:{port}");
        authenticator.deny("127.0.0.0/8").unwrap();
        assert_eq!(both.meets(&ctx, |_| ()), Outcome::Out(400));
    });
}

#[test]
fn bad_networks_are_named() {
    let (_ctx, authenticator) = start();
    for text in ["localhost", "10.0.0.1/8", "10.0.0.0/33", "", "::1/129"] {
        for error in [authenticator.allow(text), authenticator.deny(text), authenticator.allow_in("a", text)]
        {
            let error = error.unwrap_err();
            assert_eq!(error, Errno::EINVAL);
            assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
        }
    }
}

#[test]
fn a_callback_decides_and_tells_who_it_is() {
    within(60, || {
        let (ctx, authenticator) = start();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = asked.clone();
        authenticator.configure_plain(
            "*",
            PlainUsers::callback(move |request, name, password| {
                notes.lock().unwrap().push(request.clone());
                match (name, password) {
                    ("alice", "secret") => Decision::allow()
                        .user_id("Alice \u{e9}")
                        .metadata("Department", "Sales")
                        .metadata("X-2", vec![0xFF, 0xFE])
                        .metadata("Empty", ""),
                    ("later", _) => Decision::later("busy"),
                    ("fail", _) => Decision::fail("broken"),
                    ("name", _) => Decision::allow().metadata("Not possible", "x"),
                    ("own", _) => Decision::allow().metadata("peer-address", "10.0.0.1"),
                    ("long", _) => Decision::allow().user_id("x".repeat(256)),
                    ("nul", _) => Decision::allow().user_id("admin\0"),
                    _ => Decision::from(name == "bob"),
                }
            }),
        );
        let server = Server::new(&ctx, plain_server("global"));
        let message = server.hears(&ctx, plain_client("alice", "secret"));
        assert_eq!(message.user_id(), Some("Alice \u{e9}"));
        assert_eq!(message.gets("Department"), Some("Sales"));
        assert_eq!(message.gets_bytes("X-2"), Some(&[0xFF, 0xFE][..]));
        assert_eq!(message.gets("Empty"), Some(""));
        assert_eq!(message.gets("Other"), None);
        assert_eq!(server.hears(&ctx, plain_client("bob", "x")).user_id(), Some("bob"));
        for (name, status) in [
            ("alice", 400),
            ("later", 300),
            ("fail", 500),
            ("name", 500),
            ("own", 500),
            ("long", 500),
            ("nul", 500),
        ] {
            assert_eq!(server.meets(&ctx, plain_client(name, "x")), Outcome::Out(status), "{name}");
        }
        let asked = asked.lock().unwrap();
        assert_eq!(asked.len(), 9);
        assert_eq!((&*asked[0].domain, &*asked[0].address), ("global", "127.0.0.1"));
        assert!(matches!(&asked[0].credentials, Credentials::Plain { username, .. } if username == "alice"));
        assert!(!format!("{asked:?}").contains("secret"));
    });
}

#[test]
fn a_callback_is_asked_about_keys() {
    if !has_curve() {
        return;
    }
    within(60, || {
        let (ctx, authenticator) = start();
        let [keys, alice, bob] = [(); 3].map(|()| KeyPair::generate().unwrap());
        let known = alice.public;
        authenticator.configure_curve(
            "*",
            CurveClients::callback(move |request, key| {
                Decision::from(*key == known).user_id("Alice").metadata("Domain", request.domain.clone())
            }),
        );
        let server = Server::new(&ctx, curve_server(&keys, "global"));
        let message = server.hears(&ctx, curve_client(keys.public, &alice));
        assert_eq!((message.user_id(), message.gets("Domain")), (Some("Alice"), Some("global")));
        assert_eq!(server.meets(&ctx, curve_client(keys.public, &bob)), Outcome::Out(400));
    });
}

#[test]
fn a_callback_that_panics_denies() {
    within(60, || {
        let (ctx, authenticator) = start();
        /// What panics again when the panic is cleared away.
        struct Twice;
        impl Drop for Twice {
            fn drop(&mut self) {
                if !std::thread::panicking() {
                    panic!("again");
                }
            }
        }
        authenticator.configure_plain(
            "*",
            PlainUsers::callback(|_, name, _| match name {
                "once" => panic!("the callback's own fault"),
                "twice" => std::panic::panic_any(Twice),
                _ => true,
            }),
        );
        let server = Server::new(&ctx, plain_server("global"));
        for _ in 0..3 {
            assert_eq!(server.meets(&ctx, plain_client("once", "x")), Outcome::Out(500));
            assert_eq!(server.meets(&ctx, plain_client("twice", "x")), Outcome::Out(500));
            assert_eq!(server.meets(&ctx, plain_client("alice", "x")), Outcome::In);
        }
        assert!(!authenticator.is_finished());
        authenticator.stop().unwrap();
    });
}

/// It may change the rules, and does not wait for itself.
#[test]
fn a_callback_may_use_the_authenticator() {
    within(60, || {
        let (ctx, authenticator) = start();
        let authenticator = Arc::new(authenticator);
        let shared = Arc::new(Mutex::new(Some(authenticator.clone())));
        let of_callback = shared.clone();
        authenticator.configure_plain(
            "*",
            PlainUsers::callback(move |_, name, _| {
                let mut shared = of_callback.lock().unwrap();
                let authenticator = shared.as_ref().unwrap();
                match name {
                    "deny" => authenticator.deny("127.0.0.1").unwrap(),
                    "replace" => authenticator.configure_plain("*", [("bob", "x")]),
                    _ => drop(shared.take()), // the last handle, on its own thread
                }
                true
            }),
        );
        let server = Server::new(&ctx, plain_server("global"));
        assert_eq!(server.meets(&ctx, plain_client("deny", "x")), Outcome::In);
        assert_eq!(server.meets(&ctx, plain_client("alice", "x")), Outcome::Out(400));
        authenticator.clear_addresses();
        drop(authenticator);
        assert_eq!(server.meets(&ctx, plain_client("last", "x")), Outcome::In);
        // Its thread ends, and the next can start.
        support::eventually("another authenticator", || Authenticator::start(&ctx).is_ok());
    });
}
