//! What the owner of a socket leaves behind. A future takes everything with it when it is dropped; `poll_next` and its like
//! leave a waker in the reactor, and then their caller may call anything else on the same socket. That call may take the edge
//! for which the waker is there. So from a poll that found nothing until somebody is woken, the owner is one of several: what
//! he does meanwhile goes the way of the halves, which look whom it concerns.
//!
//! Where no waker was left, none of this costs an operation anything: the count of operations, which is asked before each, is
//! set to where it asks for a turn of the task, and only there this is looked at. In the same way the first operation after a
//! wait learns that there was one.

use super::{
    operation::{attempt, from_poll, poll_alone},
    readiness::Direction,
    registered::{Registered, Waitable},
    runtime::Reactor,
    shared::{self, Visit},
    waiters::{Crowd, Seat},
};
use crate::Result;
use std::{
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicU16, Ordering::Relaxed},
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
    done: AtomicU16,
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
pub fn split<T: Waitable, R: Reactor>(source: &R::Source<T>) -> Crowd {
    let registered = R::registered(source);
    unwatch(registered);
    registered.left().crowd().clone()
}

/// The halves are one again.
pub fn unite<T: Waitable, R: Reactor>(source: &R::Source<T>) {
    let registered = R::registered(source);
    if registered.left().crowd().waiters.has_staying() {
        watch::<T, R>(registered);
    }
}

/// From now on each operation of the owner looks at those who wait.
fn watch<T: Waitable, R: Reactor>(registered: &Registered<T>) {
    stop_counting::<T, R>(registered);
    registered.left().any.store(true, Relaxed);
}

/// The owner waits: his next operation learns of it.
pub fn note_wait<T: Waitable, R: Reactor>(registered: &Registered<T>) {
    stop_counting::<T, R>(registered);
    registered.left().waited.store(true, Relaxed);
}

/// The next operation of the owner looks here first.
fn stop_counting<T: Waitable, R: Reactor>(registered: &Registered<T>) {
    let left = registered.left();
    if !left.any() && !left.waited() {
        left.done.store(registered.done().swap(R::TURN, Relaxed), Relaxed);
    }
}

/// The operations of the owner are counted as usual again.
pub fn unwatch<T: Waitable>(registered: &Registered<T>) {
    let left = registered.left();
    if left.any() || left.waited() {
        left.any.store(false, Relaxed);
        left.waited.store(false, Relaxed);
        registered.done().store(left.done.load(Relaxed), Relaxed);
    }
}

/// Goes on with an operation of the owner of a socket, and leaves the waker behind if it waits.
#[inline]
pub fn poll_and_leave<T: Waitable, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    direction: Direction,
    mut call: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    let registered = R::held_mut(source);
    if !R::needs_turn(registered) {
        let thing = registered.get_mut();
        if let Some(done) = attempt(|| call(thing)) {
            R::done(registered);
            return done;
        }
    }
    poll_among::<T, R, V>(source, cx, Seat::that_stays(direction), call)
}

/// An operation of the owner when he may have left wakers behind.
#[cold]
pub fn poll_beside<T: Waitable, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    direction: Direction,
    call: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    let registered = R::registered(source);
    if registered.left().crowd().waiters.has_staying() {
        return poll_among::<T, R, V>(source, cx, Seat::of_future(direction), call);
    }
    unwatch(registered);
    poll_alone::<T, R, V>(source, cx, direction, call)
}

/// An operation of one of those who wait.
#[cold]
fn poll_among<T: Waitable, R: Reactor, V>(
    source: &mut R::Source<T>,
    cx: &mut Context<'_>,
    seat: Seat,
    call: impl FnMut(&T) -> Result<V>,
) -> Result<V> {
    let registered = R::registered(source);
    unwatch(registered);
    let crowd = registered.left().crowd();
    let polled = shared::poll::<T, R, V>(source, crowd, cx, seat, call);
    if crowd.waiters.has_staying() {
        watch::<T, R>(registered);
    }
    from_poll(polled)
}

/// A call of the owner that does not wait.
#[inline]
pub fn call_alone<T: Waitable, R: Reactor, V>(
    source: &mut R::Source<T>,
    call: impl FnOnce(&T) -> Result<V>,
) -> Result<V> {
    let registered = R::held_mut(source);
    registered.settle();
    if registered.left().any() {
        return self::call::<T, R, _>(source, call)?;
    }
    call(registered.get_mut())
}

/// A call of whoever has a reference to the socket.
///
/// # Errors
/// `EFSM`, from within another one.
pub fn call<T: Waitable, R: Reactor, V>(source: &R::Source<T>, call: impl FnOnce(&T) -> V) -> Result<V> {
    let registered = R::registered(source);
    registered.settle();
    let thing = registered.lock()?;
    if registered.left().any() {
        return Ok(call(&Visit::new(registered.left().crowd(), thing)));
    }
    Ok(call(&thing))
}
