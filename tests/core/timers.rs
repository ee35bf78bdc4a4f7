//! Timers in a loop that polls.

#[cfg(target_os = "linux")]
use crate::support::resident;
use crate::support::{in_child, pipeline, within};
use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Errno, POLLIN, TimerId, Timers};

const MILLI: Duration = Duration::from_millis(1);
/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(3600);

/// Waits and runs what is due until `done` holds.
fn run_until(timers: &mut Timers<'_>, mut done: impl FnMut() -> bool) {
    while !done() {
        thread::sleep(timers.timeout().expect("a timer").min(MILLI));
        timers.execute().unwrap();
    }
}

/// Waits until all of these timers are due, which have intervals of at most `interval`.
fn until_due(interval: Duration) {
    thread::sleep(interval + 20 * MILLI);
}

#[test]
fn a_timer_repeats_after_its_interval() {
    within(60, || {
        let started = Instant::now();
        let times = RefCell::new(Vec::new());
        let mut timers = Timers::new().unwrap();
        assert_eq!((timers.timeout(), timers.len(), timers.is_empty()), (None, 0, true));
        assert_eq!(timers.execute(), Ok(0));
        timers.add(20 * MILLI, |_| times.borrow_mut().push(started.elapsed())).unwrap();
        assert!(timers.timeout().unwrap() <= 20 * MILLI);
        assert_eq!((timers.len(), timers.is_empty()), (1, false));
        run_until(&mut timers, || times.borrow().len() == 3);
        drop(timers);
        let times = times.into_inner();
        // libzmq's clock may be behind by a millisecond at either end of an interval.
        assert!(times[0] >= 18 * MILLI && times[1] >= 36 * MILLI && times[2] >= 54 * MILLI, "{times:?}");
    });
}

#[test]
fn in_a_loop_that_polls() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "timers");
        let mut timers = Timers::new().unwrap();
        timers.add(5 * MILLI, |_| push.send("tick").unwrap()).unwrap();
        let mut ticks = 0;
        while ticks < 5 {
            if pull.poll(POLLIN, timers.timeout()).unwrap().contains(POLLIN) {
                assert_eq!(pull.recv().unwrap(), "tick");
                ticks += 1;
            }
            timers.execute().unwrap();
        }
    });
}

#[test]
fn those_that_are_due_run_once_and_in_order() {
    within(60, || {
        let ran = RefCell::new(Vec::new());
        let mut timers = loop {
            let (started, mut timers) = (Instant::now(), Timers::new().unwrap());
            for interval in [150, 50, 100] {
                timers.add(interval * MILLI, |control| ran.borrow_mut().push(control.id())).unwrap();
            }
            // Else the machine was too busy for this order.
            if started.elapsed() < 50 * MILLI {
                break timers;
            }
        };
        let late = timers.add(LONG, |_| panic!("in an hour")).unwrap();
        until_due(200 * MILLI);
        assert_eq!(timers.timeout(), Some(Duration::ZERO));
        assert_eq!(timers.execute(), Ok(3), "missed intervals are not made up for");
        let ids: Vec<i32> = ran.borrow().iter().map(|id| id.raw()).collect();
        assert_eq!(ids, [2, 3, 1]);
        assert_eq!(late.raw(), 4);
        assert_eq!(timers.len(), 4);
    });
}

#[test]
fn cancelled_timers_are_gone_with_their_closures() {
    within(60, || {
        let token = Rc::new(());
        let mut timers = Timers::new().unwrap();
        let held = token.clone();
        let id = timers.add(MILLI, move |_| panic!("cancelled: {held:?}")).unwrap();
        let held = token.clone();
        timers.add(LONG, move |_| drop(held.clone())).unwrap();
        until_due(MILLI);
        assert_eq!(Rc::strong_count(&token), 3);
        timers.cancel(id).unwrap();
        assert_eq!(Rc::strong_count(&token), 2);
        assert_eq!(timers.execute(), Ok(0));
        for result in [timers.cancel(id), timers.reset(id), timers.set_interval(id, MILLI)] {
            let error = result.unwrap_err();
            assert_eq!(error, Errno::EINVAL);
            assert_eq!(error.subject(), Some("timer 1"));
        }
        assert_eq!(timers.len(), 1);
        drop(timers);
        assert_eq!(Rc::strong_count(&token), 1);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn cancelled_timers_of_libzmq_do_not_pile_up() {
    // On its own: the report of a panic in another test takes more memory than is measured here.
    in_child!(120, || {
        let mut timers = Timers::new().unwrap();
        timers.add(LONG, |_| ()).unwrap();
        let mut round = |count: u32| {
            for _ in 0..count {
                let id = timers.add(2 * LONG, |_| ()).unwrap();
                timers.cancel(id).unwrap();
                assert!(timers.timeout().is_some());
            }
        };
        round(1000);
        let before = resident();
        round(40_000); // some 5 MB, were they kept
        let more = resident().saturating_sub(before);
        assert!(more < 2 * 1024, "{more} KiB");
    });
}

#[test]
fn intervals_change_and_start_again() {
    within(60, || {
        let ran = Cell::new(0);
        let mut timers = Timers::new().unwrap();
        let id = timers.add(LONG, |_| ran.set(ran.get() + 1)).unwrap();
        timers.set_interval(id, 10 * MILLI).unwrap();
        assert!(timers.timeout().unwrap() <= 10 * MILLI);
        run_until(&mut timers, || ran.get() == 2);
        until_due(10 * MILLI);
        timers.set_interval(id, LONG).unwrap();
        assert_eq!(timers.execute(), Ok(0), "it was due, and is not any more");
        assert!(timers.timeout().unwrap() > LONG / 2);
        let other = timers.add(200 * MILLI, |_| ()).unwrap();
        until_due(200 * MILLI);
        assert_eq!(timers.timeout(), Some(Duration::ZERO));
        timers.reset(other).unwrap();
        assert!(timers.timeout().unwrap() <= 200 * MILLI);
        timers.set_interval(other, LONG).unwrap();
        assert_eq!(timers.execute(), Ok(0));
    });
}

#[test]
fn intervals_that_libzmq_cannot_have() {
    within(60, || {
        let mut timers = Timers::new().unwrap();
        let id = timers.add(Duration::from_nanos(1), |_| ()).unwrap();
        for interval in [Duration::ZERO, Duration::MAX, Duration::from_millis(1 << 31)] {
            let error = timers.add(interval, |_| panic!("never added")).unwrap_err();
            assert_eq!(error, Errno::EINVAL);
            assert_eq!(error.subject(), Some("interval"));
            assert_eq!(timers.set_interval(id, interval).unwrap_err(), Errno::EINVAL);
        }
        timers.set_interval(id, Duration::from_millis(i32::MAX as u64)).unwrap();
        assert_eq!(timers.len(), 1);
        assert!(timers.timeout().unwrap() > 500 * LONG);
    });
}

#[test]
fn a_closure_changes_the_timers() {
    within(60, || {
        let ran = RefCell::new(Vec::new());
        let ids = RefCell::new(Vec::<TimerId>::new());
        let token = Rc::new(());
        let held = token.clone();
        let mut timers = Timers::new().unwrap();
        let first = timers.add(5 * MILLI, |control| {
            let _held = &held;
            ran.borrow_mut().push("first");
            let ids = ids.borrow();
            assert_eq!(control.id(), ids[0]);
            control.cancel(ids[0]).unwrap(); // itself
            assert_eq!(control.cancel(ids[0]).unwrap_err(), Errno::EINVAL);
            control.cancel(ids[1]).unwrap(); // due
            control.reset(ids[2]).unwrap(); // due
            control.set_interval(ids[3], LONG).unwrap(); // due
            control.set_interval(ids[4], 10 * MILLI).unwrap(); // far away
            for _ in 0..100 {
                control.add(MILLI, |control| control.cancel(control.id()).unwrap()).unwrap();
            }
        });
        ids.borrow_mut().push(first.unwrap());
        for (name, interval) in [("second", 6), ("third", 100), ("fourth", 100)] {
            let id = timers.add(interval * MILLI, move |_| panic!("{name} ran")).unwrap();
            ids.borrow_mut().push(id);
        }
        ids.borrow_mut().push(timers.add(LONG, |_| ran.borrow_mut().push("fifth")).unwrap());
        until_due(100 * MILLI);
        assert_eq!(timers.execute(), Ok(1));
        assert_eq!(*ran.borrow(), ["first"]);
        assert_eq!(timers.len(), 103);
        let third = ids.borrow()[2];
        timers.cancel(third).unwrap();
        run_until(&mut timers, || ran.borrow().len() > 2);
        assert_eq!(*ran.borrow(), ["first", "fifth", "fifth"]);
        assert_eq!(timers.len(), 2, "each of the hundred ran once and cancelled itself");
        drop(timers);
        drop(token);
    });
}

#[test]
fn a_closure_that_cancelled_itself_is_dropped_when_it_returns() {
    within(60, || {
        let token = Rc::new(());
        let held = token.clone();
        let mut timers = Timers::new().unwrap();
        timers
            .add(MILLI, move |control| {
                control.cancel(control.id()).unwrap();
                assert_eq!(Rc::strong_count(&held), 2, "not while it runs");
            })
            .unwrap();
        until_due(MILLI);
        assert_eq!(timers.execute(), Ok(1));
        assert_eq!(Rc::strong_count(&token), 1);
        assert_eq!(timers.timeout(), None);
    });
}

#[test]
fn a_panic_goes_on_and_takes_no_timer_along() {
    within(60, || {
        let ran = RefCell::new(Vec::new());
        let mut timers = Timers::new().unwrap();
        for interval in [2, 3, 4] {
            timers
                .add(interval * MILLI, |control| {
                    ran.borrow_mut().push(control.id().raw());
                    if control.id().raw() == 2 {
                        control.set_interval(control.id(), LONG).unwrap();
                        panic!("of a timer");
                    }
                    control.cancel(control.id()).unwrap();
                })
                .unwrap();
        }
        until_due(4 * MILLI);
        let panic = catch_unwind(AssertUnwindSafe(|| timers.execute())).unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"of a timer"));
        assert_eq!(*ran.borrow(), [1, 2]);
        assert_eq!(timers.len(), 2);
        assert_eq!(timers.timeout(), Some(Duration::ZERO), "the third is still to run");
        assert_eq!(timers.execute(), Ok(1));
        assert_eq!(*ran.borrow(), [1, 2, 3]);
        assert_eq!(timers.len(), 1, "the one that panicked");
        assert_eq!(timers.execute(), Ok(0));
    });
}

#[test]
fn many_timers() {
    within(60, || {
        let ran = Cell::new(0);
        let mut timers = Timers::new().unwrap();
        for _ in 0..2000 {
            timers
                .add(MILLI, |control| {
                    ran.set(ran.get() + 1);
                    control.set_interval(control.id(), LONG).unwrap();
                })
                .unwrap();
        }
        run_until(&mut timers, || ran.get() == 2000);
        assert_eq!(timers.execute(), Ok(0));
        assert_eq!(format!("{timers:?}"), "Timers { len: 2000, .. }");
    });
}
