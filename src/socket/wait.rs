//! Waiting: what a signal interrupts goes on with the time that is left.

use super::raw::RawSocket;
use crate::{Errno, Result, duration};
use std::time::{Duration, Instant};

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

    #[inline]
    fn timeo(self, socket: &RawSocket) -> i32 {
        match self {
            Direction::Send => socket.sndtimeo(),
            Direction::Recv => socket.rcvtimeo(),
        }
    }
}

impl RawSocket {
    /// Runs a call that waits as the socket's timeout says, over every signal.
    #[inline]
    pub(super) fn waiting(&self, direction: Direction, mut call: impl FnMut() -> Result<()>) -> Result<()> {
        let timeo = direction.timeo(self);
        if timeo >= 0 {
            return self.bounded(direction, timeo, false, call);
        }
        loop {
            match call() {
                Err(error) if error == Errno::EINTR => (),
                result => return result,
            }
        }
    }

    /// Runs a call that waits for `timeout` at most, whatever the socket's own timeout is.
    pub(super) fn waiting_for(
        &self,
        direction: Direction,
        timeout: Option<Duration>,
        call: impl FnMut() -> Result<()>,
    ) -> Result<()> {
        self.bounded(direction, duration::to_millis("timeout", timeout)?, true, call)
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
        let started = Instant::now();
        let mut left = millis;
        let result = loop {
            if set {
                self.set_int_once(direction.option(), left)?;
            }
            match call() {
                Err(error) if error == Errno::EINTR => {
                    set = true;
                    if millis > 0 {
                        let spent = i32::try_from(started.elapsed().as_millis()).unwrap_or(i32::MAX);
                        left = millis.saturating_sub(spent).max(0);
                    }
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
