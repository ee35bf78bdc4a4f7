//! What libzmq cannot stand of sockets that ask the authenticator: refused.

use crate::support::{
    self,
    auth::{client, plain_client, plain_server, set_domain, users_who_wait},
};
use std::{net::TcpListener, time::Duration};
use zmq::{Authenticator, Context, Errno};

/// A PLAIN server that must have a domain and has none ends the process at its first client.
#[test]
fn a_plain_server_that_must_have_a_domain_has_one() {
    support::in_child!(30, || {
        let ctx = Context::new().unwrap();
        let _authenticator = Authenticator::start(&ctx).unwrap();
        let server = ctx.socket(zmq::PULL).unwrap();
        if !support::lacks(&[27]) {
            return; // tests/guards/mended.rs has that
        }
        assert_eq!(server.set_zap_enforce_domain(true).unwrap_err(), Errno::EINVAL);
        // Past that check, too: ZMQ_ZAP_ENFORCE_DOMAIN.
        support::raw::set_int(&server, 93, 1).unwrap();
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
    support::in_child!(60, || {
        if !support::lacks(&[14]) {
            return; // tests/guards/mended.rs has that
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
            ctx.socket(zmq::PULL).unwrap().bind("inproc://another").unwrap();
        }
        // A server that connects once asks once.
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let (users, is_called, go) = users_who_wait();
        authenticator.configure_plain("*", users);
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
