//! When to try, when to wait, and whom to wake: the whole of it, without a runtime and without libzmq.
//!
//! A socket has one descriptor for both directions. It is readable while libzmq has commands for the socket that nobody
//! has taken in, and says nothing more. Taking them in clears it, and **any** call may do that: a send takes in the
//! news of a message to receive. So there are three rules:
//! 1. Try first, and wait only after nothing was found and everything was taken in. A receive that finds nothing has taken
//!    in everything; a send has not: `ZMQ_EVENTS` does. The send that follows that is told to take nothing in (mend 91; an installed
//!    libzmq lets sends look once a millisecond), so that nobody is told too early what is there.
//! 2. What the reactor has seen of the descriptor is cleared *before* the last try, never after it.
//!    Whoever comes back from a wait clears it before his first try, so that the next wait does not meet what ended this one.
//! 3. Whoever calls while somebody else waits asks `ZMQ_EVENTS` and wakes him if it is his turn: him of the other half, and the
//!    one who left a waker behind, as `poll_next` and its like do.
//!
//! `ZMQ_EVENTS` can claim that a socket could send, and the send still finds a full queue: a ROUTER can send to another peer
//! than the one it is to reach. Such a send waits for the next command, as it does in C. It is woken by whoever receives and
//! finds nothing, since that may have taken its command in; so a receiver whom nobody has woken does not try. If both were one
//! task, they would wake each other for ever.
//!
//! [`model`] goes through every order of events up to a depth.

#[cfg(test)]
mod model;

use std::task::Poll;

/// How often a send without success is tried again for the sake of somebody who waits to receive. Beside others who wait, a send
/// that follows a look at the events takes no commands in, so that the last one takes nothing from anybody.
const ROUNDS: usize = 3;

/// The direction of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Recv,
    Send,
}

/// Some directions. Of `ZMQ_EVENTS`: those in which something could be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directions {
    pub recv: bool,
    pub send: bool,
}

impl Directions {
    pub const NONE: Directions = Directions { recv: false, send: false };

    /// What a socket that fails has: whoever waits is to find out why.
    pub const ALL: Directions = Directions { recv: true, send: true };

    #[inline]
    pub fn has(self, direction: Direction) -> bool {
        match direction {
            Direction::Recv => self.recv,
            Direction::Send => self.send,
        }
    }

    #[inline]
    pub fn any(self) -> bool {
        self.recv || self.send
    }
}

/// A socket, and the others who wait for it. Nobody else uses any of them meanwhile.
pub trait Awaited {
    /// Takes in all commands, and says what could be done now.
    fn events(&mut self) -> Directions;

    /// In which directions others wait.
    fn awaited(&self) -> Directions;

    /// Wakes the others who wait in this direction, and notes that they wait no longer.
    fn wake(&mut self, direction: Direction);
}

/// The same, with the reactor and a caller who may wait himself.
pub trait Port: Awaited {
    type Error;

    /// Whether the reactor has seen an edge of the descriptor since this was last asked; forgets it. If it has not, it wakes
    /// those who wait when it does.
    fn poll_edge(&mut self) -> Poll<Result<(), Self::Error>>;

    /// The next send takes no commands in, if libzmq can be told that: what comes from now on signals.
    fn hold(&mut self);

    /// Notes that the caller waits.
    fn park(&mut self);

    /// Whether the caller waits already, and nobody has woken him since he found nothing: whoever took something in for him
    /// would have. Then he goes on waiting.
    fn still_waits(&mut self) -> bool;

    /// Notes that the caller waits no longer.
    fn unpark(&mut self);
}

/// Goes on with an operation of the caller: `attempt` gives nothing where it would have to wait.
#[inline]
pub fn poll<P: Port, T>(
    port: &mut P,
    direction: Direction,
    attempt: impl FnMut(&mut P) -> Option<Result<T, P::Error>>,
) -> Poll<Result<T, P::Error>> {
    if direction == Direction::Recv && port.still_waits() {
        return Poll::Pending;
    }
    poll_awake(port, direction, attempt)
}

/// As [`poll`], by somebody who does not wait.
#[inline]
fn poll_awake<P: Port, T>(
    port: &mut P,
    direction: Direction,
    mut attempt: impl FnMut(&mut P) -> Option<Result<T, P::Error>>,
) -> Poll<Result<T, P::Error>> {
    let first = attempt(port);
    poll_after(port, direction, first, attempt)
}

/// As [`poll`], by somebody who waited: what the reactor has seen is behind him, whatever becomes of the first attempt.
#[inline]
pub fn poll_again<P: Port, T>(
    port: &mut P,
    direction: Direction,
    attempt: impl FnMut(&mut P) -> Option<Result<T, P::Error>>,
) -> Poll<Result<T, P::Error>> {
    // Before the edge is taken, which would wake him.
    if direction == Direction::Recv && port.still_waits() {
        return Poll::Pending;
    }
    match port.poll_edge() {
        Poll::Ready(Err(error)) => finish(port, Err(error)),
        Poll::Ready(Ok(())) | Poll::Pending => poll_awake(port, direction, attempt),
    }
}

/// As [`poll`], after the first attempt.
#[inline]
pub fn poll_after<P: Port, T>(
    port: &mut P,
    direction: Direction,
    first: Option<Result<T, P::Error>>,
    attempt: impl FnMut(&mut P) -> Option<Result<T, P::Error>>,
) -> Poll<Result<T, P::Error>> {
    match first {
        Some(done) => finish(port, done),
        None => wait(port, direction, attempt),
    }
}

/// After an attempt that found nothing.
fn wait<P: Port, T>(
    port: &mut P,
    direction: Direction,
    mut attempt: impl FnMut(&mut P) -> Option<Result<T, P::Error>>,
) -> Poll<Result<T, P::Error>> {
    loop {
        port.park();
        for _ in 0..ROUNDS {
            // A receive that found nothing took in nothing for another who receives.
            let taken_in = direction == Direction::Recv && !port.awaited().send;
            if taken_in || !tell(port).has(direction) {
                break;
            }
            if direction == Direction::Send && port.awaited().any() {
                port.hold();
            }
            if let Some(done) = attempt(port) {
                return finish(port, done);
            }
            if !port.awaited().any() {
                break;
            }
        }
        match port.poll_edge() {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Err(error)) => return finish(port, Err(error)),
            Poll::Ready(Ok(())) => (),
        }
        if let Some(done) = attempt(port) {
            return finish(port, done);
        }
    }
}

/// After an operation, which may have taken in what somebody else waits for.
#[inline]
fn finish<P: Port, T>(port: &mut P, done: Result<T, P::Error>) -> Poll<Result<T, P::Error>> {
    port.unpark();
    settle(port);
    Poll::Ready(done)
}

/// After a call: wakes whoever else has something to do now.
#[inline]
pub fn settle(port: &mut impl Awaited) {
    if port.awaited().any() {
        tell(port);
    }
}

/// Asks what could be done, and wakes the others who wait for that.
fn tell(port: &mut impl Awaited) -> Directions {
    let events = port.events();
    let awaited = port.awaited();
    for direction in [Direction::Recv, Direction::Send] {
        if events.has(direction) && awaited.has(direction) {
            port.wake(direction);
        }
    }
    events
}
