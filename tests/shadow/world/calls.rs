//! What sockets do.

use super::{
    World,
    meet::{in_group, is_greeting},
    set,
};
use crate::{
    body::{self, Name},
    patterns::{self, Address, Flow},
    setters::one,
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::time::Duration;
use zmq::{Errno, Multipart, SocketType::*};

impl World {
    /// One thing that one socket does.
    pub(super) fn step(&mut self) {
        let open: Vec<_> = (0..self.nodes.len()).filter(|&node| self.nodes[node].end.is_some()).collect();
        let node = one(&mut self.rng, &open);
        match self.rng.random_range(0..100) {
            0..50 => self.send(node),
            50..90 => drop(self.receive(node)),
            90..95 => {
                let end = self.nodes[node].end.take().unwrap();
                self.nodes[node].end = Some(end.change(&mut self.rng));
            }
            95..99 => {
                let end = self.nodes[node].end.take().unwrap();
                end.with(|socket| set(&mut self.rng, socket));
                self.nodes[node].end = Some(end);
            }
            _ => self.leave(node),
        }
    }

    /// It goes for good, if others of its kind stay. What it sent arrives; what it had received is gone.
    fn leave(&mut self, node: usize) {
        let one_way = self.pattern.flows[1] == Flow::Nothing;
        let side = self.nodes[node].side;
        if !one_way || side != self.leaves || self.open(side).len() == 1 {
            return;
        }
        if side == 1 {
            match self.pattern.flows[0] {
                Flow::Fan => self.record.left(node),
                _ => self.record.lossy(),
            }
        }
        self.receiver_left |= side == 1;
        if self.rng.random() {
            self.begin_a_message(node);
        }
        let end = self.nodes[node].end.take().unwrap();
        if self.record.is_lossy() {
            // Nobody waits for its last messages, so those who receive may go before they come.
            end.with(|socket| socket.set_linger(Some(Duration::ZERO))).unwrap();
        }
    }

    /// Sends a part of a message that will never be whole, so that nobody receives it. It is the last call of its socket.
    pub(super) fn begin_a_message(&mut self, node: usize) {
        if !matches!(self.kind(node), Pair | Push | Dealer | Pub | XPub) {
            return;
        }
        let name = Name { sender: node, number: self.nodes[node].next };
        let parts = body::message(&mut self.rng, &mut self.book, name, false, None);
        for part in parts {
            let sent = self.end_of(node).with(|socket| socket.send_flags(part, zmq::DONTWAIT | zmq::SNDMORE));
            if sent.is_err() {
                break;
            }
        }
    }

    pub(super) fn send(&mut self, node: usize) {
        let flow = self.flow(node);
        if flow == Flow::Nothing {
            return;
        }
        let (kind, to) = (self.kind(node), self.peer_kind(node));
        let name = Name { sender: node, number: self.nodes[node].next };
        let peers = self.open(1 - self.nodes[node].side);
        let (receiver, re) = match flow {
            Flow::Route if patterns::learns(kind) => {
                let known: Vec<_> = self.nodes[node].addresses.keys().copied().collect();
                if known.is_empty() {
                    return;
                }
                (Some(one(&mut self.rng, &known)), None)
            }
            Flow::Route => (Some(one(&mut self.rng, &peers)), None),
            Flow::Answer => match self.nodes[node].asked.front() {
                Some(&(asked, _)) => (Some(asked.sender), Some(asked)),
                None if kind == Rep => (None, None), // refused
                None => return,
            },
            _ => (None, None),
        };
        let single = patterns::is_single(kind);
        let content = body::message(&mut self.rng, &mut self.book, name, single, re.filter(|_| !single));
        let address = receiver.and_then(|receiver| self.nodes[node].addresses.get(&receiver).cloned());
        let id = match &address {
            Some(Address::Id(id)) => id.clone(),
            _ => patterns::id(receiver.unwrap_or(0)),
        };
        let mut parts = patterns::frame(kind, to, id, content);
        let copy: Vec<Vec<u8>> = parts.iter().map(|part| part.to_vec()).collect();
        parts = parts.into_iter().map(|part| in_group(kind, part)).collect();
        self.address(node, address, &mut parts);
        let mut rng = StdRng::seed_from_u64(self.rng.random());
        let sent = self.end_of(node).send(&mut rng, parts);
        let out_of_turn = self.nodes[node].waits || kind == Rep && re.is_none();
        match sent {
            Ok(()) => {
                assert!(!out_of_turn, "{kind} {name:?} was sent out of turn");
                self.total.sent += 1;
                let node = &mut self.nodes[node];
                node.next += 1;
                node.waits = kind == Req;
                match flow {
                    Flow::Share => self.record.sent_to_one(name),
                    Flow::Fan => peers.iter().for_each(|&peer| self.record.sent_to(name, peer)),
                    _ => {
                        node.asked.pop_front();
                        node.known.extend(receiver);
                        self.record.sent_to(name, receiver.expect("it is for somebody"));
                    }
                }
            }
            Err((errno, back)) => {
                self.total.refused += 1;
                assert!(back.iter().eq(copy.iter()), "{kind} {name:?}: what comes back is not what was sent");
                let expected = match () {
                    () if out_of_turn => [Errno::EFSM, Errno::EFSM],
                    () if kind == Router && !self.nodes[node].known.contains(&receiver.unwrap()) => {
                        [Errno::EHOSTUNREACH, Errno::EAGAIN]
                    }
                    () => [Errno::EAGAIN, Errno::EAGAIN],
                };
                assert!(expected.contains(&errno), "{kind} {name:?}: {errno}, expected {expected:?}");
            }
        }
    }

    /// The address that a SERVER puts on its answers, and a PEER on all that it sends.
    #[cfg_attr(not(feature = "draft"), allow(unused_variables))]
    fn address(&self, node: usize, address: Option<Address>, parts: &mut Multipart) {
        #[cfg(feature = "draft")]
        {
            let asked = self.nodes[node].asked.front().and_then(|&(_, id)| id);
            let known = address.and_then(|address| match address {
                Address::Number(number) => Some(number),
                Address::Id(_) => None,
            });
            if let Some(id) = known.or(asked) {
                parts[0].set_routing_id(id).unwrap();
            }
        }
    }

    pub(super) fn receive(&mut self, node: usize) -> bool {
        let (kind, from) = (self.kind(node), self.peer_kind(node));
        if self.pattern.flows[1 - self.nodes[node].side] == Flow::Nothing {
            if kind == XPub {
                // The subscriptions of its peers; nobody reads them but this.
                self.end_of(node).with(|socket| drop(socket.try_recv().unwrap()));
            }
            return false;
        }
        let mut rng = StdRng::seed_from_u64(self.rng.random());
        let received = match self.end_of(node).recv(&mut rng) {
            Ok(received) => received,
            Err(errno) => {
                let out_of_turn = kind == Req && !self.nodes[node].waits
                    || kind == Rep && !self.nodes[node].asked.is_empty();
                assert!(errno == Errno::EFSM && out_of_turn, "{kind} receives: {errno}");
                return false;
            }
        };
        let any = !received.is_empty();
        for mut parts in received {
            if is_greeting(&parts) {
                continue;
            }
            if kind == Stream {
                self.bytes(node, &parts);
                continue;
            }
            let mut by = patterns::unframe(kind, from, &mut parts);
            if patterns::is_dgram(kind) {
                let address = parts.pop_front().expect("an address");
                by = Some(self.at_address(node, &address));
                if is_greeting(&parts) {
                    continue;
                }
            }
            self.message(node, by, parts);
        }
        any
    }

    /// Bytes of a STREAM: messages begin and end anywhere in them. None at all say that the connection is there.
    fn bytes(&mut self, node: usize, parts: &Multipart) {
        assert_eq!(parts.len(), 2);
        let sender = self.at_address(node, &parts[0]);
        self.nodes[node].streams.entry(sender).or_default().extend(&*parts[1]);
        while let Some(bytes) = body::take(self.nodes[node].streams.get_mut(&sender).unwrap()) {
            self.message(node, Some(sender), zmq::Message::from(bytes).into());
        }
    }

    /// A whole message, from `by` where that is told.
    fn message(&mut self, node: usize, by: Option<usize>, parts: Multipart) {
        self.total.received += 1;
        let kind = self.kind(node);
        let (name, re) = body::read(&parts, patterns::is_single(kind));
        assert_eq!(by.unwrap_or(name.sender), name.sender, "a message of another");
        let addressed = self.is_addressed(node);
        self.record.received(name, node, addressed);
        let this = &mut self.nodes[node];
        if kind == Req {
            assert!(this.waits, "an answer to nothing");
            let answered = re.map(|re| (re.sender, re.number + 1));
            assert_eq!(answered, Some((node, this.next)), "of another request");
            this.waits = false;
        }
        this.known.insert(name.sender);
        if self.pattern.flows[this.side] == Flow::Answer {
            this.asked.push_back((name, reply_id(&parts)));
        }
        #[cfg(feature = "draft")]
        match kind {
            Peer => {
                let address = Address::Number(reply_id(&parts).expect("the address of who sent it"));
                let known = this.addresses.entry(name.sender).or_insert_with(|| address.clone());
                assert_eq!(*known, address, "another address of {}", name.sender);
            }
            Dish => assert_eq!(parts[0].group_bytes(), &parts[0][..1], "of another group"),
            _ => {}
        }
    }
}

#[cfg(feature = "draft")]
fn reply_id(parts: &Multipart) -> Option<u32> {
    parts[0].routing_id()
}

#[cfg(not(feature = "draft"))]
fn reply_id(_parts: &Multipart) -> Option<u32> {
    None
}
