//! Every order of messages, room, reactor turns, polls, cancellations and other calls, up to a depth.
//!
//! The model has what matters of libzmq (commands that a call takes in or leaves, a send that looks once a millisecond, room
//! for one peer and not for another), of a reactor (one that reports edges, as tokio's, and one that reports a level once,
//! as async-io's), and of two tasks. Commands also arrive in the middle of a poll, between any two calls. After each step
//! all that can run runs, and then nobody may sleep on something that is there.

mod wrong;

use super::{Direction, Events, Port, poll, settle};
use std::{collections::HashSet, task::Poll};

/// How many actions follow each other. States that were met before are not gone through again, so that this is deep
/// enough to meet all of them: `nothing_is_lost` sees that there are no new ones.
const DEPTH: usize = 40;

/// What a task may still do when nothing else happens, before that is called spinning.
const QUIET: usize = 12;

/// A command is a bit; a mailbox has some of them, since neither their order nor their number matters.
type Command = u8;

const MESSAGE: Command = 1;
/// Room for the peer that the send is for.
const ROOM: Command = 2;
/// Room for another peer: `ZMQ_EVENTS` says that it could send.
const OTHER_ROOM: Command = 4;
/// A peer came or went.
const NOTHING: Command = 8;

const COMMANDS: [Command; 4] = [MESSAGE, ROOM, OTHER_ROOM, NOTHING];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Task {
    Idle,
    /// Its future was polled and is pending.
    Waits,
    /// And was woken since.
    Woken,
}

/// The world, to the last bit that matters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    // libzmq
    mailbox: Command,
    message: bool,
    room: bool,
    other_room: bool,
    // the reactor
    level: bool,
    /// The system has an edge to report, or reports the level once more.
    armed: bool,
    /// The reactor saw the descriptor readable.
    seen: bool,
    /// The reactor has a waker.
    registered: bool,
    // the tasks
    split: bool,
    parked: [bool; 2],
    tasks: [Task; 2],
}

/// One poll: what happens before its nth call, and which of its sends take commands in.
#[derive(Clone, Copy, Debug)]
struct Chance {
    before: usize,
    arrives: Command,
    /// The reactor, on another thread, looks just then.
    turns: bool,
    /// Which of the sends looks: one at most, since libzmq lets no more look within a millisecond.
    looks: usize,
}

/// No send looks.
const NEVER: usize = usize::MAX;

/// Before how many calls of a poll something may arrive.
const CALLS: usize = 12;

const QUIETLY: Chance = Chance { before: NEVER, arrives: 0, turns: false, looks: 0 };

struct Poller<'a> {
    world: &'a mut World,
    chance: Chance,
    calls: usize,
    sends: usize,
    wakes_task: usize,
}

fn index(direction: Direction) -> usize {
    match direction {
        Direction::Recv => 0,
        Direction::Send => 1,
    }
}

impl World {
    fn new(split: bool, level: bool) -> World {
        World {
            mailbox: 0,
            message: false,
            room: false,
            other_room: false,
            level,
            armed: false,
            seen: false,
            registered: false,
            split,
            parked: [false; 2],
            tasks: [Task::Idle; 2],
        }
    }

    fn arrive(&mut self, command: Command) {
        // libzmq signals only who has taken in everything.
        if self.mailbox == 0 && !self.level {
            self.armed = true;
        }
        self.mailbox |= command;
    }

    fn take_in(&mut self) {
        let commands = std::mem::take(&mut self.mailbox);
        self.message |= commands & MESSAGE != 0;
        self.room |= commands & ROOM != 0;
        self.other_room |= commands & OTHER_ROOM != 0;
    }

    fn events(&mut self) -> Events {
        self.take_in();
        Events { recv: self.message, send: self.room || self.other_room }
    }

    /// The reactor looks at the descriptor.
    fn turn(&mut self) {
        if std::mem::take(&mut self.armed) {
            if self.mailbox == 0 {
                self.armed = self.level; // it goes on waiting; an edge that was swallowed is gone
                return;
            }
            self.seen = true;
            if std::mem::take(&mut self.registered) {
                self.wake_all();
            }
        }
    }

    /// What the reactor's waker does.
    fn wake_all(&mut self) {
        for direction in [Direction::Recv, Direction::Send] {
            let index = index(direction);
            if !self.split || std::mem::take(&mut self.parked[index]) {
                self.wake(index);
            }
        }
    }

    fn wake(&mut self, index: usize) {
        if self.tasks[index] == Task::Waits {
            self.tasks[index] = Task::Woken;
        }
    }

    /// The future of a direction is polled.
    fn poll(&mut self, direction: Direction, chance: Chance, rules: Rules) {
        let index = index(direction);
        self.tasks[index] = Task::Waits;
        let mut poller = Poller { world: self, chance, calls: 0, sends: 0, wakes_task: index };
        let done = rules(&mut poller, direction);
        poller.call(); // what comes after the last call
        if done.is_ready() {
            self.tasks[index] = Task::Idle;
        }
    }

    /// Lets everything run that can; says what is wrong then.
    fn check(&self, rules: Rules) -> Result<(), &'static str> {
        let mut world = self.clone();
        for _ in 0..QUIET {
            world.turn();
            let Some(woken) = world.tasks.iter().position(|task| *task == Task::Woken) else {
                if world.level && world.armed && world.mailbox != 0 {
                    continue;
                }
                world.take_in();
                return match world.tasks {
                    [Task::Waits, _] if world.message => Err("a message is there, and its receiver sleeps"),
                    [_, Task::Waits] if world.room => Err("there is room, and the sender sleeps"),
                    _ => Ok(()),
                };
            };
            world.poll([Direction::Recv, Direction::Send][woken], QUIETLY, rules);
        }
        Err("it spins")
    }

    /// All worlds that may come next.
    fn next(&self, rules: Rules) -> Vec<World> {
        let mut next = Vec::new();
        let mut add = |change: &dyn Fn(&mut World)| {
            let mut world = self.clone();
            change(&mut world);
            next.push(world);
        };
        COMMANDS.iter().for_each(|command| add(&|world| world.arrive(*command)));
        add(&World::turn);
        for direction in [Direction::Recv, Direction::Send] {
            let [this, other] = [index(direction), index(direction.other())];
            let may_start = self.tasks[this] == Task::Idle && (self.split || self.tasks[other] == Task::Idle);
            if may_start || self.tasks[this] != Task::Idle {
                // Polled because it was woken, or for a reason of the task's own.
                // The last of four sends does not look: `ROUNDS` counts on that.
                for looks in [0, 1, 2, NEVER] {
                    for before in (0..CALLS).chain([NEVER]) {
                        for arrives in [0, MESSAGE, ROOM, OTHER_ROOM, NOTHING] {
                            for turns in [false, true] {
                                let chance = Chance { before, arrives, turns, looks };
                                add(&|world| world.poll(direction, chance, rules));
                            }
                        }
                    }
                }
            }
            if self.tasks[this] != Task::Idle {
                add(&|world| {
                    world.tasks[this] = Task::Idle;
                    world.parked[this] = false;
                });
            }
        }
        // An option is set, or the socket is bound: not in the middle of an operation that has it alone.
        if self.split || self.tasks == [Task::Idle; 2] {
            add(&|world| {
                world.take_in();
                if world.split {
                    let mut poller =
                        Poller { world, chance: QUIETLY, calls: 0, sends: 0, wakes_task: usize::MAX };
                    settle(&mut poller);
                }
            });
        }
        // The peer is slow again.
        add(&|world| (world.room, world.other_room) = (false, false));
        next
    }
}

impl Poller<'_> {
    /// Before each call, something may arrive.
    fn call(&mut self) {
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

    fn attempt(&mut self, direction: Direction) -> Option<Result<(), ()>> {
        self.call();
        let world = &mut *self.world;
        match direction {
            Direction::Recv => {
                if !world.message {
                    world.take_in();
                }
                std::mem::take(&mut world.message).then_some(Ok(()))
            }
            Direction::Send => {
                if self.sends == self.chance.looks {
                    world.take_in();
                }
                self.sends += 1;
                std::mem::take(&mut world.room).then_some(Ok(()))
            }
        }
    }
}

impl Port for Poller<'_> {
    type Error = ();

    fn events(&mut self) -> Events {
        self.call();
        self.world.events()
    }

    fn poll_edge(&mut self) -> Poll<Result<(), ()>> {
        self.call();
        if std::mem::take(&mut self.world.seen) {
            return Poll::Ready(Ok(()));
        }
        self.world.registered = true;
        if self.world.level {
            self.world.armed = true;
        }
        Poll::Pending
    }

    fn park(&mut self, direction: Direction) {
        self.world.parked[index(direction)] = self.world.split;
    }

    fn unpark(&mut self, direction: Direction) {
        self.world.parked[index(direction)] = false;
    }

    fn is_parked(&self, direction: Direction) -> bool {
        self.world.parked[index(direction)]
    }

    fn wake(&mut self, direction: Direction) {
        assert_ne!(index(direction), self.wakes_task, "an operation does not wake itself");
        self.world.parked[index(direction)] = false;
        self.world.wake(index(direction));
    }
}

type Rules = fn(&mut Poller<'_>, Direction) -> Poll<Result<(), ()>>;

/// Goes through all worlds; says what is wrong with one, and how it came to that.
fn explore(split: bool, level: bool, rules: Rules) -> Result<usize, String> {
    let mut met = HashSet::new();
    let mut now = vec![World::new(split, level)];
    met.insert(now[0].clone());
    for depth in 0..DEPTH {
        let mut next = Vec::new();
        for world in &now {
            for child in world.next(rules) {
                if met.insert(child.clone()) {
                    child.check(rules).map_err(|wrong| format!("{wrong}: {world:?}\nthen {child:?}"))?;
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

fn real(poller: &mut Poller<'_>, direction: Direction) -> Poll<Result<(), ()>> {
    poll(poller, direction, |poller| poller.attempt(direction))
}

const SHAPES: [(bool, bool); 4] = [(false, false), (false, true), (true, false), (true, true)];

#[test]
fn nothing_is_lost_in_any_order() {
    for (split, level) in SHAPES {
        let worlds = explore(split, level, real).unwrap();
        println!("split {split}, level {level}: {worlds} worlds");
        assert!(worlds > 100, "the model has {worlds} worlds only");
    }
}
