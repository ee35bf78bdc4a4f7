//! Which sockets of a context are open, for those who wait for them or ask why it does not end.

use crate::SocketType;
use std::{
    collections::HashMap,
    fmt,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// An open socket, as listed by [`TermError`](super::TermError).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenSocket {
    /// Its kind.
    pub socket_type: SocketType,
    /// The endpoints it is bound or connected to.
    pub endpoints: Vec<String>,
}

impl fmt::Display for OpenSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.socket_type)?;
        match &self.endpoints[..] {
            [] => Ok(()),
            endpoints => write!(f, " ({})", endpoints.join(", ")),
        }
    }
}

/// The open sockets by number.
#[derive(Default)]
pub(crate) struct Registry {
    sockets: Mutex<Sockets>,
    closed: Condvar,
}

#[derive(Default)]
struct Sockets {
    open: HashMap<u64, OpenSocket>,
    next: u64,
    /// When a socket was closed last.
    last_closed: Option<Instant>,
    /// Whether the context itself is gone.
    ended: bool,
}

impl Registry {
    fn lock(&self) -> MutexGuard<'_, Sockets> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a socket and gives its number, unless `limit` sockets are open.
    pub fn enter(&self, socket_type: SocketType, limit: usize) -> Option<u64> {
        let mut sockets = self.lock();
        if sockets.open.len() >= limit {
            return None;
        }
        sockets.next += 1;
        let id = sockets.next;
        sockets.open.insert(id, OpenSocket { socket_type, endpoints: Vec::new() });
        Some(id)
    }

    /// Changes what is known of a socket.
    pub fn update(&self, id: u64, change: impl FnOnce(&mut OpenSocket)) {
        if let Some(socket) = self.lock().open.get_mut(&id) {
            change(socket);
        }
    }

    /// Strikes out a socket that is closed.
    pub fn leave(&self, id: u64) {
        let mut sockets = self.lock();
        sockets.open.remove(&id);
        sockets.last_closed = Some(Instant::now());
        drop(sockets);
        self.closed.notify_all();
    }

    /// Whether a socket was closed within the last `time`.
    pub fn closed_within(&self, time: Duration) -> bool {
        self.lock().last_closed.is_some_and(|closed| closed.elapsed() < time)
    }

    /// Notes that the context is gone.
    pub fn end(&self) {
        self.lock().ended = true;
        self.closed.notify_all();
    }

    /// Waits until no socket is open, or gives those that still are at `deadline`.
    pub fn wait_empty(&self, deadline: Option<Instant>) -> Result<(), Vec<OpenSocket>> {
        let sockets = self.wait(deadline, |sockets| sockets.open.is_empty());
        let mut open: Vec<_> = sockets.open.iter().collect();
        if open.is_empty() {
            return Ok(());
        }
        open.sort_by_key(|(id, _)| **id);
        Err(open.into_iter().map(|(_, socket)| socket.clone()).collect())
    }

    /// Waits until the context is gone; says whether it was at `deadline`.
    pub fn wait_ended(&self, deadline: Option<Instant>) -> bool {
        self.wait(deadline, |sockets| sockets.ended).ended
    }

    /// Waits until something holds, or `deadline` is over.
    fn wait(&self, deadline: Option<Instant>, holds: impl Fn(&Sockets) -> bool) -> MutexGuard<'_, Sockets> {
        let mut sockets = self.lock();
        while !holds(&sockets) {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            sockets = match left {
                None => self.closed.wait(sockets).unwrap_or_else(PoisonError::into_inner),
                Some(left) if left.is_zero() => break,
                Some(left) => {
                    self.closed.wait_timeout(sockets, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        sockets
    }
}
