//! The only file of this room with unsafe in it: the call of `zmq_ppoll`, and sets of signals.
#![allow(unsafe_code)]

use crate::{Errno, Error, PollItem, Result, error::check};
use std::{
    ffi::{c_int, c_long},
    fmt,
    mem::MaybeUninit,
};

/// The descriptors there is room for in the sets of `pselect`, from 0 on.
pub(super) const DESCRIPTORS: c_int = libc::FD_SETSIZE as c_int;

/// A set of signals, those that are blocked during a [`ppoll`](crate::ppoll).
#[derive(Clone, Copy)]
pub struct SignalSet(libc::sigset_t);

impl SignalSet {
    /// No signal.
    pub fn empty() -> SignalSet {
        let mut set = MaybeUninit::uninit();
        // SAFETY: there is room for a set, which the call fills and cannot fail to.
        unsafe { libc::sigemptyset(set.as_mut_ptr()) };
        // SAFETY: filled.
        SignalSet(unsafe { set.assume_init() })
    }

    /// The signals that the calling thread blocks now.
    pub fn blocked() -> SignalSet {
        let mut set = SignalSet::empty();
        // SAFETY: changes nothing, and writes a set.
        unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, std::ptr::null(), &mut set.0) };
        set
    }

    /// Adds a signal, a number such as `libc::SIGTERM`.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): no such signal.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let mut signals = zmq::SignalSet::empty();
    /// signals.add(2)?; // SIGINT
    /// assert!(signals.contains(2));
    /// # Ok(()) }
    /// ```
    pub fn add(&mut self, signal: i32) -> Result<()> {
        // SAFETY: a valid set; the number is checked.
        self.changed(signal, |set| unsafe { libc::sigaddset(set, signal) })
    }

    /// Takes a signal out.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let mut signals = zmq::SignalSet::blocked();
    /// signals.add(2)?; // SIGINT
    /// signals.remove(2)?;
    /// assert!(!signals.contains(2));
    /// # Ok(()) }
    /// ```
    pub fn remove(&mut self, signal: i32) -> Result<()> {
        // SAFETY: a valid set; the number is checked.
        self.changed(signal, |set| unsafe { libc::sigdelset(set, signal) })
    }

    fn changed(&mut self, signal: i32, change: impl FnOnce(&mut libc::sigset_t) -> i32) -> Result<()> {
        match change(&mut self.0) {
            0 => Ok(()),
            _ => Err(Error::refused(Errno::EINVAL, format!("signal {signal}"), "there is no such signal")),
        }
    }

    /// Whether a signal is in it.
    pub fn contains(&self, signal: i32) -> bool {
        // SAFETY: a valid set; a number that is no signal is an error of the call.
        unsafe { libc::sigismember(&self.0, signal) == 1 }
    }
}

impl fmt::Debug for SignalSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries((1..65).filter(|&signal| self.contains(signal))).finish()
    }
}

/// The descriptor of an item, its own or that of its socket.
pub(super) fn descriptor(item: &PollItem<'_>) -> Result<c_int> {
    item.check()?;
    let (socket, mut fd) = item.target();
    if socket.is_null() {
        return Ok(fd);
    }
    let mut size = size_of_val(&fd);
    let room = (&raw mut fd).cast();
    // SAFETY: the item borrows the socket on the thread that may use it; room for a descriptor, and its size.
    check(unsafe { zmq_sys::zmq_getsockopt(socket, zmq_sys::ZMQ_FD, room, &mut size) })?;
    Ok(fd)
}

/// Waits for `timeout` milliseconds, -1 for ever, and says how many items have events.
pub(super) fn ppoll(items: &mut [PollItem<'_>], timeout: c_int, signals: &SignalSet) -> Result<usize> {
    let count = c_int::try_from(items.len()).unwrap_or(c_int::MAX);
    let items = items.as_mut_ptr().cast::<zmq_sys::zmq_pollitem_t>();
    let signals = (&raw const signals.0).cast();
    // SAFETY: as for `zmq_poll`; the set outlives the call; every descriptor has room in C's sets.
    let ready = check(unsafe { zmq_sys::zmq_ppoll(items, count, c_long::from(timeout), signals) })?;
    Ok(usize::try_from(ready).unwrap_or(0))
}
