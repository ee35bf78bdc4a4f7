//! The loop of a proxy: waits, takes commands, and lets both directions go on.

use super::{
    background::Orders,
    control::Steered,
    kinds::Ends,
    raw::Items,
    relay::{Capture, Relay, Wait},
    report::{ProxyEnd, ProxyError, ProxyStatistics},
};
use crate::{Message, POLLIN, POLLOUT, Result};

/// How long to wait, in milliseconds, where no event tells of room.
const RETRY: i32 = 1;

/// Whether messages go.
#[derive(Default)]
pub(super) struct State {
    pub paused: bool,
    pub terminated: bool,
}

/// A command, from wherever it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Pause,
    Resume,
    Terminate,
    Statistics,
}

impl State {
    pub fn obey(&mut self, command: Command) {
        match command {
            Command::Pause => self.paused = true,
            Command::Resume => self.paused = false,
            Command::Terminate => self.terminated = true,
            Command::Statistics => (),
        }
    }
}

/// A proxy that runs.
struct Cycle<'a> {
    ends: Ends<'a>,
    /// One for each direction that is possible, with 0 for the one from the frontend and 1 for the other.
    relays: Vec<(usize, Relay<'a>)>,
    capture: Option<Capture<'a>>,
    state: State,
}

/// Runs a proxy until a command or an error ends it.
pub(super) fn run(
    ends: Ends<'_>,
    prefixes: Option<[Message; 2]>,
    orders: Option<&Orders>,
) -> Result<ProxyEnd, ProxyError> {
    ends.check()?;
    let Ends { frontend, backend, capture, .. } = ends;
    let mut relays = Vec::with_capacity(2);
    if frontend.receives() && backend.sends() {
        relays.push((0, Relay::new(frontend, backend)));
    }
    if backend.receives() && frontend.sends() && !frontend.is(backend) {
        relays.push((1, Relay::new(backend, frontend)));
    }
    let capture = capture.map(|end| Capture { end, prefixes });
    let mut cycle = Cycle { ends, relays, capture, state: State::default() };
    match cycle.turn(orders) {
        Ok(()) => Ok(cycle.end()),
        Err(error) => Err(ProxyError::new(error, cycle.end())),
    }
}

impl Cycle<'_> {
    fn turn(&mut self, orders: Option<&Orders>) -> Result<()> {
        let Ends { frontend, backend, capture, control } = self.ends;
        let mut items = Items::new();
        let places = [items.place(frontend.raw), items.place(backend.raw)];
        let capture = capture.map_or(0, |capture| items.place(capture.raw));
        let mut control = control.map(|control| (items.place(control.raw), Steered::new(control)));
        let waker = orders.map(|orders| (items.place(orders.waker()), orders));
        while !self.state.terminated {
            let millis = self.want(&mut items, places, capture);
            control.as_ref().iter().for_each(|(place, _)| items.want(*place, POLLIN));
            waker.iter().for_each(|(place, _)| items.want(*place, POLLIN));
            items.wait(millis)?;

            let statistics = || statistics(&self.relays);
            if let Some((_, steered)) = control.as_mut().filter(|(place, _)| items.has(*place, POLLIN)) {
                steered.obey(&mut self.state, statistics)?;
            }
            if let Some((_, orders)) = waker.filter(|(place, _)| items.has(*place, POLLIN)) {
                orders.obey(&mut self.state, statistics)?;
            }
            if self.state.paused || self.state.terminated {
                continue;
            }
            for (side, relay) in &mut self.relays {
                let ready = match relay.wait {
                    Wait::Input => items.has(places[*side], POLLIN),
                    Wait::Output => items.has(places[1 - *side], POLLOUT),
                    Wait::Capture => items.has(capture, POLLOUT),
                    Wait::Retry => true,
                };
                if ready {
                    relay.advance(self.capture.as_mut(), *side)?;
                }
            }
        }
        Ok(())
    }

    /// What to wait for, and how long.
    fn want(&self, items: &mut Items<'_>, places: [usize; 2], capture: usize) -> i32 {
        items.want_nothing();
        let mut millis = -1;
        for (side, relay) in self.relays.iter().filter(|_| !self.state.paused) {
            match relay.wait {
                Wait::Input => items.want(places[*side], POLLIN),
                Wait::Output => items.want(places[1 - *side], POLLOUT),
                Wait::Capture => items.want(capture, POLLOUT),
                Wait::Retry => millis = RETRY,
            }
        }
        millis
    }

    fn end(self) -> ProxyEnd {
        let statistics = statistics(&self.relays);
        let unsent = self.relays.into_iter().filter_map(|(_, relay)| relay.unsent()).collect();
        ProxyEnd { statistics, unsent }
    }
}

/// What went through so far.
fn statistics(relays: &[(usize, Relay<'_>)]) -> ProxyStatistics {
    let mut statistics = ProxyStatistics::default();
    let ProxyStatistics { frontend, backend } = &mut statistics;
    for (side, relay) in relays {
        match side {
            0 => relay.count(frontend, backend),
            _ => relay.count(backend, frontend),
        }
    }
    statistics
}
