//! The sockets of a world, and how they are connected.

use super::{Node, World, set};
use crate::{
    end::End,
    patterns::{self, Address, Flow},
    setters::one,
};
use rand::RngExt as _;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    net::UdpSocket,
    time::Duration,
};
use zmq::{Socket, SocketType, SocketType::*};

impl World {
    /// All sockets, and all of one side connected to all of the other.
    pub(super) fn begin(&mut self) {
        let (fans, binds) = (self.pattern.flows.contains(&Flow::Fan), self.binds);
        let hwm = if self.pattern.kinds == [Dealer, Rep] {
            0 // several requests of one DEALER are answered, and a REP drops what there is no room for
        } else if fans {
            one(&mut self.rng, &[0, 1000, 2])
        } else {
            one(&mut self.rng, &[0, 1, 2, 10, 1000])
        };
        let no_drop = fans && !self.pattern.kinds[0].is_draft() && self.rng.random();
        let udp = self.over_udp();
        println!("{binds} binds, high-water mark {hwm}, {no_drop} {}, udp {udp}", self.secret.name());
        if fans && hwm == 2 && !no_drop || udp {
            self.record.lossy();
        }
        let mut count = || if self.pattern.exclusive { 1 } else { self.rng.random_range(1..4) };
        let counts = [count(), count()];
        if patterns::is_dgram(self.pattern.kinds[0]) {
            return self.datagrams(counts, hwm);
        }
        let mut endpoints = Vec::new();
        for number in 0..counts[binds] {
            let socket = self.socket(binds, hwm, no_drop);
            let endpoint = match self.transport() {
                _ if udp => format!("udp://{}", free_address()),
                "tcp" => "tcp://127.0.0.1:*".to_owned(),
                "ws" => "ws://127.0.0.1:*".to_owned(),
                "ipc" => "ipc://*".to_owned(),
                _ => format!("inproc://{number}"),
            };
            socket.bind(&endpoint).unwrap();
            let bound = if endpoint.contains('*') { socket.last_endpoint().unwrap() } else { endpoint };
            println!("{number} is bound to {bound}");
            endpoints.push(bound);
            self.add(binds, socket);
        }
        for _ in 0..counts[1 - binds] {
            let socket = self.socket(1 - binds, hwm, no_drop);
            let mut addresses = BTreeMap::new();
            for (binder, endpoint) in endpoints.iter().enumerate() {
                addresses.extend(
                    connect(&socket, self.pattern.kinds[binds], binder, endpoint)
                        .map(|address| (binder, address)),
                );
            }
            self.add(1 - binds, socket).addresses = addresses;
        }
        if fans {
            self.subscribed();
        }
        if self.pattern.kinds[0] == Stream {
            self.introduced();
        }
    }

    /// Whether it is RADIO and DISH, or DGRAM, over udp, where anything may be lost on the way. A RADIO sends to who is bound.
    fn over_udp(&mut self) -> bool {
        let radio = self.pattern.kinds[0].name() == "RADIO" && self.binds == 1 && self.secret.is_none();
        patterns::is_dgram(self.pattern.kinds[0]) || radio && self.rng.random()
    }

    /// Sockets without connections, each with the addresses of those on the other side.
    fn datagrams(&mut self, counts: [usize; 2], hwm: u32) {
        let mut addresses = [BTreeMap::new(), BTreeMap::new()];
        for side in 0..2 {
            for _ in 0..counts[side] {
                let socket = self.socket(side, hwm, false);
                socket.set_ipv6(false).unwrap();
                let address = free_address();
                socket.bind(&format!("udp://{address}")).unwrap();
                addresses[side].insert(self.nodes.len(), Address::Id(address.into_bytes()));
                self.add(side, socket);
            }
        }
        for node in &mut self.nodes {
            node.addresses = addresses[1 - node.side].clone();
        }
        self.found();
    }

    fn transport(&mut self) -> &'static str {
        match one(&mut self.rng, &["inproc", "tcp", "ipc", "ws"]) {
            _ if self.pattern.kinds[0] == Stream => "tcp",
            "ws" if self.pattern.kinds[0].is_draft() => "tcp",
            to => to,
        }
    }

    /// A socket that has not met anybody.
    fn socket(&mut self, side: usize, hwm: u32, no_drop: bool) -> Socket<SocketType> {
        let kind = self.pattern.kinds[side];
        let socket = self.ctx.socket(kind).unwrap();
        socket.set_sndhwm(if kind == Sub { 0 } else { hwm }).unwrap();
        socket.set_rcvhwm(hwm).unwrap();
        if matches!(kind, Req | Dealer | Router) {
            socket.set_routing_id(patterns::id(self.nodes.len())).unwrap();
        }
        if kind == Router {
            socket.set_router_mandatory(true).unwrap();
        }
        if no_drop && matches!(kind, Pub | XPub) {
            socket.set_xpub_nodrop(true).unwrap();
        }
        for topic in ["a ", "b "] {
            match kind {
                Sub => socket.subscribe(topic).unwrap(),
                XSub => socket.send([b"\x01", topic.as_bytes()].concat()).unwrap(),
                #[cfg(feature = "draft")]
                Dish => socket.join(topic.trim()).unwrap(),
                _ => {}
            }
        }
        // What the system has not sent yet is lost when a sender closes to which the first heartbeat comes after that.
        let senders_leave = self.leaves == 0 && self.pattern.flows[1] == Flow::Nothing;
        if kind != Stream && !senders_leave && self.rng.random_bool(0.3) {
            println!("heartbeats of a {kind}");
            socket.set_heartbeat_timeout(Some(Duration::from_secs(60))).unwrap();
            socket.set_heartbeat_ivl(Some(Duration::from_millis(5))).unwrap();
        }
        self.secret.set(&socket, side == self.binds);
        while self.rng.random_bool(0.6) {
            set(&mut self.rng, &socket);
        }
        socket
    }

    fn add(&mut self, side: usize, socket: Socket<SocketType>) -> &mut Node {
        let mut end = End::Blocking(socket);
        if self.rng.random_bool(0.7) {
            end = end.change(&mut self.rng);
        }
        self.nodes.push(Node {
            end: Some(end),
            side,
            next: 0,
            asked: VecDeque::new(),
            waits: false,
            known: BTreeSet::new(),
            addresses: BTreeMap::new(),
            streams: BTreeMap::new(),
        });
        self.nodes.last_mut().unwrap()
    }
}

/// An address for datagrams that was free a moment ago: libzmq does not choose one.
fn free_address() -> String {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// Connects to one that binds; what the connection is called, where that is for this side to know.
fn connect(socket: &Socket<SocketType>, to: SocketType, binder: usize, endpoint: &str) -> Option<Address> {
    match socket.socket_type() {
        // It knows its peer by this name only, as the peer has no other.
        Router if to == Router => {
            socket.set_connect_routing_id(patterns::id(binder)).unwrap();
            socket.connect(endpoint).unwrap();
            None
        }
        Stream => {
            socket.set_connect_routing_id(patterns::id(binder)).unwrap();
            socket.connect(endpoint).unwrap();
            Some(Address::Id(patterns::id(binder)))
        }
        #[cfg(feature = "draft")]
        Peer => Some(Address::Number(socket.connect_peer(endpoint).unwrap())),
        _ => {
            socket.connect(endpoint).unwrap();
            None
        }
    }
}
