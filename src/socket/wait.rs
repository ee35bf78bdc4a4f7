//! Waiting: what a signal interrupts goes on with the time that is left.

use super::raw::RawSocket;
use crate::{Errno, Error, Message, Result, duration, message::raw::RawMessage};
use std::{
    thread,
    time::{Duration, Instant},
};

/// The direction of a call, with the option that bounds its waiting.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    Send,
    Recv,
}

impl Direction {
    fn option(self) -> i32 {
        match self {
            Direction::Send => zmq_sys::ZMQ_SNDTIMEO,
            Direction::Recv => zmq_sys::ZMQ_RCVTIMEO,
        }
    }

    /// What to poll for.
    fn events(self) -> i16 {
        match self {
            Direction::Send => zmq_sys::ZMQ_POLLOUT as i16,
            Direction::Recv => zmq_sys::ZMQ_POLLIN as i16,
        }
    }

    #[inline]
    fn timeo(self, socket: &RawSocket) -> i32 {
        match self {
            Direction::Send => socket.sndtimeo(),
            Direction::Recv => socket.rcvtimeo(),
        }
    }
}

/// On the way of every message, what is not a plain success is out of line.
impl RawSocket {
    /// Sends a part; waits as the socket's timeout says, over every signal.
    #[inline(always)]
    pub(super) fn send_waiting(&self, part: &mut RawMessage, flags: i32) -> Result<()> {
        if self.guard().is_careful() {
            return self.send_careful(part, flags);
        }
        if self.sends(part, flags) { Ok(()) } else { self.send_failed(part, flags) }
    }

    /// Right after the call that failed.
    #[cold]
    fn send_failed(&self, part: &mut RawMessage, flags: i32) -> Result<()> {
        let error = Error::last();
        self.after(Direction::Send, error, || self.send_unwatched(part, flags))
    }

    #[cold]
    fn send_careful(&self, part: &mut RawMessage, flags: i32) -> Result<()> {
        self.waiting(Direction::Send, || self.send(part, flags))
    }

    /// Receives a part; waits as the socket's timeout says, over every signal.
    #[inline(always)]
    pub(super) fn recv_waiting(&self, part: &mut Message) -> Result<()> {
        if !self.receives_plainly() {
            self.recv_bounded(part)?;
        } else if self.receives(part, 0) == -1 {
            self.recv_failed(part)?;
        }
        // Here, and not where C is called: so the compiler sees that what follows is no error.
        part.received();
        Ok(())
    }

    /// Its time is bounded, or this is a forked child.
    #[cold]
    fn recv_bounded(&self, part: &mut Message) -> Result<()> {
        self.waiting(Direction::Recv, || self.recv(part, 0))
    }

    /// Right after the call that failed.
    #[cold]
    fn recv_failed(&self, part: &mut Message) -> Result<()> {
        let error = part.not_received();
        self.after(Direction::Recv, error, || self.recv(part, 0))
    }

    /// Runs a call that waits as the socket's timeout says, over every signal.
    fn waiting(&self, direction: Direction, mut call: impl FnMut() -> Result<()>) -> Result<()> {
        let timeo = direction.timeo(self);
        if timeo >= 0 {
            return self.bounded(direction, timeo, false, call);
        }
        match call() {
            Ok(()) => Ok(()),
            Err(error) => self.after(direction, error, call),
        }
    }

    /// What follows the error of a call that may wait for ever.
    #[cold]
    fn after(
        &self,
        direction: Direction,
        mut error: Error,
        mut call: impl FnMut() -> Result<()>,
    ) -> Result<()> {
        while error == Errno::EINTR {
            match call() {
                Ok(()) => return Ok(()),
                Err(next) => error = next,
            }
        }
        // A DGRAM socket never waits by itself.
        if error.is_would_block() && self.guard().is_dgram() {
            return self.polled(direction, -1, |_| call());
        }
        Err(error)
    }

    /// Runs a call with the flags it is given, that waits for `timeout` at most, whatever the socket's own timeout is.
    pub(super) fn waiting_for(
        &self,
        direction: Direction,
        timeout: Option<Duration>,
        mut call: impl FnMut(i32) -> Result<()>,
    ) -> Result<()> {
        let millis = duration::to_millis("timeout", timeout)?;
        if self.guard().is_thread_safe() {
            // The timeout option is that of all threads.
            return self.polled(direction, millis, call);
        }
        self.bounded(direction, millis, true, || call(0))
    }

    /// Runs `call` without waiting until it succeeds, for `millis` at most (-1 for ever), and waits by poll in between.
    #[cold]
    fn polled(
        &self,
        direction: Direction,
        millis: i32,
        mut call: impl FnMut(i32) -> Result<()>,
    ) -> Result<()> {
        let started = Instant::now();
        let mut ready = false;
        loop {
            match call(zmq_sys::ZMQ_DONTWAIT) {
                Err(error) if error == Errno::EINTR => continue,
                Err(error) if error.is_would_block() => {
                    let left = left_of(millis, started);
                    if left == 0 {
                        return Err(error);
                    }
                    if ready {
                        // Another thread was faster, or this kind (SERVER, PEER) is ready for some peers, not for this.
                        thread::sleep(Duration::from_millis(1));
                    }
                    ready = match self.poll(direction.events(), left) {
                        Err(error) if error == Errno::EINTR => false,
                        result => result?,
                    };
                }
                result => return result,
            }
        }
    }

    /// Runs `call` under a timeout of `millis` (-1 for ever), which is set first if `set`, again after each
    /// signal with what is left, and set back to the socket's own in the end.
    #[cold]
    fn bounded(
        &self,
        direction: Direction,
        millis: i32,
        mut set: bool,
        mut call: impl FnMut() -> Result<()>,
    ) -> Result<()> {
        if self.guard().is_dgram() && matches!(direction, Direction::Send) {
            return self.polled(direction, millis, |_| call());
        }
        let started = Instant::now();
        let mut left = millis;
        let result = loop {
            if set {
                self.set_int_once(direction.option(), left)?;
            }
            match call() {
                Err(error) if error == Errno::EINTR => {
                    // No signal ends a call of a thread-safe socket, whose timeout is that of all threads.
                    set = !self.guard().is_thread_safe();
                    left = left_of(millis, started);
                }
                result => break result,
            }
        };
        if set {
            // It fails only once the context is shut down; a message that was received before counts.
            let _ = self.set_int_once(direction.option(), direction.timeo(self));
        }
        result
    }
}

/// What is left of so many milliseconds; all of them if they are negative.
fn left_of(millis: i32, started: Instant) -> i32 {
    if millis <= 0 {
        return millis;
    }
    let spent = i32::try_from(started.elapsed().as_millis()).unwrap_or(i32::MAX);
    millis.saturating_sub(spent).max(0)
}
