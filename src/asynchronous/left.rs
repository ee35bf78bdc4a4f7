//! What the owner of a socket leaves behind. A future takes everything with it when it is dropped; `poll_next` and its like
//! leave a waker in the reactor, and then their caller may call anything else on the same socket. That call may take the edge
//! for which the waker is there. So from a poll that found nothing until somebody is woken, the owner is one of several: what
//! he does meanwhile goes the way of the halves, which look whom it concerns.
//!
//! Where no waker was left, none of this costs an operation anything: the count of operations, which is asked before each, is
//! set to where it asks for a turn of the task, and only there this is looked at. In the same way the first operation after a
//! wait learns that there was one.

use super::{
    held::{Held, Watched},
    operate::{attempt, from_poll, poll_alone},
    ready::Direction,
    runtime::Reactor,
    shared::{self, Visit},
    waiters::{Crowd, Seat},
};
use crate::Result;
use std::{
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicU8, Ordering::Relaxed},
    },
    task::Context,
};

/// The wakers that the owner of a socket left behind.
#[derive(Default)]
pub struct Left {
    /// Whether there were some when the owner was last here.
    any: AtomicBool,
    /// Whether the last operation of the owner was one that waits.
    waited: AtomicBool,
    /// How many operations were done, while one of these is so.
    done: AtomicU8,
    crowd: OnceLock<Crowd>,
}

impl Left {
    /// Whether there may be some.
    #[inline]
    pub fn any(&self) -> bool {
        self.any.load(Relaxed)
    }

    /// Whether the last operation of the owner was one that waits.
    #[inline]
    pub fn waited(&self) -> bool {
        self.waited.load(Relaxed)
    }

    /// Those who wait.
    pub fn crowd(&self) -> &Crowd {
        self.crowd.get_or_init(Crowd::default)
    }

    /// Wakes all whose wakers there are.
    pub fn wake(&self) {
        if self.any() {
            self.crowd().waiters.wake_all();
        }
    }
}

/// The owner gives the socket to halves.
pub fn split<T: Watched, R: Reactor>(source: &R::Source<T>) -> Crowd {
    let held = R::held(source);
    unwatch(held);
    held.left().crowd().clone()
}

/// The halves are one again.
pub fn unite<T: Watched, R: Reactor>(source: &R::Source<T>) {
    let held = R::held(source);
    if held.left().crowd().waiters.has_staying() {
        watch::<T, R>(held);
    }
}

/// From now on each operation of the owner looks at those who wait.
fn watch<T: Watched, R: Reactor>(held: &Held<T>) {
    stop_counting::<T, R>(held);
    held.left().any.store(true, Relaxed);
}

/// The owner waits: his next operation learns of it.
pub fn note_wait<T: Watched, R: Reactor>(held: &Held<T>) {
    stop_counting::<T, R>(held);
    held.left().waited.store(true, Relaxed);
}

/// The next operation of the owner looks here first.
fn stop_counting<T: Watched, R: Reactor>(held: &Held<T>) {
    let left = held.left();
    if !left.any() && !left.waited() {
        left.done.store(held.done().swap(R::TURN, Relaxed), Relaxed);
    }
}

/// The operations of the owner are counted as usual again.
pub fn unwatch<T: Watched>(held: &Held<T>) {
    let left = held.left();
    if left.any() || left.waited() {
        left.any.store(false, Relaxed);
        left.waited.store(false, Relaxed);
        held.done().store(left.done.load(Relaxed), Relaxed);
    }
}

/// Goes on with an operation of the owner of a socket, and leaves the waker behind if it waits.
#[inline]
pub fn poll_and_leave<T: Watched, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    direction: Direction,
    mut call: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    let held = R::held_mut(source);
    if !R::needs_turn(held) {
        let thing = held.get_mut();
        if let Some(done) = attempt(|| call(thing)) {
            R::done(held);
            return done;
        }
    }
    poll_among::<T, R, V>(source, cx, Seat::that_stays(direction), call)
}

/// An operation of the owner when he may have left wakers behind.
#[cold]
pub fn poll_beside<T: Watched, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    direction: Direction,
    call: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    let held = R::held(source);
    if held.left().crowd().waiters.has_staying() {
        return poll_among::<T, R, V>(source, cx, Seat::of_future(direction), call);
    }
    unwatch(held);
    poll_alone::<T, R, V>(source, cx, direction, call)
}

/// An operation of one of those who wait.
#[cold]
fn poll_among<T: Watched, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    seat: Seat,
    call: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    let held = R::held(source);
    unwatch(held);
    let crowd = held.left().crowd();
    let polled = shared::poll::<T, R, V>(source, crowd, cx, seat, call);
    if crowd.waiters.has_staying() {
        watch::<T, R>(held);
    }
    from_poll(polled)
}

/// A call of the owner that does not wait.
#[inline]
pub fn call_alone<T: Watched, R: Reactor, V>(
    source: &mut R::Source<T>,
    call: impl FnOnce(&T) -> Result<V>,
) -> Result<V> {
    let held = R::held_mut(source);
    held.settle();
    if held.left().any() {
        return self::call::<T, R, _>(source, call)?;
    }
    call(held.get_mut())
}

/// A call of whoever has a reference to the socket.
///
/// # Errors
/// `EFSM`, from within another one.
pub fn call<T: Watched, R: Reactor, V>(source: &R::Source<T>, call: impl FnOnce(&T) -> V) -> Result<V> {
    let held = R::held(source);
    held.settle();
    let thing = held.lock()?;
    if held.left().any() {
        return Ok(call(&Visit::new(held.left().crowd(), thing)));
    }
    Ok(call(&thing))
}
