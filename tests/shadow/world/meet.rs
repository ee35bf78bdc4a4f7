//! Before the world begins: nobody is still on the way.

use super::World;
use crate::patterns::{self, Address};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};
use zmq::{Message, Multipart, Socket, SocketType};

const LITTLE: Duration = Duration::from_millis(5);

/// How what a publisher sends before the world begins ends.
const GREETING: &str = " is here";

/// Whether this was sent before the world began.
pub(super) fn is_greeting(parts: &Multipart) -> bool {
    parts.len() == 1 && parts[0].ends_with(GREETING.as_bytes())
}

fn deadline() -> Instant {
    Instant::now() + Duration::from_secs(20)
}

impl World {
    /// Until each publisher has reached each subscriber once. More of what says so may be on its way: [`is_greeting`].
    pub(super) fn subscribed(&mut self) {
        let (publishers, subscribers) = (self.open(0), self.open(1));
        let mut met = BTreeSet::new();
        let until = deadline();
        while met.len() < publishers.len() * subscribers.len() {
            assert!(Instant::now() < until, "{:?}: only {met:?} have met", self.pattern);
            // Who has reached all is silent, so that there is room for the others: over udp, what finds none is lost.
            for &publisher in &publishers {
                if subscribers.iter().all(|&subscriber| met.contains(&(publisher, subscriber))) {
                    continue;
                }
                let message = in_group(self.kind(publisher), format!("a {publisher}{GREETING}").into());
                // There may be no room.
                let _ = self.end_of(publisher).with(|socket| socket.try_send(message));
            }
            for &subscriber in &subscribers {
                let receive = |socket: &Socket<SocketType>| socket.recv_timeout(LITTLE);
                while let Some(message) = self.end_of(subscriber).with(receive).unwrap() {
                    let publisher = message.to_str().unwrap().split(' ').nth(1).unwrap().parse::<usize>();
                    met.insert((publisher.unwrap(), subscriber));
                }
            }
        }
    }

    /// Until each DGRAM has heard of all on the other side: they are bound in the background.
    pub(super) fn found(&mut self) {
        let until = deadline();
        let mut met = BTreeSet::new();
        let pairs = 2 * self.open(0).len() * self.open(1).len();
        while met.len() < pairs {
            assert!(Instant::now() < until, "{:?}: only {met:?} have met", self.pattern);
            for node in 0..self.nodes.len() {
                for (to, address) in self.nodes[node].addresses.clone() {
                    let Address::Id(address) = address else { continue };
                    if met.contains(&(node, to)) {
                        continue;
                    }
                    let message = [address, format!("a {node}{GREETING}").into_bytes()];
                    // There may be no room.
                    let _ = self.end_of(node).with(|socket| socket.try_send_multipart(message));
                }
                let receive = |socket: &Socket<SocketType>| socket.recv_multipart_timeout(LITTLE);
                while let Some(parts) = self.end_of(node).with(receive).unwrap() {
                    met.insert((self.at_address(node, &parts[0]), node));
                }
            }
        }
    }

    /// Who has this address, or is at the other end of this connection.
    pub(super) fn at_address(&self, node: usize, address: &[u8]) -> usize {
        // libzmq ends the address of a datagram with a zero.
        let address = match address {
            [address @ .., 0] if patterns::is_dgram(self.kind(node)) => address,
            whole => whole,
        };
        let addresses = &self.nodes[node].addresses;
        let of = addresses.iter().find(|(_, known)| **known == Address::Id(address.to_vec()));
        *of.unwrap_or_else(|| panic!("from nobody: {}", String::from_utf8_lossy(address))).0
    }

    /// Until each STREAM that binds knows which of its connections is whose: the bytes that come first say so.
    pub(super) fn introduced(&mut self) {
        let (binders, connecters) = (self.open(self.binds), self.open(1 - self.binds));
        for &connecter in &connecters {
            for &binder in &binders {
                let hello = [patterns::id(binder), format!("hello {connecter}.").into_bytes()];
                self.end_of(connecter).with(|socket| socket.send_multipart(hello)).unwrap();
            }
        }
        let until = deadline();
        for binder in binders {
            let mut unknown = BTreeMap::<Vec<u8>, Vec<u8>>::new();
            while self.nodes[binder].addresses.len() < connecters.len() {
                assert!(Instant::now() < until, "{:?} has met no others", self.nodes[binder].addresses);
                let received = self.end_of(binder).with(|socket| socket.recv_multipart_timeout(LITTLE));
                let Some(parts) = received.unwrap() else { continue };
                let bytes = unknown.entry(parts[0].to_vec()).or_default();
                bytes.extend(&*parts[1]);
                let text = String::from_utf8_lossy(bytes);
                if let Some((hello, "")) = text.split_once('.') {
                    let connecter = hello.strip_prefix("hello ").unwrap().parse().unwrap();
                    self.nodes[binder].addresses.insert(connecter, Address::Id(parts[0].to_vec()));
                }
            }
        }
    }
}

/// In the group that is called as the topic, where the kind has groups.
#[cfg_attr(not(feature = "draft"), allow(unused_mut, unused_variables))]
pub(super) fn in_group(kind: SocketType, mut message: Message) -> Message {
    #[cfg(feature = "draft")]
    if kind == SocketType::Radio {
        let group = char::from(message[0]).to_string();
        message.set_group(&group).unwrap();
    }
    message
}
