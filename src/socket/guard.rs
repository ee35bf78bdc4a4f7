//! What libzmq cannot take from sockets of the draft API, and what several threads must not do at once.
//!
//! - Two thread-safe sockets joined by `inproc` lock each other out for ever ([`Mend::ThreadSafe`]): each call holds the lock of
//!   its own socket and wants the other's, even if it is not to wait.
//! - A datagram has 8192 bytes at most; what is larger is dropped, or written past a buffer ([`Mend::Datagrams`]).
//! - High-water marks must not change on a socket with peers ([`Mend::Marks`]); with several threads, "no peers yet" has to stay
//!   true until the change is made.
//! - A DGRAM socket ends the process when it waits without being bound, when half of a message is left over for another
//!   connection, when it meets an IPv6 peer, and over any transport but udp.
//! - A DISH that joins a group with a name of more than 255 bytes ends the process of its RADIO ([`Mend::Groups`]).

use super::{codec, raw::RawSocket};
use crate::{
    Errno, Error, Message, Result, SocketType,
    context::{Keep, rehearsal},
    guard::{Mend, lacks},
    process::LocalSwitch,
};
use std::{
    net::{Ipv6Addr, UdpSocket},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU8, Ordering::Relaxed},
    },
    time::Instant,
};

/// What fits into a datagram of libzmq, with the group and its length.
pub(super) const DATAGRAM: usize = 8192;

/// The largest command a peer has to send a RADIO: to join a group with a name of 255 bytes.
const JOIN_COMMAND: i64 = 260;

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

/// What a RADIO has done first: 0 is neither. It cannot do both, unless libzmq looks at sizes itself; then only udp counts.
const LARGE: u8 = 1; // sent a message larger than a datagram
const UDP: u8 = 2; // connected over udp

/// What is known of one socket for this.
pub(super) struct Guard {
    kind: SocketType,
    /// Held by thread-safe kinds to bind, connect and set options.
    setup: Mutex<()>,
    radio: AtomicU8,
    /// A DGRAM socket has sent an address, and not yet what goes there.
    pub half_sent: Switch,
    /// Whether it sends over `norm`, where a part has to be small.
    norm: Switch,
    /// Whether a message needs no look before it is sent: nothing of this room, and the process is that of the socket.
    unwatched: LocalSwitch,
    /// Whether a send that may wait is one call of C: it is not watched, and its time is not bounded.
    plain: LocalSwitch,
    /// Whether a message was sent since the socket began to wait for an `inproc` name, or other code may have sent one.
    sent: Switch,
    /// Whether the next send is to be noted there.
    notes: Switch,
    /// Whether other code may send.
    shared: Switch,
}

impl Guard {
    pub fn new(kind: SocketType) -> Guard {
        let (setup, radio) = (Mutex::new(()), AtomicU8::new(0));
        let [half_sent, norm, sent, notes, shared] = Default::default();
        let [unwatched, plain] = [LocalSwitch::on(), LocalSwitch::on()];
        let guard = Guard { kind, setup, radio, half_sent, norm, unwatched, plain, sent, notes, shared };
        if guard.is_always_watched() {
            guard.watch();
        }
        guard
    }

    fn is_always_watched(&self) -> bool {
        match self.kind {
            SocketType::Dgram => true,
            SocketType::Radio => lacks(Mend::Datagrams) || self.radio.load(Relaxed) == UDP,
            _ => self.norm() || self.looks_at_topics(),
        }
    }

    fn watch(&self) {
        self.unwatched.set(false);
        self.plain.set(false);
    }

    /// A send may wait as long as it takes, or not.
    pub fn bound_send(&self, bounded: bool) {
        self.plain.set(!bounded && !self.is_watched());
    }

    /// Whether a send that may wait is more than one call of C, or none at all.
    #[inline]
    pub fn is_careful(&self) -> bool {
        !self.plain.get()
    }

    /// Whether each message must be looked at, as in a forked child.
    #[inline]
    pub fn is_watched(&self) -> bool {
        !self.unwatched.get()
    }

    /// Whether what libzmq 4.3.5 says of a peer that was let in is no message for this kind.
    pub fn takes_no_credentials(&self) -> bool {
        matches!(self.kind, SocketType::Req | SocketType::Dish)
    }

    /// Whether what is sent may be a subscription that is too long.
    pub fn looks_at_topics(&self) -> bool {
        self.kind == SocketType::XSub && lacks(Mend::Topics)
    }

    /// Whether the next send is to be noted.
    pub fn notes(&self) -> bool {
        self.notes.get()
    }

    /// A message was sent; a send that may wait is `bounded` or not.
    pub fn note(&self, bounded: bool) {
        self.sent.set(true);
        self.notes.set(false);
        self.unwatched.set(!self.is_always_watched());
        self.bound_send(bounded);
    }

    /// Whether it sends over `norm`.
    #[inline]
    pub fn norm(&self) -> bool {
        self.norm.get()
    }

    pub fn set_norm(&self) {
        self.norm.set(true);
        self.watch();
    }

    pub fn is_radio(&self) -> bool {
        self.kind == SocketType::Radio
    }

    pub fn is_dgram(&self) -> bool {
        self.kind == SocketType::Dgram
    }

    pub fn is_thread_safe(&self) -> bool {
        self.kind.is_thread_safe()
    }

    /// Before a RADIO sends so many bytes, group and all.
    pub fn radio_may_send(&self, size: usize) -> Result<()> {
        if size <= DATAGRAM {
            return Ok(());
        }
        let first = if lacks(Mend::Datagrams) {
            self.radio.compare_exchange(0, LARGE, Relaxed, Relaxed).unwrap_or_else(|first| first)
        } else {
            self.radio.load(Relaxed)
        };
        match first {
            0 | LARGE => Ok(()),
            _ => Err(Error::refused(
                Errno::EMSGSIZE,
                "send",
                format!(
                    "{size} bytes with the group; a RADIO that is connected over udp sends {DATAGRAM} at most"
                ),
            )),
        }
    }

    fn radio_may_use_udp(&self) -> Result<()> {
        match self.radio.compare_exchange(0, UDP, Relaxed, Relaxed) {
            Ok(_) | Err(UDP) => {
                self.watch(); // from now on its messages are measured
                Ok(())
            }
            Err(_) => Err(Error::refused(
                Errno::EMSGSIZE,
                "",
                "this RADIO has sent messages larger than a datagram; use another for udp",
            )),
        }
    }
}

impl RawSocket {
    /// Other code may use this socket, too.
    pub fn share(&self) {
        self.guard().shared.set(true);
        self.context().inproc.share();
    }

    /// The socket has begun to wait for an `inproc` name, and nothing was sent there. The next send is looked at, and only that
    /// one, so that no other takes longer.
    pub(super) fn note_first_send(&self) {
        self.guard().sent.set(false);
        self.guard().notes.set(true);
        self.guard().watch();
    }

    /// For how long messages that may have been sent to `inproc` names that nobody has bound are kept after the socket has left;
    /// nothing, if there are none.
    pub(super) fn keep(&self) -> Option<Keep> {
        if !self.guard().sent.get() && !self.guard().shared.get() {
            return None;
        }
        match codec::millis_or_forever::get(self, zmq_sys::ZMQ_LINGER) {
            Ok(Some(linger)) if linger.is_zero() => None,
            Ok(Some(linger)) => Instant::now().checked_add(linger).map(Keep::Until),
            _ => Some(Keep::ForEver),
        }
    }

    /// Keeps other threads from binding, connecting and setting options, where there are others.
    pub(super) fn setup(&self) -> Option<MutexGuard<'_, ()>> {
        let guard = self.guard();
        guard.is_thread_safe().then(|| guard.setup.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Before an option is set, under [`setup`](Self::setup): without the mends, libzmq corrupts memory or aborts when these change
    /// on a socket with peers, and another thread may just have made it one.
    pub(super) fn may_set(&self, option: i32) -> Result<()> {
        let early = match option {
            zmq_sys::ZMQ_SNDHWM | zmq_sys::ZMQ_RCVHWM => lacks(Mend::Marks),
            zmq_sys::ZMQ_IMMEDIATE => lacks(Mend::Immediate),
            _ => false,
        };
        if early && self.guard().is_thread_safe() && self.attached().get() {
            return Err(Error::refused(Errno::EINVAL, "", "set it before the first bind or connect"));
        }
        Ok(())
    }

    /// Whether messages of several parts are nothing special here.
    #[inline]
    fn takes_several(&self) -> bool {
        !(self.guard().kind.is_draft() || lacks(Mend::Conflate) && self.conflate())
    }

    /// Before a call of C begins a message of several parts.
    #[inline]
    pub(super) fn may_begin(&self, call: &'static str) -> Result<()> {
        if self.takes_several() { Ok(()) } else { self.begins(call) }
    }

    /// Before a whole message is sent.
    #[inline]
    pub(super) fn may_send_parts(&self, call: &'static str, parts: &[Message]) -> Result<()> {
        if self.takes_several() { Ok(()) } else { self.sends_parts(call, parts) }
    }

    #[cold]
    fn begins(&self, call: &'static str) -> Result<()> {
        if self.guard().is_dgram() {
            let reason = "a DGRAM socket sends address and datagram at once, by send_multipart";
            return Err(Error::refused(Errno::EINVAL, call, reason));
        }
        self.may_send_several(call)
    }

    #[cold]
    fn sends_parts(&self, call: &'static str, parts: &[Message]) -> Result<()> {
        if self.guard().is_dgram() {
            return self.may_send_datagram(call, parts);
        }
        if parts.len() > 1 { self.may_send_several(call) } else { Ok(()) }
    }

    fn may_send_several(&self, call: &'static str) -> Result<()> {
        let reason = if lacks(Mend::Conflate) && self.conflate() {
            // libzmq aborts when a queue that keeps one part only has lost the rest of a message.
            "a socket that conflates (ZMQ_CONFLATE) sends messages of one part"
        } else if self.guard().is_thread_safe() {
            "a thread-safe socket sends messages of one part"
        } else {
            return Ok(());
        };
        Err(Error::refused(Errno::EINVAL, call, reason))
    }

    fn may_send_datagram(&self, call: &'static str, parts: &[Message]) -> Result<()> {
        let (errno, reason) = match parts {
            [_, datagram] if datagram.len() > DATAGRAM => {
                (Errno::EMSGSIZE, "a datagram has 8192 bytes at most")
            }
            [_, _] if !self.attached().get() => (Errno::EINVAL, "bind the DGRAM socket first"),
            [_, _] if self.guard().half_sent.get() => {
                (Errno::EFSM, "the address could not be bound in the background; use another socket")
            }
            [_, _] => return Ok(()),
            _ => (Errno::EINVAL, "a DGRAM socket sends two parts: address and datagram"),
        };
        Err(Error::refused(errno, call, reason))
    }

    /// Before a bind or connect, under [`setup`](Self::setup).
    pub(super) fn may_attach(&self, endpoint: &str) -> Result<()> {
        let guard = self.guard();
        if !guard.kind.is_draft() {
            return Ok(());
        }
        if guard.is_dgram() && !endpoint.starts_with("udp://") {
            return Err(Error::refused(Errno::ENOCOMPATPROTO, "", "a DGRAM socket goes over udp only"));
        }
        if endpoint.starts_with("inproc://") && lacks(Mend::ThreadSafe) {
            let reason = "two thread-safe sockets over inproc lock each other out; use ipc or tcp";
            return Err(Error::refused(Errno::ENOCOMPATPROTO, "", reason));
        }
        if endpoint.starts_with("udp://") {
            return self.may_attach_udp();
        }
        if guard.kind == SocketType::Radio && lacks(Mend::Groups) {
            self.bound_commands()?;
        }
        Ok(())
    }

    /// libzmq opens the udp socket in the background, and aborts if it cannot.
    fn may_attach_udp(&self) -> Result<()> {
        let guard = self.guard();
        rehearsal::descriptors(6)?;
        if codec::flag::get(self, zmq_sys::ZMQ_IPV6)? {
            if guard.is_dgram() {
                let reason = "a DGRAM socket speaks IPv4 only: set_ipv6(false)";
                return Err(Error::refused(Errno::EINVAL, "", reason));
            }
            UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0))
                .map_err(|error| Errno::from_io(&error, Errno::EAFNOSUPPORT))?;
        }
        // Where the system refuses the device, libzmq tries again without a pause.
        #[cfg(target_os = "linux")]
        match codec::text::get(self, zmq_sys::ZMQ_BINDTODEVICE) {
            Ok(device) if !device.is_empty() => {
                super::system::rehearse_device(&device).map_err(|e| e.about("ZMQ_BINDTODEVICE"))?;
            }
            _ => (), // none, or this libzmq does not know the option
        }
        match guard.kind {
            SocketType::Radio => guard.radio_may_use_udp(),
            SocketType::Dgram if self.attached().get() => {
                Err(Error::refused(Errno::EINVAL, "", "a DGRAM socket binds once"))
            }
            _ => Ok(()),
        }
    }

    /// Bounds what an unknown peer may send a RADIO, unless the program has bounded it: peers send commands only, and one
    /// that is too long ends the process. With CURVE and the others a peer has to be known, and sends longer ones.
    fn bound_commands(&self) -> Result<()> {
        let mut mechanism = [0; 4];
        self.get_bytes(zmq_sys::ZMQ_MECHANISM, &mut mechanism)?;
        let unbounded = codec::size_or_unlimited::get(self, zmq_sys::ZMQ_MAXMSGSIZE)?.is_none();
        if unbounded && i32::from_ne_bytes(mechanism) == zmq_sys::ZMQ_NULL {
            self.set_bytes_unlocked(zmq_sys::ZMQ_MAXMSGSIZE, &JOIN_COMMAND.to_ne_bytes())?;
        }
        Ok(())
    }
}
