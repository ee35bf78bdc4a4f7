//! What was set and waits for the next bind or connect, and what must not be changed any more.
//!
//! Thread-safe by itself, and out of the way of messages.

use crate::{
    Errno, Error, Result,
    guard::{Mend, lacks},
};
use std::{
    collections::HashSet,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

/// Settings of a socket that libzmq does not tell again.
#[derive(Default)]
pub(crate) struct Pending {
    heartbeats: AtomicBool,
    handover: AtomicBool,
    raw: AtomicBool,
    probe: AtomicBool,
    hello: AtomicBool,
    timeout_follows: AtomicBool,
    greets: AtomicBool,
    names: Mutex<Names>,
    #[cfg(unix)]
    fd: Mutex<Option<std::os::fd::OwnedFd>>,
}

impl Pending {
    /// Whether connections have or may have a heartbeat, on a libzmq that it makes fragile.
    pub fn heartbeats(&self) -> bool {
        self.heartbeats.load(Relaxed)
    }

    /// Notes that heartbeats are on or off. Connections that are there keep what they were made with.
    pub fn set_heartbeats(&self, on: bool, attached: bool) {
        self.heartbeats.store(on || attached && self.heartbeats(), Relaxed);
    }

    pub fn handover(&self) -> bool {
        self.handover.load(Relaxed)
    }

    pub fn set_handover(&self, on: bool) {
        self.handover.store(on, Relaxed);
    }

    /// Whether a ROUTER speaks raw TCP.
    pub fn raw(&self) -> bool {
        self.raw.load(Relaxed)
    }

    pub fn set_raw(&self) {
        self.raw.store(true, Relaxed);
    }

    /// Whether an empty message goes to each new peer.
    pub fn probe(&self) -> &AtomicBool {
        &self.probe
    }

    /// Whether a welcome message goes to each new peer (`ZMQ_XPUB_WELCOME_MSG`).
    pub fn greets(&self) -> &AtomicBool {
        &self.greets
    }

    /// Whether a greeting goes to each new peer (`ZMQ_HELLO_MSG`).
    pub fn hello(&self) -> &AtomicBool {
        &self.hello
    }

    /// Whether the timeout of heartbeats was set back to their interval.
    pub fn timeout_follows(&self) -> &AtomicBool {
        &self.timeout_follows
    }

    pub fn names(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The descriptor that the next bind is to take.
    #[cfg(unix)]
    pub fn fd(&self) -> MutexGuard<'_, Option<std::os::fd::OwnedFd>> {
        self.fd.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The names that were given to peers (`ZMQ_CONNECT_ROUTING_ID`).
///
/// Without the mend, libzmq asserts that a name is new when its connection is made. A ROUTER has names from its peers, too, so that
/// only one whose peers all have their names from us is sure of them. Names that it makes up by itself begin with a zero.
/// With it, libzmq itself refuses a name that a peer has.
#[derive(Default)]
pub(crate) struct Names {
    waiting: Option<Vec<u8>>,
    given: HashSet<Vec<u8>>,
    /// Whether there may be peers that bring their own names.
    others: bool,
}

impl Names {
    /// Whether the next connection has a name already.
    pub fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    /// Gives a name to the next connection by `set`.
    pub fn announce(&mut self, name: &[u8], router: bool, set: impl FnOnce() -> Result<()>) -> Result<()> {
        if !lacks(Mend::PeerNames) {
            set().map_err(|error| {
                let taken = error == Errno::EINVAL;
                if taken { refused("a peer of this socket has this name") } else { error }
            })?;
            self.waiting = Some(name.to_vec());
            return Ok(());
        }
        if router && self.others {
            let reason = "a peer could bring the same name, and libzmq would abort: name all connections, and bind last";
            return Err(refused(reason));
        }
        if self.given.contains(name) {
            return Err(refused("a connection of this socket had this name already"));
        }
        set()?;
        self.waiting = Some(name.to_vec());
        Ok(())
    }

    /// Before a bind: a name that waits could be taken by a peer.
    pub fn may_bind(&self) -> Result<()> {
        if lacks(Mend::PeerNames) && self.waiting.is_some() {
            return Err(refused(
                "a name waits for the next connection (ZMQ_CONNECT_ROUTING_ID): connect first",
            ));
        }
        Ok(())
    }

    /// After a bind.
    pub fn bound(&mut self) {
        self.others = true;
    }

    /// After a connect.
    pub fn connected(&mut self) {
        match self.waiting.take() {
            Some(name) if lacks(Mend::PeerNames) => drop(self.given.insert(name)),
            Some(_) => (),
            None => self.others = true,
        }
    }
}

fn refused(reason: &'static str) -> Error {
    Error::refused(Errno::EINVAL, "", reason)
}
