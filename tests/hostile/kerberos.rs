//! Peers of GSSAPI who have a ticket and then say what they may not: in the clear, out of turn, twice, or not at all. None is heard,
//! each is sent away at once, and a friend is served after.
#![cfg(all(target_os = "linux", feature = "gssapi"))]

#[path = "../mends/gssapi/guest.rs"]
mod guest;
#[path = "../mends/gssapi/raw.rs"]
mod raw;

use std::{net::TcpListener, time::Duration};

use crate::support::{bind_tcp, mended, realm::in_realm, this_test, zmtp::COMMAND};
use guest::{Guest, command, ready, token, token_of};
use raw::{DCE_STYLE, KERBEROS, MUTUAL, REPLAY, SPNEGO};
use zmq::{Context, GssapiNameType, Pull, Socket};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

fn server(ctx: &Context) -> (Socket<Pull>, String) {
    let pull = ctx.socket(zmq::PULL).unwrap();
    pull.set_gssapi_server(true).unwrap();
    pull.set_gssapi_principal("zmq@localhost").unwrap();
    pull.set_rcvtimeo(Some(Duration::from_secs(20))).unwrap();
    let endpoint = bind_tcp(&pull);
    (pull, endpoint)
}

fn client(ctx: &Context, endpoint: &str) -> Socket<Pull> {
    let pull = ctx.socket(zmq::PULL).unwrap();
    pull.set_gssapi_principal("alice@ZMQ.TEST").unwrap();
    pull.set_gssapi_principal_nametype(GssapiNameType::Krb5Principal).unwrap();
    pull.set_gssapi_service_principal("zmq/localhost@ZMQ.TEST").unwrap();
    pull.set_gssapi_service_principal_nametype(GssapiNameType::Krb5Principal).unwrap();
    pull.connect(endpoint).unwrap();
    pull
}

/// What somebody does, and its name.
type Deed = (&'static str, fn(&mut Guest));

/// What a client says that is in.
const INSIDE: [Deed; 13] = [
    ("a message in the clear", |guest| guest.peer.send(0, b"clear")),
    ("a PING in the clear", |guest| guest.peer.send(COMMAND, b"\x04PING\0\0")),
    ("a subscription in the clear", |guest| guest.peer.send(COMMAND, b"\x09SUBSCRIBEtopic")),
    ("INITIATE again", |guest| guest.peer.send(COMMAND, &token("INITIATE", b"again"))),
    ("what is protected and not hidden", |guest| {
        let wrapped = guest.party.wrap(false, b"\0clear");
        guest.peer.send(COMMAND, &token("MESSAGE", &wrapped));
    }),
    ("nothing, without its flags", |guest| {
        let wrapped = guest.party.wrap(true, b"");
        guest.peer.send(COMMAND, &token("MESSAGE", &wrapped));
    }),
    ("no token", |guest| guest.peer.send(COMMAND, &token("MESSAGE", b""))),
    ("no length", |guest| guest.peer.send(COMMAND, b"\x07MESSAGE")),
    ("a token that ends too early", |guest| guest.peer.send(COMMAND, b"\x07MESSAGE\xff\xff\xff\xff")),
    ("more than the token", |guest| {
        let wrapped = guest.wrapped(0, b"more");
        guest.peer.send(COMMAND, &[&wrapped[..], b"."].concat());
    }),
    ("one bit changed", |guest| {
        let mut wrapped = guest.wrapped(0, b"changed");
        *wrapped.last_mut().unwrap() ^= 1;
        guest.peer.send(COMMAND, &wrapped);
    }),
    ("what the server said", |guest| {
        guest.say(2, b"\x04PING\0\0");
        let (flags, pong) = guest.peer.receive().unwrap();
        guest.peer.send(flags, &pong);
    }),
    ("an empty frame", |guest| guest.peer.send(0, b"")),
];

/// What a client says on its way in.
const OUTSIDE: [Deed; 12] = [
    ("a message", |guest| guest.peer.send(0, b"message")),
    ("ERROR", |guest| guest.peer.send(COMMAND, &command("ERROR", b"\x03400"))),
    ("READY", |guest| guest.peer.send(COMMAND, &ready("PUSH", b""))),
    ("nothing", |guest| guest.peer.send(COMMAND, b"")),
    ("a token that is none", |guest| guest.peer.send(COMMAND, &token("INITIATE", &[0x60; 500]))),
    ("a token that ends too early", |guest| guest.peer.send(COMMAND, b"\x08INITIATE\xff\xff\xff\xff")),
    ("more than the token", |guest| guest.peer.send(COMMAND, b"\x08INITIATE\0\0\0\x01xy")),
    ("a token of which one bit is changed", |guest| {
        let (mut ours, _) = guest.party.step(b"").unwrap();
        *ours.last_mut().unwrap() ^= 1;
        guest.peer.send(COMMAND, &token("INITIATE", &ours));
    }),
    ("two ends of the tokens", |guest| {
        guest.exchange().unwrap();
        guest.peer.send(COMMAND, b"");
        guest.peer.send(COMMAND, b"");
    }),
    ("READY in the clear", |guest| {
        admitted(guest);
        guest.peer.send(COMMAND, &ready("PUSH", b""));
    }),
    ("READY of another kind", |guest| {
        admitted(guest);
        guest.say(0, &ready("PULL", b""));
    }),
    ("a message before READY", |guest| {
        admitted(guest);
        guest.say(0, b"early");
    }),
];

/// A client has exchanged tokens, and has heard READY.
fn admitted(guest: &mut Guest) {
    guest.exchange().unwrap();
    guest.peer.send(COMMAND, b"");
    guest.hear().unwrap();
}

/// A client comes in, and is heard.
fn friend(pull: &Socket<Pull>, mut guest: Guest) -> Guest {
    guest.enter("PUSH").unwrap();
    guest.say(0, b"friend");
    assert_eq!(pull.recv().unwrap(), b"friend");
    guest
}

#[test]
fn a_client_who_may_come_in() {
    if !mended(97) {
        return eprintln!("SKIPPED: this libzmq lets connections wait");
    }
    in_realm(&this_test!(), 60, &[], || {
        let ctx = context();
        let (pull, endpoint) = server(&ctx);
        let inside = INSIDE.iter().map(|deed| (deed, true));
        for ((name, deed), is_inside) in inside.chain(OUTSIDE.iter().map(|deed| (deed, false))) {
            let mut guest = Guest::connect(&endpoint);
            if is_inside {
                guest = friend(&pull, guest);
            }
            deed(&mut guest);
            assert!(guest.peer.is_closed_by_peer(), "{name}");
        }
        friend(&pull, Guest::connect(&endpoint));
        pull.set_rcvtimeo(Some(Duration::ZERO)).unwrap();
        assert!(pull.recv().is_err(), "something was heard");
    });
}

/// A client asks for less, in another style, or by a mechanism that agrees on one: what it says is hidden all the same.
#[test]
fn whatever_a_client_asks_for() {
    in_realm(&this_test!(), 60, &[], || {
        let ctx = context();
        let (pull, endpoint) = server(&ctx);
        for mechanism in [KERBEROS, SPNEGO] {
            for flags in [0, MUTUAL, REPLAY, MUTUAL | DCE_STYLE] {
                friend(&pull, Guest::connect_with(&endpoint, mechanism, flags));
            }
        }
    });
}

/// What a server says, or who answers in its place; the first ones without a key.
const SERVERS: [Deed; 12] = [
    ("READY", |guest| guest.peer.send(COMMAND, &ready("PUSH", b""))),
    ("nothing", |guest| guest.peer.send(COMMAND, b"")),
    ("ERROR", |guest| guest.peer.send(COMMAND, &command("ERROR", b"\x03400"))),
    ("a token that is none", |guest| guest.peer.send(COMMAND, &token("INITIATE", &[0x60; 500]))),
    ("no token", |guest| guest.peer.send(COMMAND, &token("INITIATE", b""))),
    ("a token that ends too early", |guest| guest.peer.send(COMMAND, b"\x08INITIATE\xff\xff\xff\xff")),
    ("more than the token", |guest| guest.peer.send(COMMAND, b"\x08INITIATE\0\0\0\x01xy")),
    ("the client's token", |guest| {
        let (flags, theirs) = guest.peer.receive().unwrap();
        guest.peer.send(flags, &theirs);
    }),
    ("two tokens", |guest| {
        let (_, theirs) = guest.peer.receive().unwrap();
        let (ours, _) = guest.party.step(token_of("INITIATE", &theirs).unwrap()).unwrap();
        guest.peer.send(COMMAND, &token("INITIATE", &ours));
        guest.peer.send(COMMAND, &token("INITIATE", &ours));
    }),
    ("READY in the clear", |guest| {
        guest.admit().unwrap();
        guest.peer.send(COMMAND, &ready("PUSH", b""));
        guest.peer.send(0, b"clear");
    }),
    ("a message before READY", |guest| {
        guest.admit().unwrap();
        guest.say(0, b"early");
    }),
    ("a message in the clear", |guest| {
        guest.let_in("PUSH").unwrap();
        guest.peer.send(0, b"clear");
    }),
];

#[test]
fn a_server_who_is_none() {
    if !mended(97) {
        return eprintln!("SKIPPED: this libzmq frees a token twice");
    }
    in_realm(&this_test!(), 60, &[], || {
        let ctx = context();
        for (name, deed) in SERVERS {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let pull = client(&ctx, &format!("tcp://{}", listener.local_addr().unwrap()));
            let mut guest = Guest::accept(&listener);
            deed(&mut guest);
            assert!(guest.peer.is_closed_by_peer(), "{name}");
            assert!(pull.try_recv().unwrap().is_none(), "{name}: something was heard");
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let pull = client(&ctx, &format!("tcp://{}", listener.local_addr().unwrap()));
        pull.set_rcvtimeo(Some(Duration::from_secs(20))).unwrap();
        let mut guest = Guest::accept(&listener);
        guest.let_in("PUSH").unwrap();
        guest.say(0, b"friend");
        assert_eq!(pull.recv().unwrap(), b"friend");
    });
}
