//! One direction of a proxy: messages go from a socket to another, whole, and none is lost where a queue is full.
//!
//! It differs from C's loop where that waits for room in the middle of a burst, deaf to commands and to the other
//! direction, and loses the message when a signal arrives: here the message stays in hand until it can be queued.

use super::{
    kinds::End,
    report::{Tally, Traffic},
};
use crate::{
    Errno, Error, Message, Multipart, POLLOUT, PollEvents, Result, SocketType, socket::raw::RawSocket,
};

/// Storage that is kept for the parts of the next message.
const KEPT: usize = 64;

/// What a direction waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// A message.
    Input,
    /// Room for the next message, or for the one in hand.
    Output,
    /// Room in the capture socket for the one in hand.
    Capture,
    /// A moment: the socket claims to be writable and is not, as a ROUTER with one peer of many at its limit.
    Retry,
}

/// One direction, without its sockets: it may go to another thread between two bursts.
pub(super) struct Relay {
    pub wait: Wait,
    pub received: Tally,
    pub sent: Tally,
    /// The message in hand is `parts[first..end]`; nothing is in hand where `end` is 0.
    parts: Vec<Message>,
    first: usize,
    end: usize,
    /// The bytes of the message in hand.
    bytes: u64,
    /// Whether the capture socket has it.
    captured: bool,
}

/// A copy of what goes through in one direction.
pub(super) struct Capture<'a> {
    pub end: End<'a>,
    /// A part put before each message.
    pub prefix: Option<&'a mut Message>,
}

impl Relay {
    pub fn new() -> Relay {
        Relay {
            wait: Wait::Input,
            received: Tally::default(),
            sent: Tally::default(),
            parts: vec![Message::new()],
            first: 0,
            end: 0,
            bytes: 0,
            captured: false,
        }
    }

    /// Goes on: the socket that was waited for is ready. After `burst` messages others get their turn.
    pub fn advance(
        &mut self,
        from: End<'_>,
        to: End<'_>,
        mut capture: Option<Capture<'_>>,
        burst: usize,
    ) -> Result<()> {
        if self.end > 0 {
            let waited = self.wait;
            if !self.deliver(to, capture.as_mut())? {
                if self.wait == waited || waited == Wait::Retry {
                    self.wait = Wait::Retry;
                }
                return Ok(());
            }
        } else if self.wait == Wait::Input && !has_room(to.raw)? {
            // The message stays where it is.
            self.wait = Wait::Output;
            return Ok(());
        }
        for _ in 0..burst {
            if !self.take(from)? {
                break;
            }
            if !self.deliver(to, capture.as_mut())? {
                return Ok(());
            }
        }
        self.wait = Wait::Input;
        Ok(())
    }

    /// Receives a whole message, if there is one.
    #[inline]
    fn take(&mut self, from: End<'_>) -> Result<bool> {
        let Some(size) = receive(from.raw, &mut self.parts[0])? else { return Ok(false) };
        (self.first, self.end, self.captured) = (0, 1, false);
        self.bytes = size;
        if self.parts[0].more() {
            self.take_rest(from)?;
        }
        self.received.parts += self.end as u64;
        self.received.bytes += self.bytes;
        Ok(true)
    }

    /// Receives the other parts, which are there when the first is.
    fn take_rest(&mut self, from: End<'_>) -> Result<()> {
        while self.parts[self.end - 1].more() {
            if self.parts.len() == self.end {
                self.parts.push(Message::new());
            }
            match receive(from.raw, &mut self.parts[self.end]) {
                Ok(Some(size)) => self.bytes += size,
                // Only an XPUB hands on what a subscriber sent as it came, also a message without an end; C's loop
                // ends there.
                Ok(None) => break,
                Err(error) => {
                    self.end = 0; // the end of the context, which has the rest of it
                    return Err(error);
                }
            }
            self.end += 1;
        }
        Ok(())
    }

    /// Sends the message in hand, first to the capture socket; says whether it is gone, and if not, what to wait for.
    #[inline]
    fn deliver(&mut self, to: End<'_>, capture: Option<&mut Capture<'_>>) -> Result<bool> {
        if let Some(capture) = capture.filter(|_| !self.captured) {
            if !capture.show(&mut self.parts[..self.end])? {
                self.wait = Wait::Capture;
                return Ok(false);
            }
            self.captured = true;
        }
        let parts = &mut self.parts;
        match send_whole(to, self.end, |index, flags| {
            // An XSUB does not take a subscription that is too long for this libzmq; a subscriber must not end the proxy by that.
            let sent = to.raw.send(parts[index].raw_mut(), flags);
            sent.or_else(|error| {
                if error == Errno::EMSGSIZE && to.kind == SocketType::XSub { Ok(()) } else { Err(error) }
            })
        }) {
            Ok(true) => (),
            Ok(false) => {
                self.wait = Wait::Output;
                return Ok(false);
            }
            Err((index, error)) => {
                self.first = index;
                return Err(error);
            }
        }
        self.sent.parts += self.end as u64;
        self.sent.bytes += self.bytes;
        if self.end > KEPT {
            self.parts.truncate(KEPT);
            self.parts.shrink_to(KEPT);
        }
        self.end = 0;
        Ok(true)
    }

    /// The message in hand, at the end.
    pub fn unsent(self) -> Option<Multipart> {
        let (first, end) = (self.first, self.end);
        (end > first).then(|| self.parts.into_iter().take(end).skip(first).collect())
    }

    /// Adds what went through to the traffic of both sockets.
    pub fn count(&self, from: &mut Traffic, to: &mut Traffic) {
        from.received = self.received;
        to.sent = self.sent;
    }
}

impl Capture<'_> {
    /// Sends copies of `parts`; large payloads are shared.
    fn show(&mut self, parts: &mut [Message]) -> Result<bool> {
        let Capture { end, prefix } = self;
        let before = usize::from(prefix.is_some());
        let shown = send_whole(*end, parts.len() + before, |index, flags| {
            let part = match prefix {
                Some(prefix) if index == 0 => &mut **prefix,
                _ => &mut parts[index - before],
            };
            end.raw.send(part.share_mut().raw_mut(), flags)
        });
        shown.map_err(|(_, error)| error)
    }
}

/// Receives a part without waiting, and gives its size.
#[inline]
pub(super) fn receive(socket: &RawSocket, part: &mut Message) -> Result<Option<u64>> {
    socket.here()?;
    loop {
        let size = socket.call_recv(part, zmq_sys::ZMQ_DONTWAIT);
        match part.take_in(size) {
            Ok(i32::MAX) => return Ok(Some(part.len() as u64)),
            Ok(size) => return Ok(Some(size as u64)),
            Err(error) if error.is_would_block() => return Ok(None),
            Err(error) if error == Errno::EINTR => (),
            Err(error) => return Err(error),
        }
    }
}

/// Sends a message of `count` parts by `send` without waiting; says whether it was queued. An error comes with the
/// number of the first part that libzmq did not take.
///
/// libzmq looks for room at the first part only. If the peer goes away in the middle, libzmq drops the message and refuses
/// the next part: the others are handed over to be dropped, too, so that the next message does not begin in the middle of
/// this one; but not to a PAIR, which would give them to its next peer.
#[inline]
pub(super) fn send_whole(
    to: End<'_>,
    count: usize,
    mut send: impl FnMut(usize, i32) -> Result<()>,
) -> Result<bool, (usize, Error)> {
    for index in 0..count {
        let more = if index + 1 < count { zmq_sys::ZMQ_SNDMORE } else { 0 };
        loop {
            match send(index, zmq_sys::ZMQ_DONTWAIT | more) {
                Ok(()) => break,
                Err(error) if error == Errno::EINTR => (),
                Err(error) if error.is_would_block() && index == 0 => return Ok(false),
                Err(error) if error.is_would_block() && to.kind == SocketType::Pair => {
                    return Ok(true);
                }
                Err(error) if error.is_would_block() => break,
                Err(error) => return Err((index, error)),
            }
        }
    }
    Ok(true)
}

/// Whether a message could be sent now.
fn has_room(socket: &RawSocket) -> Result<bool> {
    let mut events = [0; 4];
    loop {
        match socket.get_bytes(zmq_sys::ZMQ_EVENTS, &mut events) {
            Err(error) if error == Errno::EINTR => (),
            Err(error) => return Err(error),
            Ok(_) => return Ok(PollEvents::from_bits(i32::from_ne_bytes(events) as i16).contains(POLLOUT)),
        }
    }
}
