//! Connections to `inproc` names that nobody has bound yet.
//!
//! Two things that libzmq 4.3.5 does with them abort the process. When a context ends, it opens a PAIR socket for each of
//! them, and cannot do without. And when a PAIR socket binds a name for which several wait, it turns all but one away,
//! which it has not provided for where a ROUTER or REP is among them. So they are counted here, and met by a socket of
//! ours before the end: never fewer than there are, sometimes more, since libzmq unbinds in the background.

use crate::{Errno, Error, Result, SocketType};
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
    /// Who waits for a name.
    pending: HashMap<String, Pending>,
}

/// The connections that wait for one name.
#[derive(Default)]
struct Pending {
    count: usize,
    /// Whether one of them belongs to a socket that is told its peers' routing ids.
    routing: bool,
}

impl Pending {
    /// Whether a PAIR socket under this name would end the process.
    fn must_not_meet_pair(&self) -> bool {
        self.count > 1 && self.routing
    }
}

impl Names {
    fn pending(&self) -> usize {
        self.pending.values().map(|pending| pending.count).sum()
    }
}

impl Inproc {
    fn lock(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Connects by `call`, and counts the connection if it waits; refuses it if `limit` of them do already.
    pub fn connect(
        &self,
        endpoint: &str,
        kind: SocketType,
        limit: usize,
        call: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        if !endpoint.starts_with("inproc://") {
            return call();
        }
        not_stream(kind)?;
        let mut names = self.lock();
        let waits = !names.bound.contains_key(endpoint);
        if waits && names.pending() >= limit {
            let reason = "too many connections to inproc names that nobody has bound";
            return Err(Error::refused(Errno::EMFILE, "", reason));
        }
        call()?;
        if waits {
            let pending = names.pending.entry(endpoint.to_owned()).or_default();
            pending.count += 1;
            pending.routing |= !matches!(
                kind,
                SocketType::Pair
                    | SocketType::Pub
                    | SocketType::Sub
                    | SocketType::Req
                    | SocketType::Dealer
                    | SocketType::Pull
                    | SocketType::Push
                    | SocketType::XPub
                    | SocketType::XSub
            );
        }
        Ok(())
    }

    /// Binds socket `id` by `call`; nobody waits for the name afterwards.
    pub fn bind(
        &self,
        endpoint: &str,
        kind: SocketType,
        id: u64,
        call: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        if !endpoint.starts_with("inproc://") {
            return call();
        }
        not_stream(kind)?;
        let mut names = self.lock();
        if kind == SocketType::Pair && names.pending.get(endpoint).is_some_and(Pending::must_not_meet_pair) {
            let reason =
                "several sockets wait for this name, a ROUTER or REP among them; a PAIR has one peer";
            return Err(Error::refused(Errno::EINVAL, "", reason));
        }
        call()?;
        names.pending.remove(endpoint);
        names.bound.insert(endpoint.to_owned(), id);
        Ok(())
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

    /// Gives each name that is waited for to `meet`, which binds it for a moment; says whether nobody waits any more.
    pub fn resolve(&self, mut meet: impl FnMut(&str) -> Result<()>) -> bool {
        let mut names = self.lock();
        names.pending.retain(|name, _| meet(name).is_err());
        names.pending.is_empty()
    }
}

/// STREAM sockets speak raw TCP; over `inproc` they meet messages that end the process.
fn not_stream(kind: SocketType) -> Result<()> {
    if kind != SocketType::Stream {
        return Ok(());
    }
    Err(Error::refused(Errno::ENOCOMPATPROTO, "", "a STREAM socket does not go over inproc"))
}
