//! A timer whose closure panicked goes on as all others: it runs again when it is due again.

use crate::support::within;
use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    thread,
    time::{Duration, Instant},
};
use zmq::Timers;

const MILLI: Duration = Duration::from_millis(1);

/// Runs what is due until a closure panics, and gives what it panicked with.
fn until_panic(timers: &mut Timers<'_>) -> u32 {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        assert!(Instant::now() < deadline, "no closure ran again");
        thread::sleep(timers.timeout().expect("the timer is there").min(MILLI));
        // Without the hook, so that nothing in a log looks like a failure.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| timers.execute())) {
            return *panic.downcast::<u32>().unwrap();
        }
    }
}

#[test]
fn a_timer_that_panicked_runs_again() {
    within(60, || {
        let (panicked, ran) = (Cell::new(0_u32), Cell::new(0));
        let mut timers = Timers::new().unwrap();
        let id = timers
            .add(2 * MILLI, |_| {
                panicked.set(panicked.get() + 1);
                resume_unwind(Box::new(panicked.get()));
            })
            .unwrap();
        timers.add(MILLI, |_| ran.set(ran.get() + 1)).unwrap();
        for expected in 1..=3 {
            assert_eq!(until_panic(&mut timers), expected);
        }
        // It is as steerable as before.
        timers.set_interval(id, Duration::from_secs(3600)).unwrap();
        let before = ran.get();
        while ran.get() < before + 3 {
            thread::sleep(MILLI);
            timers.execute().unwrap();
        }
        assert_eq!(panicked.get(), 3);
        timers.set_interval(id, MILLI).unwrap();
        assert_eq!(until_panic(&mut timers), 4);
        timers.cancel(id).unwrap();
        assert_eq!(timers.len(), 1);
    });
}
