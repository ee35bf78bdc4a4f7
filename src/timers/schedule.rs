//! When which timer is due. Pure: it is told the time.
//!
//! A list of its own, and not libzmq's `zmq_timers`: that finds a timer by walking all of them, so that 200,000 timers which are added and
//! cancelled take hours.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    time::{Duration, Instant},
};

/// The timers by number, and those that are due and have not run.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    timers: HashMap<i32, Timer>,
    /// The same in the order in which they are due, and those that are due at once in the order in which that was set.
    order: BTreeMap<Place, i32>,
    /// Those that were found to be due, by when; a timer that was changed since has another place there.
    fired: VecDeque<(Place, i32)>,
    /// How many of them have not been changed since.
    waiting: usize,
    last_id: i32,
    last_number: u64,
}

/// When a timer is due, and a number that no other place has.
type Place = (Instant, u64);

#[derive(Debug)]
struct Timer {
    interval: Duration,
    place: Place,
    /// Its place when it was found to be due, until it runs or is changed.
    fired: Option<Place>,
}

impl Schedule {
    /// Adds a timer that is due after `interval` for the first time, and gives its number; nothing, if there are no numbers left.
    pub fn add(&mut self, now: Instant, interval: Duration) -> Option<i32> {
        let id = self.last_id.checked_add(1)?;
        self.last_id = id;
        let place = self.insert(now, interval, id);
        self.timers.insert(id, Timer { interval, place, fired: None });
        Some(id)
    }

    /// Ends a timer; says whether there was one.
    pub fn remove(&mut self, id: i32) -> bool {
        let Some(timer) = self.timers.remove(&id) else { return false };
        self.order.remove(&timer.place);
        if timer.fired.is_some() {
            self.forget(1);
        }
        true
    }

    /// Begins the interval of a timer now, which may be a new one; if it was due, it is not any more.
    pub fn restart(&mut self, now: Instant, id: i32, interval: Option<Duration>) {
        let Some(timer) = self.timers.get_mut(&id) else { return };
        let (old, was_due) = (timer.place, timer.fired.take().is_some());
        timer.interval = interval.unwrap_or(timer.interval);
        let interval = timer.interval;
        self.order.remove(&old);
        let place = self.insert(now, interval, id);
        if let Some(timer) = self.timers.get_mut(&id) {
            timer.place = place;
        }
        self.forget(usize::from(was_due));
    }

    /// How long it is until the next timer is due; nothing, if there is none.
    pub fn timeout(&self, now: Instant) -> Option<Duration> {
        if self.waiting > 0 {
            return Some(Duration::ZERO);
        }
        self.order.first_key_value().map(|((due, _), _)| due.saturating_duration_since(now))
    }

    /// Looks which timers are due, and starts their intervals again; not while some are left that were due before.
    pub fn fire(&mut self, now: Instant) {
        if self.waiting > 0 {
            return;
        }
        self.fired.clear();
        while let Some((place, id)) = self.order.pop_first() {
            if place.0 > now {
                self.order.insert(place, id);
                break;
            }
            self.fired.push_back((place, id));
        }
        self.waiting = self.fired.len();
        for at in 0..self.fired.len() {
            let (was, id) = self.fired[at];
            let interval = self.timers.get(&id).map_or(Duration::ZERO, |timer| timer.interval);
            let place = self.insert(now, interval, id);
            if let Some(timer) = self.timers.get_mut(&id) {
                (timer.place, timer.fired) = (place, Some(was));
            }
        }
    }

    /// Takes the first timer of those that are due.
    pub fn next(&mut self) -> Option<i32> {
        while let Some((place, id)) = self.fired.pop_front() {
            if let Some(timer) = self.timers.get_mut(&id).filter(|timer| timer.fired == Some(place)) {
                timer.fired = None;
                self.waiting -= 1;
                return Some(id);
            }
        }
        None
    }

    fn insert(&mut self, now: Instant, interval: Duration, id: i32) -> Place {
        self.last_number += 1;
        let place = (now + interval, self.last_number);
        self.order.insert(place, id);
        place
    }

    /// So many that were due are not any more.
    fn forget(&mut self, count: usize) {
        self.waiting -= count;
        if self.waiting == 0 {
            self.fired.clear();
        }
    }
}
