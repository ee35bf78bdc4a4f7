//! Waiting: what a signal interrupts goes on with the time that is left.

use super::raw::RawSocket;
use crate::{Errno, Error, Message, Result, duration, guard::sends, message::raw::RawMessage};
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
            Direction::Send => socket.facts().sndtimeo(),
            Direction::Recv => socket.facts().rcvtimeo(),
        }
    }
}

/// On the way of every message, what is not a plain success is out of line.
impl RawSocket {
    /// Sends a part; waits as the socket's timeout says, over every signal.
    #[inline(always)]
    pub(super) fn send_waiting(&self, part: &mut RawMessage, flags: i32) -> Result<()> {
        if !self.facts().sends_plainly() {
            return send_bounded(self, part, flags);
        }
        if self.call_send(part, flags) { Ok(()) } else { send_failed(self, part, flags) }
    }

    /// Receives a part; waits as the socket's timeout says, over every signal.
    #[inline(always)]
    pub(super) fn recv_waiting(&self, part: &mut Message) -> Result<()> {
        if !self.facts().receives_plainly() {
            recv_bounded(self, part)?;
        } else if self.call_recv(part, 0) == -1 {
            recv_failed(self, part)?;
        }
        // Here, and not where C is called: so the compiler sees that what follows is no error.
        part.received();
        Ok(())
    }

    /// Runs a call that waits as the socket's timeout says, over every signal. `failed` is the error of a first call, which waits
    /// for ever.
    fn waiting(
        &self,
        direction: Direction,
        failed: Option<Error>,
        mut call: impl FnMut() -> Result<()>,
    ) -> Result<()> {
        let mut result = match failed {
            Some(error) => Err(error),
            None => match direction.timeo(self) {
                ..0 => call(),
                timeo => return self.bounded(direction, timeo, false, call),
            },
        };
        while result.as_ref().is_err_and(|error| *error == Errno::EINTR) {
            result = call();
        }
        match result {
            Err(error) if error.is_would_block() && sends::never_wait(self.facts()) => {
                self.polled(direction, -1, |_| call())
            }
            result => result,
        }
    }

    /// Runs a call with the flags it is given, that waits for `timeout` at most, whatever the socket's own timeout is.
    pub(super) fn waiting_for(
        &self,
        direction: Direction,
        timeout: Option<Duration>,
        mut call: impl FnMut(i32) -> Result<()>,
    ) -> Result<()> {
        let millis = duration::to_millis("timeout", timeout)?;
        match direction {
            Direction::Send => self.sleeping(direction, millis, call),
            Direction::Recv => self.receiving(millis, &mut call),
        }
    }

    /// Runs a call that receives, and waits for `millis` at most (-1 for ever): it asks again first, where the socket does, and
    /// sleeps for what is left then.
    fn receiving(&self, millis: i32, call: &mut impl FnMut(i32) -> Result<()>) -> Result<()> {
        let started = Instant::now();
        if let Some(done) = self.busily(millis, &mut *call) {
            return done;
        }
        self.sleeping(Direction::Recv, left_of(millis, started), call)
    }

    /// Runs a call that waits for `millis` at most (-1 for ever), whatever the socket's own timeout is.
    fn sleeping(
        &self,
        direction: Direction,
        millis: i32,
        mut call: impl FnMut(i32) -> Result<()>,
    ) -> Result<()> {
        if self.facts().kind.is_thread_safe() {
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
        if matches!(direction, Direction::Send) && sends::never_wait(self.facts()) {
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
                    set = !self.facts().kind.is_thread_safe();
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

/// Its time is bounded, or the message is checked, or this is a forked child.
#[cold]
fn send_bounded(socket: &RawSocket, part: &mut RawMessage, flags: i32) -> Result<()> {
    socket.waiting(Direction::Send, None, || socket.send(part, flags))
}

/// Right after the call that failed.
#[cold]
fn send_failed(socket: &RawSocket, part: &mut RawMessage, flags: i32) -> Result<()> {
    let error = Error::last();
    socket.waiting(Direction::Send, Some(error), || socket.send(part, flags))
}

/// Its time is bounded, or it is busy, or this is a forked child.
#[cold]
fn recv_bounded(socket: &RawSocket, part: &mut Message) -> Result<()> {
    if socket.facts().busy() != 0 {
        let timeo = socket.facts().rcvtimeo();
        if timeo >= 0 {
            return socket.receiving(timeo, &mut |flags| socket.recv(part, flags));
        }
        // No option is to be set where there is no timeout.
        if let Some(done) = socket.busily(timeo, |flags| socket.recv(part, flags)) {
            return done;
        }
    }
    socket.waiting(Direction::Recv, None, || socket.recv(part, 0))
}

/// Right after the call that failed.
#[cold]
fn recv_failed(socket: &RawSocket, part: &mut Message) -> Result<()> {
    let error = part.not_received();
    socket.waiting(Direction::Recv, Some(error), || socket.recv(part, 0))
}

/// What is left of so many milliseconds; all of them if they are negative.
fn left_of(millis: i32, started: Instant) -> i32 {
    if millis <= 0 {
        return millis;
    }
    let spent = i32::try_from(started.elapsed().as_millis()).unwrap_or(i32::MAX);
    millis.saturating_sub(spent).max(0)
}
