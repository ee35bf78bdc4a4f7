//! What the rules see of a world: one who polls, or a call that does not wait.

use super::{ALL, Poller, Registered};
use crate::asynchronous::{
    readiness::{Awaited, Direction, Directions, Port},
    waiters::Seats,
};
use std::task::Poll;

impl Poller<'_> {
    /// Before each call, something may arrive.
    pub(super) fn call(&mut self) {
        if self.chance.before == self.calls {
            if self.chance.arrives != 0 {
                self.world.arrive(self.chance.arrives);
            }
            if self.chance.turns {
                self.world.turn();
            }
        }
        self.calls += 1;
    }

    pub(super) fn attempt(&mut self, direction: Direction) -> Option<Result<(), ()>> {
        self.call();
        let world = &mut *self.world;
        match direction {
            Direction::Recv => {
                if world.messages == 0 {
                    world.take_in();
                }
                let some = world.messages > 0;
                world.messages -= u8::from(some);
                some.then_some(Ok(()))
            }
            Direction::Send => {
                let held = std::mem::take(&mut self.held);
                if self.sends == self.chance.looks || (self.chance.looks == ALL && !held) {
                    world.take_in();
                }
                self.sends += 1;
                std::mem::take(&mut world.room).then_some(Ok(()))
            }
        }
    }
}

impl Awaited for Poller<'_> {
    fn events(&mut self) -> Directions {
        self.call();
        self.world.events()
    }

    fn awaited(&self) -> Directions {
        if self.crowd { self.others().directions() } else { Directions::NONE }
    }

    fn wake(&mut self, direction: Direction) {
        let others = self.others().among(Seats::of(direction));
        self.world.wake_parked(others);
    }
}

impl Poller<'_> {
    fn own(&self) -> Seats {
        self.seat.map_or(Seats::none(), Seats::one)
    }

    fn others(&self) -> Seats {
        self.world.parked.without(self.own())
    }
}

impl Port for Poller<'_> {
    type Error = ();

    fn poll_edge(&mut self) -> Poll<Result<(), ()>> {
        self.call();
        if std::mem::take(&mut self.world.seen) {
            return Poll::Ready(Ok(()));
        }
        self.world.registered = match self.seat {
            Some(seat) if !self.crowd => Registered::One(seat.index()),
            _ => Registered::Crowd,
        };
        if self.world.shape.level {
            self.world.armed = true;
        }
        Poll::Pending
    }

    fn hold(&mut self) {
        self.held = true;
    }

    fn park(&mut self) {
        if self.crowd {
            self.world.parked = self.world.parked.and(self.own());
            self.world.stale = self.world.stale.without(self.own());
        }
    }

    fn still_waits(&mut self) -> bool {
        let waits = self.crowd && !self.world.parked.among(self.own()).is_empty();
        if waits {
            self.park();
        }
        waits
    }

    fn unpark(&mut self) {
        if self.crowd {
            self.world.parked = self.world.parked.without(self.own());
            self.world.stale = self.world.stale.without(self.own());
        }
    }
}
