//! All worlds, one after the other.

use super::{REAL, Rules, Shape, World};
use crate::asynchronous::{
    readiness::Direction,
    waiters::{Seat, Seats},
};
use std::collections::HashSet;

/// How many actions follow each other. States that were met before are not gone through again, so that this is deep
/// enough to meet all of them: `nothing_is_lost` sees that there are no new ones.
const DEPTH: usize = 40;

/// Goes through all worlds; says what is wrong with one, and how it came to that.
pub(super) fn explore(shape: Shape, rules: Rules) -> Result<usize, String> {
    let mut met = HashSet::new();
    let mut now = vec![World::new(shape)];
    met.insert(now[0].clone());
    for depth in 0..DEPTH {
        let mut next = Vec::new();
        for world in &now {
            for child in world.next(rules) {
                if !met.contains(&child) {
                    child.check(rules).map_err(|wrong| format!("{wrong}: {world:?}\nthen {child:?}"))?;
                    met.insert(child.clone());
                    next.push(child);
                }
            }
        }
        if next.is_empty() {
            assert!(depth > 5, "the model does nothing");
            return Ok(met.len());
        }
        now = next;
    }
    Err(format!("there are worlds deeper than {DEPTH}"))
}

pub(super) const RECV: Seats = Seats::one(Seat::of_future(Direction::Recv));
pub(super) const SEND: Seats = Seats::one(Seat::of_future(Direction::Send));
pub(super) const STREAM: Seats = Seats::one(Seat::that_stays(Direction::Recv));
pub(super) const SINK: Seats = Seats::one(Seat::that_stays(Direction::Send));

/// Who may wait for one socket: the sink owns its half or its socket.
const COMPANIES: [(bool, Seats, u8); 8] = [
    (false, RECV.and(SEND), 1),
    (false, RECV.and(STREAM), 1),
    (false, RECV.and(SEND).and(STREAM), 2),
    (false, SINK, 1),
    (true, RECV.and(SEND), 1),
    (true, RECV.and(STREAM), 1),
    (true, RECV.and(STREAM).and(SEND), 2),
    (true, RECV.and(STREAM).and(SINK), 2),
];

fn nothing_is_lost(split: bool) {
    for (_, seats, batch) in COMPANIES.into_iter().filter(|company| company.0 == split) {
        for level in [false, true] {
            nothing_is_lost_in(Shape { split, level, batch, seats, one_task: false });
        }
    }
}

fn nothing_is_lost_in(shape: Shape) {
    let worlds = explore(shape, REAL).unwrap();
    println!("{worlds} worlds: {shape:?}");
    assert!(worlds > 100, "the model has {worlds} worlds only");
}

#[test]
fn an_owner_loses_nothing_in_any_order() {
    nothing_is_lost(false);
}

#[test]
fn halves_lose_nothing_in_any_order() {
    nothing_is_lost(true);
}

/// Who receives and who sends are one task, which polls both whenever one of them is woken.
#[test]
fn one_task_loses_nothing_and_does_not_spin() {
    for (split, seats) in [(true, RECV.and(SEND)), (true, STREAM.and(SINK)), (false, SEND.and(STREAM))] {
        for level in [false, true] {
            nothing_is_lost_in(Shape { split, level, batch: 1, seats, one_task: true });
        }
    }
}
