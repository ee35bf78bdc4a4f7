//! The only file of this room with unsafe in it: one owned set of C timers.
//!
//! **Set invariant**: `ptr` came from `zmq_timers_new` and is destroyed once, by `Drop`. Only one thread uses it, since
//! `RawTimers` is neither `Send` nor `Sync`, and C calls nothing but [`fired`], which calls nothing of C.
//!
//! **Fired invariant**: every timer's argument points to the list that `fired` shares with C. The list lives as long as the
//! set does, and nobody else has it borrowed while C executes.
#![allow(unsafe_code)]

use crate::{Error, Result, error::check};
use std::{
    cell::RefCell,
    collections::VecDeque,
    ffi::{c_int, c_void},
    ptr::NonNull,
    rc::Rc,
};

/// The numbers of the timers that C found to be due.
type Fired = RefCell<VecDeque<c_int>>;

/// A `void *timers`.
pub(super) struct RawTimers {
    ptr: NonNull<c_void>,
    fired: Rc<Fired>,
}

/// What C calls for a timer that is due: notes its number. It cannot panic, for there is room for every timer.
unsafe extern "C" fn fired(id: c_int, list: *mut c_void) {
    // SAFETY: fired invariant.
    let list = unsafe { &*list.cast::<Fired>() };
    if let Ok(mut list) = list.try_borrow_mut() {
        if list.len() < list.capacity() {
            list.push_back(id);
        }
    }
}

impl RawTimers {
    pub fn new() -> Result<RawTimers> {
        // SAFETY: takes nothing.
        let ptr = unsafe { zmq_sys::zmq_timers_new() };
        let ptr = NonNull::new(ptr).ok_or_else(Error::last)?;
        Ok(RawTimers { ptr, fired: Rc::default() })
    }

    /// Starts a timer of `interval` milliseconds, which must not be 0, and gives its number.
    pub fn add(&self, interval: usize) -> Result<c_int> {
        let list = Rc::as_ptr(&self.fired).cast_mut().cast();
        // SAFETY: set invariant; the handler takes the list by the fired invariant.
        check(unsafe { zmq_sys::zmq_timers_add(self.ptr.as_ptr(), interval, Some(fired), list) })
    }

    pub fn cancel(&self, id: c_int) -> Result<()> {
        // SAFETY: set invariant; C checks the number.
        check(unsafe { zmq_sys::zmq_timers_cancel(self.ptr.as_ptr(), id) }).map(drop)
    }

    pub fn set_interval(&self, id: c_int, interval: usize) -> Result<()> {
        // SAFETY: set invariant; C checks the number.
        check(unsafe { zmq_sys::zmq_timers_set_interval(self.ptr.as_ptr(), id, interval) }).map(drop)
    }

    pub fn reset(&self, id: c_int) -> Result<()> {
        // SAFETY: set invariant; C checks the number.
        check(unsafe { zmq_sys::zmq_timers_reset(self.ptr.as_ptr(), id) }).map(drop)
    }

    /// The milliseconds until the next timer is due; negative if there is none.
    pub fn timeout(&self) -> i64 {
        // SAFETY: set invariant.
        let millis = unsafe { zmq_sys::zmq_timers_timeout(self.ptr.as_ptr()) };
        #[allow(clippy::useless_conversion)] // a C long has 32 bits on some targets
        i64::from(millis)
    }

    /// Looks which timers are due, at most `count`, starts them again, and notes them behind those that were noted before.
    pub fn execute(&self, count: usize) -> Result<()> {
        self.fired.borrow_mut().reserve(count);
        // SAFETY: set invariant; the list is not borrowed any more.
        check(unsafe { zmq_sys::zmq_timers_execute(self.ptr.as_ptr()) }).map(drop)
    }

    /// Takes the first of the timers that were noted.
    pub fn next_fired(&self) -> Option<c_int> {
        self.fired.borrow_mut().pop_front()
    }

    /// Whether a timer is noted and was not taken yet.
    pub fn has_fired(&self) -> bool {
        !self.fired.borrow().is_empty()
    }

    /// Strikes a timer from those that were noted.
    pub fn forget_fired(&self, id: c_int) {
        self.fired.borrow_mut().retain(|fired| *fired != id);
    }
}

impl Drop for RawTimers {
    fn drop(&mut self) {
        let mut ptr = self.ptr.as_ptr();
        // SAFETY: set invariant, and this is the one end. It only frees memory, and fails only for what is no set.
        unsafe { zmq_sys::zmq_timers_destroy(&mut ptr) };
    }
}
