//! What a proxy does between two waits, for the loop that polls and for the one that is awaited.

use super::{
    control::Steered,
    kinds::Ends,
    relay::{Capture, Relay, Wait},
    report::{ProxyEnd, ProxyStatistics},
};
use crate::{Message, POLLIN, POLLOUT, PollEvents, Result};

/// Whether messages go.
#[derive(Default)]
pub(crate) struct State {
    pub paused: bool,
    pub terminated: bool,
}

/// A command, from wherever it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
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

/// A socket of a proxy, by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Frontend,
    Backend,
    Capture,
}

/// The two sockets that messages go between, from the frontend and from the backend.
const SIDES: [Place; 2] = [Place::Frontend, Place::Backend];

/// What came of a look at all sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// No socket had what is waited for.
    Nothing,
    /// A message was offered again to a socket that claims to be writable, and was not.
    Tried,
    /// Something went, or something else is waited for now.
    Moved,
}

/// A proxy at work, without its sockets.
pub(crate) struct Work {
    /// One for each direction that is possible, with 0 for the one from the frontend and 1 for the other.
    relays: Vec<(usize, Relay)>,
    steered: Steered,
    /// A part put before each message in the capture socket, by direction.
    prefixes: Option<[Message; 2]>,
    pub state: State,
}

impl Work {
    /// # Errors
    /// These sockets make no proxy.
    pub fn new(ends: &Ends<'_>, prefixes: Option<[Message; 2]>) -> Result<Work> {
        ends.check()?;
        let Ends { frontend, backend, .. } = *ends;
        let mut relays = Vec::with_capacity(2);
        if frontend.receives() && backend.sends() {
            relays.push((0, Relay::new()));
        }
        if backend.receives() && frontend.sends() && !frontend.is(backend) {
            relays.push((1, Relay::new()));
        }
        Ok(Work { relays, steered: Steered::default(), prefixes, state: State::default() })
    }

    /// Tells what the directions wait for; says whether one of them can only try again.
    pub fn wants(&self, mut want: impl FnMut(Place, PollEvents)) -> bool {
        let mut retry = false;
        for (side, relay) in self.relays.iter().filter(|_| !self.state.paused) {
            match event(*side, relay.wait) {
                Some((place, event)) => want(place, event),
                None => retry = true,
            }
        }
        retry
    }

    /// Takes a command from the control socket, if there is one.
    pub fn obey(&mut self, ends: &Ends<'_>) -> Result<()> {
        let Work { relays, steered, state, .. } = self;
        match ends.control {
            Some(control) => steered.obey(control, state, || statistics(relays)),
            None => Ok(()),
        }
    }

    /// Lets each direction go on that has what it waits for.
    pub fn advance(
        &mut self,
        ends: &Ends<'_>,
        burst: usize,
        ready: impl Fn(Place, PollEvents) -> bool,
    ) -> Result<Step> {
        let mut step = Step::Nothing;
        if self.state.paused || self.state.terminated {
            return Ok(step);
        }
        let sides = [ends.frontend, ends.backend];
        for (side, relay) in &mut self.relays {
            let side = *side;
            if event(side, relay.wait).is_some_and(|(place, event)| !ready(place, event)) {
                continue;
            }
            let prefix = self.prefixes.as_mut().map(|prefixes| &mut prefixes[side]);
            let capture = ends.capture.map(|end| Capture { end, prefix });
            let waited = relay.wait;
            relay.advance(sides[side], sides[1 - side], capture, burst)?;
            let again = waited == Wait::Retry && relay.wait == Wait::Retry;
            step = step.max(if again { Step::Tried } else { Step::Moved });
        }
        Ok(step)
    }

    /// What went through so far.
    pub fn statistics(&self) -> ProxyStatistics {
        statistics(&self.relays)
    }

    /// What it leaves behind.
    pub fn end(self) -> ProxyEnd {
        let statistics = self.statistics();
        let unsent = self.relays.into_iter().filter_map(|(_, relay)| relay.unsent()).collect();
        ProxyEnd { statistics, unsent }
    }
}

/// The event that a direction waits for; nothing, if none tells.
fn event(side: usize, wait: Wait) -> Option<(Place, PollEvents)> {
    match wait {
        Wait::Input => Some((SIDES[side], POLLIN)),
        Wait::Output => Some((SIDES[1 - side], POLLOUT)),
        Wait::Capture => Some((Place::Capture, POLLOUT)),
        Wait::Retry => None,
    }
}

fn statistics(relays: &[(usize, Relay)]) -> ProxyStatistics {
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
