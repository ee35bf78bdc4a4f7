//! The cells of one peer, one after the other, with one program that serves them all.

use crate::{
    deviations::{self, Deviation, Kind},
    end::{self, End},
    matrix::{self, Axes, Cell, Security, Transport},
    ours::{Keys, Us},
    peers::Entry,
    theirs::{Peer, Theirs},
};
use anyhow::{Context, Result};
use std::{
    cell::{Cell as Number, RefCell},
    process::Command,
    rc::Rc,
    time::{Duration, Instant},
};

/// What came of a peer.
pub struct Tally {
    pub peer: &'static str,
    /// What it runs on.
    pub hello: String,
    pub transports: &'static [Transport],
    pub passed: usize,
    /// Reasons of deviations, and how many cells have each.
    pub deviations: Vec<(&'static str, usize)>,
    /// Cells, and what is wrong with them.
    pub failures: Vec<(String, String)>,
    pub time: Duration,
    /// The slowest cell.
    pub slowest: (Duration, String),
}

impl Tally {
    fn new(entry: &Entry) -> Tally {
        Tally {
            peer: entry.name,
            hello: String::new(),
            transports: entry.transports,
            passed: 0,
            deviations: Vec::new(),
            failures: Vec::new(),
            time: Duration::ZERO,
            slowest: Default::default(),
        }
    }

    pub fn cells(&self) -> usize {
        self.passed + self.deviating() + self.failures.len()
    }

    pub fn deviating(&self) -> usize {
        self.deviations.iter().map(|(_, cells)| cells).sum()
    }

    fn note(&mut self, axes: &Axes, played: &matrix::Played) {
        if played.time > self.slowest.0 {
            self.slowest = (played.time, axes.to_string());
        }
        let expected = deviations::expected(self.peer, axes);
        match (deviations::wrong(&played.outcome, expected), expected) {
            (Some(wrong), _) => self.failures.push((axes.to_string(), wrong)),
            (None, None) => self.passed += 1,
            (None, Some(deviation)) => {
                match self.deviations.iter_mut().find(|(reason, _)| *reason == deviation.reason) {
                    Some((_, cells)) => *cells += 1,
                    None => self.deviations.push((deviation.reason, 1)),
                }
            }
        }
    }
}

/// How many cells may go wrong before the rest is given up: they take their time. With less patience all are played.
const ENOUGH: usize = 12;

/// How often a cell is played whose peer aborts by chance.
pub const ATTEMPTS: u32 = 3;

/// How long all cells of a peer may take, on a machine that has much else to do.
const DEADLINE: Duration = Duration::from_secs(1200);

/// Plays the cells of a peer whose text contains `only`. What fails before the first cell is a failure as well.
pub fn play(
    entry: &'static Entry,
    program: Result<Command>,
    only: &str,
    patience: Option<Duration>,
) -> Tally {
    let (mut tally, start) = (Tally::new(entry), Instant::now());
    if let Err(error) = play_into(&mut tally, entry, program, only, patience) {
        tally.failures.push(("all of it".into(), format!("{error:#}")));
    }
    tally.time = start.elapsed();
    tally
}

fn play_into(
    tally: &mut Tally,
    entry: &'static Entry,
    program: Result<Command>,
    only: &str,
    patience: Option<Duration>,
) -> Result<()> {
    let program = program.context("cannot be provisioned")?;
    let keys = Rc::new(Keys::generate()?);
    let us = Us::new(keys.clone())?;
    // A short path: a system has room for about a hundred bytes in the address of an ipc socket.
    let folder = tempfile::Builder::new().prefix("zmq").tempdir()?;
    let start = || -> Result<Peer> {
        let mut command = Command::new(program.get_program());
        command.args(program.get_args()).env("CLIENT_KEY", keys.client.public.to_z85());
        command.env("SCRATCH", folder.path());
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        Peer::start(command)
    };
    let mut peer = Rc::new(RefCell::new(start()?));
    tally.hello.clone_from(&peer.borrow().hello);
    if !entry.transports.contains(&Transport::Ws) && has_ws(&peer, &keys) {
        tally.failures.push(("ws".into(), "the peer has it, and src/peers.rs says that it has not".into()));
    }
    let (endpoints, start_of_cells) = (Number::new(0), Instant::now());
    for axes in matrix::all(entry.transports) {
        if !axes.to_string().contains(only) {
            continue;
        }
        if start_of_cells.elapsed() > DEADLINE {
            tally
                .failures
                .push((axes.to_string(), format!("not played, nor the rest: {DEADLINE:?} are over")));
            break;
        }
        end::be_patient(match deviations::expected(entry.name, &axes) {
            Some(Deviation { kind: Kind::Differs, .. }) => end::IMPATIENCE,
            _ => patience.unwrap_or(end::PATIENCE),
        });
        let mut left = ATTEMPTS;
        let played = loop {
            if !peer.borrow_mut().lives() {
                peer = Rc::new(RefCell::new(start()?));
            }
            let (us, keys, folder) = (&us, &keys, folder.path());
            let cell = Cell { axes, us, peer: &peer, keys, folder, endpoints: &endpoints };
            let played = matrix::play(&cell);
            left -= 1;
            match deviations::aborts(entry.name, &axes, &played.outcome) {
                Some(reason) if left > 0 => println!("{}: {axes}: once more: {reason}", entry.name),
                _ => break played,
            }
        };
        tally.note(&axes, &played);
        if patience.is_none() && tally.failures.len() >= ENOUGH {
            tally.failures.push(("the rest".into(), format!("not played after {ENOUGH} failures")));
            break;
        }
    }
    Ok(())
}

/// Whether the peer takes an endpoint of ws.
fn has_ws(peer: &Rc<RefCell<Peer>>, keys: &Keys) -> bool {
    let socket = Theirs::open(peer, keys, "PULL", Security::None, None, None);
    socket.and_then(|mut socket| socket.bind("ws://127.0.0.1:*")).is_ok()
}
