//! Connections to `inproc` names that nobody has bound.
//!
//! When a context ends, libzmq opens a socket for each of them, and aborts the process where it cannot. So they are
//! counted here: never fewer than there are, sometimes more, since libzmq unbinds in the background.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The names that are bound, and the connections that wait for one.
#[derive(Default)]
pub(crate) struct Inproc {
    names: Mutex<Names>,
}

#[derive(Default)]
struct Names {
    /// Which socket has a name.
    bound: HashMap<String, u64>,
    /// How many connections wait for a name.
    pending: HashMap<String, usize>,
}

impl Names {
    fn pending(&self) -> usize {
        self.pending.values().sum()
    }
}

impl Inproc {
    fn lock(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Before a connection: counts it if it will wait, unless `limit` of them do already.
    pub fn connect(&self, endpoint: &str, limit: usize) -> bool {
        if !endpoint.starts_with("inproc://") {
            return true;
        }
        let mut names = self.lock();
        if names.bound.contains_key(endpoint) {
            return true;
        }
        if names.pending() >= limit {
            return false;
        }
        *names.pending.entry(endpoint.to_owned()).or_default() += 1;
        true
    }

    /// After socket `id` was bound: nobody waits for the name any more.
    pub fn bound(&self, endpoint: &str, id: u64) {
        if endpoint.starts_with("inproc://") {
            let mut names = self.lock();
            names.pending.remove(endpoint);
            names.bound.insert(endpoint.to_owned(), id);
        }
    }

    /// Before a name is unbound.
    pub fn unbind(&self, endpoint: &str) {
        if endpoint.starts_with("inproc://") {
            self.lock().bound.remove(endpoint);
        }
    }

    /// Before socket `id` is closed.
    pub fn close(&self, id: u64) {
        self.lock().bound.retain(|_, socket| *socket != id);
    }

    /// How many connections wait, at most.
    pub fn pending(&self) -> usize {
        self.lock().pending()
    }
}
