//! Over one descriptor of Linux's `epoll`.

use super::{
    super::{PollItem, raw::FEW, roster::Roster},
    raw::{Report, Sample, Set, may_be_eventfd},
};
use crate::{
    Errno, Error, PollEvents, Result, duration,
    process::{self, Birth},
    socket::{raw::RawSocket, touches::Touches},
};
use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

/// What is known of an item of the list, at the same place.
struct Entry<'a> {
    /// Nothing for a plain descriptor.
    socket: Option<&'a RawSocket>,
    /// Its own calls change what it may do next.
    takes_turns: bool,
    /// Its touches that are known.
    touches: u32,
    /// It is on the list of those to ask.
    due: bool,
    /// It is on the list of those to ask at the next wait.
    kept: bool,
}

enum State {
    /// There were never more than a few.
    Few,
    Set(Set, Birth),
    /// Something here cannot be watched.
    Never,
}

/// Watches sockets and descriptors, or leaves that to `zmq_poll`.
pub struct Watch<'a> {
    state: State,
    entries: Vec<Entry<'a>>,
    /// The numbers of those to ask.
    due: Vec<u64>,
    /// The numbers of those to ask at the next wait.
    kept: Vec<u64>,
    /// Room for one of each.
    reports: Vec<Report>,
    /// The touches of all sockets that are known.
    touches: u64,
}

impl<'a> Watch<'a> {
    pub const fn new() -> Watch<'a> {
        Watch {
            state: State::Few,
            entries: Vec::new(),
            due: Vec::new(),
            kept: Vec::new(),
            reports: Vec::new(),
            touches: 0,
        }
    }

    /// The set, unless it is the parent's of this forked child.
    fn set(&mut self) -> Option<&Set> {
        if matches!(self.state, State::Set(_, birth) if birth.forked()) {
            self.state = State::Never;
        }
        match &self.state {
            State::Set(set, _) => Some(set),
            State::Few | State::Never => None,
        }
    }

    /// Does something with the set, if there is one; where that fails, `zmq_poll` has to do.
    fn with_set(&mut self, change: impl FnOnce(&Set) -> Result<()>) {
        if self.set().is_some_and(|set| change(set).is_err()) {
            self.state = State::Never;
        }
    }

    /// An item was added at the end of the list.
    pub fn add(&mut self, number: u64, socket: Option<&'a RawSocket>, item: &PollItem<'a>) {
        let takes_turns = socket.is_some_and(|socket| socket.facts().takes_turns());
        let touches = socket.map_or(0, |socket| socket.touches().count());
        self.entries.push(Entry { socket, takes_turns, touches, due: false, kept: false });
        self.reports.push(Report::NONE);
        self.with_set(|set| watch(set, socket, item, number));
    }

    /// An item has other events.
    pub fn modify(&mut self, (place, number): (usize, u64), item: &PollItem<'_>) {
        let Some(entry) = self.entries.get_mut(place) else { return };
        if entry.socket.is_none() {
            self.with_set(|set| set.modify(item.item.fd, number, item.events()));
        } else if !std::mem::replace(&mut entry.due, true) {
            self.due.push(number);
        }
    }

    /// An item was taken out.
    pub fn remove(&mut self, place: usize, item: &PollItem<'_>) {
        let entry = self.entries.remove(place);
        self.reports.pop();
        let fd = entry.socket.map_or(Some(item.item.fd), RawSocket::fd_number);
        self.with_set(|set| fd.map_or(Ok(()), |fd| set.remove(fd)));
    }

    /// Waits, and fills `found` with the places of what is ready, in their order. `once`: a signal ends it. Nothing, if that is
    /// for `zmq_poll` to do.
    #[inline]
    pub fn wait(
        &mut self,
        roster: &Roster,
        items: &mut [PollItem<'a>],
        found: &mut Vec<usize>,
        timeout: Option<Duration>,
        once: bool,
    ) -> Option<Result<()>> {
        match self.state {
            State::Never => return None,
            State::Few if items.len() <= FEW => return None,
            State::Few => self.begin(roster, items),
            State::Set(..) => (),
        }
        self.wait_watching(roster, items, found, timeout, once)
    }

    #[inline(never)]
    fn wait_watching(
        &mut self,
        roster: &Roster,
        items: &mut [PollItem<'a>],
        found: &mut Vec<usize>,
        timeout: Option<Duration>,
        once: bool,
    ) -> Option<Result<()>> {
        self.set()?;
        found.clear();
        self.look_at_touches(roster);
        let waited = self.find(roster, items, found, timeout, once);
        found.sort_unstable();
        let kept = std::mem::take(&mut self.kept);
        for number in kept.iter().copied() {
            if let Some(entry) = roster.place(number).and_then(|place| self.entries.get_mut(place)) {
                entry.kept = false;
                mark(entry, number, &mut self.due);
            }
        }
        self.kept = kept;
        self.kept.clear();
        Some(waited)
    }

    /// Makes the set. It reports everything in it once.
    fn begin(&mut self, roster: &Roster, items: &[PollItem<'a>]) {
        let all = self.entries.iter().zip(items).zip(roster.numbers());
        let build = || {
            process::watch()?;
            let set = Set::new()?;
            for ((entry, item), number) in all {
                watch(&set, entry.socket, item, *number)?;
            }
            Ok::<_, Error>(set)
        };
        let set = if reports_both_edges() { build().ok() } else { None };
        self.state = set.map_or(State::Never, |set| State::Set(set, Birth::now()));
    }

    /// Those that were touched are to be asked.
    fn look_at_touches(&mut self, roster: &Roster) {
        let all = Touches::of_all();
        if std::mem::replace(&mut self.touches, all) == all {
            return;
        }
        for (entry, number) in self.entries.iter_mut().zip(roster.numbers()) {
            let Some(socket) = entry.socket else { continue };
            let count = socket.touches().count();
            if std::mem::replace(&mut entry.touches, count) != count {
                mark(entry, *number, &mut self.due);
            }
        }
    }

    /// Waits until something is found, or the time is over.
    fn find(
        &mut self,
        roster: &Roster,
        items: &mut [PollItem<'a>],
        found: &mut Vec<usize>,
        timeout: Option<Duration>,
        once: bool,
    ) -> Result<()> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut left = timeout;
        loop {
            // Those that are to be asked may be ready, and then the others that are, too, are told with them.
            let millis =
                if self.due.is_empty() { duration::to_millis("", left).unwrap_or(i32::MAX) } else { 0 };
            match self.take_reports(roster, items, found, millis) {
                Err(error) if error == Errno::EINTR && !once => (),
                done => done.and_then(|()| self.ask(roster, items, found))?,
            }
            let over = match (timeout, deadline) {
                (Some(Duration::ZERO), _) => true,
                (_, Some(deadline)) => {
                    let now = Instant::now();
                    left = Some(deadline.saturating_duration_since(now));
                    now >= deadline
                }
                _ => false, // for ever, or farther away than the clock can tell
            };
            if over || !found.is_empty() {
                return Ok(());
            }
        }
    }

    /// Waits for reports.
    fn take_reports(
        &mut self,
        roster: &Roster,
        items: &mut [PollItem<'a>],
        found: &mut Vec<usize>,
        millis: i32,
    ) -> Result<()> {
        let State::Set(set, _) = &self.state else { return Ok(()) };
        if self.reports.is_empty() {
            self.reports.push(Report::NONE); // the system wants room
        }
        let count = set.wait(&mut self.reports, millis)?;
        for report in self.reports.iter().take(count) {
            let Some(place) = roster.place(report.number()) else { continue };
            let (Some(entry), Some(item)) = (self.entries.get_mut(place), items.get_mut(place)) else {
                continue;
            };
            if entry.socket.is_some() {
                mark(entry, report.number(), &mut self.due);
            } else {
                item.set_revents(report.events());
                found.push(place);
            }
        }
        Ok(())
    }

    /// Asks those that are to be asked. Where that fails, they are asked again.
    fn ask(&mut self, roster: &Roster, items: &mut [PollItem<'a>], found: &mut Vec<usize>) -> Result<()> {
        while let Some(number) = self.due.last().copied() {
            let place = roster.place(number);
            let here =
                place.and_then(|place| Some((place, self.entries.get_mut(place)?, items.get_mut(place)?)));
            if let Some((place, entry, item)) = here {
                let (events, shared) = match entry.socket {
                    Some(socket) => {
                        (PollEvents::from_bits(socket.events()? as i16), socket.facts().rare.shared.get())
                    }
                    None => Default::default(),
                };
                entry.due = false;
                let wanted = events & item.events();
                if !wanted.is_empty() {
                    item.set_revents(wanted);
                    found.push(place);
                }
                let again = !wanted.is_empty() || shared || (entry.takes_turns && !events.is_empty());
                if again && !std::mem::replace(&mut entry.kept, true) {
                    self.kept.push(number);
                }
            }
            self.due.pop();
        }
        Ok(())
    }
}

/// Puts one on the list of those to ask.
fn mark(entry: &mut Entry<'_>, number: u64, due: &mut Vec<u64>) {
    if !std::mem::replace(&mut entry.due, true) {
        due.push(number);
    }
}

/// # Errors
/// It cannot be watched.
fn watch(set: &Set, socket: Option<&RawSocket>, item: &PollItem<'_>, number: u64) -> Result<()> {
    let Some(socket) = socket else { return set.add(item.item.fd, number, item.events()) };
    match socket.fd_number() {
        Some(fd) if may_be_eventfd(fd) => set.add_signal(fd, number),
        _ => Err(Errno::ENOTSUP.into()),
    }
}

/// Whether the system reports an eventfd that was written and read before anybody looked. All of this relies on it.
fn reports_both_edges() -> bool {
    static REPORTS: OnceLock<bool> = OnceLock::new();
    let look = || {
        let (set, sample, mut reports) = (Set::new()?, Sample::new()?, [Report::NONE; 2]);
        set.add_signal(sample.fd(), 7)?;
        let first = set.wait(&mut reports, 0)?;
        let quiet = set.wait(&mut reports, 0)?;
        sample.write()?;
        sample.read()?;
        let both = set.wait(&mut reports, 0)?;
        Ok::<_, Error>((first, quiet, both) == (1, 0, 1))
    };
    *REPORTS.get_or_init(|| look().unwrap_or(false))
}
