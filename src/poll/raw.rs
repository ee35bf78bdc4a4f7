//! The only file of this room with unsafe in it: the call of `zmq_poll`.
#![allow(unsafe_code)]

use super::PollItem;
use crate::{Result, error::check};
use std::ffi::{c_int, c_long};

/// Waits for `timeout` milliseconds, -1 for ever, and says how many items have events.
pub(super) fn poll(items: &mut [PollItem<'_>], timeout: c_long) -> Result<usize> {
    let count = c_int::try_from(items.len()).unwrap_or(c_int::MAX);
    let items = items.as_mut_ptr().cast::<zmq_sys::zmq_pollitem_t>();
    // SAFETY: `PollItem` is C's struct and no more; at least `count` of them lie here; each borrows its socket or
    // descriptor, and a socket is borrowed by the thread that may use it (`PollItem` is not `Send`).
    let ready = check(unsafe { zmq_sys::zmq_poll(items, count, timeout) })?;
    Ok(usize::try_from(ready).unwrap_or(0))
}
