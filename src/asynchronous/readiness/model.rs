//! Every order of messages, room, reactor turns, polls, cancellations and other calls, up to a depth.
//!
//! The model has what matters of libzmq (commands that a call takes in or leaves, a send that looks once a millisecond, room
//! for one peer and not for another), of a reactor (one that reports edges, as tokio's, and one that reports a level once,
//! as async-io's), and of tasks: futures of both directions, and those that poll and leave their wakers behind, by `poll_next`
//! (which receives) and by `poll_ready`, `poll_flush` and `poll_close` (which send). Commands also arrive in the middle of a
//! poll, between any two calls. After each step all that can run runs, and then nobody may sleep on something that is there.

mod explore;
mod poller;
mod wrong;

use super::{Direction, Directions, poll, poll_again, settle};
use crate::asynchronous::waiters::{Seat, Seats};
use std::task::Poll;

/// What a task may still do when nothing else happens, before that is called spinning.
const QUIET: usize = 24;

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
    /// It was polled and is pending.
    Waits,
    /// And was woken since.
    Woken,
}

/// Whom the reactor wakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Registered {
    Nobody,
    /// One future, of an owner who left no waker behind.
    One(usize),
    /// All who wait.
    Crowd,
}

/// A socket and what is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Shape {
    /// Halves; else one owner, who cannot do anything while a future has the socket.
    split: bool,
    /// The reactor reports a level once.
    level: bool,
    /// How many messages come at a time.
    batch: u8,
    /// Who polls.
    seats: Seats,
    /// All of them are in one task, which polls them all when one is woken.
    one_task: bool,
}

/// The world, to the last bit that matters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    shape: Shape,
    // libzmq
    mailbox: Command,
    messages: u8,
    room: bool,
    other_room: bool,
    // the reactor
    /// The system has an edge to report, or reports the level once more.
    armed: bool,
    /// The reactor saw the descriptor readable.
    seen: bool,
    registered: Registered,
    // the tasks
    parked: Seats,
    /// Seats of futures that were dropped: their wakers wake nobody.
    stale: Seats,
    tasks: [Task; Seat::COUNT],
}

/// One poll: what happens before its nth call, and which of its sends take commands in.
#[derive(Clone, Copy, Debug)]
struct Chance {
    before: usize,
    arrives: Command,
    /// The reactor, on another thread, looks just then.
    turns: bool,
    /// Which of the sends looks: of an installed libzmq one at most, which lets no more look within a millisecond; or [`ALL`].
    looks: usize,
    /// It takes itself for one who comes back from a wait. Whether it is one does not matter: it may know of a wait of another,
    /// or of one that is long over.
    again: bool,
}

/// No send looks.
const NEVER: usize = usize::MAX;

/// Each send looks that was not told to leave things as they are, as in the compiled libzmq.
const ALL: usize = usize::MAX - 1;

const QUIETLY: Chance = Chance { before: NEVER, arrives: 0, turns: false, looks: 0, again: false };

struct Poller<'a> {
    world: &'a mut World,
    chance: Chance,
    calls: usize,
    sends: usize,
    /// The next send takes nothing in.
    held: bool,
    /// Who polls; nobody does in a call that does not wait.
    seat: Option<Seat>,
    /// Whether there are others. If not, nobody is told anything.
    crowd: bool,
}

impl World {
    fn new(shape: Shape) -> World {
        World {
            shape,
            mailbox: 0,
            messages: 0,
            room: false,
            other_room: false,
            armed: false,
            seen: false,
            registered: Registered::Nobody,
            parked: Seats::none(),
            stale: Seats::none(),
            tasks: [Task::Idle; Seat::COUNT],
        }
    }

    fn task(&mut self, seat: Seat) -> &mut Task {
        &mut self.tasks[seat.index()]
    }

    fn arrive(&mut self, command: Command) {
        // libzmq signals only who has taken in everything.
        if self.mailbox == 0 && !self.shape.level {
            self.armed = true;
        }
        self.mailbox |= command;
    }

    fn take_in(&mut self) {
        let commands = std::mem::take(&mut self.mailbox);
        if commands & MESSAGE != 0 {
            self.messages = self.shape.batch;
        }
        self.room |= commands & ROOM != 0;
        self.other_room |= commands & OTHER_ROOM != 0;
    }

    fn events(&mut self) -> Directions {
        self.take_in();
        Directions { recv: self.messages > 0, send: self.room || self.other_room }
    }

    /// The reactor looks at the descriptor.
    fn turn(&mut self) {
        if std::mem::take(&mut self.armed) {
            if self.mailbox == 0 {
                self.armed = self.shape.level; // it goes on waiting; an edge that was swallowed is gone
                return;
            }
            self.seen = true;
            match std::mem::replace(&mut self.registered, Registered::Nobody) {
                Registered::Nobody => (),
                Registered::One(index) => self.wake(index),
                Registered::Crowd => self.wake_parked(self.parked),
            }
        }
    }

    fn wake(&mut self, index: usize) {
        for (task, of) in self.tasks.iter_mut().enumerate() {
            if *of == Task::Waits && (task == index || self.shape.one_task) {
                *of = Task::Woken;
            }
        }
    }

    fn wake_parked(&mut self, seats: Seats) {
        let mut listening = seats.among(self.parked);
        if !self.shape.one_task {
            listening = listening.without(self.stale);
        }
        for seat in Seat::ALL.into_iter().filter(|seat| listening.has(*seat)) {
            self.wake(seat.index());
        }
        self.parked = self.parked.without(seats);
        self.stale = self.stale.among(self.parked);
    }

    /// Whether somebody left a waker behind.
    fn has_staying(&self) -> bool {
        Seat::ALL.into_iter().any(|seat| seat.stays() && self.parked.has(seat))
    }

    /// Whether nobody has the socket who keeps this one from polling it.
    fn may_poll(&self, seat: Seat) -> bool {
        let futures = [Direction::Recv, Direction::Send].map(Seat::of_future);
        futures.into_iter().all(|future| {
            let same_half = !self.shape.split || future.direction() == seat.direction();
            future == seat || !same_half || self.tasks[future.index()] == Task::Idle
        })
    }

    /// Somebody polls; gives how many calls that were.
    fn poll(&mut self, seat: Seat, chance: Chance, rules: Rules) -> usize {
        *self.task(seat) = Task::Waits;
        let crowd = self.shape.split || seat.stays() || self.has_staying();
        let mut poller =
            Poller { world: self, chance, calls: 0, sends: 0, held: false, seat: Some(seat), crowd };
        let done = (rules.poll)(&mut poller, seat);
        poller.call(); // what comes after the last call
        let calls = poller.calls;
        if done.is_ready() {
            *self.task(seat) = Task::Idle;
        }
        calls
    }

    /// The future is dropped.
    fn forget(&mut self, seat: Seat) {
        *self.task(seat) = Task::Idle;
        if self.shape.split {
            self.parked = self.parked.without(Seats::one(seat));
        } else {
            self.stale = self.stale.and(Seats::one(seat).among(self.parked));
        }
        if self.registered == Registered::One(seat.index()) {
            self.registered = Registered::Nobody;
        }
    }

    /// Lets everything run that can; says what is wrong then.
    fn check(&self, rules: Rules) -> Result<(), &'static str> {
        [false, true].into_iter().try_for_each(|again| self.check_polls(rules, Chance { again, ..QUIETLY }))
    }

    fn check_polls(&self, rules: Rules, chance: Chance) -> Result<(), &'static str> {
        let mut world = self.clone();
        for _ in 0..QUIET {
            world.turn();
            // One task that polls those who send first meets more: who receives finds them waiting.
            let woken = Seat::ALL.into_iter().rev().find(|seat| world.tasks[seat.index()] == Task::Woken);
            let Some(woken) = woken else {
                if world.shape.level && world.armed && world.mailbox != 0 {
                    continue;
                }
                world.take_in();
                let sleeps = |direction| {
                    let here = Seat::ALL.into_iter().filter(|seat| seat.direction() == direction);
                    here.into_iter().any(|seat| world.tasks[seat.index()] == Task::Waits)
                };
                return match () {
                    () if world.messages > 0 && sleeps(Direction::Recv) => {
                        Err("a message is there, and its receiver sleeps")
                    }
                    () if world.room && sleeps(Direction::Send) => {
                        Err("the queue is below its mark, and the sender sleeps")
                    }
                    () => Ok(()),
                };
            };
            if world.may_poll(woken) {
                world.poll(woken, chance, rules);
            } else {
                *world.task(woken) = Task::Idle; // a future has the socket, and the task was told
            }
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
        for seat in Seat::ALL.into_iter().filter(|seat| self.shape.seats.has(*seat)) {
            if self.may_poll(seat) {
                // For the first time, because it was woken, or for a reason of the task's own.
                // The last of four sends does not look: `ROUNDS` counts on that.
                let looks: &[usize] =
                    if seat.direction() == Direction::Send { &[0, 1, 2, ALL, NEVER] } else { &[NEVER] };
                let ways = looks.iter().flat_map(|looks| [(*looks, false), (*looks, true)]);
                for (looks, again) in ways {
                    // What comes after the last call changes nothing any more.
                    let calls = self.clone().poll(seat, Chance { looks, again, ..QUIETLY }, rules);
                    for before in (0..calls).chain([NEVER]) {
                        for arrives in [0, MESSAGE, ROOM, OTHER_ROOM, NOTHING] {
                            for turns in [false, true] {
                                if (arrives, turns) == (0, false) && before != NEVER {
                                    continue; // as with `NEVER`
                                }
                                let chance = Chance { before, arrives, turns, looks, again };
                                add(&|world| _ = world.poll(seat, chance, rules));
                            }
                        }
                    }
                }
            }
            match self.tasks[seat.index()] {
                Task::Idle => (),
                _ if !seat.stays() => add(&|world| world.forget(seat)),
                // It was told, and does not come back.
                Task::Woken => add(&|world| *world.task(seat) = Task::Idle),
                Task::Waits => (),
            }
        }
        // An option is set, or the socket is bound, or a message is received or sent if that is possible at once: not in the
        // middle of an operation that has it alone.
        if self.shape.split || [Task::Idle; 2] == self.tasks[..2] {
            for takes in [false, true] {
                add(&|world| {
                    world.take_in();
                    if takes {
                        (world.messages, world.room) = (world.messages.saturating_sub(1), false);
                    }
                    if world.shape.split || world.has_staying() {
                        let chance = QUIETLY;
                        let mut poller = Poller {
                            world,
                            chance,
                            calls: 0,
                            sends: 0,
                            held: false,
                            seat: None,
                            crowd: true,
                        };
                        (rules.settle)(&mut poller);
                    }
                });
            }
        }
        // The peer is slow again.
        add(&|world| (world.room, world.other_room) = (false, false));
        next
    }
}

/// How an operation goes on, and what follows a call that is none.
#[derive(Clone, Copy)]
struct Rules {
    poll: fn(&mut Poller<'_>, Seat) -> Poll<Result<(), ()>>,
    settle: fn(&mut Poller<'_>),
}

const REAL: Rules = Rules {
    poll: |poller, seat| {
        let attempt = |poller: &mut Poller<'_>| poller.attempt(seat.direction());
        match poller.chance.again {
            true => poll_again(poller, seat.direction(), attempt),
            false => poll(poller, seat.direction(), attempt),
        }
    },
    settle: |poller| settle(poller),
};
