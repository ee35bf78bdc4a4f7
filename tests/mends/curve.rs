//! A server of CURVE by hand (RFC 26), so that a test decides what is in its WELCOME.

use std::io::{Read, Write};

use zmq_sys::*;

use crate::{
    boxes::{keypair, open, seal},
    mended,
    peer::{self, COMMAND, Peer, greeting},
    raw::{Context, Socket},
};

/// Points of Curve25519 whose order divides eight: with each of them, the secret in common is zero, whatever the other key is.
const LOW_ORDER: [&str; 5] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/// Greets as a server of CURVE, and takes HELLO: the short-term key of the client.
fn hello(peer: &mut Peer) -> [u8; 32] {
    let mut ours = greeting("CURVE");
    ours[32] = 1; // as a server
    peer.stream.write_all(&ours).unwrap();
    peer.stream.read_exact(&mut [0; 64]).unwrap();
    let (flags, body) = peer.receive().expect("HELLO");
    assert_eq!((flags, body.len(), &body[..6]), (COMMAND, 200, &b"\x05HELLO"[..]));
    body[80..112].try_into().unwrap()
}

/// WELCOME with a short-term key of the server, and a cookie.
fn welcome(key: &[u8; 32], client: &[u8; 32], secret: &[u8; 32]) -> Vec<u8> {
    let rest = [3; 16];
    let nonce = [&b"WELCOME-"[..], &rest].concat().try_into().unwrap();
    let plain = [&key[..], &[5; 96]].concat();
    [&b"\x07WELCOME"[..], &rest, &seal(&plain, &nonce, client, secret)].concat()
}

/// A client of a server with this key.
fn client(context: Context, server: &[u8; 32]) -> Socket {
    let push = context.socket(ZMQ_PUSH);
    let (public, secret) = keypair();
    push.set(ZMQ_LINGER, 0);
    for (option, key) in
        [(ZMQ_CURVE_SERVERKEY, server), (ZMQ_CURVE_PUBLICKEY, &public), (ZMQ_CURVE_SECRETKEY, &secret)]
    {
        push.set_bytes(option, key).unwrap();
    }
    push
}

#[test]
fn mend_47_the_key_of_a_server_has_a_low_order() {
    mended!(30, || {
        let context = Context::new();
        let (public, secret) = keypair();
        for point in LOW_ORDER {
            let mut key = [0; 32];
            for (byte, digits) in key.iter_mut().zip(point.as_bytes().chunks(2)) {
                *byte = u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
            }
            let (listener, endpoint) = peer::listener();
            let push = client(context, &public);
            let monitor = push.monitor(context, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_DISCONNECTED);
            push.connect(&endpoint);
            let mut server = Peer::accept(&listener);
            let short = hello(&mut server);
            server.send(COMMAND, &welcome(&key, &short, &secret));
            assert!(server.is_closed_by_peer(), "{point}");
            assert_eq!(monitor.event(), ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, "{point}");
            push.close();
            monitor.close();
        }
        // And a good one: INITIATE says who the client is.
        let (listener, endpoint) = peer::listener();
        let push = client(context, &public);
        push.connect(&endpoint);
        let mut server = Peer::accept(&listener);
        let client = hello(&mut server);
        let short = keypair();
        server.send(COMMAND, &welcome(&short.0, &client, &secret));
        let (_, initiate) = server.receive().expect("INITIATE");
        assert!(initiate.starts_with(b"\x08INITIATE"));
        let nonce = [&b"CurveZMQINITIATE"[..], &initiate[105..113]].concat().try_into().unwrap();
        let plain = open(&initiate[113..], &nonce, &client, &short.1).expect("its box");
        assert!(String::from_utf8_lossy(&plain).contains("Socket-Type"));
        push.close();
        context.term().unwrap();
    });
}
