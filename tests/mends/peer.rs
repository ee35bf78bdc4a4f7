//! What these tests add to the peer that speaks ZMTP by hand.

use std::{
    io::{ErrorKind, Read},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

pub use crate::support::zmtp::{COMMAND, MORE, Peer, greeting};
use crate::system;

/// A command with a name.
pub fn command(name: &str, rest: &[u8]) -> Vec<u8> {
    let mut body = vec![name.len() as u8];
    body.extend(name.bytes());
    body.extend(rest);
    body
}

/// Many frames in one piece, as they are on the wire.
pub fn frames<'a>(frames: impl IntoIterator<Item = (u8, &'a [u8])>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (flags, body) in frames {
        bytes.extend([flags, u8::try_from(body.len()).unwrap()]);
        bytes.extend(body);
    }
    bytes
}

/// Connects and shakes hands as a socket of a kind.
pub fn connect(endpoint: &str, kind: &str) -> Peer {
    let mut peer = Peer::connect(endpoint);
    peer.shake_hands(kind, &[]);
    peer
}

/// Connects and shakes hands as a DEALER that claims a routing id.
pub fn connect_as(endpoint: &str, id: &[u8]) -> Peer {
    let mut peer = Peer::connect(endpoint);
    peer.greet();
    let mut ready = command("READY", b"\x0bSocket-Type\0\0\0\x06DEALER\x08Identity");
    ready.extend((id.len() as u32).to_be_bytes());
    ready.extend(id);
    peer.send(COMMAND, &ready);
    assert!(peer.receive().unwrap().1.starts_with(b"\x05READY"));
    peer
}

/// Accepts and shakes hands as a socket of a kind.
pub fn accept(listener: &TcpListener, kind: &str) -> Peer {
    let mut peer = Peer::accept(listener);
    peer.shake_hands(kind, &[]);
    peer
}

/// A listener for peers by hand, and its endpoint.
pub fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("tcp://{}", listener.local_addr().unwrap());
    (listener, endpoint)
}

/// Ends a connection with a reset.
pub fn reset(peer: Peer) {
    system::raw::reset(peer.stream);
}

/// What comes until nothing has come for a while, or the connection is closed.
pub fn rest(peer: &mut Peer, patience: Duration) -> Vec<(u8, Vec<u8>)> {
    peer.stream.set_read_timeout(Some(patience)).unwrap();
    let mut frames = Vec::new();
    loop {
        let mut first = [0];
        match peer.stream.peek(&mut first) {
            Ok(0) => return frames,
            Ok(_) => match peer.receive() {
                Some(frame) => frames.push(frame),
                None => return frames,
            },
            Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => {
                return frames;
            }
            Err(_) => return frames,
        }
    }
}

/// Gives an I/O thread time to get at what a peer did, where nothing tells when it has. Nothing depends on it where libzmq is
/// right: with a mend left out, a test might pass if it were too short.
pub fn settle() {
    thread::sleep(Duration::from_millis(150));
}

/// Reads to the end of a head of HTTP.
pub fn http_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&head));
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}
