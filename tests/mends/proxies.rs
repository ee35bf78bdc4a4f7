//! SOCKS proxies, which answer as they like.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use zmq_sys::*;

use crate::{
    mended,
    peer::{Peer, greeting, listener, settle},
    raw::{Context, Socket},
};

/// A PUSH that connects through a proxy, and the proxy, which has been asked to connect.
fn asked(context: Context) -> (Socket, TcpStream) {
    let (proxy, endpoint) = listener();
    let push = context.socket(ZMQ_PUSH);
    push.set(ZMQ_LINGER, 0);
    // One attempt.
    push.set(ZMQ_RECONNECT_IVL, -1);
    push.set_bytes(ZMQ_SOCKS_PROXY, endpoint.strip_prefix("tcp://").unwrap().as_bytes()).unwrap();
    push.connect("tcp://127.0.0.1:5555");
    let (mut stream, _) = proxy.accept().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.read_exact(&mut [0; 3]).unwrap();
    stream.write_all(&[5, 0]).unwrap();
    let mut request = [0; 10];
    stream.read_exact(&mut request).unwrap();
    assert_eq!(request[..8], [5, 1, 0, 1, 127, 0, 0, 1]);
    (push, stream)
}

/// Behind the reply, at once, the peer itself speaks.
fn goes_on(push: Socket, stream: TcpStream) {
    let mut peer = Peer { stream };
    let mut theirs = [0; 64];
    peer.stream.read_exact(&mut theirs).expect("the reply ends");
    peer.ready("PULL", &[]);
    push.send(b"through the proxy", 0);
    assert_eq!(peer.receive(), Some((0, b"through the proxy".to_vec())));
}

/// A reply with the name of the host, of this length.
fn named(length: u8) -> Vec<u8> {
    let mut reply = vec![5, 0, 0, 3, length];
    reply.extend(vec![b'a'; length.into()]);
    reply.extend([0x15, 0xB3]);
    reply
}

#[test]
fn mend_85_the_name_in_a_reply_is_long() {
    mended!(30, || {
        for length in [0, 1, 127, 128, 211, 253, 255] {
            let context = Context::new();
            let (push, mut stream) = asked(context);
            stream.write_all(&[named(length), greeting("NULL").to_vec()].concat()).unwrap();
            goes_on(push, stream);
            push.close();
            context.term().unwrap();
        }
    });
}

#[test]
fn mend_85_a_reply_comes_in_pieces() {
    mended!(60, || {
        let four = [&[5, 0, 0, 1, 127][..], &[0, 0, 1, 0x15, 0xB3]].concat();
        let six = [&[5, 0, 0, 4][..], &[0; 16], &[0x15, 0xB3]].concat();
        for reply in [four, six, named(9)] {
            for at in [1, 4, 5, 6, reply.len() - 1] {
                let context = Context::new();
                let (push, mut stream) = asked(context);
                stream.write_all(&reply[..at]).unwrap();
                settle();
                stream.write_all(&[&reply[at..], &greeting("NULL")].concat()).unwrap();
                goes_on(push, stream);
                push.close();
                context.term().unwrap();
            }
        }
    });
}

/// More than a name has room for comes behind its length: nothing but the name is taken.
#[test]
fn mend_85_more_than_a_reply() {
    mended!(30, || {
        for _ in 0..5 {
            let context = Context::new();
            let (push, mut stream) = asked(context);
            stream.write_all(&[5, 0, 0, 3, 211]).unwrap();
            settle();
            // The connection may end while this is written.
            let _ = stream.write_all(&vec![b'D'; 1 << 20]);
            // What stands behind the name is no greeting.
            while stream.read(&mut [0; 64]).is_ok_and(|read| read != 0) {}
            push.close();
            context.term().unwrap();
        }
    });
}
