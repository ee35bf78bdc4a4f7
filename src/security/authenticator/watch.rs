//! Files and folders that are read again when they change.

use std::{
    fs, io,
    path::Path,
    time::{Duration, Instant, SystemTime},
};

/// The file system tells time in steps, of up to two seconds on some: what changed so recently may change again without
/// another time.
const STEP: Duration = Duration::from_secs(2);

/// How long to believe what was read while the time of the file system cannot tell.
const RECENT: Duration = Duration::from_millis(20);

/// When a path changed, and its length.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: SystemTime,
    length: u64,
}

impl Stamp {
    pub fn of(path: &Path) -> io::Result<Stamp> {
        let metadata = fs::metadata(path)?;
        Ok(Stamp { modified: metadata.modified()?, length: metadata.len() })
    }

    /// The length of the file.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Whether it may change without showing.
    pub fn is_fresh(&self) -> bool {
        // A time in the future is no help either.
        SystemTime::now().duration_since(self.modified).map_or(true, |age| age < STEP)
    }
}

/// When something was read, and what it was then.
pub(super) struct Seen {
    stamp: Stamp,
    fresh: bool,
    at: Instant,
}

impl Seen {
    /// `stamp` was taken before it was read.
    pub fn new(stamp: Stamp) -> Seen {
        Seen { stamp, fresh: stamp.is_fresh(), at: Instant::now() }
    }

    /// Whether what was read still holds; what does not show in the stamp shows after `patience`.
    pub fn holds(&self, now: Stamp, patience: Duration) -> bool {
        let patience = if self.fresh { RECENT.min(patience) } else { patience };
        now == self.stamp && self.at.elapsed() < patience
    }
}
