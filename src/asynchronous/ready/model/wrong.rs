//! Rules that are wrong: the model must be able to find what it looks for.

use super::{Poller, Rules, explore};
use crate::asynchronous::ready::{Direction, Port, tell};
use std::task::Poll;

/// Forgets that a send has not taken in everything.
fn without_events(poller: &mut Poller<'_>, direction: Direction) -> Poll<Result<(), ()>> {
    loop {
        if let Some(done) = poller.attempt(direction) {
            poller.unpark(direction);
            return Poll::Ready(done);
        }
        poller.park(direction);
        if poller.poll_edge().is_pending() {
            return Poll::Pending;
        }
    }
}

/// Clears what the reactor saw after the last attempt.
fn cleared_late(poller: &mut Poller<'_>, direction: Direction) -> Poll<Result<(), ()>> {
    let polled = real_until_edge(poller, direction);
    if polled.is_pending() {
        let _ = poller.poll_edge();
        let _ = poller.poll_edge();
    }
    polled
}

fn real_until_edge(poller: &mut Poller<'_>, direction: Direction) -> Poll<Result<(), ()>> {
    if let Some(done) = poller.attempt(direction) {
        poller.unpark(direction);
        return Poll::Ready(done);
    }
    poller.park(direction);
    if poller.events().has(direction) {
        if let Some(done) = poller.attempt(direction) {
            poller.unpark(direction);
            return Poll::Ready(done);
        }
    }
    Poll::Pending
}

/// Does not care for who waits in the other direction.
fn selfish(poller: &mut Poller<'_>, direction: Direction) -> Poll<Result<(), ()>> {
    loop {
        let polled = real_until_edge(poller, direction);
        if polled.is_ready() || poller.poll_edge().is_pending() {
            return polled;
        }
    }
}

/// Tries a send once more after the events, and does not ask again what that took in.
fn without_rounds(poller: &mut Poller<'_>, direction: Direction) -> Poll<Result<(), ()>> {
    let other = direction.other();
    loop {
        if let Some(done) = poller.attempt(direction) {
            poller.unpark(direction);
            tell(poller, other);
            return Poll::Ready(done);
        }
        poller.park(direction);
        if tell(poller, other).has(direction) {
            if let Some(done) = poller.attempt(direction) {
                poller.unpark(direction);
                tell(poller, other);
                return Poll::Ready(done);
            }
        }
        if poller.poll_edge().is_pending() {
            return Poll::Pending;
        }
    }
}

#[test]
fn wrong_rules_are_found() {
    let found = |split, level, rules: Rules| explore(split, level, rules).is_err();
    assert!(found(false, false, without_events), "a send that does not ask for the events");
    assert!(found(false, false, cleared_late), "an edge that is cleared after the last look");
    assert!(found(true, false, selfish), "edges swallowed from the other direction");
    assert!(found(true, true, selfish), "the same with a level");
    assert!(found(true, false, without_events), "the same of a half");
    assert!(
        found(true, false, without_rounds),
        "a send that takes the last message in from who waits for it"
    );
}
