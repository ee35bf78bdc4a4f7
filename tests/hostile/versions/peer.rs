//! A peer that speaks any version of ZMTP by hand. The layouts are those of the specifications 13 (ZMTP 1.0), 15 (2.0), 23 (3.0) and
//! 37 (3.1) on rfc.zeromq.org.

use crate::support::zmtp::{self, COMMAND, MORE};
use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    time::Duration,
};

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Version {
    /// 1.0, as libzmq up to 2.2 speaks it: a frame with the routing id is all that comes before messages.
    V1,
    /// The same, with the length of that first frame in its long form: its first byte is that of a signature, too.
    V1Long,
    /// 2.0, as libzmq 3.x speaks it: a signature, a revision and the kind of the socket.
    V2,
    V3,
    V31,
    /// A version that does not exist yet.
    Later,
}

pub const VERSIONS: [Version; 6] =
    [Version::V1, Version::V1Long, Version::V2, Version::V3, Version::V31, Version::Later];

/// The kinds of ZMTP, in the order of their numbers in ZMTP 2.0.
const KINDS: [&str; 9] = ["PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH"];

/// A connection after its handshake.
pub struct Peer {
    peer: zmtp::Peer,
    version: Version,
    /// The routing id that the other side sent; `None` if it sent none.
    pub routing_id: Option<Vec<u8>>,
}

impl Peer {
    /// Shakes hands as a socket of a kind with a routing id; each byte of ours in a segment of its own if `in_pieces`.
    pub fn new(
        mut peer: zmtp::Peer,
        version: Version,
        kind: &str,
        routing_id: &[u8],
        in_pieces: bool,
    ) -> Peer {
        let write = |peer: &mut zmtp::Peer, bytes: &[u8]| {
            let size = if in_pieces { 1 } else { bytes.len().max(1) };
            bytes.chunks(size).for_each(|piece| peer.stream.write_all(piece).unwrap());
        };
        let theirs = match version {
            Version::V1 | Version::V1Long => {
                write(&mut peer, &old_frame(version == Version::V1Long, 0, routing_id));
                let mut theirs = Peer { peer, version, routing_id: None };
                let (flags, id) = theirs.receive_old();
                // What can speak later versions says so by a bit that ZMTP 1.0 ignores.
                assert_eq!(flags, 0x7f);
                return Peer { routing_id: Some(id), ..theirs };
            }
            Version::V2 => {
                let number = KINDS.iter().position(|one| *one == kind).unwrap() as u8;
                write(&mut peer, &[0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, number]);
                write(&mut peer, &[0, routing_id.len() as u8]);
                write(&mut peer, routing_id);
                let mut theirs = [0; 12];
                peer.stream.read_exact(&mut theirs).unwrap();
                assert_eq!((theirs[0], theirs[9] & 1, theirs[10]), (0xff, 1, 3));
                let (flags, id) = peer.receive().unwrap();
                assert_eq!(flags, 0);
                Some(id)
            }
            Version::V3 | Version::V31 | Version::Later => {
                let mut greeting = zmtp::greeting("NULL");
                let later: &[(&str, &str)] = match version {
                    Version::V3 => {
                        greeting[11] = 0;
                        &[]
                    }
                    Version::V31 => &[],
                    // Bytes that are reserved, properties and a length of the signature that mean nothing today.
                    _ => {
                        (greeting[8], greeting[10], greeting[11]) = (1, 4, 2);
                        greeting[33..].fill(0xa5);
                        &[("X-Compression", "zstd"), ("Resource", "/service"), ("", "")]
                    }
                };
                write(&mut peer, &greeting);
                let mut theirs = [0; 64];
                peer.stream.read_exact(&mut theirs).unwrap();
                assert_eq!((theirs[0], theirs[9], theirs[10], theirs[11]), (0xff, 0x7f, 3, 1));
                let id = String::from_utf8(routing_id.to_vec()).unwrap();
                let mut properties = vec![("Identity", id.as_str())];
                properties.extend(later);
                peer.ready(kind, &properties).remove("Identity")
            }
        };
        let mut peer = Peer { peer, version, routing_id: theirs };
        if version == Version::Later {
            peer.peer.send(COMMAND, b"\x07ACCOUNTa command of another time");
        }
        peer
    }

    /// The next connection to a listener.
    pub fn accept(
        listener: &TcpListener,
        version: Version,
        kind: &str,
        routing_id: &[u8],
        in_pieces: bool,
    ) -> Peer {
        Peer::new(zmtp::Peer::accept(listener), version, kind, routing_id, in_pieces)
    }

    fn is_old(&self) -> bool {
        matches!(self.version, Version::V1 | Version::V1Long)
    }

    /// Sends one message.
    pub fn send(&mut self, parts: &[&[u8]]) {
        for (index, part) in parts.iter().enumerate() {
            let more = if index + 1 < parts.len() { MORE } else { 0 };
            match self.is_old() {
                true => self.peer.stream.write_all(&old_frame(false, more, part)).unwrap(),
                false => self.peer.send(more, part),
            }
        }
    }

    /// Receives one message. Nobody may send a command to who does not know what that is.
    pub fn receive(&mut self) -> Vec<Vec<u8>> {
        let mut parts = Vec::new();
        loop {
            let (flags, part) = match self.is_old() {
                true => self.receive_old(),
                false => self.peer.receive().expect("the connection is closed"),
            };
            assert_eq!(flags & !MORE, 0, "{:?}", String::from_utf8_lossy(&part));
            parts.push(part);
            if flags & MORE == 0 {
                return parts;
            }
        }
    }

    /// Subscribes, as this version does.
    pub fn subscribe(&mut self, topic: &[u8]) {
        match self.version {
            // Filters lie with the subscriber, who says nothing of them.
            Version::V1 | Version::V1Long => (),
            Version::V2 | Version::V3 => self.send(&[&[&[1], topic].concat()]),
            Version::V31 | Version::Later => {
                self.peer.send(COMMAND, &[b"\x09SUBSCRIBE", topic].concat());
            }
        }
    }

    /// Whether there is something to receive now, or in a moment.
    pub fn has_sent(&self) -> bool {
        let stream = &self.peer.stream;
        let before = stream.read_timeout().unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(10))).unwrap();
        let sent = stream.peek(&mut [0]).is_ok_and(|length| length > 0);
        stream.set_read_timeout(before).unwrap();
        sent
    }

    /// Receives a subscription, as this version sends it, and gives its topic.
    pub fn subscription(&mut self) -> Vec<u8> {
        let (head, body) = match self.version {
            Version::V31 | Version::Later => {
                let (flags, body) = self.peer.receive().unwrap();
                assert_eq!(flags, COMMAND);
                (&b"\x09SUBSCRIBE"[..], body)
            }
            _ => (&[1][..], self.receive().remove(0)),
        };
        body.strip_prefix(head).unwrap_or_else(|| panic!("{:?}: {body:?}", self.version)).to_vec()
    }

    /// A frame of ZMTP 1.0: its flags and its body.
    fn receive_old(&mut self) -> (u8, Vec<u8>) {
        let mut byte = || {
            let mut byte = [0];
            self.peer.stream.read_exact(&mut byte).unwrap();
            byte[0]
        };
        let length = match byte() {
            0xff => (0..8).fold(0, |length, _| length << 8 | usize::from(byte())),
            length => usize::from(length),
        };
        let flags = byte();
        let mut body = vec![0; length - 1];
        self.peer.stream.read_exact(&mut body).unwrap();
        (flags, body)
    }
}

/// A frame of ZMTP 1.0: the length counts the byte of flags.
fn old_frame(long: bool, flags: u8, body: &[u8]) -> Vec<u8> {
    let length = body.len() + 1;
    let mut frame = match u8::try_from(length) {
        Ok(length) if length < 0xff && !long => vec![length],
        _ => [&[0xff], &(length as u64).to_be_bytes()[..]].concat(),
    };
    frame.push(flags);
    frame.extend(body);
    frame
}
