//! Who waits for many sockets does not ask each of them what it could do: what another thread does to one shows on its
//! descriptor, and so does whatever a call takes in there. What a call does to its own socket does not: a queue that an
//! `inproc` name brought, another mark. So the calls that may do such a thing are counted here; none of them is on the way of
//! a message.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

thread_local! {
    /// The calls of this thread, on all sockets. Nobody else can call on a socket that this thread has a reference to, but for
    /// the kinds that threads share.
    static ALL: Cell<u64> = const { Cell::new(0) };
}

/// How many calls there were on a socket that may have changed what it could do.
#[derive(Debug, Default)]
pub(crate) struct Touches(AtomicU32);

impl Touches {
    pub fn add(&self) {
        self.0.fetch_add(1, Relaxed);
        ALL.set(ALL.get().wrapping_add(1));
    }

    /// Up to a number that begins anew.
    #[cfg(any(target_os = "linux", target_os = "android"))] // its one reader waits by epoll
    pub fn count(&self) -> u32 {
        self.0.load(Relaxed)
    }

    /// Those of this thread on all sockets: as long as this stays the same, so do all counts.
    #[cfg(any(target_os = "linux", target_os = "android"))] // its one reader waits by epoll
    pub fn of_all() -> u64 {
        ALL.get()
    }
}
