//! Which process this is: a forked child has copies of contexts and sockets that are its parent's.
//!
//! The threads of a context live in the parent only, and its descriptors are shared: one call of C on the child's copy of a
//! socket can wake the parent's threads for something that is not in their memory, and then libzmq ends the parent. So what
//! has a C object remembers the process of its birth, as a number that each fork changes, and asks before it calls C.

mod raw;

use crate::{Errno, Error, Result};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

pub(crate) use raw::{current, watch};

/// The process in which something was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Birth(u32);

impl Birth {
    /// This process. Forks are noticed once [`watch`] was called, which every context does.
    pub fn now() -> Birth {
        Birth(current())
    }

    /// No process, so that it looks like a forked child's copy everywhere.
    pub const NOWHERE: Birth = Birth(0);

    /// Whether this is a forked child of that process.
    #[inline]
    pub fn forked(self) -> bool {
        self.0 != current()
    }

    /// The birth with this [`number`](Self::number).
    pub const fn numbered(number: u32) -> Birth {
        Birth(number)
    }

    /// A number for where no struct of ours goes.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Refuses what only that process may do with `subject`.
    ///
    /// # Errors
    /// `ENOTSUP` in a forked child.
    #[inline]
    pub fn check(self, subject: &'static str) -> Result<()> {
        if self.forked() { Err(in_the_parent(subject)) } else { Ok(()) }
    }
}

#[cold]
#[inline(never)]
fn in_the_parent(subject: &'static str) -> Error {
    let reason = "it belongs to the parent process; make a new Context after a fork";
    Error::refused(Errno::ENOTSUP, subject, reason)
}

/// A switch that is on in one process only, and off in its forked children: asking for both at once costs one load more than
/// asking for a flag.
#[derive(Debug)]
pub(crate) struct LocalSwitch(AtomicU32);

impl LocalSwitch {
    /// One that is on in this process.
    pub fn on() -> LocalSwitch {
        LocalSwitch(AtomicU32::new(current()))
    }

    /// Whether it is on in this process.
    #[inline(always)]
    pub fn get(&self) -> bool {
        self.0.load(Relaxed) == current()
    }

    /// To be called in its own process only.
    pub fn set(&self, on: bool) {
        self.0.store(if on { current() } else { 0 }, Relaxed);
    }
}
