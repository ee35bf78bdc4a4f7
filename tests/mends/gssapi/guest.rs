//! Peers of GSSAPI by hand; tests/hostile has them, too.
#![allow(dead_code)] // each program uses a part

use std::{
    io::{Read, Write},
    net::TcpListener,
};

use super::raw::{KERBEROS, MUTUAL, Party, REPLAY};
use crate::support::zmtp::{COMMAND, Peer, greeting};

/// A peer, with its end of a context.
pub struct Guest {
    pub peer: Peer,
    pub party: Party,
}

/// What the other side's greeting is answered with.
pub fn greet(peer: &mut Peer, as_server: u8) {
    let mut greeting = greeting("GSSAPI");
    greeting[32] = as_server;
    peer.stream.write_all(&greeting).unwrap();
    let mut theirs = [0; 64];
    peer.stream.read_exact(&mut theirs).unwrap();
    assert_eq!(&theirs[12..19], b"GSSAPI\0");
}

/// A command with a name.
pub fn command(name: &str, rest: &[u8]) -> Vec<u8> {
    let mut body = vec![name.len() as u8];
    body.extend(name.bytes());
    body.extend(rest);
    body
}

/// A command with a token.
pub fn token(name: &str, token: &[u8]) -> Vec<u8> {
    let mut rest = (token.len() as u32).to_be_bytes().to_vec();
    rest.extend(token);
    command(name, &rest)
}

/// The token in a command of a name.
pub fn token_of<'a>(name: &str, command: &'a [u8]) -> Option<&'a [u8]> {
    command.strip_prefix(&[name.len() as u8])?.strip_prefix(name.as_bytes())?.get(4..)
}

/// READY of a kind of socket, with more metadata.
pub fn ready(kind: &str, more: &[u8]) -> Vec<u8> {
    let mut metadata = b"\x0bSocket-Type".to_vec();
    metadata.extend((kind.len() as u32).to_be_bytes());
    metadata.extend(kind.bytes());
    metadata.extend(more);
    command("READY", &metadata)
}

impl Guest {
    /// Connects as a client with the flags of libzmq.
    pub fn connect(endpoint: &str) -> Guest {
        Guest::connect_with(endpoint, KERBEROS, MUTUAL | REPLAY)
    }

    pub fn connect_with(endpoint: &str, mechanism: &'static [u8], flags: u32) -> Guest {
        let mut peer = Peer::connect(endpoint);
        greet(&mut peer, 0);
        Guest { peer, party: Party::client("alice@ZMQ.TEST", "zmq/localhost@ZMQ.TEST", mechanism, flags) }
    }

    pub fn accept(listener: &TcpListener) -> Guest {
        let mut peer = Peer::accept(listener);
        greet(&mut peer, 1);
        Guest { peer, party: Party::server() }
    }

    /// Exchanges tokens as a client, until both have their context: the number of them, unless it is refused.
    pub fn exchange(&mut self) -> Option<usize> {
        let mut theirs = Vec::new();
        for tokens in 1.. {
            let (ours, more) = self.party.step(&theirs).ok()?;
            if !ours.is_empty() {
                self.peer.send(COMMAND, &token("INITIATE", &ours));
            } else if !more {
                return Some(tokens - 1);
            }
            let (_, command) = self.peer.receive()?;
            if command.is_empty() {
                return Some(tokens);
            }
            theirs = token_of("INITIATE", &command)?.to_vec();
            if !more {
                return Some(tokens);
            }
        }
        None
    }

    /// The whole handshake as a client.
    pub fn enter(&mut self, kind: &str) -> Option<Vec<u8>> {
        self.exchange()?;
        self.peer.send(COMMAND, b"");
        let theirs = self.hear()?;
        self.say(0, &ready(kind, b""));
        Some(theirs)
    }

    /// Exchanges tokens as a server, and hears that the client has no more.
    pub fn admit(&mut self) -> Option<()> {
        loop {
            let (_, command) = self.peer.receive()?;
            if command.is_empty() {
                return Some(());
            }
            let (ours, _) = self.party.step(token_of("INITIATE", &command)?).ok()?;
            self.peer.send(COMMAND, &token("INITIATE", &ours));
        }
    }

    /// The whole handshake as a server.
    pub fn let_in(&mut self, kind: &str) -> Option<Vec<u8>> {
        self.admit()?;
        self.say(0, &ready(kind, b""));
        self.hear()
    }

    /// A message with its flags, as it is on the wire.
    pub fn wrapped(&mut self, flags: u8, body: &[u8]) -> Vec<u8> {
        let inside = [&[flags], body].concat();
        token("MESSAGE", &self.party.wrap(true, &inside))
    }

    pub fn say(&mut self, flags: u8, body: &[u8]) {
        let wrapped = self.wrapped(flags, body);
        self.peer.send(COMMAND, &wrapped);
    }

    /// What the other side says next, after its flags.
    pub fn hear(&mut self) -> Option<Vec<u8>> {
        let (_, command) = self.peer.receive()?;
        let inside = self.party.unwrap(token_of("MESSAGE", &command)?).ok()?;
        Some(inside[1..].to_vec())
    }
}
