//! Those who wait for one socket, and the one waker that the reactor has for all of them.

use super::readiness::{Direction, Directions};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{
            AtomicBool, AtomicU8,
            Ordering::{AcqRel, Acquire, Relaxed},
        },
    },
    task::{Wake, Waker},
};

/// Where somebody waits: one place for each direction and each way of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    direction: Direction,
    /// Whether the waker is left behind: a future takes it away when it is dropped, `poll_next` and its like never do.
    stays: bool,
}

impl Seat {
    pub const COUNT: usize = 4;

    /// Of an operation that is a future.
    #[inline]
    pub const fn of_future(direction: Direction) -> Seat {
        Seat { direction, stays: false }
    }

    /// Of `poll_next` and its like.
    #[inline]
    pub const fn that_stays(direction: Direction) -> Seat {
        Seat { direction, stays: true }
    }

    pub const ALL: [Seat; Seat::COUNT] = [
        Seat::of_future(Direction::Recv),
        Seat::of_future(Direction::Send),
        Seat::that_stays(Direction::Recv),
        Seat::that_stays(Direction::Send),
    ];

    #[inline]
    pub const fn direction(self) -> Direction {
        self.direction
    }

    #[inline]
    pub const fn stays(self) -> bool {
        self.stays
    }

    #[inline]
    pub const fn index(self) -> usize {
        self.direction as usize + 2 * self.stays as usize
    }
}

/// A set of seats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Seats(u8);

impl Seats {
    #[inline]
    pub const fn none() -> Seats {
        Seats(0)
    }

    #[inline]
    pub const fn one(seat: Seat) -> Seats {
        Seats(1 << seat.index())
    }

    /// Both of a direction.
    #[inline]
    pub const fn of(direction: Direction) -> Seats {
        Seats(Seats::one(Seat::of_future(direction)).0 | Seats::one(Seat::that_stays(direction)).0)
    }

    /// Those whose wakers are left behind.
    const STAYING: Seats = Seats(
        Seats::one(Seat::that_stays(Direction::Recv)).0 | Seats::one(Seat::that_stays(Direction::Send)).0,
    );

    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[inline]
    pub const fn and(self, others: Seats) -> Seats {
        Seats(self.0 | others.0)
    }

    #[inline]
    pub const fn without(self, others: Seats) -> Seats {
        Seats(self.0 & !others.0)
    }

    #[inline]
    pub const fn among(self, others: Seats) -> Seats {
        Seats(self.0 & others.0)
    }

    #[inline]
    pub const fn has(self, seat: Seat) -> bool {
        !self.among(Seats::one(seat)).is_empty()
    }

    /// In which directions there are some.
    #[inline]
    pub const fn directions(self) -> Directions {
        Directions {
            recv: !self.among(Seats::of(Direction::Recv)).is_empty(),
            send: !self.among(Seats::of(Direction::Send)).is_empty(),
        }
    }
}

/// Those who wait.
#[derive(Default)]
pub struct Waiters {
    /// The seats that are taken. That of a seat is changed under the lock of its waker.
    taken: AtomicU8,
    wakers: [Mutex<Option<Waker>>; Seat::COUNT],
    /// Whether somebody waited since this was last asked.
    waited: AtomicBool,
}

impl Waiters {
    fn lock(&self, seat: Seat) -> MutexGuard<'_, Option<Waker>> {
        self.wakers[seat.index()].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a seat.
    pub fn park(&self, seat: Seat, waker: &Waker) {
        let mut place = self.lock(seat);
        let old = match &*place {
            Some(old) if old.will_wake(waker) => None,
            _ => place.replace(waker.clone()),
        };
        self.taken.fetch_or(Seats::one(seat).0, AcqRel);
        drop(place);
        drop(old); // outside of the lock: it may be the end of a task, with whatever that owns
    }

    /// Notes that somebody waits. Only under the lock of the socket, as the next.
    pub fn note_wait(&self) {
        self.waited.store(true, Relaxed);
    }

    /// Whether somebody waited since this was last asked.
    #[inline]
    pub fn take_wait(&self) -> bool {
        let waited = self.waited.load(Relaxed);
        if waited {
            self.waited.store(false, Relaxed);
        }
        waited
    }

    /// Stays in a seat, if nobody has woken who took it.
    #[inline]
    pub fn stay(&self, seat: Seat, waker: &Waker) -> bool {
        self.taken().has(seat) && self.stay_in(seat, waker)
    }

    #[cold]
    fn stay_in(&self, seat: Seat, waker: &Waker) -> bool {
        let mut place = self.lock(seat);
        let old = match &*place {
            None => return false, // just now
            Some(old) if old.will_wake(waker) => None,
            Some(_) => place.replace(waker.clone()),
        };
        drop(place);
        drop(old); // as in `park`
        true
    }

    #[inline]
    pub fn taken(&self) -> Seats {
        Seats(self.taken.load(Acquire))
    }

    /// Whether somebody waits whose waker was left behind.
    pub fn has_staying(&self) -> bool {
        !self.taken().among(Seats::STAYING).is_empty()
    }

    /// Leaves a seat.
    #[inline]
    pub fn take(&self, seat: Seat) -> Option<Waker> {
        if !self.taken().has(seat) {
            return None;
        }
        let mut place = self.lock(seat);
        self.taken.fetch_and(!Seats::one(seat).0, AcqRel);
        place.take()
    }

    /// Wakes those in these seats, and frees these. Not under the lock of a socket: wakers are code of others.
    #[inline]
    pub fn wake(&self, seats: Seats) {
        if !seats.is_empty() {
            self.wake_some(seats);
        }
    }

    #[cold]
    fn wake_some(&self, seats: Seats) {
        for seat in Seat::ALL {
            if seats.has(seat) {
                if let Some(waker) = self.take(seat) {
                    waker.wake();
                }
            }
        }
    }

    /// Wakes all.
    pub fn wake_all(&self) {
        self.wake(self.taken());
    }
}

/// The reactor saw an edge.
impl Wake for Waiters {
    fn wake(self: Arc<Waiters>) {
        self.wake_all();
    }

    fn wake_by_ref(self: &Arc<Waiters>) {
        self.wake_all();
    }
}

/// Those who wait, and the waker of the reactor. It has one place for one descriptor, so that this waker wakes them all: whoever
/// it woke alone could be dropped before it passes that on.
#[derive(Clone)]
pub struct Crowd {
    pub waiters: Arc<Waiters>,
    pub waker: Waker,
}

impl Default for Crowd {
    fn default() -> Crowd {
        let waiters = Arc::<Waiters>::default();
        Crowd { waker: waiters.clone().into(), waiters }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seat_is_one_of_its_own() {
        for seat in Seat::ALL {
            let waiters = Waiters::default();
            assert_eq!((waiters.taken(), waiters.take(seat).is_some()), (Seats::none(), false));
            waiters.park(seat, Waker::noop());
            assert_eq!(waiters.taken(), Seats::one(seat));
            assert_eq!(waiters.has_staying(), seat.stays());
            let directions = waiters.taken().directions();
            assert_eq!((directions.has(seat.direction()), directions.recv), (true, !directions.send));
            let others = Seat::ALL.into_iter().filter(|other| *other != seat);
            assert!(others.into_iter().all(|other| waiters.take(other).is_none()));
            assert!(waiters.take(seat).is_some());
            assert_eq!((waiters.taken(), waiters.take(seat).is_some()), (Seats::none(), false));
        }
    }

    #[test]
    fn who_was_woken_stays_no_longer() {
        let seat = Seat::of_future(Direction::Recv);
        let crowd = Crowd::default();
        assert!(!crowd.waiters.stay(seat, Waker::noop()), "it was never taken");
        crowd.waiters.park(seat, Waker::noop());
        // Another task goes on with the same operation: it is the one to be woken.
        let (other, woken) = (Crowd::default(), Seats::one(seat));
        other.waiters.park(seat, Waker::noop());
        assert!(crowd.waiters.stay(seat, &other.waker) && crowd.waiters.stay(seat, &other.waker));
        Waiters::wake(&crowd.waiters, woken);
        assert_eq!((other.waiters.taken(), crowd.waiters.taken()), (Seats::none(), Seats::none()));
        assert!(!crowd.waiters.stay(seat, Waker::noop()), "it was woken");
    }

    #[test]
    fn those_who_are_woken_leave() {
        let (of_recv, of_send) = (Seats::of(Direction::Recv), Seats::of(Direction::Send));
        let crowd = Crowd::default();
        let fill = || Seat::ALL.into_iter().for_each(|seat| crowd.waiters.park(seat, Waker::noop()));
        fill();
        Waiters::wake(&crowd.waiters, of_recv);
        assert_eq!(crowd.waiters.taken(), of_send);
        fill();
        crowd.waker.wake_by_ref();
        assert_eq!(crowd.waiters.taken(), Seats::none());
        fill();
        let waker = crowd.waker.clone();
        waker.wake();
        assert_eq!(crowd.waiters.taken(), Seats::none());
    }
}
