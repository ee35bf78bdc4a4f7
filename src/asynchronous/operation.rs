//! One operation on a socket, from the first attempt to the last: for the owner of a socket, and for those who share it.

use super::{
    left::{note_wait, poll_beside, unwatch},
    readiness::{self, Awaited, Direction, Directions, Port},
    registered::{Registered, Waitable},
    runtime::Reactor,
};
use crate::{Errno, Error, Result};
use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

/// Something that operates on a `T`: all of a socket, or a half.
pub trait Attempts<T: Waitable>: Send {
    /// Goes on with an operation. `attempt` never waits: where it would have to, it fails with `EAGAIN`, and is made again. So
    /// does this: with `EAGAIN` the operation waits, and the task is woken. [`to_poll`] makes a `Poll` of it; a `Result` is
    /// small enough to come back in registers.
    fn poll_operation<V>(
        &mut self,
        cx: &mut Context<'_>,
        direction: Direction,
        attempt: impl FnMut(&T) -> Result<V>,
    ) -> Result<V>;

    /// As [`poll_operation`](Self::poll_operation), for who is not a future: where it waits, its waker stays, and is woken
    /// whatever else is called meanwhile.
    fn poll_and_leave<V>(
        &mut self,
        cx: &mut Context<'_>,
        direction: Direction,
        attempt: impl FnMut(&T) -> Result<V>,
    ) -> Result<V>;

    /// Calls without waiting.
    fn call<V>(&mut self, call: impl FnOnce(&T) -> Result<V>) -> Result<V>;

    /// Nobody waits in this direction any more: the future was dropped.
    fn forget(&mut self, direction: Direction);
}

/// An operation: it runs as it is polled, and may be dropped before it is done.
#[inline]
pub fn repeat_attempts<T: Waitable, O: Attempts<T>, F>(
    on: &mut O,
    direction: Direction,
    attempt: F,
) -> Operation<'_, T, O, F> {
    Operation { on, direction, attempt: Some(attempt), registered: PhantomData }
}

/// See [`repeat_attempts`].
pub struct Operation<'a, T: Waitable, O: Attempts<T>, F> {
    on: &'a mut O,
    direction: Direction,
    /// There until it is done.
    attempt: Option<F>,
    registered: PhantomData<fn(&T)>,
}

/// Nothing in it is pinned.
impl<T: Waitable, O: Attempts<T>, F> Unpin for Operation<'_, T, O, F> {}

impl<T: Waitable, O: Attempts<T>, V, F: FnMut(&T) -> Result<V>> Future for Operation<'_, T, O, F> {
    type Output = Result<V>;

    #[inline(always)] // on the way of every message
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<V>> {
        let this = &mut *self;
        let Some(attempt) = &mut this.attempt else { return Poll::Pending }; // it was done before
        let polled = to_poll(this.on.poll_operation(cx, this.direction, attempt));
        if polled.is_ready() {
            this.attempt = None;
        }
        polled
    }
}

impl<T: Waitable, O: Attempts<T>, F> Drop for Operation<'_, T, O, F> {
    #[inline]
    fn drop(&mut self) {
        self.on.forget(self.direction);
    }
}

/// What [`poll_operation`](Attempts::poll_operation) came to.
#[inline(always)]
pub fn to_poll<V>(polled: Result<V>) -> Poll<Result<V>> {
    match polled {
        Ok(value) => Poll::Ready(Ok(value)),
        Err(error) if error.is_would_block() => Poll::Pending,
        Err(error) => Poll::Ready(Err(error)),
    }
}

/// As [`to_poll`], the other way.
#[inline]
pub fn from_poll<V>(polled: Poll<Result<V>>) -> Result<V> {
    match polled {
        Poll::Ready(done) => done,
        Poll::Pending => Err(Errno::EAGAIN.into()),
    }
}

/// Calls libzmq without waiting: nothing, if it would have to. Goes on after a signal.
#[inline]
pub fn attempt<V>(mut call: impl FnMut() -> Result<V>) -> Option<Result<V>> {
    match call() {
        Ok(value) => Some(Ok(value)),
        Err(error) => after_error(error, call),
    }
}

/// As [`attempt`], after a first call that failed.
#[cold]
fn after_error<V>(mut error: Error, mut call: impl FnMut() -> Result<V>) -> Option<Result<V>> {
    while error == Errno::EINTR {
        match call() {
            Ok(value) => return Some(Ok(value)),
            Err(next) => error = next,
        }
    }
    (!error.is_would_block()).then_some(Err(error))
}

/// `ZMQ_EVENTS`; a socket that fails has them all, so that those who wait learn of it.
pub fn events<T: Waitable>(thing: &T) -> Directions {
    match attempt(|| thing.event_bits()) {
        Some(Ok(events)) => {
            Directions { recv: events & zmq_sys::ZMQ_POLLIN != 0, send: events & zmq_sys::ZMQ_POLLOUT != 0 }
        }
        _ => Directions::ALL,
    }
}

/// Whether the reactor saw an edge since this was last asked; forgets it. If not, it wakes the task when it does.
pub fn poll_edge<T: Waitable, R: Reactor>(source: &R::Source<T>, cx: &mut Context<'_>) -> Poll<Result<()>> {
    // Before the reactor is asked: one that looks at the level would wake the task again and again for what it has seen.
    let taken = R::registered(source).take_edge();
    match R::poll_edge(source, cx) {
        Poll::Pending if taken => Poll::Ready(Ok(())),
        polled => polled,
    }
}

/// A socket whose owner waits for one direction at a time and left no waker behind, so that there is nobody else to wake, and
/// nothing to lock.
struct Alone<'a, 'cx, T: Waitable, R: Reactor> {
    source: &'a mut R::Source<T>,
    cx: &'a mut Context<'cx>,
}

impl<T: Waitable, R: Reactor> Awaited for Alone<'_, '_, T, R> {
    fn events(&mut self) -> Directions {
        events(R::held_mut(self.source).get_mut())
    }

    #[inline]
    fn awaited(&self) -> Directions {
        Directions::NONE
    }

    fn wake(&mut self, _: Direction) {}
}

impl<T: Waitable, R: Reactor> Port for Alone<'_, '_, T, R> {
    type Error = Error;

    fn poll_edge(&mut self) -> Poll<Result<()>> {
        poll_edge::<T, R>(self.source, self.cx)
    }

    /// Nobody else waits for what it takes in.
    fn hold(&mut self) {}

    #[inline]
    fn park(&mut self) {}

    #[inline]
    fn still_waits(&mut self) -> bool {
        false
    }

    #[inline]
    fn unpark(&mut self) {}
}

/// Goes on with an operation of the owner of a socket: nearly all succeed at once, and meet nothing else on their way.
#[inline(always)] // on the way of every message
pub fn poll_alone<T: Waitable, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    direction: Direction,
    mut attempt: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    let registered = R::held_mut(source);
    let mut first = None;
    if !R::needs_turn(registered) {
        registered.settle();
        match attempt(registered.get_mut()) {
            Ok(value) => {
                R::done(registered);
                return Ok(value);
            }
            Err(error) => first = Some(error),
        }
    }
    poll_slowly::<T, R, V>(source, cx, direction, first, attempt)
}

/// What is not done at once: one call of one function, so that what is done at once is short enough to become part of its caller.
#[inline(never)]
fn poll_slowly<T: Waitable, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    direction: Direction,
    first: Option<Error>,
    attempt: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    match first {
        None => poll_turn::<T, R, V>(source, cx, direction, attempt),
        Some(error) => after_first::<T, R, V>(source, cx, direction, error, attempt),
    }
}

/// An operation that asks the runtime for a turn first, or one after a wait, or after a waker was left behind.
#[inline]
fn poll_turn<T: Waitable, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    direction: Direction,
    mut attempt: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    if R::registered(source).left().any() {
        return poll_beside::<T, R, V>(source, cx, direction, attempt);
    }
    if R::registered(source).left().waited() {
        return poll_again::<T, R, V>(source, cx, direction, attempt);
    }
    let Poll::Ready(turn) = R::poll_turn(source, cx) else { return Err(Errno::EAGAIN.into()) };
    let registered = R::held_mut(source);
    let polled = match attempt(registered.get_mut()) {
        Ok(value) => {
            R::done(registered);
            Ok(value)
        }
        Err(error) => after_first::<T, R, V>(source, cx, direction, error, attempt),
    };
    if !polled.as_ref().is_err_and(Error::is_would_block) {
        R::use_turn(turn);
    }
    polled
}

/// The first operation after one that waits: the edge that ended the wait is taken before the attempt.
#[inline(never)]
fn poll_again<T: Waitable, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    direction: Direction,
    attempt: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    unwatch(R::registered(source));
    if let Poll::Ready(Err(error)) = poll_edge::<T, R>(source, cx) {
        return Err(error);
    }
    poll_alone::<T, R, V>(source, cx, direction, attempt)
}

/// What follows the first attempt, which failed.
#[cold]
fn after_first<T: Waitable, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    direction: Direction,
    error: Error,
    mut call: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    let mut port = Alone::<T, R> { source, cx };
    let first = after_error(error, || call(R::held_mut(port.source).get_mut()));
    let polled = readiness::poll_after(&mut port, direction, first, |port| {
        let thing = R::held_mut(port.source).get_mut();
        attempt(|| call(thing))
    });
    let registered = R::registered(port.source);
    if polled.is_ready() {
        R::done(registered);
    } else {
        note_wait::<T, R>(registered);
    }
    from_poll(polled)
}

/// The thing in a source, for who has all of it, and calls nothing that takes an edge, or wakes who waits.
#[inline]
pub fn alone<T: Waitable, R: Reactor>(source: &mut R::Source<T>) -> &mut T {
    let registered: &mut Registered<T> = R::held_mut(source);
    registered.get_mut()
}
