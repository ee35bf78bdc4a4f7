//! The only file of this room with unsafe in it: one owned set of C timers, and the list of those that are due.
//!
//! **Due invariant**: `ptr` came from `zmq_timers_new` and is destroyed once, by `Drop`; `due` came from a box that
//! is freed after it. C keeps `due` as the argument of each timer, and calls back in `execute` only, which takes
//! `&mut self`: nobody else looks at the list then. No Rust of the user runs inside the C call.
#![allow(unsafe_code)]

use crate::{Errno, Error, Result, error::check};
use std::{
    ffi::{c_int, c_void},
    ptr::NonNull,
};

/// A `void *timers`. The raw pointers keep it on its thread.
pub(super) struct RawTimers {
    ptr: NonNull<c_void>,
    due: NonNull<Vec<c_int>>,
    /// The greatest id C gave, which must not overflow there.
    last: c_int,
}

/// Notes the timer, no more: whatever C is in the middle of, no foreign code runs.
///
/// # Safety
/// `due` must be the list of the set of timers that calls.
unsafe extern "C" fn note(id: c_int, due: *mut c_void) {
    // SAFETY: due invariant.
    let due = unsafe { &mut *due.cast::<Vec<c_int>>() };
    // There is room, `execute` made it; to make more could fail, which C cannot bear.
    if due.len() < due.capacity() {
        due.push(id);
    }
}

impl RawTimers {
    pub fn new() -> Result<RawTimers> {
        // SAFETY: takes nothing.
        let ptr = unsafe { zmq_sys::zmq_timers_new() };
        let ptr = NonNull::new(ptr).ok_or_else(Error::last)?;
        Ok(RawTimers { ptr, due: NonNull::from(Box::leak(Box::default())), last: 0 })
    }

    /// The timers that C found due and nobody has taken yet.
    pub fn due(&mut self) -> &mut Vec<c_int> {
        // SAFETY: due invariant.
        unsafe { self.due.as_mut() }
    }

    /// Adds a timer; the interval is not zero, with which `execute` would never end.
    pub fn add(&mut self, interval: usize) -> Result<c_int> {
        if self.last == c_int::MAX {
            return Err(Error::refused(Errno::ENOMEM, "zmq_timers_add", "all ids were given"));
        }
        let arg = self.due.as_ptr().cast();
        // SAFETY: due invariant, and `note` takes the list.
        let id = check(unsafe { zmq_sys::zmq_timers_add(self.ptr.as_ptr(), interval, Some(note), arg) })?;
        self.last = id;
        Ok(id)
    }

    pub fn cancel(&mut self, id: c_int) -> Result<()> {
        // SAFETY: due invariant; C checks the id.
        check(unsafe { zmq_sys::zmq_timers_cancel(self.ptr.as_ptr(), id) }).map(drop)
    }

    /// Starts a timer anew with another interval, which is not zero.
    pub fn set_interval(&mut self, id: c_int, interval: usize) -> Result<()> {
        // SAFETY: due invariant; C checks the id.
        check(unsafe { zmq_sys::zmq_timers_set_interval(self.ptr.as_ptr(), id, interval) }).map(drop)
    }

    pub fn reset(&mut self, id: c_int) -> Result<()> {
        // SAFETY: due invariant; C checks the id.
        check(unsafe { zmq_sys::zmq_timers_reset(self.ptr.as_ptr(), id) }).map(drop)
    }

    /// Milliseconds until the next timer is due; negative without timers.
    #[allow(clippy::useless_conversion)] // C's long is shorter elsewhere
    pub fn timeout(&mut self) -> i64 {
        // SAFETY: due invariant.
        i64::from(unsafe { zmq_sys::zmq_timers_timeout(self.ptr.as_ptr()) })
    }

    /// Notes which of the `live` timers are due, and starts those anew.
    pub fn execute(&mut self, live: usize) -> Result<()> {
        self.due().reserve(live); // each is due once at most
        // SAFETY: due invariant.
        check(unsafe { zmq_sys::zmq_timers_execute(self.ptr.as_ptr()) }).map(drop)
    }
}

impl Drop for RawTimers {
    fn drop(&mut self) {
        let mut ptr = self.ptr.as_ptr();
        // SAFETY: due invariant, and this is the one end.
        unsafe { zmq_sys::zmq_timers_destroy(&mut ptr) };
        // SAFETY: due invariant; C does not know the list any more.
        drop(unsafe { Box::from_raw(self.due.as_ptr()) });
    }
}
