//! A socket that two tasks share, one for each direction.

use super::{
    held::{Locked, Watched},
    operate::{attempt, events, poll_edge},
    ready::{self, Direction, Events, Port},
    runtime::Reactor,
};
use crate::{Error, Result};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{
            AtomicBool,
            Ordering::{Acquire, Release},
        },
    },
    task::{Context, Poll, Wake, Waker, ready},
};

/// A socket of two tasks.
///
/// Their lock is held for one attempt, never while waiting. The reactor has one waker, which wakes both: it has one place
/// for one descriptor, and whoever it woke alone could be dropped before it passes that on.
pub struct Shared<T: Watched, R: Reactor> {
    source: R::Source<T>,
    waiters: Arc<Waiters>,
    /// The waker of the reactor.
    waker: Waker,
}

/// Those who wait, one a direction.
#[derive(Default)]
struct Waiters([Waiter; 2]);

#[derive(Default)]
struct Waiter {
    /// Whether there is a waker. Written under the lock of the waker.
    parked: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Waiter {
    fn lock(&self) -> MutexGuard<'_, Option<Waker>> {
        self.waker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn park(&self, waker: &Waker) {
        let mut place = self.lock();
        let old = match &*place {
            Some(old) if old.will_wake(waker) => None,
            _ => place.replace(waker.clone()),
        };
        self.parked.store(true, Release);
        drop(place);
        drop(old); // outside of the lock: it may be the end of a task, with whatever that owns
    }

    #[inline]
    fn is_parked(&self) -> bool {
        self.parked.load(Acquire)
    }

    #[inline]
    fn take(&self) -> Option<Waker> {
        if !self.is_parked() {
            return None;
        }
        let mut place = self.lock();
        self.parked.store(false, Release);
        place.take()
    }

    fn wake(&self) {
        if let Some(waker) = self.take() {
            waker.wake();
        }
    }
}

impl Waiters {
    #[inline]
    fn of(&self, direction: Direction) -> &Waiter {
        match direction {
            Direction::Recv => &self.0[0],
            Direction::Send => &self.0[1],
        }
    }
}

/// The reactor saw an edge.
impl Wake for Waiters {
    fn wake(self: Arc<Waiters>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Waiters>) {
        self.0.iter().for_each(Waiter::wake);
    }
}

/// A moment in which one task has the socket.
struct Moment<'a, T: Watched, R: Reactor> {
    shared: &'a Shared<T, R>,
    thing: &'a T,
    /// The waker of the task, if it may wait.
    waker: &'a Waker,
    /// Whom to wake when the socket is free again: a waker is code of others.
    woken: [Option<Waker>; 2],
    /// The waker that the task left when it waited; dropping it is code of others, too.
    left: Option<Waker>,
}

impl<T: Watched, R: Reactor> Moment<'_, T, R> {
    fn new<'a>(shared: &'a Shared<T, R>, thing: &'a T, waker: &'a Waker) -> Moment<'a, T, R> {
        Moment { shared, thing, waker, woken: [None, None], left: None }
    }

    /// What is left to do when the socket is free again.
    #[inline]
    fn end(self) -> Rest {
        Rest { woken: self.woken, left: self.left }
    }
}

/// What a moment leaves to be done outside of the lock.
struct Rest {
    woken: [Option<Waker>; 2],
    left: Option<Waker>,
}

impl Rest {
    #[inline]
    fn wake(self) {
        self.woken.into_iter().flatten().for_each(Waker::wake);
        drop(self.left);
    }
}

impl<T: Watched, R: Reactor> Port for Moment<'_, T, R> {
    type Error = Error;

    fn events(&mut self) -> Events {
        events(self.thing)
    }

    fn poll_edge(&mut self) -> Poll<Result<()>> {
        poll_edge::<T, R>(&self.shared.source, &mut Context::from_waker(&self.shared.waker))
    }

    fn park(&mut self, direction: Direction) {
        self.shared.waiters.of(direction).park(self.waker);
    }

    #[inline]
    fn unpark(&mut self, direction: Direction) {
        self.left = self.shared.waiters.of(direction).take().or(self.left.take());
    }

    #[inline]
    fn is_parked(&self, direction: Direction) -> bool {
        self.shared.waiters.of(direction).is_parked()
    }

    fn wake(&mut self, direction: Direction) {
        if let Some(waker) = self.shared.waiters.of(direction).take() {
            let [first, second] = &mut self.woken;
            let place = if first.is_none() { first } else { second };
            if let Some(before) = place.replace(waker) {
                before.wake(); // a third: only where somebody parks again and again meanwhile
            }
        }
    }
}

impl<T: Watched, R: Reactor> Shared<T, R> {
    pub fn new(source: R::Source<T>) -> Arc<Shared<T, R>> {
        let waiters = Arc::<Waiters>::default();
        let waker = waiters.clone().into();
        Arc::new(Shared { source, waiters, waker })
    }

    pub fn into_source(self) -> R::Source<T> {
        self.source
    }

    fn lock(&self) -> Result<Locked<'_, T>> {
        R::held(&self.source).lock()
    }

    /// Goes on with an operation of the half of a direction.
    pub fn poll_operation<V>(
        &self,
        cx: &mut Context<'_>,
        direction: Direction,
        mut call: impl FnMut(&T) -> Result<V>,
    ) -> Poll<Result<V>> {
        let turn = if R::needs_turn(R::held(&self.source)) {
            Some(ready!(R::poll_turn(&self.source, cx)))
        } else {
            None
        };
        let thing = match self.lock() {
            Ok(thing) => thing,
            Err(error) => return Poll::Ready(Err(error)),
        };
        let mut moment = Moment::new(self, &thing, cx.waker());
        let polled = ready::poll(&mut moment, direction, |moment| attempt(|| call(moment.thing)));
        let rest = moment.end();
        drop(thing);
        rest.wake();
        if polled.is_ready() {
            R::done(R::held(&self.source));
            if let Some(turn) = turn {
                R::use_turn(turn);
            }
        }
        polled
    }

    /// Calls, and wakes whoever has something to do after that.
    pub fn call<V>(&self, call: impl FnOnce(&T) -> V) -> Result<V> {
        let thing = self.lock()?;
        let value = call(&thing);
        let mut moment = Moment::new(self, &thing, Waker::noop());
        ready::settle(&mut moment);
        let rest = moment.end();
        drop(thing);
        rest.wake();
        Ok(value)
    }

    /// The future of this direction was dropped.
    #[inline]
    pub fn forget(&self, direction: Direction) {
        drop(self.waiters.of(direction).take());
    }
}
