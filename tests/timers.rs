//! Timers: when they run, changes from inside, panics, and the end of closures.

mod support;

use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    thread::sleep,
    time::{Duration, Instant},
};
use support::within;
use zmq::{Errno, Timers};

const SHORT: Duration = Duration::from_millis(10);
/// What C's clock may lag behind.
const CLOCK: Duration = Duration::from_millis(2);
const LONG: Duration = Duration::from_secs(3600);

/// Sleeps as long as the timers say, and runs what is due then.
fn next(timers: &mut Timers<'_>) -> usize {
    sleep(timers.timeout().unwrap().unwrap());
    timers.execute().unwrap()
}

#[test]
fn a_timer_runs_after_each_interval() {
    within(30, || {
        let ran = Cell::new(0);
        let mut timers = Timers::new().unwrap();
        assert_eq!(timers.timeout().unwrap(), None);
        assert_eq!(timers.execute().unwrap(), 0);
        let started = Instant::now();
        timers.add(SHORT, |_| ran.set(ran.get() + 1)).unwrap();
        assert!(timers.timeout().unwrap().unwrap() <= SHORT);
        while ran.get() < 3 {
            next(&mut timers);
        }
        // C counts whole milliseconds, and may look at its clock a little late.
        assert!(started.elapsed() >= 3 * SHORT - CLOCK);
        sleep(5 * SHORT);
        assert_eq!(timers.execute().unwrap(), 1, "once, however late");
        assert_eq!(ran.get(), 4);
    });
}

#[test]
fn intervals_round_up_and_zero_is_refused() {
    let mut timers = Timers::new().unwrap();
    assert_eq!(timers.add(Duration::ZERO, |_| ()).unwrap_err(), Errno::EINVAL);
    assert_eq!(timers.add(Duration::from_secs(u64::MAX), |_| ()).unwrap_err(), Errno::EINVAL);
    assert!(timers.is_empty());
    let id = timers.add(Duration::from_nanos(1), |_| ()).unwrap();
    assert_eq!(timers.set_interval(id, Duration::ZERO).unwrap_err(), Errno::EINVAL);
    assert_eq!(timers.len(), 1);
    assert!(timers.timeout().unwrap().unwrap() <= Duration::from_millis(1));
}

#[test]
fn changes_from_outside() {
    within(30, || {
        let ran = Cell::new(0);
        let mut timers = Timers::new().unwrap();
        let id = timers.add(LONG, |_| ran.set(ran.get() + 1)).unwrap();
        assert!(timers.timeout().unwrap().unwrap() > LONG / 2);
        timers.set_interval(id, SHORT).unwrap();
        assert!(timers.timeout().unwrap().unwrap() <= SHORT);
        sleep(2 * SHORT);
        let before = Instant::now();
        timers.reset(id).unwrap();
        let ran_now = timers.execute().unwrap(); // nothing, if this machine was fast enough
        assert!(ran_now == 0 || before.elapsed() >= SHORT - CLOCK);
        timers.cancel(id).unwrap();
        assert_eq!(timers.timeout().unwrap(), None);
        for error in [timers.cancel(id), timers.reset(id), timers.set_interval(id, SHORT)] {
            assert_eq!(error.unwrap_err(), Errno::EINVAL);
        }
        assert_eq!(ran.get(), ran_now);
    });
}

#[test]
fn changes_from_inside() {
    within(30, || {
        let log = RefCell::new(Vec::new());
        let other = Cell::new(None);
        let mut timers = Timers::new().unwrap();
        let first = timers
            .add(SHORT, |control| {
                log.borrow_mut().push("first");
                control.cancel(other.take().unwrap()).unwrap(); // which is due, too
                control.cancel(control.id()).unwrap();
                assert_eq!(control.cancel(control.id()).unwrap_err(), Errno::EINVAL);
                let log = &log;
                control
                    .add(SHORT, move |control| {
                        log.borrow_mut().push("added");
                        control.set_interval(control.id(), LONG).unwrap();
                        control.reset(control.id()).unwrap();
                    })
                    .unwrap();
            })
            .unwrap();
        other.set(Some(timers.add(SHORT, |_| log.borrow_mut().push("other")).unwrap()));
        sleep(2 * SHORT);
        assert_eq!(timers.execute().unwrap(), 1);
        assert_eq!(*log.borrow(), ["first"]);
        assert_eq!(timers.cancel(first).unwrap_err(), Errno::EINVAL);
        assert_eq!(timers.len(), 1);
        while log.borrow().len() < 2 {
            next(&mut timers);
        }
        assert_eq!(*log.borrow(), ["first", "added"]);
        assert!(timers.timeout().unwrap().unwrap() > LONG / 2);
    });
}

#[test]
fn a_panic_does_no_harm() {
    within(30, || {
        let (angry, ran) = (Cell::new(true), Cell::new((0, 0)));
        let mut timers = Timers::new().unwrap();
        timers
            .add(SHORT, |_| {
                assert!(!angry.get(), "on purpose");
                ran.set((ran.get().0 + 1, ran.get().1));
            })
            .unwrap();
        timers.add(SHORT, |_| ran.set((ran.get().0, ran.get().1 + 1))).unwrap();
        sleep(2 * SHORT);
        let panic = catch_unwind(AssertUnwindSafe(|| timers.execute())).unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"on purpose"));
        assert_eq!(ran.get(), (0, 0));
        assert_eq!(timers.timeout().unwrap(), Some(Duration::ZERO), "the second one is left over");
        angry.set(false);
        assert!(timers.execute().unwrap() >= 1);
        assert!(ran.get().1 >= 1);
        while ran.get().0 < 2 {
            next(&mut timers);
        }
    });
}

#[test]
fn closures_are_dropped_once() {
    within(30, || {
        let held = Rc::new(());
        let mut timers = Timers::new().unwrap();
        let hold = Rc::clone(&held);
        let cancelled = timers.add(LONG, move |_| drop(Rc::clone(&hold))).unwrap();
        let hold = Rc::clone(&held);
        timers
            .add(SHORT, move |control| {
                control.cancel(control.id()).unwrap();
                assert_eq!(Rc::strong_count(&hold), 3); // what runs is still there
            })
            .unwrap();
        let hold = Rc::clone(&held);
        timers.add(LONG, move |_| drop(Rc::clone(&hold))).unwrap();
        assert_eq!(Rc::strong_count(&held), 4);
        timers.cancel(cancelled).unwrap();
        assert_eq!(Rc::strong_count(&held), 3);
        while timers.len() == 2 {
            next(&mut timers);
        }
        assert_eq!(Rc::strong_count(&held), 2);
        drop(timers);
        assert_eq!(Rc::strong_count(&held), 1);
    });
}

#[test]
fn many_timers_come_and_go() {
    within(60, || {
        let ran = Cell::new(0);
        let mut timers = Timers::new().unwrap();
        let ids: Vec<_> = (1..=200)
            .map(|n| timers.add(Duration::from_millis(n % 7 + 1), |_| ran.set(ran.get() + 1)).unwrap())
            .collect();
        for (n, id) in ids.iter().enumerate() {
            if n % 2 == 0 {
                timers.cancel(*id).unwrap();
            }
        }
        assert_eq!(timers.len(), 100);
        sleep(Duration::from_millis(20));
        assert_eq!(timers.execute().unwrap(), 100, "each that is left, once");
        assert_eq!(ran.get(), 100);
    });
}
