//! Locks for the first `zmq_msg_copy` of a message, chosen by its address. Each is held for one short call of C, so that they spin; and
//! a race detector sees through them, which it does not through those of std.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

static LOCKS: [AtomicBool; 16] = [const { AtomicBool::new(false) }; 16];

/// One of them, held.
pub struct Locked(&'static AtomicBool);

impl Locked {
    /// Holds the lock with a number; there are fewer locks than numbers.
    pub fn of(number: usize) -> Locked {
        let lock = &LOCKS[number % LOCKS.len()];
        while lock.swap(true, Ordering::Acquire) {
            thread::yield_now();
        }
        Locked(lock)
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}
