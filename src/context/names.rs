//! The list of `inproc` names: pure, under the lock of [`Inproc`](super::inproc::Inproc).

use crate::SocketType;
use std::{
    collections::{HashMap, HashSet},
    time::Instant,
};

/// A socket that binds or connects.
#[derive(Clone, Copy)]
pub(crate) struct Waiter {
    /// Its number in the registry.
    pub id: u64,
    pub kind: SocketType,
    /// Whether its queues keep one message only.
    pub conflates: bool,
}

/// For how long messages that were sent to a name wait for somebody who binds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Keep {
    Until(Instant),
    ForEver,
}

/// The number of sockets that other code has taken over.
const FOREIGN: u64 = 0;

#[derive(Default)]
pub(super) struct Names {
    /// Which socket has a name.
    bound: HashMap<String, Owner>,
    /// Who waits for a name.
    waiting: HashMap<String, Waiting>,
    /// The same by socket.
    sockets: HashMap<u64, Of>,
    /// How many connections of sockets that have left wait in all.
    gone: usize,
    /// Whether something is left of them that could not be settled when it should.
    pub unsettled: bool,
    /// Whether a socket has connected that asks the authenticator about one peer after another.
    pub asks_again: bool,
}

struct Owner {
    id: u64,
    kind: SocketType,
    /// Whether it is bound there itself: the name of a monitor is bound by a socket within libzmq.
    itself: bool,
}

/// The connections that wait for one name.
#[derive(Default)]
struct Waiting {
    /// The open sockets that do.
    open: HashMap<u64, SocketType>,
    /// How many connections of sockets that have left do.
    gone: usize,
    /// Messages of theirs are kept.
    keep: Option<Keep>,
}

/// The names of one socket.
#[derive(Default)]
struct Of {
    bound: HashSet<String>,
    waiting: HashSet<String>,
    /// Whether it must not meet an authenticator.
    unheard: bool,
}

impl Waiting {
    /// Whether no message is kept here any more.
    fn keeps_nothing(&self) -> bool {
        match self.keep {
            None => true,
            Some(Keep::Until(end)) => end <= Instant::now(),
            Some(Keep::ForEver) => false,
        }
    }
}

impl Names {
    pub fn is_bound(&self, name: &str) -> bool {
        self.bound.contains_key(name)
    }

    pub fn is_bound_by(&self, name: &str, id: u64) -> bool {
        self.bound.get(name).is_some_and(|owner| owner.id == id && owner.itself)
    }

    /// Whether socket `id` waits for `name`.
    pub fn waits(&self, name: &str, id: u64) -> bool {
        self.waiting.get(name).is_some_and(|waiting| waiting.open.contains_key(&id))
    }

    /// Whether no open socket waits for `name`.
    pub fn is_idle(&self, name: &str) -> bool {
        self.waiting.get(name).is_none_or(|waiting| waiting.open.is_empty())
    }

    /// Whether nothing is lost if nobody waits for `name` any more.
    pub fn is_done(&self, name: &str) -> bool {
        self.waiting.get(name).is_none_or(|waiting| waiting.open.is_empty() && waiting.keeps_nothing())
    }

    /// Whether no other open socket than `id` waits for `name`.
    pub fn is_last(&self, name: &str, id: u64) -> bool {
        self.waiting.get(name).is_some_and(|waiting| waiting.open.keys().all(|&open| open == id))
    }

    /// Whether nothing but what socket `id` wants is lost if nobody waits for `name` any more.
    pub fn is_alone(&self, name: &str, id: u64) -> bool {
        self.is_last(name, id) && self.waiting.get(name).is_some_and(Waiting::keeps_nothing)
    }

    /// The kind of the socket that has `name`.
    pub fn owner(&self, name: &str) -> Option<SocketType> {
        self.bound.get(name).map(|owner| owner.kind)
    }

    /// Whether a socket of such a kind waits for `name`.
    pub fn awaits(&self, name: &str, of: impl Fn(SocketType) -> bool) -> bool {
        self.waiting.get(name).is_some_and(|waiting| waiting.open.values().any(|&kind| of(kind)))
    }

    /// Whether a connection waits whose socket has left.
    pub fn has_gone(&self, name: &str) -> bool {
        self.waiting.get(name).is_some_and(|waiting| waiting.gone > 0)
    }

    pub fn count_gone(&self) -> usize {
        self.gone
    }

    /// The names that [`is_done`](Self::is_done) holds for.
    pub fn done(&self) -> Vec<String> {
        let done =
            self.waiting.iter().filter(|(_, waiting)| waiting.open.is_empty() && waiting.keeps_nothing());
        done.map(|(name, _)| name.clone()).collect()
    }

    pub fn all_waited_for(&self) -> Vec<String> {
        self.waiting.keys().cloned().collect()
    }

    /// Whether socket `id` has something to do with a name.
    pub fn knows(&self, id: u64) -> bool {
        self.sockets.contains_key(&id)
    }

    /// Socket `id` must not meet an authenticator, until it is closed.
    pub fn refuse_authenticator(&mut self, id: u64) {
        self.sockets.entry(id).or_default().unheard = true;
    }

    /// Whether a socket must not meet an authenticator.
    pub fn refuses_authenticator(&self) -> bool {
        self.sockets.values().any(|of| of.unheard)
    }

    /// Strikes out a socket that is closed, but for the names it waits for.
    pub fn hear(&mut self, id: u64) {
        self.forget(id, |of| std::mem::take(&mut of.unheard));
    }

    /// Socket `id` waits for a name, too; says whether it waited for none before.
    pub fn wait(&mut self, name: &str, id: u64, kind: SocketType) -> bool {
        self.waiting.entry(name.to_owned()).or_default().open.insert(id, kind);
        let of = self.sockets.entry(id).or_default();
        let first = of.waiting.is_empty();
        of.waiting.insert(name.to_owned());
        first
    }

    /// Nobody waits for a name any more.
    pub fn settled(&mut self, name: &str) {
        let Some(waiting) = self.waiting.remove(name) else { return };
        self.gone -= waiting.gone;
        for id in waiting.open.keys() {
            self.forget(*id, |of| of.waiting.remove(name));
        }
    }

    /// Socket `id` has a name, for which nobody waits then.
    pub fn bound(&mut self, name: &str, id: u64, kind: SocketType, itself: bool) {
        self.settled(name);
        self.bound.insert(name.to_owned(), Owner { id, kind, itself });
        self.sockets.entry(id).or_default().bound.insert(name.to_owned());
    }

    pub fn unbound(&mut self, name: &str) {
        if let Some(owner) = self.bound.remove(name) {
            self.forget(owner.id, |of| of.bound.remove(name));
        }
    }

    /// Strikes out what socket `id` is bound to, and gives the names that it has to unbind.
    pub fn take_bound(&mut self, id: u64) -> Vec<String> {
        let names = self.sockets.get_mut(&id).map(|of| std::mem::take(&mut of.bound)).unwrap_or_default();
        self.forget(id, |_| true);
        let mut own = Vec::new();
        for name in names {
            if self.bound.remove(&name).is_some_and(|owner| owner.itself) {
                own.push(name);
            }
        }
        own
    }

    pub fn waited_for(&self, id: u64) -> Vec<String> {
        self.sockets.get(&id).map(|of| of.waiting.iter().cloned().collect()).unwrap_or_default()
    }

    /// Socket `id` has left a name that it may have waited for.
    pub fn gone_from(&mut self, name: &str, id: u64, keep: Option<Keep>) {
        let Some(waiting) = self.waiting.get_mut(name) else { return };
        if waiting.open.remove(&id).is_some() {
            waiting.gone += 1;
            self.gone += 1;
            waiting.keep = waiting.keep.max(keep);
        }
        self.forget(id, |of| of.waiting.remove(name));
    }

    /// Socket `id` has left all names that it waited for.
    pub fn gone(&mut self, id: u64, keep: Option<Keep>) {
        for name in self.waited_for(id) {
            self.gone_from(&name, id, keep);
        }
    }

    /// Socket `id` is other code's. What it is bound to is not known any more; where it waits, somebody does for ever.
    pub fn hand_over(&mut self, id: u64) {
        self.take_bound(id);
        for name in self.waited_for(id) {
            if let Some(kind) = self.waiting.get_mut(&name).and_then(|waiting| waiting.open.remove(&id)) {
                self.wait(&name, FOREIGN, kind);
            }
        }
        self.sockets.remove(&id);
    }

    /// Changes the names of a socket, and strikes it out if none are left.
    fn forget(&mut self, id: u64, change: impl FnOnce(&mut Of) -> bool) {
        if let Some(of) = self.sockets.get_mut(&id) {
            change(of);
            if of.bound.is_empty() && of.waiting.is_empty() && !of.unheard {
                self.sockets.remove(&id);
            }
        }
    }
}
