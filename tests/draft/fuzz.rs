//! Calls in any order on the kinds of the draft API: a child makes safe calls at random for a while, alone and with several
//! threads on one socket, and must neither abort nor hang.

use crate::support::{in_child_named, this_test};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::time::{Duration, Instant};
use zmq::{Context, Message, Multipart, Socket, SocketType, kind::*};

const ENDPOINTS: [&str; 18] = [
    "tcp://127.0.0.1:*",
    "tcp://127.0.0.1:*",
    "tcp://127.0.0.1:*",
    "tcp://[::1]:*",
    "tcp://127.0.0.1:9",
    "ipc://*",
    "ipc://*",
    "ipc://@zmq-draft-fuzz",
    "ws://127.0.0.1:*",
    "inproc://a",
    "inproc://b",
    "udp://127.0.0.1:*",
    "udp://127.0.0.1:21987",
    "udp://127.0.0.1:21987",
    "udp://127.0.0.1;239.192.77.9:21988",
    "udp://*:21989",
    "udp://192.0.2.1:21990",
    "udp://[::1]:21991",
];
const GROUPS: [&str; 5] = ["", "a", "b", "fourteen bytes", "fifteen bytes !"];

/// What a socket under test has in common, whatever its type.
struct Call<'a> {
    rng: &'a mut StdRng,
    known: &'a mut Vec<String>,
    ids: &'a mut Vec<u32>,
}

impl Call<'_> {
    fn endpoint(&mut self) -> String {
        match self.rng.random_range(0..2) {
            0 if !self.known.is_empty() => self.known[self.rng.random_range(0..self.known.len())].clone(),
            _ => ENDPOINTS[self.rng.random_range(0..ENDPOINTS.len())].to_owned(),
        }
    }

    fn payload(&mut self) -> Message {
        let size = [0, 1, 33, 34, 5000, 8192, 20_000][self.rng.random_range(0..7)];
        let mut message = Message::from(vec![1; size]);
        let _ = message.set_group(GROUPS[self.rng.random_range(0..GROUPS.len())]);
        if let Some(&id) = self.ids.get(self.rng.random_range(0..8)) {
            let _ = message.set_routing_id(id);
        }
        message
    }

    fn received(&mut self, message: &Message) {
        if let Some(id) = message.routing_id() {
            self.ids.insert(0, id);
            self.ids.truncate(8);
        }
    }

    /// One call that every kind has.
    fn act<K: Kind>(&mut self, socket: &Socket<K>) {
        let (endpoint, flag) = (self.endpoint(), self.rng.random_bool(0.5));
        if !socket.socket_type().is_draft() && endpoint.starts_with("inproc") {
            return; // that is what `hostile/fuzz.rs` is about
        }
        let number = [0, 1, 2, 1000][self.rng.random_range(0..4)];
        let time = [None, Some(Duration::ZERO), Some(Duration::from_millis(1))][self.rng.random_range(0..3)];
        match self.rng.random_range(0..14) {
            0..3 => {
                if socket.bind(&endpoint).is_ok() {
                    self.known.extend(socket.last_endpoint());
                }
            }
            3..6 => drop(socket.connect(&endpoint)),
            6 => drop(socket.unbind(&endpoint)),
            7 => drop(socket.disconnect(&endpoint)),
            8 => drop(socket.set_linger(time.or(Some(Duration::from_millis(2))))),
            9 => drop((socket.set_sndhwm(number), socket.set_rcvhwm(number))),
            10 => drop((socket.set_immediate(flag), socket.set_ipv6(flag))),
            11 => {
                drop((socket.set_reconnect_ivl(time), socket.set_maxmsgsize(time.map(|_| u64::from(number)))))
            }
            12 => drop((socket.set_routing_id([1 + flag as u8]), socket.set_tcp_keepalive(Some(flag)))),
            _ => drop((
                socket.events(),
                socket.rcvmore(),
                socket.poll(zmq::POLLIN | zmq::POLLOUT, Duration::ZERO),
            )),
        }
    }

    fn send<K: CanSend>(&mut self, socket: &Socket<K>) {
        let message = self.payload();
        match self.rng.random_range(0..4) {
            0 => drop(socket.send_flags(message, zmq::DONTWAIT | zmq::SNDMORE)),
            1 => drop(socket.send_timeout(message, Duration::from_millis(1))),
            _ => drop(socket.try_send(message)),
        }
    }

    fn recv<K: CanRecv>(&mut self, socket: &Socket<K>) {
        let received = match self.rng.random_range(0..4) {
            0 => socket.recv_timeout(Duration::from_millis(1)),
            _ => socket.try_recv(),
        };
        if let Ok(Some(message)) = received {
            self.received(&message);
            std::hint::black_box(message.iter().fold(0, |sum: u8, byte| sum ^ byte)); // it can be read
        }
    }

    /// One call on a socket that has all of them.
    fn any(&mut self, socket: &Socket<SocketType>) {
        match self.rng.random_range(0..24) {
            0..8 => self.act(socket),
            8..11 => self.send(socket),
            11..15 => self.recv(socket),
            15 => {
                let parts: Multipart = (0..self.rng.random_range(0..4)).map(|_| self.payload()).collect();
                drop(socket.try_send_multipart(parts));
            }
            16 => {
                let payload = self.payload();
                drop(socket.try_send_multipart([Message::from("127.0.0.1:21987"), payload]));
            }
            17 => {
                // Back to where it came from.
                if let Ok(Some(parts)) = socket.try_recv_multipart() {
                    drop(socket.try_send_multipart(parts));
                }
            }
            18 => drop(socket.join(GROUPS[self.rng.random_range(0..GROUPS.len())])),
            19 => drop(socket.leave(GROUPS[self.rng.random_range(0..GROUPS.len())])),
            20 => {
                let endpoint = self.endpoint();
                self.ids.extend(socket.connect_peer(&endpoint));
            }
            21 => drop((socket.peer_state([1]), socket.subscribe("a"))),
            22 => {
                let payload = self.payload();
                let group = GROUPS[self.rng.random_range(0..GROUPS.len())];
                if socket.socket_type() == SocketType::Radio {
                    drop(socket.send_to_group(group, payload)); // it never waits
                }
            }
            _ => drop(socket.set_router_mandatory(true)),
        }
    }
}

fn context(rng: &mut StdRng) -> Context {
    Context::builder()
        .max_sockets(rng.random_range(1..16))
        .io_threads(rng.random_range(0..3))
        .linger(Some(Duration::from_millis(rng.random_range(0..3))))
        .build()
        .unwrap()
}

/// Sockets of any kind in two threads, until `deadline`.
fn run(rng: &mut StdRng, deadline: Instant) {
    while Instant::now() < deadline {
        let ctx = context(rng);
        let body = |seed: u64, ctx: Context| {
            let rng = &mut StdRng::seed_from_u64(seed);
            let (mut sockets, mut known, mut ids) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..rng.random_range(1..400) {
                match rng.random_range(0..20) {
                    0 | 1 => {
                        let kinds = SocketType::DRAFT;
                        let kind = kinds[rng.random_range(0..kinds.len())];
                        sockets.extend(ctx.socket(kind));
                        if rng.random_bool(0.1) {
                            let kinds = SocketType::STABLE;
                            sockets.extend(ctx.socket(kinds[rng.random_range(0..kinds.len())]));
                        }
                    }
                    2 if sockets.len() > 5 => {
                        sockets.swap_remove(rng.random_range(0..sockets.len()));
                    }
                    _ if sockets.is_empty() => sockets.extend(ctx.socket(SocketType::Dish)),
                    _ => {
                        let chosen = rng.random_range(0..sockets.len());
                        Call { rng, known: &mut known, ids: &mut ids }.any(&sockets[chosen]);
                    }
                }
            }
            if rng.random_bool(0.1) {
                ctx.shutdown();
            }
        };
        let seeds: [u64; 2] = rng.random();
        std::thread::scope(|scope| {
            scope.spawn(|| body(seeds[0], ctx.clone()));
            body(seeds[1], ctx.clone());
        });
    }
}

/// The eight thread-safe kinds, each socket in three threads at once.
fn run_shared(rng: &mut StdRng, deadline: Instant) {
    while Instant::now() < deadline {
        let ctx = context(rng);
        let Ok(server) = ctx.socket(zmq::SERVER) else { continue };
        let (Ok(client), Ok(radio), Ok(dish)) =
            (ctx.socket(zmq::CLIENT), ctx.socket(zmq::RADIO), ctx.socket(zmq::DISH))
        else {
            continue;
        };
        let (Ok(scatter), Ok(gather)) = (ctx.socket(zmq::SCATTER), ctx.socket(zmq::GATHER)) else { continue };
        let (Ok(peer), Ok(channel)) = (ctx.socket(zmq::PEER), ctx.socket(zmq::CHANNEL)) else { continue };
        let body = |seed: u64| {
            let rng = &mut StdRng::seed_from_u64(seed);
            let (mut known, mut ids) = (Vec::new(), Vec::new());
            for _ in 0..rng.random_range(1..400) {
                let kind = rng.random_range(0..8);
                let what = rng.random_range(0..4);
                let group = GROUPS[rng.random_range(0..GROUPS.len())];
                let call = &mut Call { rng, known: &mut known, ids: &mut ids };
                match (kind, what) {
                    (0, 0) => call.act(&server),
                    (0, 1) => call.send(&server),
                    (0, _) => call.recv(&server),
                    (1, 0) => call.act(&client),
                    (1, 1) => call.recv(&client),
                    (1, _) => call.send(&client),
                    (2, 0) => call.act(&radio),
                    (2, _) => call.send(&radio),
                    (3, 0) => call.act(&dish),
                    (3, 1) => drop((dish.join(group), dish.leave(group))),
                    (3, _) => call.recv(&dish),
                    (4, 0) => call.act(&scatter),
                    (4, _) => call.send(&scatter),
                    (5, 0) => call.act(&gather),
                    (5, _) => call.recv(&gather),
                    (6, 0) => {
                        let endpoint = call.endpoint();
                        call.ids.extend(peer.connect_peer(&endpoint));
                        call.act(&peer);
                    }
                    (6, 1) => call.send(&peer),
                    (6, _) => call.recv(&peer),
                    (_, 0) => call.act(&channel),
                    (_, 1) => call.send(&channel),
                    (_, _) => call.recv(&channel),
                }
            }
            if rng.random_bool(0.1) {
                ctx.shutdown();
            }
        };
        let seeds: [u64; 3] = rng.random();
        std::thread::scope(|scope| {
            let threads = seeds.map(|seed| scope.spawn(move || body(seed)));
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        });
    }
}

fn in_child_with_seed(name: &str, run: fn(&mut StdRng, Instant)) {
    in_child_named(name, 60, &[], || {
        let seed = std::env::var("ZMQ_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or_else(rand::random);
        println!("ZMQ_TEST_SEED={seed}"); // printed if the child fails
        run(&mut StdRng::seed_from_u64(seed), Instant::now() + Duration::from_secs(3));
    });
}

#[test]
fn calls_at_random() {
    in_child_with_seed(&this_test!(), run);
}

#[test]
fn calls_at_random_on_shared_sockets() {
    in_child_with_seed(&this_test!(), run_shared);
}
