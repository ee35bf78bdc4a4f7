//! Connections to `inproc` names that nobody has bound yet.
//!
//! Four things that libzmq 4.3.5 does with them abort the process. When a context ends, it opens a PAIR socket for each
//! of them, and cannot do without. When a PAIR socket, which has one peer, binds a name for which several wait, it turns the
//! others away, which it has not provided for where that is a ROUTER or REP. And a ROUTER or REP that has disconnected is still
//! told the routing id of whoever binds the name. A connection that keeps one message only (`ZMQ_CONFLATE`) and is given up
//! has nothing left of what the one who binds expects; it must not wait at all. So they are counted here, and met by a socket of
//! ours before the end: never fewer than there are, sometimes more, since libzmq unbinds in the background.

use crate::{Errno, Error, Result, SocketType};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Where libzmq asks the authenticator; see RFC 27.
pub(crate) const ZAP: &str = "inproc://zeromq.zap.01";

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
    /// Whether a socket has connected that asks the authenticator about one peer after another.
    asks_again: bool,
}

/// The connections that wait for one name.
#[derive(Default)]
struct Pending {
    count: usize,
    /// Whether one of them belongs to a socket that is told its peers' routing ids.
    routing: bool,
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

    /// Connects by `call`, and counts the connection if it waits; refuses it if `limit` of them do already, or if it
    /// `conflates`.
    pub fn connect(
        &self,
        endpoint: &str,
        kind: SocketType,
        conflates: bool,
        limit: usize,
        call: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        if !endpoint.starts_with("inproc://") {
            return call();
        }
        not_stream(kind)?;
        let mut names = self.lock();
        let waits = !names.bound.contains_key(endpoint);
        if waits && conflates {
            let reason =
                "a socket that conflates (ZMQ_CONFLATE) connects to an inproc name that is bound already";
            return Err(Error::refused(Errno::EINVAL, "", reason));
        }
        if waits && names.pending() >= limit {
            let reason = "too many connections to inproc names that nobody has bound";
            return Err(Error::refused(Errno::EMFILE, "", reason));
        }
        call()?;
        if waits {
            let pending = names.pending.entry(endpoint.to_owned()).or_default();
            pending.count += 1;
            pending.routing |= is_told_routing_ids(kind);
        }
        Ok(())
    }

    /// Connects by `call` a socket that asks the authenticator whenever it connects again. libzmq keeps one way to ask for all of
    /// its connections, and aborts when an answer comes for one that is gone. So there is no authenticator, now or later:
    /// such a socket may go on connecting after it is closed.
    pub fn connect_asking(&self, call: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut names = self.lock();
        if names.bound.contains_key(ZAP) {
            let reason = "with an authenticator, the server of a mechanism, or a socket with a domain, connects only with \
                          reconnect_ivl None; or bind it, or use another context";
            return Err(Error::refused(Errno::ENOTSUP, "", reason));
        }
        call()?;
        names.asks_again = true;
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
        if kind == SocketType::Pair && names.pending.get(endpoint).is_some_and(|pending| pending.routing) {
            let reason = "a ROUTER or REP waits for this name, and no PAIR must take it";
            return Err(Error::refused(Errno::EINVAL, "", reason));
        }
        if endpoint == ZAP && names.asks_again {
            let reason = "a server of a mechanism, or a socket with a domain, has connected in this context; use another one";
            return Err(Error::refused(Errno::ENOTSUP, "", reason));
        }
        call()?;
        names.pending.remove(endpoint);
        names.bound.insert(endpoint.to_owned(), id);
        Ok(())
    }

    /// Before a name is unbound or a connection given up, which libzmq does by one and the same call: a connection that
    /// is to be told a routing id, and still waits, must not go.
    pub fn leave(&self, endpoint: &str, kind: SocketType) -> Result<()> {
        let mut names = self.lock();
        if is_told_routing_ids(kind) && names.pending.contains_key(endpoint) {
            let reason =
                "a ROUTER or REP cannot leave an inproc name that nobody has bound yet; drop the socket";
            return Err(Error::refused(Errno::ENOTSUP, "", reason));
        }
        names.bound.remove(endpoint);
        Ok(())
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

/// Kinds to which libzmq tells the routing id of a new peer by a message in the pipe, which it takes for granted to work.
fn is_told_routing_ids(kind: SocketType) -> bool {
    matches!(kind, SocketType::Router | SocketType::Rep) || kind.is_draft()
}

/// STREAM sockets speak raw TCP; over `inproc` they meet messages that end the process.
fn not_stream(kind: SocketType) -> Result<()> {
    if kind != SocketType::Stream {
        return Ok(());
    }
    Err(Error::refused(Errno::ENOCOMPATPROTO, "", "a STREAM socket does not go over inproc"))
}
