//! A context, sockets of two kinds, and what they do.

use crate::{
    body::{self, Name},
    end::End,
    owners::Book,
    patterns::{self, Flow, PATTERNS, Pattern},
    record::Record,
    setters::{SETTERS, one},
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::{
    collections::{BTreeSet, VecDeque},
    fmt,
    str::FromStr,
    time::{Duration, Instant},
};
use zmq::{Context, Errno, Multipart, Socket, SocketType, SocketType::*};

/// What was done.
#[derive(Default)]
pub struct Total {
    pub worlds: u64,
    pub sent: u64,
    pub received: u64,
    pub refused: u64,
    pub owners: u64,
}

impl Total {
    pub fn add(&mut self, other: Total) {
        self.worlds += other.worlds;
        self.sent += other.sent;
        self.received += other.received;
        self.refused += other.refused;
        self.owners += other.owners;
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Total { worlds, sent, received, refused, owners } = self;
        write!(f, "{worlds} worlds, {sent} sent, {received} received, {refused} refused, {owners} owners")
    }
}

impl FromStr for Total {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Total, Self::Err> {
        let mut numbers = text.split(", ").map(|item| item.split(' ').next().unwrap_or("").parse());
        let mut next = || numbers.next().unwrap_or(Ok(0));
        Ok(Total { worlds: next()?, sent: next()?, received: next()?, refused: next()?, owners: next()? })
    }
}

/// A socket and what is known of it.
struct Node {
    end: Option<End>,
    /// 0 or 1: which of the kinds it has.
    side: usize,
    /// The number of its next message.
    next: u32,
    /// What it has not answered yet, and the address of who asked where that is no part of the message.
    asked: VecDeque<(Name, Option<u32>)>,
    /// Whether it is a REQ that waits for its answer.
    waits: bool,
    /// The peers that a ROUTER is sure to reach.
    known: BTreeSet<usize>,
}

struct World {
    rng: StdRng,
    ctx: Context,
    pattern: Pattern,
    nodes: Vec<Node>,
    record: Record,
    book: Book,
    total: Total,
    /// Who may go, those who send or those who receive: if both did, what lingers would have nowhere to go.
    leaves: usize,
    /// Whether one of those who receive has gone.
    receiver_left: bool,
}

/// Makes the world of this seed, lets it live and sees it end.
pub fn run(seed: u64) -> Total {
    let mut rng = StdRng::seed_from_u64(seed);
    let pattern = one(&mut rng, PATTERNS);
    println!("{seed}: {pattern:?}"); // printed if it fails
    let ctx = Context::builder().io_threads(rng.random_range(1..3)).build().unwrap();
    let leaves = rng.random_range(0..2);
    let mut world = World {
        rng,
        ctx,
        pattern,
        nodes: Vec::new(),
        record: Record::default(),
        book: Book::default(),
        total: Total { worlds: 1, ..Total::default() },
        leaves,
        receiver_left: false,
    };
    world.begin();
    for _ in 0..world.rng.random_range(20..600) {
        world.step();
    }
    world.end()
}

impl World {
    fn kind(&self, node: usize) -> SocketType {
        self.pattern.kinds[self.nodes[node].side]
    }

    fn peer_kind(&self, node: usize) -> SocketType {
        self.pattern.kinds[1 - self.nodes[node].side]
    }

    fn flow(&self, node: usize) -> Flow {
        self.pattern.flows[self.nodes[node].side]
    }

    /// Whether what comes to this one was for it.
    fn is_addressed(&self, node: usize) -> bool {
        self.pattern.flows[1 - self.nodes[node].side] != Flow::Share
    }

    fn end_of(&mut self, node: usize) -> &mut End {
        self.nodes[node].end.as_mut().expect("it is open")
    }

    fn open(&self, side: usize) -> Vec<usize> {
        (0..self.nodes.len()).filter(|&n| self.nodes[n].side == side && self.nodes[n].end.is_some()).collect()
    }

    /// A socket that has not met anybody.
    fn socket(&mut self, side: usize, hwm: u32) -> Socket<SocketType> {
        let kind = self.pattern.kinds[side];
        let socket = self.ctx.socket(kind).unwrap();
        socket.set_sndhwm(if kind == Sub { 0 } else { hwm }).unwrap();
        socket.set_rcvhwm(hwm).unwrap();
        if matches!(kind, Req | Dealer | Router) {
            socket.set_routing_id(&patterns::id(self.nodes.len())).unwrap();
        }
        if kind == Router {
            socket.set_router_mandatory(true).unwrap();
        }
        for topic in ["a ", "b "] {
            match kind {
                Sub => socket.subscribe(topic).unwrap(),
                XSub => socket.send([b"\x01", topic.as_bytes()].concat()).unwrap(),
                _ => {}
            }
        }
        while self.rng.random_bool(0.6) {
            set(&mut self.rng, &socket);
        }
        socket
    }

    fn add(&mut self, side: usize, socket: Socket<SocketType>) {
        let mut end = End::Blocking(socket);
        if self.rng.random_bool(0.7) {
            end = end.change(&mut self.rng);
        }
        let (asked, known) = (VecDeque::new(), BTreeSet::new());
        self.nodes.push(Node { end: Some(end), side, next: 0, asked, waits: false, known });
    }

    /// All sockets, and all of one side connected to all of the other.
    fn begin(&mut self) {
        let fans = self.pattern.flows.contains(&Flow::Fan);
        let binds = self.rng.random_range(0..2);
        // What a REP has no room for it drops, and with a mark of 1 it may not have heard yet that there is room.
        let hwm = if self.pattern.kinds == [Dealer, Rep] {
            0
        } else if self.pattern.kinds == [Req, Rep] {
            one(&mut self.rng, &[0, 10, 1000])
        } else if fans {
            one(&mut self.rng, &[0, 1000, 2])
        } else {
            one(&mut self.rng, &[0, 1, 2, 10, 1000])
        };
        println!("{binds} binds, high-water mark {hwm}");
        if fans && hwm == 2 {
            self.record.lossy();
        }
        let mut count = || if self.pattern.exclusive { 1 } else { self.rng.random_range(1..4) };
        let counts = [count(), count()];
        let mut endpoints = Vec::new();
        for number in 0..counts[binds] {
            let socket = self.socket(binds, hwm);
            let to = one(&mut self.rng, &["inproc", "tcp", "ipc", "ws"]);
            let to = if self.pattern.kinds[0].is_draft() && to == "ws" { "tcp" } else { to };
            match to {
                "tcp" => socket.bind("tcp://127.0.0.1:*").unwrap(),
                "ws" => socket.bind("ws://127.0.0.1:*").unwrap(),
                "ipc" => socket.bind("ipc://*").unwrap(),
                _ => socket.bind(&format!("inproc://{number}")).unwrap(),
            }
            endpoints.push(socket.last_endpoint().unwrap());
            self.add(binds, socket);
        }
        for _ in 0..counts[1 - binds] {
            let socket = self.socket(1 - binds, hwm);
            for (binder, endpoint) in endpoints.iter().enumerate() {
                if self.pattern.kinds == [Router, Router] {
                    // It knows its peer by this name only, as the peer has no other.
                    socket.set_connect_routing_id(&patterns::id(binder)).unwrap();
                }
                socket.connect(endpoint).unwrap();
            }
            self.add(1 - binds, socket);
        }
        if fans {
            self.subscribed();
        }
    }

    /// Until each publisher has reached each subscriber once, and nothing of that is on its way.
    fn subscribed(&mut self) {
        let (publishers, subscribers) = (self.open(0), self.open(1));
        let mut met = BTreeSet::new();
        let until = Instant::now() + Duration::from_secs(20);
        let mut last = vec![0; self.nodes.len()];
        while met.len() < publishers.len() * subscribers.len() || last.iter().any(|&number| number > 0) {
            assert!(Instant::now() < until, "{:?}: only {met:?} have met", self.pattern);
            let all = met.len() == publishers.len() * subscribers.len();
            for &publisher in &publishers {
                // When all have met, one last round; what was before it is received before it.
                let text = format!("a {publisher} {}", if all { "last" } else { "first" });
                if !all || last[publisher] == 0 {
                    self.end_of(publisher).with(|socket| socket.try_send(text)).unwrap();
                }
                last[publisher] = if all { subscribers.len().max(last[publisher]) } else { last[publisher] };
            }
            for &subscriber in &subscribers {
                while let Some(message) = self
                    .end_of(subscriber)
                    .with(|socket| socket.recv_timeout(Duration::from_millis(5)))
                    .unwrap()
                {
                    let text = message.to_str().unwrap();
                    let publisher: usize = text.split(' ').nth(1).unwrap().parse().unwrap();
                    met.insert((publisher, subscriber));
                    if text.ends_with("last") {
                        last[publisher] -= 1;
                    }
                }
            }
            if all && last.iter().all(|&number| number == 0) {
                break;
            }
        }
    }

    /// One thing that one socket does.
    fn step(&mut self) {
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
        self.nodes[node].end = None;
    }

    fn send(&mut self, node: usize) {
        let flow = self.flow(node);
        if flow == Flow::Nothing {
            return;
        }
        let (kind, to) = (self.kind(node), self.peer_kind(node));
        let name = Name { sender: node, number: self.nodes[node].next };
        let peers = self.open(1 - self.nodes[node].side);
        let (receiver, re) = match flow {
            Flow::Route => (Some(one(&mut self.rng, &peers)), None),
            Flow::Answer => match self.nodes[node].asked.front() {
                Some(&(asked, _)) => (Some(asked.sender), Some(asked)),
                None if kind == Rep => (None, None), // refused
                None => return,
            },
            _ => (None, None),
        };
        let single = kind.is_thread_safe();
        let content = body::message(&mut self.rng, &mut self.book, name, single, re.filter(|_| !single));
        let mut parts = patterns::frame(kind, to, receiver.unwrap_or(0), content);
        let copy: Vec<Vec<u8>> = parts.iter().map(|part| part.to_vec()).collect();
        self.address(node, &mut parts);
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

    /// The address that a SERVER puts on its answers.
    #[cfg_attr(not(feature = "draft"), allow(unused_variables))]
    fn address(&self, node: usize, parts: &mut Multipart) {
        #[cfg(feature = "draft")]
        if let Some(&(_, Some(id))) = self.nodes[node].asked.front() {
            parts[0].set_routing_id(id).unwrap();
        }
    }

    fn receive(&mut self, node: usize) -> bool {
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
            self.total.received += 1;
            let by = patterns::unframe(kind, from, &mut parts);
            let (name, re) = body::read(&parts, kind.is_thread_safe());
            assert_eq!(by.unwrap_or(name.sender), name.sender, "a message of another");
            let addressed = self.is_addressed(node);
            self.record.received(name, node, addressed);
            let this = &mut self.nodes[node];
            if kind == Req {
                assert!(this.waits, "an answer to nothing");
                assert_eq!(
                    re.map(|re| (re.sender, re.number + 1)),
                    Some((node, this.next)),
                    "of another request"
                );
                this.waits = false;
            }
            this.known.insert(name.sender);
            if self.pattern.flows[this.side] == Flow::Answer {
                this.asked.push_back((name, reply_id(&parts)));
            }
        }
        any
    }

    /// Everything that was promised arrives, and nothing else; then nothing is left of it.
    fn end(mut self) -> Total {
        let until = Instant::now() + Duration::from_secs(30);
        let late = |world: &World| {
            let missing = world.record.missing();
            format!("{:?}: never arrived (sender, receiver, numbers): {missing:?}", world.pattern)
        };
        while !self.record.is_complete() || self.nodes.iter().any(|node| !node.asked.is_empty()) {
            assert!(Instant::now() < until, "{}", late(&self));
            for node in 0..self.nodes.len() {
                if self.nodes[node].end.is_some() {
                    self.receive(node);
                }
                if !self.nodes[node].asked.is_empty() {
                    self.send(node);
                }
            }
        }
        // Again, if there is something: what comes now is refused by the record.
        for _ in 0..3 {
            for node in 0..self.nodes.len() {
                while self.nodes[node].end.is_some() && self.receive(node) {}
            }
        }
        let mut left: Vec<_> = self.nodes.iter_mut().filter_map(|node| node.end.take()).collect();
        while !left.is_empty() {
            let at = self.rng.random_range(0..left.len());
            let end = left.swap_remove(at);
            // What is for a receiver that is gone would be waited for without an end.
            if self.receiver_left || self.record.is_lossy() || self.rng.random_bool(0.2) {
                end.with(|socket| socket.set_linger(Some(Duration::ZERO))).unwrap();
            }
            drop(end);
        }
        drop(self.ctx);
        self.total.owners = self.book.len() as u64;
        self.book.close();
        self.total
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

/// Sets an option that changes nothing of what arrives.
fn set(rng: &mut StdRng, socket: &Socket<SocketType>) {
    let setter = &SETTERS[rng.random_range(0..SETTERS.len())];
    if let Some(kept) = setter.kept {
        drop(kept(rng, socket)); // not all kinds and not all libraries have it
    }
}
