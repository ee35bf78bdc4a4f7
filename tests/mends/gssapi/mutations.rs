//! Somebody between clients and servers of GSSAPI changes, cuts, doubles, leaves out and exchanges what they say: both go on, and hear
//! nothing but what was said, in its order. `ZMQ_TEST_MUTATIONS` says how often, `ZMQ_TEST_SEED` which changes.

use std::{
    thread,
    time::{Duration, Instant},
};

use zmq_sys::*;

use super::{
    between::{Between, Numbers},
    client, mended_with, server,
};
use crate::{
    peer,
    raw::{Context, Socket},
    support::this_test,
    zap::HANDLER,
};

/// What stays bound, and what connects to it for a round.
const KINDS: [(i32, i32); 4] =
    [(ZMQ_PULL, ZMQ_PUSH), (ZMQ_XPUB, ZMQ_SUB), (ZMQ_ROUTER, ZMQ_DEALER), (ZMQ_REP, ZMQ_REQ)];

/// How what is bound and what connects are set up.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Usual,
    /// Clients of the mechanism are bound, and servers connect to them.
    Reversed,
    /// Only handshakes are protected, so that others may put words in a client's mouth; and an authenticator is asked.
    Open,
}

/// What is bound, in one style.
struct House {
    context: Context,
    style: Style,
    bound: [(Socket, String); 4],
}

impl House {
    fn build(style: Style) -> House {
        let context = Context::new();
        let bound = KINDS.map(|(kind, _)| {
            let socket = if style == Style::Reversed { client(context, kind) } else { server(context, kind) };
            small(socket);
            if style == Style::Open {
                socket.set(ZMQ_GSSAPI_PLAINTEXT, 1);
                socket.set_bytes(ZMQ_ZAP_DOMAIN, b"odd").unwrap();
            }
            (socket, socket.bind("tcp://127.0.0.1:*"))
        });
        House { context, style, bound }
    }

    /// What connects to it.
    fn guest(&self, kind: i32) -> Socket {
        let guest = if self.style == Style::Reversed {
            server(self.context, kind)
        } else {
            client(self.context, kind)
        };
        small(guest);
        guest.set(ZMQ_GSSAPI_PLAINTEXT, i32::from(self.style == Style::Open));
        guest
    }

    fn close(self) {
        for (socket, _) in self.bound {
            socket.close();
        }
        self.context.shutdown();
    }
}

/// An authenticator that mostly lets in, and sometimes refuses, says what nobody understands, or is late; until its context ends.
fn odd(handler: Socket, mut numbers: Numbers) {
    handler.set(ZMQ_RCVTIMEO, -1);
    loop {
        let Some(frames) = all(handler) else { return handler.close() };
        let say = |frame: &[u8], flags| drop(handler.try_send(frame, flags)); // the context may have ended
        for frame in &frames[..4] {
            say(frame, ZMQ_SNDMORE);
        }
        match numbers.below(10) {
            0 => thread::sleep(Duration::from_millis(5)),
            1 => {
                say(b"200", 0);
                continue;
            }
            _ => (),
        }
        let status =
            [&b"200"[..], b"200", b"200", b"200", b"200", b"300", b"400", b"500", b"2xx"][numbers.below(9)];
        for frame in [status, b"", b"user"] {
            say(frame, ZMQ_SNDMORE);
        }
        let most = if numbers.below(4) == 0 { 20 } else { 0 };
        say(&numbers.bytes(most), 0);
    }
}

/// What is bound and what connects for one connection, of which one frame is changed.
struct Round {
    number: usize,
    kind: usize,
    style: Style,
    bound: Socket,
    guest: Socket,
    /// How many messages have arrived, each way.
    there: usize,
    back: usize,
}

impl Round {
    fn message(&self, place: usize) -> [Vec<u8>; 2] {
        [0, 1].map(|part| format!("{} {place} {part}", self.number).into_bytes())
    }

    /// What all messages of this round begin with.
    fn topic(&self) -> Vec<u8> {
        format!("{} ", self.number).into_bytes()
    }

    /// How many messages the guest sends, or is sent.
    fn count(&self) -> usize {
        match KINDS[self.kind].1 {
            ZMQ_REQ => 1,
            _ => 3,
        }
    }

    /// Says a few things, receives what comes back, and sees that nobody was told what was not said, or in another order.
    fn play(&mut self, patience: Duration, is_over: impl Fn() -> bool) {
        if KINDS[self.kind].1 == ZMQ_SUB {
            self.guest.set_bytes(ZMQ_SUBSCRIBE, &self.topic()).unwrap();
        } else {
            for place in 0..self.count() {
                let [first, second] = self.message(place);
                let _ = self.guest.try_send(&first, ZMQ_SNDMORE | ZMQ_DONTWAIT);
                let _ = self.guest.try_send(&second, ZMQ_DONTWAIT);
            }
        }
        let end = Instant::now() + patience;
        let answers = if KINDS[self.kind].0 == ZMQ_PULL { 0 } else { self.count() };
        while Instant::now() < end && (self.there < self.count() || self.back < answers) {
            let was_over = is_over();
            match all(self.bound) {
                Some(frames) => self.hear(&frames),
                None if was_over => break,
                None => (),
            }
            while let Some(frames) = all(self.guest) {
                self.see(&frames, self.back);
                self.back += 1;
            }
        }
    }

    /// That these are the frames of a message that was sent next, if nobody else can have said them.
    fn see(&self, frames: &[Vec<u8>], place: usize) {
        assert!(self.style == Style::Open || frames == self.message(place), "{frames:?}, not {place}");
    }

    /// What is bound has received something, which may be of an earlier round.
    fn hear(&mut self, frames: &[Vec<u8>]) {
        let kind = KINDS[self.kind].0;
        if kind == ZMQ_XPUB {
            if frames[0] == [&b"\x01"[..], &self.topic()].concat() {
                for place in 0..self.count() {
                    self.answer(&self.message(place));
                }
                self.there = self.count();
            }
            return;
        }
        let said = if kind == ZMQ_ROUTER { &frames[1..] } else { frames };
        if said.first().is_some_and(|first| first.starts_with(&self.topic())) {
            self.see(said, self.there);
            self.there += 1;
        }
        if kind != ZMQ_PULL {
            self.answer(frames);
        }
    }

    fn answer(&self, frames: &[Vec<u8>]) {
        for (place, frame) in frames.iter().enumerate() {
            let more = if place + 1 < frames.len() { ZMQ_SNDMORE } else { 0 };
            let _ = self.bound.try_send(frame, more | ZMQ_DONTWAIT);
        }
    }
}

/// All frames of the next message, if there is one within a millisecond.
fn all(socket: Socket) -> Option<Vec<Vec<u8>>> {
    let mut frames = Vec::new();
    loop {
        let (frame, more) = socket.try_recv(0).ok()?;
        frames.push(frame);
        if !more {
            return Some(frames);
        }
    }
}

fn small(socket: Socket) {
    socket.set_bytes(ZMQ_MAXMSGSIZE, &1_000_000_i64.to_ne_bytes()).unwrap();
    socket.set(ZMQ_RCVTIMEO, 1);
}

fn round(number: usize, mut numbers: Numbers, house: &House) {
    let kind = numbers.below(KINDS.len());
    let (bound, endpoint) = &house.bound[kind];
    let (listener, between) = peer::listener();
    listener.set_nonblocking(true).unwrap();
    let guest = house.guest(KINDS[kind].1);
    guest.set(ZMQ_RECONNECT_IVL, -1);
    if numbers.below(4) == 0 {
        guest.set(ZMQ_HEARTBEAT_IVL, 2);
    }
    guest.connect(&between);
    // One in eight closes in the middle of it.
    let patience = if numbers.below(8) == 0 { numbers.below(4) } else { 40 };
    if let Some(between) = Between::take(&listener, endpoint, &mut numbers) {
        let mut round = Round { number, kind, style: house.style, bound: *bound, guest, there: 0, back: 0 };
        round.play(Duration::from_millis(patience as u64), || between.is_over());
    }
    guest.close();
}

/// A connection that nobody changes.
fn clean(house: &House) {
    let (pull, endpoint) = &house.bound[0];
    let push = house.guest(ZMQ_PUSH);
    push.connect(endpoint);
    push.send(b"clean", 0);
    let end = Instant::now() + Duration::from_secs(10);
    while all(*pull) != Some(vec![b"clean".to_vec()]) {
        assert!(Instant::now() < end, "nothing comes");
    }
    push.close();
}

#[test]
fn mend_98_whatever_happens_between() {
    const SEED: u64 = 20_261_130;
    let rounds = std::env::var("ZMQ_TEST_MUTATIONS").map_or(800, |rounds| rounds.parse().unwrap());
    let seed = std::env::var("ZMQ_TEST_SEED").map_or(SEED, |seed| seed.parse().unwrap());
    mended_with(&this_test!(), 60 + rounds as u32 / 10, &[], || {
        let houses = [Style::Usual, Style::Reversed, Style::Open].map(House::build);
        let contexts = houses.each_ref().map(|house| house.context);
        let handler = contexts[2].socket(ZMQ_ROUTER); // which is asked without a domain, too
        handler.bind(HANDLER);
        let handler = thread::spawn(move || odd(handler, Numbers(seed)));
        for number in 0..rounds {
            let mut numbers = Numbers(seed << 32 | number as u64);
            numbers.below(2);
            round(number, numbers, &houses[[0, 1, 0, 2][number % 4]]);
            if number % 50 == 49 {
                houses[..2].iter().for_each(clean);
            }
        }
        houses.into_iter().for_each(House::close);
        handler.join().unwrap();
        for context in contexts {
            context.term().unwrap();
        }
    });
}
