//! A poller of many sockets asks only those whose answer may have changed. Here whatever a program may do to them between two
//! waits is done in any order, and what the poller says is compared with what each socket says.

use crate::support::{in_child, within};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, DONTWAIT, POLLIN, POLLOUT, PollEvents, Poller, SNDMORE, Socket, SocketType};

const INTERESTS: [PollEvents; 4] = [POLLIN, POLLOUT, PollEvents::NONE, POLLIN];

/// Kinds that speak with each other.
const PAIRINGS: [(SocketType, SocketType); 9] = [
    (SocketType::Pair, SocketType::Pair),
    (SocketType::Push, SocketType::Pull),
    (SocketType::Pub, SocketType::Sub),
    (SocketType::XPub, SocketType::XSub),
    (SocketType::Dealer, SocketType::Router),
    (SocketType::Dealer, SocketType::Dealer),
    (SocketType::Req, SocketType::Rep),
    (SocketType::Req, SocketType::Router),
    (SocketType::Dealer, SocketType::Rep),
];

struct Site<'a> {
    sockets: &'a [Socket<SocketType>],
    /// The names that a socket has bound, or is connected to.
    names: Vec<Vec<String>>,
    counter: usize,
    rng: StdRng,
    /// What happened, for who is to find out why it failed.
    story: Vec<String>,
}

impl Site<'_> {
    /// Another socket that this one could speak with.
    fn partner(&mut self, one: usize) -> Option<usize> {
        let kind = self.sockets[one].socket_type();
        let speaks =
            |other: SocketType| PAIRINGS.iter().any(|pair| *pair == (kind, other) || *pair == (other, kind));
        let begin = self.rng.random_range(0..self.sockets.len());
        let around = (0..self.sockets.len()).map(|at| (begin + at) % self.sockets.len());
        around.into_iter().find(|at| *at != one && speaks(self.sockets[*at].socket_type()))
    }

    /// Sends a message of some parts, or the beginning of one.
    fn send(&mut self, one: usize) -> String {
        let (socket, parts) = (&self.sockets[one], self.rng.random_range(1..4));
        let whole = self.rng.random_bool(0.8);
        let mut sent = 0;
        for part in 0..parts {
            let more = part + 1 < parts || !whole;
            let flags = if more { DONTWAIT | SNDMORE } else { DONTWAIT };
            // Where the first part names the peer, some are none.
            let name = if self.rng.random_bool(0.5) { "" } else { "name" };
            if socket.send_flags(name, flags).is_err() {
                break;
            }
            sent += 1;
        }
        format!("{one} sends {sent} of {parts}, whole {whole}")
    }

    /// Answers the peer of which it receives something.
    fn answer(&mut self, one: usize) -> String {
        let socket = &self.sockets[one];
        let Ok(Some(parts)) = socket.try_recv_multipart() else {
            return format!("{one} has nothing to answer");
        };
        let sent = socket.try_send_multipart(parts).is_ok();
        format!("{one} answers: {sent}")
    }

    /// Any one thing.
    fn act(&mut self) {
        let one = self.rng.random_range(0..self.sockets.len());
        let socket = &self.sockets[one];
        let happened = match self.rng.random_range(0..100) {
            0..40 => self.send(one),
            40..70 => format!("{one} receives: {}", socket.try_recv().is_ok_and(|part| part.is_some())),
            70..80 => self.answer(one),
            80..82 => {
                let name = format!("inproc://orders{}", self.counter);
                self.counter += 1;
                if socket.bind(&name).is_ok() {
                    self.names[one].push(name);
                }
                format!("{one} binds")
            }
            82..90 => match self.partner(one) {
                Some(other) if !self.names[other].is_empty() && self.names[one].len() < 6 => {
                    let name = self.names[other][self.rng.random_range(0..self.names[other].len())].clone();
                    let done = socket.connect(&name).is_ok();
                    if done {
                        self.names[one].push(name);
                    }
                    format!("{one} connects to {other}: {done}")
                }
                _ => format!("{one} has nobody to connect to"),
            },
            90..92 if !self.names[one].is_empty() => {
                let at = self.rng.random_range(0..self.names[one].len());
                let name = self.names[one].swap_remove(at);
                let done = socket.disconnect(&name).or_else(|_| socket.unbind(&name)).is_ok();
                format!("{one} leaves a name: {done}")
            }
            92..94 => {
                let topic = if self.rng.random_bool(0.5) { "" } else { "n" };
                let done = socket.subscribe(topic).is_ok();
                format!("{one} subscribes: {done}")
            }
            94 => {
                let done = socket.set_router_mandatory(self.rng.random_bool(0.5)).is_ok();
                format!("{one} must reach its peers, or need not: {done}")
            }
            95 => {
                let done = socket.set_req_relaxed(self.rng.random_bool(0.5)).is_ok();
                format!("{one} may ask twice, or not: {done}")
            }
            96 => {
                thread::sleep(Duration::from_micros(1500)); // sends take commands in again
                "time goes by".to_owned()
            }
            97 => format!("{one} is asked: {:?}", socket.events()),
            _ => format!("{one} receives all: {}", socket.try_recv_multipart().is_ok()),
        };
        self.story.push(happened);
    }
}

/// What the poller says when nothing happens any more.
fn settled(poller: &mut Poller<'_, usize>) -> Vec<(usize, PollEvents)> {
    let mut wait = || poller.wait(Duration::ZERO).unwrap().map(|event| (event.key, event.events)).collect();
    let mut last: Vec<_> = wait();
    loop {
        // Asking one may be news for another.
        let next = wait();
        if next == last {
            return next;
        }
        last = next;
    }
}

fn any_order(seed: u64, sockets: usize, steps: usize) {
    let ctx = Context::new().unwrap();
    let mut rng = StdRng::seed_from_u64(seed);
    let pairings: Vec<_> = (0..2).map(|_| PAIRINGS[rng.random_range(0..PAIRINGS.len())]).collect();
    let sockets: Vec<_> = (0..sockets)
        .map(|at| {
            let pair = pairings[at / 2 % pairings.len()];
            let socket = ctx.socket(if at % 2 == 0 { pair.0 } else { pair.1 }).unwrap();
            for set in [Socket::set_sndhwm, Socket::set_rcvhwm] {
                set(&socket, [1, 2, 5, 0][rng.random_range(0..4)]).unwrap();
            }
            socket.set_linger(Some(Duration::ZERO)).unwrap();
            socket
        })
        .collect();
    let names = vec![Vec::new(); sockets.len()];
    let mut site = Site { sockets: &sockets, names, counter: 0, rng, story: Vec::new() };
    let mut poller = Poller::new();
    let mut interests = Vec::new();
    for (key, socket) in sockets.iter().enumerate() {
        interests.push(Some(INTERESTS[site.rng.random_range(0..INTERESTS.len())]));
        poller.register(socket, key, interests[key].unwrap()).unwrap();
    }
    for step in 0..steps {
        for _ in 0..site.rng.random_range(1..6) {
            site.act();
        }
        if site.rng.random_bool(0.1) {
            let one = site.rng.random_range(0..sockets.len());
            let events = INTERESTS[site.rng.random_range(0..INTERESTS.len())];
            let new = site.rng.random_bool(0.7).then_some(events);
            site.story.push(format!("{one} has the events {new:?}"));
            match (interests[one], new) {
                (Some(_), Some(events)) => poller.modify(&sockets[one], events).unwrap(),
                (Some(_), None) => assert_eq!(poller.remove(&sockets[one]).unwrap(), one),
                (None, Some(events)) => poller.register(&sockets[one], one, events).unwrap(),
                (None, None) => (),
            }
            interests[one] = new;
        }
        // Asking everybody would hide what the poller forgets.
        if site.rng.random_bool(0.7) {
            let found = poller.wait(Duration::ZERO).unwrap().map(|event| event.key).collect::<Vec<_>>();
            site.story.push(format!("a wait finds {found:?}"));
            continue;
        }
        let mut found = settled(&mut poller);
        found.sort_by_key(|(key, _)| *key); // who was registered again comes later
        let all = sockets.iter().enumerate().filter_map(|(key, socket)| {
            let interest = interests[key]?; // asking one that is not registered may be news for one that is
            let events = socket.events().unwrap() & interest;
            (!events.is_empty()).then_some((key, events))
        });
        let truth: Vec<_> = all.collect();
        let kinds: Vec<_> = sockets.iter().map(Socket::socket_type).collect();
        let story = &site.story[site.story.len().saturating_sub(60)..];
        assert_eq!(found, truth, "seed {seed}, step {step}: {kinds:?}\n{}", story.join("\n"));
        site.story.push("all are asked".to_owned());
    }
}

#[test]
fn the_poller_says_what_the_sockets_say_in_any_order() {
    in_child!(120, || {
        let seconds = std::env::var("ZMQ_TEST_POLLER_SECONDS").map_or(0, |text| text.parse().unwrap());
        let (started, mut seed) = (Instant::now(), 0);
        while seed < 150 || started.elapsed() < Duration::from_secs(seconds) {
            let given = std::env::var("ZMQ_TEST_POLLER_SEED").map(|text| text.parse().unwrap());
            // As many as are watched, and as few as are all asked.
            any_order(given.unwrap_or(seed), if seed % 10 == 0 { 4 } else { 8 }, 150);
            seed += 1;
        }
    });
}

/// One message is taken at a time, whoever is ready, while others arrive; and sockets are used that are not.
#[test]
fn no_message_waits_for_ever() {
    const SOCKETS: usize = 24;
    const EACH: usize = 400;
    for transport in ["inproc", "tcp", "ipc"].into_iter().filter(|name| *name != "ipc" || zmq::has("ipc")) {
        within(60, move || {
            let ctx = Context::new().unwrap();
            let mut near = Vec::new();
            let mut far = Vec::new();
            for at in 0..SOCKETS {
                let (one, other) = (ctx.socket(zmq::PAIR).unwrap(), ctx.socket(zmq::PAIR).unwrap());
                let endpoint = match transport {
                    "tcp" => "tcp://127.0.0.1:*".to_owned(),
                    "ipc" => "ipc://*".to_owned(),
                    _ => format!("inproc://waits{at}"),
                };
                one.bind(&endpoint).unwrap();
                other.connect(&one.last_endpoint().unwrap()).unwrap();
                near.push(one);
                far.push(other);
            }
            let over = AtomicBool::new(false);
            thread::scope(|scope| {
                let over = &over;
                let sender = scope.spawn(move || {
                    let mut rng = StdRng::seed_from_u64(1);
                    let mut left = [EACH; SOCKETS];
                    while left.iter().any(|left| *left > 0) {
                        let at = rng.random_range(0..SOCKETS);
                        for _ in 0..rng.random_range(1..5).min(left[at]) {
                            far[at].send("x").unwrap();
                            left[at] -= 1;
                        }
                        while far[at].try_recv().unwrap().is_some() {}
                        if rng.random_bool(0.2) {
                            thread::sleep(Duration::from_micros(50));
                        }
                    }
                    while !over.load(Relaxed) {
                        far.iter().for_each(|socket| while socket.try_recv().unwrap().is_some() {});
                        thread::sleep(Duration::from_millis(1));
                    }
                });
                let mut rng = StdRng::seed_from_u64(2);
                let mut poller = Poller::new();
                for (key, socket) in near.iter().enumerate() {
                    poller.register(socket, key, POLLIN).unwrap();
                }
                let mut received = 0;
                while received < SOCKETS * EACH {
                    let ready: Vec<_> =
                        poller.wait(Duration::from_secs(20)).unwrap().map(|event| event.key).collect();
                    assert!(!ready.is_empty(), "{transport}: {received} came, and then none");
                    let one = ready[rng.random_range(0..ready.len())];
                    received += usize::from(near[one].try_recv().unwrap().is_some());
                    // This takes commands in, and so the sign of messages that are left there.
                    let other = rng.random_range(0..SOCKETS);
                    received += usize::from(near[other].try_recv().unwrap().is_some());
                    let _ = near[rng.random_range(0..SOCKETS)].try_send("y");
                }
                over.store(true, Relaxed);
                sender.join().unwrap();
            });
        });
    }
}
