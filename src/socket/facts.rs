//! What is known of one socket beside its pointer: its kind, what was set that libzmq does not tell again, and what was done.
//!
//! Nothing here calls C, and nothing is refused here: `raw.rs` has the calls, `src/guard/` the rules. All of it may be shared by
//! threads, as the sockets of some kinds are.

use super::touches::Touches;
use crate::{
    kind::SocketType,
    process::{Birth, LocalSwitch},
};
use std::{
    collections::HashSet,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI32, AtomicU8, AtomicU32, Ordering::Relaxed},
    },
};

/// A `Cell<bool>` that threads may share. It orders nothing: what must not change in between is under a lock.
#[derive(Default)]
pub(crate) struct Switch(AtomicBool);

impl Switch {
    #[inline]
    pub fn get(&self) -> bool {
        self.0.load(Relaxed)
    }

    pub fn set(&self, value: bool) {
        self.0.store(value, Relaxed);
    }
}

/// What is known of one socket.
pub(crate) struct Facts {
    pub kind: SocketType,
    /// Its number in the context's registry.
    pub id: u64,
    /// The process that made it, and may use it.
    pub birth: Birth,
    /// `ZMQ_FD`, if the kind has one.
    pub fd: Option<zmq_sys::zmq_fd_t>,
    /// `ZMQ_SNDTIMEO` and `ZMQ_RCVTIMEO` as set last: whether a call must watch the clock.
    sndtimeo: AtomicI32,
    rcvtimeo: AtomicI32,
    /// Whether messages are sent without a check: `guard::sends` asks for none, and the process is that of the socket.
    unchecked: LocalSwitch,
    /// Whether a send that may wait is one call of C: it is not checked, and its time is not bounded.
    sends_plainly: LocalSwitch,
    /// Whether a receive that may wait is one call of C: its time is not bounded, and it is not busy.
    receives_plainly: LocalSwitch,
    /// Whether it was ever bound or connected.
    pub attached: Switch,
    /// Whether its queues keep one part only (`ZMQ_CONFLATE`).
    pub conflates: Switch,
    /// Whether it was ever polled: libzmq may have taken the first part of a message out of its queue then.
    pub polled: Switch,
    /// Whether it sends over `norm`, where a part has to be small.
    pub norm: Switch,
    /// Apart, since errors that give the socket back should be small.
    pub rare: Box<Rare>,
}

/// What no message asks for on its way.
#[derive(Default)]
pub(crate) struct Rare {
    /// Held by thread-safe kinds to bind, connect and set options.
    setup: Mutex<()>,
    /// What a RADIO has done first.
    radio: AtomicU8,
    /// Whether a DGRAM has sent an address, and not yet what goes there.
    pub half_sent: Switch,
    /// Whether a message was sent since the socket began to wait for an `inproc` name.
    pub sent: Switch,
    /// Whether the next send is to be noted there.
    pub notes: Switch,
    /// Whether other code may use the socket, too.
    pub shared: Switch,
    /// The calls that a poller is to know of.
    pub touches: Touches,
    /// For how many microseconds a receive asks again before it sleeps.
    busy: AtomicU32,
    /// Whether connections have or may have a heartbeat, on a libzmq that it makes fragile.
    pub heartbeats: Switch,
    /// Whether the timeout of heartbeats was set back to their interval.
    pub timeout_follows: Switch,
    /// Whether a peer may take over the name of another (`ZMQ_ROUTER_HANDOVER`).
    pub handover: Switch,
    /// Whether a ROUTER speaks raw TCP.
    pub raw_tcp: Switch,
    /// Whether an empty message goes to each new peer (`ZMQ_PROBE_ROUTER`).
    pub probes: Switch,
    /// Whether a greeting goes to each new peer (`ZMQ_HELLO_MSG`).
    pub hello: Switch,
    /// Whether a welcome message goes to each new peer (`ZMQ_XPUB_WELCOME_MSG`).
    pub welcome: Switch,
    names: Mutex<PeerNames>,
    #[cfg(unix)]
    use_fd: Mutex<Option<std::os::fd::OwnedFd>>,
    #[cfg(feature = "wss")]
    identity: Mutex<Identity>,
}

/// What a RADIO has done first. Without a mend it cannot do both.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum RadioUse {
    Neither,
    /// Sent a message larger than a datagram.
    Large,
    /// Connected over udp.
    Udp,
}

/// The names that were given to peers (`ZMQ_CONNECT_ROUTING_ID`).
#[derive(Default)]
pub(crate) struct PeerNames {
    /// That of the next connection.
    pub waiting: Option<Vec<u8>>,
    pub given: HashSet<Vec<u8>>,
    /// Whether there may be peers that bring their own names.
    pub others: bool,
}

/// The certificate and key of a server of `wss`, for they cannot be read back.
#[cfg(feature = "wss")]
#[derive(Default)]
pub(crate) struct Identity {
    pub key: String,
    pub certificate: String,
}

impl Facts {
    /// Those of a new socket of this process: the default timeouts are in force.
    pub fn new(kind: SocketType, id: u64) -> Facts {
        Facts {
            kind,
            id,
            birth: Birth::now(),
            fd: None,
            sndtimeo: AtomicI32::new(-1),
            rcvtimeo: AtomicI32::new(-1),
            unchecked: LocalSwitch::on(),
            sends_plainly: LocalSwitch::on(),
            receives_plainly: LocalSwitch::on(),
            attached: Switch::default(),
            conflates: Switch::default(),
            polled: Switch::default(),
            norm: Switch::default(),
            rare: Box::default(),
        }
    }

    #[inline]
    pub fn sndtimeo(&self) -> i32 {
        self.sndtimeo.load(Relaxed)
    }

    #[inline]
    pub fn rcvtimeo(&self) -> i32 {
        self.rcvtimeo.load(Relaxed)
    }

    /// Whether each message is checked before it is sent, as in a forked child.
    #[inline]
    pub fn checks_sends(&self) -> bool {
        !self.unchecked.get()
    }

    /// Whether a send that may wait is one call of C.
    #[inline]
    pub fn sends_plainly(&self) -> bool {
        self.sends_plainly.get()
    }

    /// Whether a receive that may wait is one call of C.
    #[inline(always)]
    pub fn receives_plainly(&self) -> bool {
        self.receives_plainly.get()
    }

    /// From now on each message is checked before it is sent, or none is.
    pub fn check_sends(&self, on: bool) {
        self.unchecked.set(!on);
        self.sends_plainly.set(!on && self.sndtimeo() < 0);
    }

    /// A timeout for sending was set, in milliseconds, -1 for none.
    pub fn set_sndtimeo(&self, millis: i32) {
        self.sndtimeo.store(millis, Relaxed);
        self.sends_plainly.set(millis < 0 && !self.checks_sends());
    }

    /// The same for receiving.
    pub fn set_rcvtimeo(&self, millis: i32) {
        self.rcvtimeo.store(millis, Relaxed);
        self.receives_plainly.set(millis < 0 && self.busy() == 0);
    }

    /// For how many microseconds a receive asks again before it sleeps.
    pub fn busy(&self) -> u32 {
        self.rare.busy.load(Relaxed)
    }

    /// That was set.
    pub fn set_busy(&self, micros: u32) {
        self.rare.busy.store(micros, Relaxed);
        self.set_rcvtimeo(self.rcvtimeo());
    }

    /// The socket has begun to wait for an `inproc` name, and nothing was sent there. The next send is looked at, and only that
    /// one, so that no other takes longer.
    pub fn note_first_send(&self) {
        self.rare.sent.set(false);
        self.rare.notes.set(true);
        self.check_sends(true);
    }

    /// Whether it sends and receives by turns, so that each changes what it could do next.
    #[cfg(any(target_os = "linux", target_os = "android"))] // its one reader waits by epoll
    pub fn takes_turns(&self) -> bool {
        matches!(self.kind, SocketType::Req | SocketType::Rep)
    }

    /// Whether something is sent to each new peer at once.
    pub fn greets(&self) -> bool {
        self.rare.welcome.get() || self.rare.hello.get()
    }

    /// What a RADIO does; gives what it has done first.
    pub fn radio_does(&self, what: RadioUse) -> RadioUse {
        let first = self.rare.radio.compare_exchange(RadioUse::Neither as u8, what as u8, Relaxed, Relaxed);
        first.map_or_else(RadioUse::of, |_| what)
    }

    /// What a RADIO has done first.
    pub fn radio_did(&self) -> RadioUse {
        RadioUse::of(self.rare.radio.load(Relaxed))
    }

    /// Keeps other threads from binding, connecting and setting options, where there are others.
    pub fn setup(&self) -> Option<MutexGuard<'_, ()>> {
        self.kind.is_thread_safe().then(|| lock(&self.rare.setup))
    }

    pub fn names(&self) -> MutexGuard<'_, PeerNames> {
        lock(&self.rare.names)
    }

    /// The descriptor that the next bind is to take.
    #[cfg(unix)]
    pub fn use_fd(&self) -> MutexGuard<'_, Option<std::os::fd::OwnedFd>> {
        lock(&self.rare.use_fd)
    }

    /// The certificate and key of a server of `wss`.
    #[cfg(feature = "wss")]
    pub fn identity(&self) -> MutexGuard<'_, Identity> {
        lock(&self.rare.identity)
    }
}

impl RadioUse {
    fn of(number: u8) -> RadioUse {
        const LARGE: u8 = RadioUse::Large as u8;
        const UDP: u8 = RadioUse::Udp as u8;
        match number {
            LARGE => RadioUse::Large,
            UDP => RadioUse::Udp,
            _ => RadioUse::Neither,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
