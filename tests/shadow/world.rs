//! A context, sockets of two kinds, and what they do.

mod begin;
mod calls;
mod end;
mod meet;
mod secret;

use crate::{
    body::Name,
    end::End,
    owners::Book,
    patterns::{Address, Flow, PATTERNS, Pattern},
    record::Record,
    setters::{SETTERS, one},
    total::Total,
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use secret::Secret;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use zmq::{Context, Socket, SocketType};

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
    /// What it calls the peers of which it has learned.
    addresses: BTreeMap<usize, Address>,
    /// What a STREAM has of a message that is not whole yet, by sender.
    streams: BTreeMap<usize, Vec<u8>>,
}

struct World {
    rng: StdRng,
    ctx: Context,
    pattern: Pattern,
    nodes: Vec<Node>,
    record: Record,
    book: Book,
    total: Total,
    /// What strangers are kept out by.
    secret: Secret,
    /// Which side binds.
    binds: usize,
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
    let secret = Secret::new(&mut rng, &ctx, pattern);
    let (leaves, binds) = (rng.random_range(0..2), rng.random_range(0..2));
    let mut world = World {
        rng,
        ctx,
        pattern,
        nodes: Vec::new(),
        record: Record::default(),
        book: Book::default(),
        total: Total { worlds: 1, ..Total::default() },
        secret,
        binds,
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
}

/// Sets an option that changes nothing of what arrives.
fn set(rng: &mut StdRng, socket: &Socket<SocketType>) {
    let setter = &SETTERS[rng.random_range(0..SETTERS.len())];
    if let Some(kept) = setter.kept {
        // Not all kinds and not all libraries have it.
        if kept(rng, socket).is_ok() {
            println!("{} of a {}", setter.name, socket.socket_type());
        }
    }
}
