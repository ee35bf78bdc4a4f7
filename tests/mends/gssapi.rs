//! The mechanism GSSAPI, in a Kerberos of its own.

mod between;
mod guest;
mod mutations;
mod raw;
mod strangers;

use std::{
    fs,
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::atomic::Ordering,
    thread,
};

use zmq_sys::*;

use crate::{
    interposed::{CREDENTIALS_MISSING, WRAPS_FAIL},
    peer::{self, COMMAND, Peer},
    raw::{Context, Socket},
    support::{self, realm, this_test},
    zap::{HANDLER, answer, request},
};

/// Runs a test in a child that is in a realm, if libzmq has the mends.
fn mended(test: &str, body: impl FnOnce()) {
    mended_with(test, 60, &[], body);
}

/// As [`mended`], for so many seconds, and with more environment.
fn mended_with(test: &str, seconds: u32, environment: &[(&str, &str)], body: impl FnOnce()) {
    if support::is_vendored() || std::env::var_os("ZMQ_TEST_MENDS").is_some() {
        realm::in_realm(test, seconds, environment, body);
    } else {
        eprintln!("SKIPPED: the libzmq that is linked has no mends");
    }
}

fn server(context: Context, kind: i32) -> Socket {
    let server = context.socket(kind);
    server.set(ZMQ_LINGER, 0);
    server.set(ZMQ_GSSAPI_SERVER, 1);
    server.set_bytes(ZMQ_GSSAPI_PRINCIPAL, b"zmq@localhost").unwrap();
    server.set(ZMQ_GSSAPI_PRINCIPAL_NAMETYPE, ZMQ_GSSAPI_NT_HOSTBASED);
    server.set(ZMQ_RCVTIMEO, 20_000); // a handshake asks the centre for tickets
    server
}

fn client(context: Context, kind: i32) -> Socket {
    let client = context.socket(kind);
    client.set(ZMQ_LINGER, 0);
    client.set_bytes(ZMQ_GSSAPI_PRINCIPAL, b"alice@ZMQ.TEST").unwrap();
    client.set(ZMQ_GSSAPI_PRINCIPAL_NAMETYPE, ZMQ_GSSAPI_NT_KRB5_PRINCIPAL);
    client.set_bytes(ZMQ_GSSAPI_SERVICE_PRINCIPAL, b"zmq/localhost@ZMQ.TEST").unwrap();
    client.set(ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE, ZMQ_GSSAPI_NT_KRB5_PRINCIPAL);
    client
}

#[test]
fn mend_31_whom_the_authenticator_refuses() {
    mended(&this_test!(), || {
        let context = Context::new();
        let handler = context.socket(ZMQ_ROUTER);
        handler.set(ZMQ_RCVTIMEO, 20_000);
        handler.bind(HANDLER);
        let pull = server(context, ZMQ_PULL);
        pull.set_bytes(ZMQ_ZAP_DOMAIN, b"domain").unwrap();
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        for status in [&b"400"[..], b"200"] {
            let push = client(context, ZMQ_PUSH);
            push.set(ZMQ_RECONNECT_IVL, -1); // who is refused does not ask again
            push.connect(&endpoint);
            push.send(status, 0);
            let (head, principal) = request(handler);
            assert_eq!(principal, b"alice@ZMQ.TEST");
            answer(handler, &head, status);
            if status == b"400" {
                pull.set(ZMQ_RCVTIMEO, 1000);
                assert!(pull.try_recv(0).is_err(), "it was let in");
                pull.set(ZMQ_RCVTIMEO, 20_000);
            } else {
                assert_eq!(pull.recv().0, status);
            }
            push.close();
        }
        pull.close();
        handler.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_31_a_subscription_under_the_mechanism() {
    mended(&this_test!(), || {
        let context = Context::new();
        let publisher = server(context, ZMQ_XPUB);
        let endpoint = publisher.bind("tcp://127.0.0.1:*");
        let sub = client(context, ZMQ_SUB);
        sub.set_bytes(ZMQ_SUBSCRIBE, b"topic").unwrap();
        sub.connect(&endpoint);
        assert_eq!(publisher.recv().0, b"\x01topic");
        publisher.send(b"topic, and more", 0);
        assert_eq!(sub.recv().0, b"topic, and more");
        sub.set_bytes(ZMQ_UNSUBSCRIBE, b"topic").unwrap();
        assert_eq!(publisher.recv().0, b"\x00topic");
        sub.close();
        publisher.close();
        context.term().unwrap();
    });
}

/// Bytes of this process that are in memory.
fn resident() -> usize {
    let sizes = fs::read_to_string("/proc/self/statm").unwrap();
    sizes.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[test]
fn mend_31_what_is_sent_leaves_nothing() {
    const SIZE: usize = 100_000;
    mended(&this_test!(), || {
        let context = Context::new();
        let pull = server(context, ZMQ_PULL);
        let push = client(context, ZMQ_PUSH);
        push.connect(&pull.bind("tcp://127.0.0.1:*"));
        let round = || {
            for _ in 0..300 {
                push.send(&[7; SIZE], 0);
                assert_eq!(pull.recv().0.len(), SIZE);
            }
        };
        round();
        let before = resident();
        round();
        let grown = resident().saturating_sub(before);
        assert!(grown < 100 * SIZE, "{grown} bytes more after 300 messages of {SIZE}");
        push.close();
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_31_a_context_that_has_expired() {
    mended(&this_test!(), || {
        let context = Context::new();
        let pull = server(context, ZMQ_PULL);
        let push = client(context, ZMQ_PUSH);
        let monitor = push.monitor(context, ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
        monitor.set(ZMQ_RCVTIMEO, 20_000);
        push.connect(&pull.bind("tcp://127.0.0.1:*"));
        push.send(b"before", 0);
        assert_eq!(pull.recv().0, b"before");
        assert_eq!(monitor.event(), ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
        WRAPS_FAIL.store(true, Ordering::SeqCst);
        push.send(b"not sent", 0);
        assert_eq!(monitor.event(), ZMQ_EVENT_DISCONNECTED);
        WRAPS_FAIL.store(false, Ordering::SeqCst);
        push.send(b"after", 0);
        assert_eq!(pull.recv().0, b"after");
        push.close();
        monitor.close();
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_97_credentials_that_are_late() {
    mended(&this_test!(), || {
        let context = Context::new();
        for missing in 1..=4 {
            let pull = server(context, ZMQ_PULL);
            let push = client(context, ZMQ_PUSH);
            CREDENTIALS_MISSING.store(missing, Ordering::SeqCst);
            push.connect(&pull.bind("tcp://127.0.0.1:*"));
            push.send(b"late", 0);
            assert_eq!(pull.recv().0, b"late"); // within 20 s, and a handshake may take 30
            assert_eq!(CREDENTIALS_MISSING.load(Ordering::SeqCst), 0);
            push.close();
            pull.close();
        }
        context.term().unwrap();
    });
}

/// Hands on what comes of the next connection to a server, and what comes back, while `until` runs; then ends it.
fn hand_on(listener: &TcpListener, server: &str, until: impl FnOnce()) {
    let client = listener.accept().unwrap().0;
    let server = TcpStream::connect(server.strip_prefix("tcp://").unwrap()).unwrap();
    let copy = |mut from: TcpStream, mut to: TcpStream| {
        thread::spawn(move || {
            let mut bytes = [0; 65536];
            while let Ok(count @ 1..) = from.read(&mut bytes) {
                if to.write_all(&bytes[..count]).is_err() {
                    break;
                }
            }
        })
    };
    let there = copy(client.try_clone().unwrap(), server.try_clone().unwrap());
    let back = copy(server.try_clone().unwrap(), client.try_clone().unwrap());
    until();
    for stream in [&client, &server] {
        let _ = stream.shutdown(Shutdown::Both);
    }
    there.join().unwrap();
    back.join().unwrap();
}

/// Shakes hands with a client up to its first token.
fn first_token(listener: &TcpListener) -> Peer {
    let mut stranger = Peer::accept(listener);
    let mut greeting = peer::greeting("GSSAPI");
    greeting[32] = 1; // a server
    stranger.stream.write_all(&greeting).unwrap();
    stranger.stream.read_exact(&mut [0; 64]).unwrap();
    assert!(stranger.receive().unwrap().1.starts_with(b"\x08INITIATE"));
    stranger
}

/// Somebody between a client and its server answers the client's second connection.
#[test]
fn mend_97_a_token_that_is_none() {
    mended(&this_test!(), || {
        let context = Context::new();
        let pull = server(context, ZMQ_PULL);
        let endpoint = pull.bind("tcp://127.0.0.1:*");
        let (listener, between) = peer::listener();
        let push = client(context, ZMQ_PUSH);
        push.connect(&between);
        push.send(b"before", 0);
        hand_on(&listener, &endpoint, || assert_eq!(pull.recv().0, b"before"));
        let mut stranger = first_token(&listener);
        let mut token = 500_u32.to_be_bytes().to_vec();
        token.extend([0x60; 500]);
        stranger.send(COMMAND, &peer::command("INITIATE", &token));
        peer::rest(&mut stranger, std::time::Duration::from_secs(1)); // it is closed, or has settled
        push.send(b"after", 0);
        drop(stranger);
        hand_on(&listener, &endpoint, || assert_eq!(pull.recv().0, b"after"));
        push.close();
        pull.close();
        context.term().unwrap();
    });
}
