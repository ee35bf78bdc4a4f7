//! The poller: keys, changes, errors, many descriptors.

use crate::support::{self, in_child, lasted, pipeline, streams, within};
use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Errno, POLLIN, POLLOUT, PollEvents, Poller, PollerEvent};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(10);

fn keys<T: Clone>(poller: &mut Poller<'_, T>, timeout: Duration) -> Vec<T> {
    poller.wait(timeout).unwrap().map(|event| event.key).collect()
}

#[test]
fn the_key_says_which_one_is_ready() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "keys");
        let rep = ctx.socket(zmq::SocketType::Rep).unwrap(); // of another type, in the same poller
        let (reader, mut writer) = streams::pair();
        let mut poller = Poller::new();
        assert!(poller.is_empty());
        poller.register(&rep, "rep", POLLIN).unwrap();
        poller.register(&pull, "pull", POLLIN).unwrap();
        poller.register_fd(streams::borrow(&reader), "pipe", POLLIN).unwrap();
        poller.register(&push, "push", PollEvents::NONE).unwrap();
        assert_eq!(poller.len(), 4);
        assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
        assert_eq!(poller.wait(Duration::ZERO).unwrap().next(), None);

        push.send("x").unwrap();
        let event = PollerEvent { key: "pull", events: POLLIN };
        assert_eq!(poller.wait(LONG).unwrap().collect::<Vec<_>>(), [event]);
        assert!(event.is_readable() && !event.is_writable() && !event.is_error());
        streams::send(&mut writer, &reader);
        assert_eq!(keys(&mut poller, LONG), ["pull", "pipe"]);
        assert_eq!(poller.wait(None).unwrap().remaining(), 2);
        assert_eq!(pull.recv().unwrap(), "x"); // the registered socket stays usable
        assert_eq!(keys(&mut poller, LONG), ["pipe"]);
    });
}

#[test]
fn modify_and_remove() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "modify");
        let (reader, writer) = streams::pair();
        let mut poller = Poller::default();
        poller.register(&pull, 1, POLLIN).unwrap();
        poller.register(&push, 2, POLLIN).unwrap();
        poller.register_fd(streams::borrow(&reader), 3, POLLIN).unwrap();
        poller.register_fd(streams::borrow(&writer), 4, PollEvents::NONE).unwrap();
        assert_eq!(keys(&mut poller, Duration::ZERO), [0; 0]);
        poller.modify(&push, POLLOUT).unwrap();
        poller.modify_fd(streams::borrow(&writer), POLLOUT).unwrap();
        assert_eq!(keys(&mut poller, LONG), [2, 4]);

        push.send("x").unwrap();
        assert_eq!(poller.remove(&push).unwrap(), 2);
        assert_eq!(keys(&mut poller, LONG), [1, 4], "the keys stay with their items");
        assert_eq!(poller.remove_fd(streams::borrow(&writer)).unwrap(), 4);
        poller.modify(&pull, PollEvents::NONE).unwrap();
        assert_eq!(keys(&mut poller, Duration::ZERO), [0; 0]);
        assert_eq!(poller.len(), 2);
        assert_eq!(format!("{poller:?}"), "{1: PollEvents(), 3: PollEvents(POLLIN)}");

        assert_eq!(poller.remove(&push).unwrap_err(), Errno::EINVAL);
        assert_eq!(poller.modify(&push, POLLIN).unwrap_err(), Errno::EINVAL);
        assert_eq!(poller.remove_fd(streams::borrow(&writer)).unwrap_err(), Errno::EINVAL);
        assert_eq!(poller.modify_fd(streams::borrow(&writer), POLLOUT).unwrap_err(), Errno::EINVAL);
        poller.register(&push, 5, POLLOUT).unwrap();
        assert_eq!(keys(&mut poller, LONG), [5]);
    });
}

#[test]
fn nothing_is_registered_twice() {
    let ctx = Context::new().unwrap();
    let pull = ctx.socket(zmq::PULL).unwrap();
    let (reader, _writer) = streams::pair();
    let mut poller = Poller::new();
    poller.register(&pull, 1, POLLIN).unwrap();
    poller.register_fd(streams::borrow(&reader), 2, POLLIN).unwrap();
    assert_eq!(poller.register(&pull, 3, POLLIN).unwrap_err(), Errno::EINVAL);
    assert_eq!(poller.register_fd(streams::borrow(&reader), 3, POLLIN).unwrap_err(), Errno::EINVAL);
    assert_eq!(poller.len(), 2);
}

#[test]
fn an_empty_poller_sleeps_but_not_for_ever() {
    within(30, || {
        let mut poller = Poller::<u8>::new();
        let started = Instant::now();
        assert!(poller.wait(Duration::from_millis(30)).unwrap().is_empty());
        lasted(started.elapsed(), Duration::from_millis(30));
        assert_eq!(poller.wait(None).unwrap_err(), Errno::EFAULT);
        assert_eq!(poller.wait_interruptible(None).unwrap_err(), Errno::EFAULT);
    });
}

#[test]
fn a_timeout_is_kept() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        let mut poller = Poller::new();
        poller.register(&pull, (), POLLIN).unwrap();
        for timeout in [Duration::from_millis(20), Duration::from_micros(1500)] {
            let started = Instant::now();
            assert!(poller.wait(timeout).unwrap().is_empty());
            lasted(started.elapsed(), timeout);
            assert!(poller.wait_interruptible(timeout).unwrap().is_empty());
            lasted(started.elapsed(), 2 * timeout);
        }
    });
}

#[test]
fn the_end_of_the_context_ends_the_wait() {
    within(30, || {
        let ctx = Context::new().unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        let waiter = thread::spawn(move || {
            let mut poller = Poller::new();
            poller.register(&pull, (), POLLIN).unwrap();
            poller.wait(None).unwrap_err()
        });
        ctx.shutdown();
        assert_eq!(waiter.join().unwrap(), Errno::ETERM);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn signals_end_only_the_wait_that_asks_for_it() {
    in_child!(60, || {
        support::raw::count_signals();
        let ctx = Context::new().unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        let (tell, told) = mpsc::channel();
        let (done, wait) = mpsc::channel();
        let waiter = thread::spawn(move || {
            tell.send(support::raw::gettid()).unwrap();
            let mut poller = Poller::new();
            poller.register(&pull, (), POLLIN).unwrap();
            let started = Instant::now();
            assert!(poller.wait(Duration::from_millis(100)).unwrap().is_empty());
            let over_signals = started.elapsed();
            let interrupted = poller.wait_interruptible(None).map(drop);
            done.send(()).unwrap();
            (over_signals, interrupted)
        });
        let tid = told.recv().unwrap();
        // The signal may hit while the thread is between its calls: the next one gets it.
        while wait.recv_timeout(Duration::from_millis(5)).is_err() {
            assert!(!waiter.is_finished(), "it failed");
            support::raw::interrupt(tid);
        }
        let (over_signals, interrupted) = waiter.join().unwrap();
        assert!(over_signals >= Duration::from_millis(100), "{over_signals:?}");
        assert_eq!(interrupted.unwrap_err(), Errno::EINTR);
        assert!(support::raw::signals() > 0);
    });
}

#[test]
fn more_descriptors_than_a_set_of_select_holds() {
    const COUNT: usize = 1100;
    in_child!(60, || {
        #[cfg(unix)]
        support::raw::limit(libc::RLIMIT_NOFILE, 2048);
        let (reader, mut writer) = streams::pair();
        let copies: Vec<_> = (0..COUNT).map(|_| reader.try_clone().unwrap()).collect();
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "many"); // whose own descriptors are above 1023
        let mut poller = Poller::new();
        for (key, copy) in copies.iter().enumerate() {
            poller.register_fd(streams::borrow(copy), key, POLLIN).unwrap();
        }
        poller.register(&pull, COUNT, POLLIN).unwrap();
        assert!(poller.wait(Duration::ZERO).unwrap().is_empty());
        push.send("x").unwrap();
        assert_eq!(keys(&mut poller, LONG), [COUNT]);
        streams::send(&mut writer, &reader);
        assert_eq!(keys(&mut poller, LONG), (0..=COUNT).collect::<Vec<_>>());
    });
}
