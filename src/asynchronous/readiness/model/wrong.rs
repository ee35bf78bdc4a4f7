//! Rules that are wrong: the model must be able to find what it looks for.

use super::{
    Poller, REAL, Rules, Shape,
    explore::{RECV, SEND, SINK, STREAM, explore},
};
use crate::asynchronous::{
    readiness::{Awaited, Direction, Port, finish, poll, poll_after, tell},
    waiters::{Seat, Seats},
};
use std::task::Poll;

type Polled = Poll<Result<(), ()>>;

/// Forgets that a send has not taken in everything.
fn without_events(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    loop {
        if let Some(done) = poller.attempt(seat.direction()) {
            poller.unpark();
            return Poll::Ready(done);
        }
        poller.park();
        if poller.poll_edge().is_pending() {
            return Poll::Pending;
        }
    }
}

/// Clears what the reactor saw after the last attempt.
fn cleared_late(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    let polled = real_until_edge(poller, seat);
    if polled.is_pending() {
        let _ = poller.poll_edge();
        let _ = poller.poll_edge();
    }
    polled
}

fn real_until_edge(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    if let Some(done) = poller.attempt(seat.direction()) {
        poller.unpark();
        return Poll::Ready(done);
    }
    poller.park();
    if poller.events().has(seat.direction()) {
        if let Some(done) = poller.attempt(seat.direction()) {
            poller.unpark();
            return Poll::Ready(done);
        }
    }
    Poll::Pending
}

/// Does not care for who else waits.
fn selfish(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    loop {
        let polled = real_until_edge(poller, seat);
        if polled.is_ready() || poller.poll_edge().is_pending() {
            return polled;
        }
    }
}

/// Tries a send once more after the events, and does not ask again what that took in.
fn without_rounds(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    loop {
        if let Some(done) = poller.attempt(seat.direction()) {
            return finish(poller, done);
        }
        poller.park();
        if tell(poller).has(seat.direction()) {
            if let Some(done) = poller.attempt(seat.direction()) {
                return finish(poller, done);
            }
        }
        if poller.poll_edge().is_pending() {
            return Poll::Pending;
        }
    }
}

/// A future of the owner who thinks that he waits alone, whatever waker he left behind.
fn owner_alone(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    if !seat.stays() && !poller.world.shape.split {
        poller.crowd = false;
    }
    (REAL.poll)(poller, seat)
}

/// A poll that leaves its waker with the reactor only.
fn left_with_the_reactor(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    if !poller.world.shape.split {
        poller.crowd = false;
    }
    (REAL.poll)(poller, seat)
}

/// One seat for each direction: a future that is done takes the waker away that a poll left behind.
fn one_seat(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    let polled = (REAL.poll)(poller, seat);
    if polled.is_ready() {
        poller.world.parked = poller.world.parked.without(Seats::of(seat.direction()));
    }
    polled
}

/// Tells the other direction only: of two messages a future takes one, and who polls for them sleeps.
fn other_direction_only(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    let before = poller.world.parked;
    let polled = poll(poller, seat.direction(), |poller| poller.attempt(seat.direction()));
    // As if those of its own direction had not been told.
    for own in Seat::ALL.into_iter().filter(|own| own.direction() == seat.direction() && *own != seat) {
        let told = before.has(own) && !poller.world.parked.has(own);
        if told && polled.is_ready() {
            poller.world.parked = poller.world.parked.and(Seats::one(own));
            *poller.world.task(own) = super::Task::Waits;
        }
    }
    polled
}

/// Takes the edge of the wait that is over, and waits for the next before it looks.
fn again_without_a_look(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    if poller.chance.again && poller.poll_edge().is_ready() {
        poller.park();
        if poller.poll_edge().is_pending() {
            return Poll::Pending;
        }
    }
    (REAL.poll)(poller, seat)
}

/// Takes the edge of the wait that is over when it has what it wants, and tells nobody.
fn again_afterwards(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    if let Some(done) = poller.attempt(seat.direction()) {
        poller.unpark();
        if poller.chance.again {
            let _ = poller.poll_edge();
        }
        return Poll::Ready(done);
    }
    (REAL.poll)(poller, seat)
}

/// Tries whenever it is polled: a receiver and a sender whose queue is full wake each other.
fn never_stays(poller: &mut Poller<'_>, seat: Seat) -> Polled {
    let first = poller.attempt(seat.direction());
    poll_after(poller, seat.direction(), first, |poller| poller.attempt(seat.direction()))
}

/// Settles for who receives only.
fn settle_one(poller: &mut Poller<'_>) {
    if poller.awaited().recv && poller.events().recv {
        poller.wake(Direction::Recv);
    }
}

fn settle_nobody(_: &mut Poller<'_>) {}

#[test]
fn wrong_rules_are_found() {
    let found = |split, level, poll: fn(&mut Poller<'_>, Seat) -> Polled| {
        let futures = Shape { split, level, batch: 1, seats: RECV.and(SEND), one_task: false };
        explore(futures, Rules { poll, ..REAL }).is_err()
    };
    assert!(found(false, false, without_events), "a send that does not ask for the events");
    assert!(found(false, false, cleared_late), "an edge that is cleared after the last look");
    assert!(found(true, false, selfish), "edges swallowed from the other direction");
    assert!(found(true, true, selfish), "the same with a level");
    assert!(found(true, false, without_events), "the same of a half");
    assert!(found(false, false, again_without_a_look), "an edge that is taken, and no look after it");
    assert!(found(true, false, again_without_a_look), "the same of a half");
    assert!(found(true, false, again_afterwards), "an edge that is taken after the last look");
    assert!(
        found(true, false, without_rounds),
        "a send that takes the last message in from who waits for it"
    );
}

#[test]
fn wrong_rules_for_who_left_a_waker_are_found() {
    for level in [false, true] {
        let shape = |split, seats| Shape { split, level, batch: 2, seats, one_task: false };
        let [owner, halves] = [false, true].map(|split| shape(split, RECV.and(SEND).and(STREAM)));
        let polls = |shape, poll: fn(&mut Poller<'_>, Seat) -> Polled| {
            explore(shape, Rules { poll, ..REAL }).is_err()
        };
        let settles = |shape, settle: fn(&mut Poller<'_>)| explore(shape, Rules { settle, ..REAL }).is_err();
        assert!(polls(owner, owner_alone), "a future of who left a waker behind");
        assert!(polls(owner, left_with_the_reactor), "a waker that only the reactor has");
        assert!(polls(owner, selfish), "a future that takes what a poll waits for");
        assert!(polls(halves, selfish), "the same of halves");
        for split in [false, true] {
            let one = Shape { batch: 1, ..shape(split, RECV.and(STREAM)) };
            assert!(polls(one, one_seat), "a future that is done, and takes the waker of a poll along");
        }
        assert!(polls(owner, other_direction_only), "the second of two messages");
        assert!(polls(halves, other_direction_only), "the same of halves");
        for seats in [RECV.and(SEND), STREAM.and(SINK)] {
            let one_task = Shape { one_task: true, ..shape(true, seats) };
            assert!(polls(one_task, never_stays), "a receiver and a sender in one task: {one_task:?}");
        }
        assert!(settles(owner, settle_nobody), "a call after `poll_next`");
        assert!(settles(halves, settle_nobody), "a call of a half");
        let sink = shape(false, SINK);
        assert!(settles(sink, settle_nobody), "a call after `poll_ready` or `poll_flush`");
        assert!(settles(sink, settle_one), "the same, which looks for messages only");
        assert!(settles(shape(true, RECV.and(STREAM).and(SINK)), settle_one), "the same of halves");
    }
}
