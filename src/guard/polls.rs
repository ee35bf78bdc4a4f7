//! Waiting for many at once.

use super::{Mend, lacks};
use crate::{Errno, Error, Result};

/// Refuses to wait for more than the system takes, where libzmq aborts over that. `limit` says how many of so many it does.
#[inline]
pub(crate) fn fits(count: impl FnOnce() -> usize, limit: impl FnOnce(usize) -> usize) -> Result<()> {
    // By `select`, as on Windows, every libzmq does.
    if cfg!(unix) && !lacks(Mend::Polls) {
        return Ok(());
    }
    let count = count();
    if count > limit(count) { Err(too_many()) } else { Ok(()) }
}

/// The error of a wait for `count` items, with the reason, if it is that one.
#[cold]
pub(crate) fn explained(error: Error, count: usize, limit: impl FnOnce(usize) -> usize) -> Error {
    if error == Errno::EINVAL && count > limit(count) { too_many() } else { error }
}

#[cold]
fn too_many() -> Error {
    let reason = if cfg!(unix) {
        "more items than descriptors the process may have open"
    } else {
        "more items than `select` takes"
    };
    Error::refused(Errno::EINVAL, "poll", reason)
}
