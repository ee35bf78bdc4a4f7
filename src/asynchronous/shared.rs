//! A socket for which several wait: the halves of it in two tasks, or its owner beside a waker that he left behind.

use super::{
    left,
    operation::{attempt, events, poll_edge},
    readiness::{self, Awaited, Direction, Directions, Port},
    registered::{Locked, Waitable},
    runtime::Reactor,
    waiters::{Crowd, Seat, Seats},
};
use crate::{Error, Result, SocketType};
use std::{
    ops::Deref,
    sync::Arc,
    task::{Context, Poll, Waker, ready},
};

/// A moment in which one of those who wait has the socket.
struct Moment<'a, T: Waitable, R: Reactor> {
    source: &'a R::Source<T>,
    crowd: &'a Crowd,
    thing: &'a T,
    seat: Seat,
    /// The waker of the task.
    waker: &'a Waker,
    /// Whom to wake when the socket is free again: a waker is code of others.
    woken: Seats,
    /// The waker that the task left when it waited; dropping it is code of others, too.
    left: Option<Waker>,
}

impl<T: Waitable, R: Reactor> Awaited for Moment<'_, T, R> {
    fn events(&mut self) -> Directions {
        events(self.thing)
    }

    #[inline]
    fn awaited(&self) -> Directions {
        self.crowd.waiters.taken().without(Seats::one(self.seat)).without(self.woken).directions()
    }

    fn wake(&mut self, direction: Direction) {
        self.woken = self.woken.and(Seats::of(direction).without(Seats::one(self.seat)));
    }
}

impl<T: Waitable, R: Reactor> Port for Moment<'_, T, R> {
    type Error = Error;

    fn poll_edge(&mut self) -> Poll<Result<()>> {
        poll_edge::<T, R>(self.source, &mut Context::from_waker(&self.crowd.waker))
    }

    fn hold(&mut self) {
        self.thing.hold_next_send();
    }

    fn park(&mut self) {
        self.crowd.waiters.park(self.seat, self.waker);
    }

    #[inline]
    fn still_waits(&mut self) -> bool {
        self.crowd.waiters.stay(self.seat, self.waker)
    }

    #[inline]
    fn unpark(&mut self) {
        self.left = self.crowd.waiters.take(self.seat).or(self.left.take());
    }
}

/// Goes on with the operation of one of those who wait. The socket is locked for one attempt, never while waiting.
#[inline]
pub fn poll<T: Waitable, R: Reactor, V>(
    source: &R::Source<T>,
    crowd: &Crowd,
    cx: &mut Context<'_>,
    seat: Seat,
    mut call: impl FnMut(&T) -> Result<V>,
) -> Poll<Result<V>> {
    let registered = R::registered(source);
    let turn = if R::needs_turn(registered) { Some(ready!(R::poll_turn(source, cx))) } else { None };
    registered.settle();
    let thing = match registered.lock() {
        Ok(thing) => thing,
        Err(error) => return Poll::Ready(Err(error)),
    };
    let (woken, left) = (Seats::none(), None);
    let mut moment = Moment::<T, R> { source, crowd, thing: &thing, seat, waker: cx.waker(), woken, left };
    let again = |moment: &mut Moment<'_, T, R>| attempt(|| call(moment.thing));
    let polled = if crowd.waiters.take_wait() {
        readiness::poll_again(&mut moment, seat.direction(), again)
    } else {
        readiness::poll(&mut moment, seat.direction(), again)
    };
    if polled.is_pending() {
        crowd.waiters.note_wait();
    }
    let Moment { woken, left, .. } = moment;
    drop(thing);
    crowd.waiters.wake(woken);
    drop(left);
    if polled.is_ready() {
        R::done(registered);
        if let Some(turn) = turn {
            R::use_turn(turn);
        }
    }
    polled
}

/// The socket during a call of somebody who does not wait. At its end, by a panic, too, those are woken who have something to
/// do now.
pub struct Visit<'a, T: Waitable> {
    /// Before those who are woken: they are not to find it locked.
    thing: Locked<'a, T>,
    woken: Woken<'a>,
}

/// Those who are woken when this is dropped.
struct Woken<'a> {
    crowd: &'a Crowd,
    seats: Seats,
}

impl Drop for Woken<'_> {
    #[inline]
    fn drop(&mut self) {
        self.crowd.waiters.wake(self.seats);
    }
}

impl<'a, T: Waitable> Visit<'a, T> {
    #[inline]
    pub fn new(crowd: &'a Crowd, thing: Locked<'a, T>) -> Visit<'a, T> {
        Visit { thing, woken: Woken { crowd, seats: Seats::none() } }
    }
}

impl<T: Waitable> Deref for Visit<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.thing
    }
}

impl<T: Waitable> Awaited for Visit<'_, T> {
    fn events(&mut self) -> Directions {
        events(&*self.thing)
    }

    #[inline]
    fn awaited(&self) -> Directions {
        self.woken.crowd.waiters.taken().without(self.woken.seats).directions()
    }

    fn wake(&mut self, direction: Direction) {
        self.woken.seats = self.woken.seats.and(Seats::of(direction));
    }
}

impl<T: Waitable> Drop for Visit<'_, T> {
    #[inline]
    fn drop(&mut self) {
        readiness::settle(self);
    }
}

/// A socket of two tasks.
pub struct Shared<T: Waitable, R: Reactor> {
    source: R::Source<T>,
    /// That of the source.
    crowd: Crowd,
}

impl<T: Waitable, R: Reactor> Shared<T, R> {
    pub fn new(source: R::Source<T>) -> Arc<Shared<T, R>> {
        let crowd = left::split::<T, R>(&source);
        Arc::new(Shared { source, crowd })
    }

    /// The kind of the socket.
    pub fn kind(&self) -> SocketType {
        R::registered(&self.source).kind()
    }

    /// For one owner again.
    pub fn into_source(self) -> R::Source<T> {
        left::unite::<T, R>(&self.source);
        self.source
    }

    /// Goes on with an operation of a half.
    pub fn poll<V>(
        &self,
        cx: &mut Context<'_>,
        seat: Seat,
        call: impl FnMut(&T) -> Result<V>,
    ) -> Poll<Result<V>> {
        poll::<T, R, V>(&self.source, &self.crowd, cx, seat, call)
    }

    /// Calls, and wakes whoever has something to do after that.
    pub fn call<V>(&self, call: impl FnOnce(&T) -> V) -> Result<V> {
        let visit = Visit::new(&self.crowd, R::registered(&self.source).lock()?);
        Ok(call(&visit))
    }

    /// The future of this direction was dropped.
    #[inline]
    pub fn forget(&self, direction: Direction) {
        drop(self.crowd.waiters.take(Seat::of_future(direction)));
    }
}
