//! When to try, when to wait, and whom to wake: the whole of it, without a runtime and without libzmq.
//!
//! A socket has one descriptor for both directions. It is readable while libzmq has commands for the socket that nobody
//! has taken in, and says nothing more. Taking them in clears it, and **any** call may do that: a send takes in the
//! news of a message to receive. So there are three rules:
//! 1. Try first, and wait only after nothing was found and everything was taken in. A receive that finds nothing has taken
//!    in everything; a send has not, since libzmq lets it look once a millisecond only: `ZMQ_EVENTS` does.
//! 2. What the reactor has seen of the descriptor is cleared *before* the last try, never after it.
//! 3. Whoever calls while somebody waits for the other direction asks `ZMQ_EVENTS` and wakes him if it is his turn.
//!
//! `ZMQ_EVENTS` can claim that a socket could send, and the send still finds no room: a ROUTER has room for another peer
//! than the one it is to reach. Such a send waits for the next command, as it does in C.
//!
//! [`model`] goes through every order of events up to a depth.

#[cfg(test)]
mod model;

use std::task::Poll;

/// How often a send without success is tried again for the sake of somebody who waits to receive. libzmq lets a send take
/// commands in once a millisecond, so that of several in a row the last takes nothing from anybody.
const ROUNDS: usize = 3;

/// The direction of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Recv,
    Send,
}

impl Direction {
    pub fn other(self) -> Direction {
        match self {
            Direction::Recv => Direction::Send,
            Direction::Send => Direction::Recv,
        }
    }
}

/// `ZMQ_EVENTS`: what could be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Events {
    pub recv: bool,
    pub send: bool,
}

impl Events {
    /// What a socket that fails has: whoever waits is to find out why.
    pub const ALL: Events = Events { recv: true, send: true };

    pub fn has(self, direction: Direction) -> bool {
        match direction {
            Direction::Recv => self.recv,
            Direction::Send => self.send,
        }
    }
}

/// A socket, its reactor, and those who wait for it. Nobody else uses any of them meanwhile.
pub trait Port {
    type Error;

    /// Takes in all commands, and says what could be done now.
    fn events(&mut self) -> Events;

    /// Whether the reactor has seen an edge of the descriptor since this was last asked; forgets it. If it has not, it wakes
    /// those who wait when it does.
    fn poll_edge(&mut self) -> Poll<Result<(), Self::Error>>;

    /// Notes that the caller waits.
    fn park(&mut self, direction: Direction);

    /// Notes that the caller waits no longer.
    fn unpark(&mut self, direction: Direction);

    /// Whether somebody waits.
    fn is_parked(&self, direction: Direction) -> bool;

    /// Wakes who waits, and notes that he waits no longer.
    fn wake(&mut self, direction: Direction);
}

/// Goes on with an operation of the caller: `attempt` gives nothing where it would have to wait.
#[inline]
pub fn poll<P: Port, T>(
    port: &mut P,
    direction: Direction,
    mut attempt: impl FnMut(&mut P) -> Option<Result<T, P::Error>>,
) -> Poll<Result<T, P::Error>> {
    let first = attempt(port);
    poll_after(port, direction, first, attempt)
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
        Some(done) => finish(port, direction, done),
        None => wait(port, direction, attempt),
    }
}

/// After an attempt that found nothing.
fn wait<P: Port, T>(
    port: &mut P,
    direction: Direction,
    mut attempt: impl FnMut(&mut P) -> Option<Result<T, P::Error>>,
) -> Poll<Result<T, P::Error>> {
    let other = direction.other();
    loop {
        port.park(direction);
        for _ in 0..ROUNDS {
            let taken_in = direction == Direction::Recv && !port.is_parked(other);
            if taken_in || !tell(port, other).has(direction) {
                break;
            }
            if let Some(done) = attempt(port) {
                return finish(port, direction, done);
            }
            if !port.is_parked(other) {
                break;
            }
        }
        match port.poll_edge() {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Err(error)) => return finish(port, direction, Err(error)),
            Poll::Ready(Ok(())) => (),
        }
        if let Some(done) = attempt(port) {
            return finish(port, direction, done);
        }
    }
}

/// After an operation, which may have taken in what somebody else waits for.
#[inline]
fn finish<P: Port, T>(
    port: &mut P,
    direction: Direction,
    done: Result<T, P::Error>,
) -> Poll<Result<T, P::Error>> {
    port.unpark(direction);
    if port.is_parked(direction.other()) {
        tell(port, direction.other());
    }
    Poll::Ready(done)
}

/// After a call that is no operation: wakes whoever has something to do now.
pub fn settle<P: Port>(port: &mut P) {
    let waits = [Direction::Recv, Direction::Send].map(|direction| port.is_parked(direction));
    if waits != [false, false] {
        let events = tell(port, Direction::Recv);
        if events.send && port.is_parked(Direction::Send) {
            port.wake(Direction::Send);
        }
    }
}

/// Asks what could be done, and wakes who waits for that in this direction.
fn tell<P: Port>(port: &mut P, direction: Direction) -> Events {
    let events = port.events();
    if events.has(direction) && port.is_parked(direction) {
        port.wake(direction);
    }
    events
}
