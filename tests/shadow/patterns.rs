//! Who talks to whom, and how what is sent is framed.

use zmq::{Multipart, SocketType, SocketType::*};

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// It goes to one of the peers.
    Share,
    /// It goes to every peer that wants it.
    Fan,
    /// It goes to the peer it is for.
    Route,
    /// It answers a message that was received, and goes to who sent that.
    Answer,
    /// None is sent.
    Nothing,
}

/// Two kinds, and what becomes of messages from the first to the second, and back.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    pub kinds: [SocketType; 2],
    pub flows: [Flow; 2],
    /// One of each at most.
    pub exclusive: bool,
}

const fn row(left: SocketType, right: SocketType, there: Flow, back: Flow) -> Pattern {
    Pattern { kinds: [left, right], flows: [there, back], exclusive: false }
}

const fn pair(kind: SocketType) -> Pattern {
    Pattern { kinds: [kind, kind], flows: [Flow::Share, Flow::Share], exclusive: true }
}

pub const PATTERNS: &[Pattern] = &[
    pair(Pair),
    row(Push, Pull, Flow::Share, Flow::Nothing),
    row(Dealer, Dealer, Flow::Share, Flow::Share),
    row(Pub, Sub, Flow::Fan, Flow::Nothing),
    row(Pub, XSub, Flow::Fan, Flow::Nothing),
    row(XPub, Sub, Flow::Fan, Flow::Nothing),
    row(XPub, XSub, Flow::Fan, Flow::Nothing),
    row(Req, Rep, Flow::Share, Flow::Answer),
    row(Req, Router, Flow::Share, Flow::Answer),
    row(Dealer, Rep, Flow::Share, Flow::Answer),
    row(Dealer, Router, Flow::Share, Flow::Route),
    row(Router, Router, Flow::Route, Flow::Route),
    row(Stream, Stream, Flow::Route, Flow::Route),
    #[cfg(feature = "draft")]
    pair(Channel),
    #[cfg(feature = "draft")]
    row(Scatter, Gather, Flow::Share, Flow::Nothing),
    #[cfg(feature = "draft")]
    row(Client, Server, Flow::Share, Flow::Answer),
    #[cfg(feature = "draft")]
    row(Radio, Dish, Flow::Fan, Flow::Nothing),
    #[cfg(feature = "draft")]
    row(Peer, Peer, Flow::Route, Flow::Route),
    #[cfg(feature = "draft")]
    row(Dgram, Dgram, Flow::Route, Flow::Route),
];

/// What a socket calls a connection that it has learned of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// The first part of a message, of a STREAM or DGRAM.
    Id(Vec<u8>),
    /// A property of the message, of a PEER.
    #[cfg_attr(not(feature = "draft"), allow(dead_code))]
    Number(u32),
}

/// Whether a kind reaches a peer by what it has learned, and not by a name that the peer has.
pub fn learns(kind: SocketType) -> bool {
    kind == Stream || kind.name() == "PEER" || is_dgram(kind)
}

/// Whether a message of this kind has one part, beside an address.
pub fn is_single(kind: SocketType) -> bool {
    kind == Stream || kind.is_thread_safe() || is_dgram(kind)
}

/// Whether it sends datagrams to addresses, and has no connections.
pub fn is_dgram(kind: SocketType) -> bool {
    kind.name() == "DGRAM"
}

/// The routing id of a socket.
pub fn id(node: usize) -> Vec<u8> {
    format!("node {node}").into_bytes()
}

/// What goes around a message from `from` to a socket of the kind `to`, which has this name if that counts.
pub fn frame(from: SocketType, to: SocketType, name: Vec<u8>, mut parts: Multipart) -> Multipart {
    if (from, to) == (Router, Req) || (from, to) == (Dealer, Rep) {
        parts.push_front(&b""[..]);
    }
    if from == Router || from == Stream || is_dgram(from) {
        parts.push_front(name);
    }
    parts
}

/// Takes off what [`frame`] and the way put around it; the number of who sent it, where that is told.
#[track_caller]
pub fn unframe(at: SocketType, from: SocketType, parts: &mut Multipart) -> Option<usize> {
    let mut sender = None;
    if at == Router {
        let id = parts.pop_front().expect("a routing id");
        let number = id.to_str().ok().and_then(|id| id.strip_prefix("node ")?.parse().ok());
        sender = Some(number.unwrap_or_else(|| panic!("from nobody: {:?}", &*id)));
    }
    if (at, from) == (Router, Req) || (at, from) == (Dealer, Rep) {
        assert!(parts.pop_front().expect("a delimiter").is_empty());
    }
    sender
}
