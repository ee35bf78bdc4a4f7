//! The only file of this room with unsafe in it: the call of `zmq_poll`, and the limit it has.
#![allow(unsafe_code)]

use super::PollItem;
use crate::{Errno, Error, Result, error::check};
use std::ffi::{c_int, c_long};

/// Waits for `timeout` milliseconds, -1 for ever, and says how many items have events.
pub(crate) fn poll(items: &mut [PollItem<'_>], timeout: c_long) -> Result<usize> {
    items.iter().try_for_each(PollItem::check)?;
    refuse_too_many("poll", items.len())?;
    #[cfg(windows)]
    if !items.iter().any(PollItem::asks_the_system) {
        return poll_for_nothing(items, timeout);
    }
    let count = c_int::try_from(items.len()).unwrap_or(c_int::MAX);
    let items = items.as_mut_ptr().cast::<zmq_sys::zmq_pollitem_t>();
    // SAFETY: `PollItem` is C's struct and no more; at least `count` of them lie here; each borrows its socket or
    // descriptor, and a socket is borrowed by the thread that may use it (`PollItem` is not `Send`).
    let ready = check(unsafe { zmq_sys::zmq_poll(items, count, timeout) })?;
    Ok(usize::try_from(ready).unwrap_or(0))
}

/// Refuses more items than the system polls at once, over which libzmq aborts.
pub(crate) fn refuse_too_many(subject: &'static str, count: usize) -> Result<()> {
    if count <= max_items(count) {
        return Ok(());
    }
    let reason = if cfg!(unix) {
        "more items than descriptors the process may have open"
    } else {
        "more items than `select` takes"
    };
    Err(Error::refused(Errno::EINVAL, subject, reason))
}

/// Waits for the whole time: no item has events to wait for. The `select` of Windows fails then, and libzmq aborts. What is shut
/// down is an error, as elsewhere.
#[cfg(windows)]
fn poll_for_nothing(items: &mut [PollItem<'_>], timeout: c_long) -> Result<usize> {
    for item in items {
        item.item.revents = 0;
        if !item.item.socket.is_null() {
            let (mut events, mut size) = (0_u32, size_of::<u32>());
            let place = (&raw mut events).cast();
            // SAFETY: the item borrows its open socket on the thread that may use it; there is room for as many bytes as said.
            check(unsafe {
                zmq_sys::zmq_getsockopt(item.item.socket, zmq_sys::ZMQ_EVENTS as _, place, &mut size)
            })?;
        }
    }
    // SAFETY: no item is read.
    check(unsafe { zmq_sys::zmq_poll(std::ptr::null_mut(), 0, timeout) })?;
    Ok(0)
}

/// As many of `count` items as can be polled. The system is asked each time, since the limit may be lowered; not for one item,
/// which libzmq polls whenever it waits: where not even that is allowed, no call may wait.
#[cfg(unix)]
fn max_items(count: usize) -> usize {
    if count <= 1 {
        return count;
    }
    // SAFETY: two numbers, for which zero is a value.
    let mut limit = unsafe { std::mem::zeroed::<libc::rlimit>() };
    // SAFETY: a valid place to write the limits to.
    if unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) } == -1 {
        return count;
    }
    usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX)
}

/// As many of `count` items as can be polled: `FD_SETSIZE` of our build, or of the system if libzmq is not ours.
#[cfg(not(unix))]
fn max_items(_count: usize) -> usize {
    if zmq_sys::VENDORED { 16384 } else { 64 }
}
