//! Connections that libzmq gives up for good, since the other side says no.

use crate::support::{self, bind_tcp, within};
use std::{io::Write, net::TcpListener, time::Duration};
use zmq::{
    Authenticator, Context, Event, EventMask, Monitor, PULL, PUSH, Pull, Push, Security, Socket, kind::Kind,
};

const LONG: Duration = Duration::from_secs(20);
/// How long to wait for what must not come.
const SHORT: Duration = Duration::from_millis(300);

fn client(ctx: &Context) -> (Socket<Push>, Monitor) {
    let client = ctx.socket(PUSH).unwrap();
    client.set_linger(Some(Duration::ZERO)).unwrap();
    let monitor = client.monitor(EventMask::ALL).unwrap();
    (client, monitor)
}

/// Waits until the connection has ended, and gives the event before.
fn end(monitor: &Monitor) -> Event {
    let mut last = None;
    loop {
        let event = monitor.recv_timeout(LONG).unwrap().expect("an event").event;
        if matches!(event, Event::Disconnected { .. }) {
            return last.expect("an event before");
        }
        last = Some(event);
    }
}

/// Nobody is there to send to any more.
fn is_alone<K: Kind + zmq::kind::CanSend>(client: &Socket<K>) {
    support::eventually("the connection is given up", || {
        client.try_send("x").is_err_and(|error| error.is_would_block())
    });
}

#[test]
fn a_peer_of_another_mechanism() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("tcp://{}", listener.local_addr().unwrap());
        let (client, monitor) = client(&ctx);
        client.connect(&endpoint).unwrap();
        let (mut peer, _) = listener.accept().unwrap();
        // The greeting of ZMTP 3.1, from a server of PLAIN.
        let mut greeting = [0; 64];
        greeting[..12].copy_from_slice(b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\x01");
        greeting[12..17].copy_from_slice(b"PLAIN");
        greeting[32] = 1;
        peer.write_all(&greeting).unwrap();
        assert!(matches!(end(&monitor), Event::HandshakeFailedProtocol { .. }));
        is_alone(&client);
        assert!(monitor.recv_timeout(SHORT).unwrap().is_none(), "it tries again");
        // Another call does.
        client.disconnect(&endpoint).unwrap();
        client.connect(&endpoint).unwrap();
        listener.accept().unwrap();
    });
}

fn refused_and_let_in(server: &Socket<Pull>, security: &Security<zmq::AsClient>, let_in: impl FnOnce()) {
    let endpoint = bind_tcp(server);
    let ctx = Context::new().unwrap();
    let (client, monitor) = client(&ctx);
    client.set_security(security).unwrap();
    client.connect(&endpoint).unwrap();
    assert!(matches!(end(&monitor), Event::HandshakeFailedAuth { status: 400 }));
    let_in();
    assert!(monitor.recv_timeout(SHORT).unwrap().is_none(), "it tries again");
    client.disconnect(&endpoint).unwrap();
    client.connect(&endpoint).unwrap();
    client.send("let me in").unwrap();
    assert_eq!(server.recv_timeout(LONG).unwrap().unwrap(), "let me in");
}

#[test]
fn a_client_that_was_refused() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let authenticator = Authenticator::start(&ctx).unwrap();
        let server = ctx.socket(PULL).unwrap();
        server.set_security(&Security::plain_server().zap_domain("plain")).unwrap();
        refused_and_let_in(&server, &Security::plain_client("me", "secret"), || {
            authenticator.configure_plain("plain", [("me", "secret")]);
        });
        if zmq::has("curve") {
            let [ours, theirs] = [(); 2].map(|()| zmq::KeyPair::generate().unwrap());
            let server = ctx.socket(PULL).unwrap();
            server.set_security(&Security::curve_server(&ours.secret).zap_domain("curve")).unwrap();
            refused_and_let_in(&server, &Security::curve_client(&ours.public, &theirs), || {
                authenticator.configure_curve("curve", [theirs.public]);
            });
        }
    });
}
