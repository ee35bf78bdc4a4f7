//! The only file of this room with unsafe in it: the call of `zmq_poll`, what saves one, and the limit it has.
//!
//! **Item invariant**: an item borrows its open socket or its descriptor, a socket on the thread that may use it (`PollItem` is not
//! `Send`).
#![allow(unsafe_code)]

use super::PollItem;
use crate::{
    Result,
    error::{check, over_signals},
    guard::polls,
};
use std::ffi::{c_int, c_long};

/// Up to so many sockets, asking each what it could do takes less than to let the system look at their descriptors, which
/// `zmq_poll` does first, and then asks each.
pub(super) const FEW: usize = 4;

/// Waits for `timeout` milliseconds, -1 for ever, and says how many items have events.
#[inline]
pub(crate) fn poll(items: &mut [PollItem<'_>], timeout: c_long) -> Result<usize> {
    items.iter().try_for_each(PollItem::check)?;
    if (1..=FEW).contains(&items.len()) && items.iter().all(|item| !item.item.socket.is_null()) {
        let ready = ask(items)?;
        if ready > 0 || timeout == 0 {
            return Ok(ready);
        }
    }
    wait(items, timeout)
}

/// Asks each of these sockets what it could do now, without a call of the system, and says how many have events.
fn ask(items: &mut [PollItem<'_>]) -> Result<usize> {
    let mut ready = 0;
    for PollItem { item, .. } in items {
        let events = over_signals(|| events(item))?;
        item.revents = events & item.events;
        ready += usize::from(item.revents != 0);
    }
    Ok(ready)
}

/// What the socket of an item could do now.
fn events(item: &zmq_sys::zmq_pollitem_t) -> Result<i16> {
    let (mut events, mut size) = (0 as c_int, size_of::<c_int>());
    let place = (&raw mut events).cast();
    // SAFETY: item invariant; there is room for as many bytes as said.
    check(unsafe { zmq_sys::zmq_getsockopt(item.socket, zmq_sys::ZMQ_EVENTS, place, &mut size) })?;
    Ok(events as i16)
}

/// As [`poll`], by the call of C.
#[inline(never)]
fn wait(items: &mut [PollItem<'_>], timeout: c_long) -> Result<usize> {
    let length = items.len();
    polls::fits(|| length, max_items)?;
    #[cfg(windows)]
    if !items.iter().any(PollItem::asks_the_system) {
        return poll_for_nothing(items, timeout);
    }
    let count = c_int::try_from(length).unwrap_or(c_int::MAX);
    let items = items.as_mut_ptr().cast::<zmq_sys::zmq_pollitem_t>();
    // SAFETY: `PollItem` is C's struct and no more; at least `count` of them lie here; item invariant.
    let ready = check(unsafe { zmq_sys::zmq_poll(items, count, timeout) })
        .map_err(|error| polls::explained(error, length, max_items))?;
    Ok(usize::try_from(ready).unwrap_or(0))
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

/// As many of `count` items as can be polled now, since the limit may be lowered at any time. The system is not asked for one item,
/// which libzmq polls whenever it waits: where not even that is allowed, no call may wait.
#[cfg(unix)]
pub(crate) fn max_items(count: usize) -> usize {
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
pub(crate) fn max_items(_count: usize) -> usize {
    if zmq_sys::VENDORED { 16384 } else { 64 }
}
