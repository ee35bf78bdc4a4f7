//! Hostile after the handshake: peers that were let in and then do what an input says, while the program goes on.

use std::os::unix::net::UnixStream;
use std::time::Duration;

use zmq::{Context, Message, Multipart, Socket, SocketType};

use crate::hostile::{self, Hostile, partners};
use crate::input::Input;
use crate::{DEADLINE, MOMENT, end, fresh_name, nonce, until};

mod words;

use words::{LENGTHS, say};

/// One input.
pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let kinds: Vec<SocketType> = SocketType::STABLE.iter().chain(SocketType::DRAFT).copied().collect();
    let kind = *input.choose(&kinds);
    let bits = input.word();
    let context = Context::new().expect("a context");
    let name = fresh_name();
    {
        let target = context.socket(kind).expect("a socket");
        configure(&target, bits);
        // STREAM and DGRAM have no ipc.
        if target.bind(&format!("ipc://@{name}")).is_ok() {
            Play::new(&context, &target, name, bits).run(&mut input);
        }
    }
    end(context);
}

/// Options by bits; what a kind has not is refused, which does no harm.
fn configure(socket: &Socket<SocketType>, bits: u16) {
    let on = |bit: u32| bits & (1 << bit) != 0;
    let time = Duration::from_millis(1);
    let _ = socket.set_linger(Some(Duration::ZERO));
    let _ = socket.set_maxmsgsize(if on(0) { None } else { Some(1 << 17) });
    if on(1) {
        let _ = (socket.set_rcvhwm(2), socket.set_sndhwm(2));
    }
    if on(2) {
        let _ = (socket.set_heartbeat_ivl(Some(time)), socket.set_heartbeat_ttl(Some(time * 100)));
        let _ = socket.set_heartbeat_timeout(Some(time * 20));
    }
    if on(3) {
        let _ = (socket.set_conflate(true), socket.set_invert_matching(true));
    }
    if on(4) {
        let _ = (socket.set_router_handover(true), socket.set_router_mandatory(true));
        let _ = (socket.set_xpub_verbose(true), socket.set_req_relaxed(true));
    }
    if on(5) {
        let _ = (socket.set_xpub_manual(true), socket.set_req_correlate(true), socket.set_probe_router(true));
        let _ = (
            socket.set_router_notify(zmq::RouterNotify::CONNECT | zmq::RouterNotify::DISCONNECT),
            socket.set_xpub_nodrop(true),
        );
    }
    if on(6) {
        let _ = (
            socket.set_hello_msg(b"hello"),
            socket.set_disconnect_msg(b"gone"),
            socket.set_xpub_welcome_msg(b"w"),
        );
        let _ = (socket.set_xpub_verboser(true), socket.set_only_first_subscribe(true));
    }
    if on(7) {
        let _ = socket.set_immediate(true);
        let _ = (socket.set_in_batch_size(64), socket.set_out_batch_size(64));
    }
    let _ = (socket.subscribe(""), socket.join("a"));
}

/// A socket between strangers and one honest peer.
struct Play<'a> {
    target: &'a Socket<SocketType>,
    name: String,
    strangers: [Option<Hostile<UnixStream>>; 3],
    honest: Option<Socket<SocketType>>,
    /// What the honest peer says, which no stranger knows.
    nonce: [u8; 16],
    /// The first part of the last message: whom ROUTER and STREAM answer.
    sender: Vec<u8>,
    /// Whether messages of several parts may lose some, as CONFLATE says.
    whole: bool,
    heard: u32,
    received: u64,
    bound: bool,
}

impl<'a> Play<'a> {
    fn new(context: &'a Context, target: &'a Socket<SocketType>, name: String, bits: u16) -> Play<'a> {
        let kind = target.socket_type();
        let alone = matches!(kind, SocketType::Pair | SocketType::Channel | SocketType::Stream);
        let honest = if bits & (1 << 8) != 0 && !alone {
            let honest = context.socket(partners(kind)[0]).expect("a socket");
            let _ = (honest.set_linger(Some(Duration::ZERO)), honest.subscribe(""), honest.join("a"));
            honest.connect(&format!("ipc://@{name}")).expect("connecting begins");
            Some(honest)
        } else {
            None
        };
        let whole = bits & (1 << 3) == 0;
        let (strangers, sender) = ([None, None, None], Vec::new());
        Play {
            target,
            name,
            strangers,
            honest,
            nonce: nonce(),
            sender,
            whole,
            heard: 0,
            received: 0,
            bound: true,
        }
    }

    fn run(mut self, input: &mut Input<'_>) {
        let mut current = 0;
        self.enter(current, input);
        while !input.is_empty() {
            let operation = input.byte() % 24;
            match operation {
                20 => {
                    current = usize::from(input.byte()) % self.strangers.len();
                    if self.strangers[current].is_none() {
                        self.enter(current, input);
                    }
                }
                21 => self.strangers[current] = None,
                0..=11 => {
                    if let Some(stranger) = &mut self.strangers[current] {
                        say(stranger, operation, input);
                    }
                }
                _ => self.program(operation, input),
            }
        }
        self.finish();
    }

    /// A stranger comes in, as a kind that the socket talks to or as any other.
    fn enter(&mut self, index: usize, input: &mut Input<'_>) {
        let Some(mut stranger) = hostile::connect(&self.name) else { return };
        let how = input.byte();
        let partners = partners(self.target.socket_type());
        let kind = partners[usize::from(how & 7) % partners.len()].to_string();
        let mut routing_id = if how & 8 != 0 { input.counted().to_vec() } else { Vec::new() };
        if how & 8 != 0 && routing_id.is_empty() {
            routing_id = self.next_routing_id();
        }
        let more = if how & 16 != 0 { input.counted() } else { b"" };
        if how & 0xE0 != 0xE0 {
            stranger.shake_hands(&kind, &routing_id, more);
            // What comes before the other side is ready is taken for a part of the handshake, and most of it for an error.
            if how & 0xE0 != 0x20 {
                until(DEADLINE / 10, || stranger.is_answered());
            }
        }
        self.strangers[index] = Some(stranger);
    }

    /// The one that libzmq would make up next, if the last message came from a peer with one of those: what no input can know, and
    /// any stranger can who is answered.
    fn next_routing_id(&self) -> Vec<u8> {
        match <[u8; 5]>::try_from(&self.sender[..]) {
            Ok([0, rest @ ..]) => {
                let next = u32::from_be_bytes(rest).wrapping_add(1);
                [&[0], &next.to_be_bytes()[..]].concat()
            }
            _ => Vec::new(),
        }
    }

    /// What the program does meanwhile.
    fn program(&mut self, operation: u8, input: &mut Input<'_>) {
        for stranger in self.strangers.iter_mut().flatten() {
            stranger.flush();
        }
        match operation {
            12 => self.receive(usize::from(input.byte())),
            13 => self.send(input),
            14 => {
                let count = input.byte().into();
                let _ = (self.target.set_rcvhwm(count), self.target.set_sndhwm(count));
            }
            15 => {
                // A peer that waits: its own high-water mark stops the other side.
                for stranger in self.strangers.iter_mut().flatten() {
                    stranger.read();
                }
            }
            16 => std::thread::sleep(Duration::from_millis(u64::from(input.byte() % 4))),
            17 => {
                let endpoint = format!("ipc://@{}", self.name);
                self.bound &= self.target.unbind(&endpoint).is_err();
                if input.byte() & 1 == 0 && !self.bound {
                    // The name may be still in use: it is let go of in the background.
                    self.bound = self.target.bind(&endpoint).is_ok();
                }
            }
            18 => {
                let topic = input.counted();
                let _ = (self.target.subscribe(topic), self.target.unsubscribe(topic));
            }
            19 => {
                if let Some(honest) = &self.honest {
                    let _ = honest.disconnect(&format!("ipc://@{}", self.name));
                    let _ = honest.connect(&format!("ipc://@{}", self.name));
                }
            }
            _ => self.whisper(),
        }
    }

    fn receive(&mut self, count: usize) {
        for _ in 0..count {
            let Ok(Some(parts)) = self.target.try_recv_multipart() else { return };
            self.received += 1;
            self.look(&parts);
        }
    }

    /// The honest message has both its parts side by side and nothing behind them, whoever else talks.
    fn look(&mut self, parts: &Multipart) {
        self.sender = parts.first().map(|part| part.to_vec()).unwrap_or_default();
        let ours: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].starts_with(&self.nonce)).collect();
        if ours.is_empty() {
            return;
        }
        self.heard += 1;
        if self.whole && !thread_safe(self.target.socket_type()) {
            let last = parts.len() - 1;
            assert_eq!(ours, [last - 1, last], "the parts of an honest message among others: {parts:?}");
            assert_eq!((parts[last - 1].len(), parts[last].len()), (17, 18), "parts of two messages in one");
        }
    }

    /// The honest peer says something.
    fn whisper(&mut self) {
        let Some(honest) = &self.honest else { return };
        if thread_safe(honest.socket_type()) {
            let mut message = Message::from(&self.nonce[..]);
            if honest.socket_type() == SocketType::Radio {
                let _ = message.set_group("a");
            }
            let _ = honest.try_send(message);
        } else {
            let part = |more: usize| Message::from([&self.nonce[..], &b"12"[..more]].concat());
            let _ = honest.try_send_multipart([part(1), part(2)]);
        }
    }

    fn send(&mut self, input: &mut Input<'_>) {
        let (parts, length) = (input.byte() % 4, *input.choose(&LENGTHS));
        let payload = || Message::from(vec![b'a'; length]);
        if thread_safe(self.target.socket_type()) {
            let mut message = payload();
            match self.target.socket_type() {
                SocketType::Radio => drop(message.set_group("a")),
                _ => drop(message.set_routing_id(u32::from(input.byte()))),
            }
            let _ = self.target.try_send(message);
            return;
        }
        let mut message = Multipart::new();
        if self.target.socket_type() == SocketType::Router {
            message.push(Message::from(&self.sender[..]));
        }
        message.extend((0..=parts).map(|_| payload()));
        let _ = self.target.try_send_multipart(message);
    }

    /// The strangers are heard to the end; then they leave, and the honest peer is as well served as before.
    fn finish(&mut self) {
        let mut left = 200; // a socket that does not receive may leave them waiting
        until(DEADLINE, || {
            self.receive(1000);
            let done = self.strangers.iter_mut().flatten().all(Hostile::is_done);
            left -= 1;
            done || left == 0
        });
        for stranger in self.strangers.iter_mut().flatten() {
            stranger.finish();
        }
        until(MOMENT * 10, || {
            self.receive(1000);
            self.strangers.iter_mut().flatten().all(|stranger| {
                stranger.read();
                stranger.is_closed()
            })
        });
        self.strangers = [None, None, None];
        // What they left behind is received to its end, for some goes on only then.
        let mut quiet = 0;
        until(DEADLINE, || {
            let before = self.received;
            self.receive(1000);
            quiet = if self.received == before { quiet + 1 } else { 0 };
            quiet == 50 // a tenth of a millisecond each
        });
        self.listen();
    }

    /// Where a kind takes what comes, the honest peer is heard within the deadline.
    fn listen(&mut self) {
        use SocketType::{Dealer, Dish, Gather, Pull, Router, Server, Sub, XSub};
        let kind = self.target.socket_type();
        // The others answer, or talk to whom they choose.
        if !matches!(kind, Pull | Sub | XSub | Dealer | Router | Gather | Server | Dish) {
            return;
        }
        // The program may have unbound it.
        if !self.bound {
            let endpoint = format!("ipc://@{}", self.name);
            let bound = until(DEADLINE, || self.target.bind(&endpoint).is_ok());
            assert!(bound, "{kind}: it cannot be bound again");
        }
        let _ = self.target.set_rcvhwm(1000);
        if kind == XSub {
            let _ = self.target.try_send(&b"\x01"[..]);
        }
        // Inverted, a subscription to everything matches nothing.
        if self.honest.is_none() || (!self.whole && matches!(kind, Sub | XSub)) {
            return;
        }
        let before = self.heard;
        let heard = until(DEADLINE, || {
            self.whisper();
            self.receive(1000);
            self.heard > before
        });
        assert!(heard, "{kind}: the honest peer is not heard any more");
    }
}

/// Kinds whose messages have one part.
fn thread_safe(kind: SocketType) -> bool {
    SocketType::DRAFT.contains(&kind)
}
