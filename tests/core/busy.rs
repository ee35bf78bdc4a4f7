//! Busy polling: a receive that asks again and again before it sleeps.

use crate::support::{self, bind_tcp, in_child, lasted, pipeline, raw, within};
use std::{
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Errno};

/// Long enough to see that nobody sleeps meanwhile, and that somebody does after that.
const BUSY: Duration = Duration::from_millis(40);
const LONGER: Duration = Duration::from_millis(80);

#[test]
fn it_is_off_and_is_set() {
    let ctx = Context::new().unwrap();
    let before = ctx.socket(zmq::PULL).unwrap();
    assert_eq!((ctx.spin(), before.spin()), (Duration::ZERO, Duration::ZERO));
    ctx.set_spin(BUSY);
    let after = ctx.socket(zmq::PULL).unwrap();
    assert_eq!((ctx.spin(), before.spin(), after.spin()), (BUSY, Duration::ZERO, BUSY));
    let hour = Duration::from_secs(3600);
    for (set, is) in [
        (Duration::from_nanos(1), Duration::from_micros(1)),
        (Duration::from_secs(u64::MAX), hour),
        (Duration::ZERO, Duration::ZERO),
    ] {
        after.set_spin(set);
        assert_eq!(after.spin(), is);
    }
}

#[test]
fn messages_arrive_while_it_asks_and_while_it_sleeps() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (mut push, pull) = pipeline(&ctx, "busy");
        pull.set_spin(BUSY);
        for pause in [Duration::ZERO, BUSY / 4, BUSY + LONGER] {
            let sender = thread::spawn(move || {
                thread::sleep(pause);
                push.send_multipart(["a", "b"]).unwrap();
                push
            });
            assert_eq!(pull.recv_multipart().unwrap().len(), 2);
            push = sender.join().unwrap();
            push.send_parts(["a", "b"]).unwrap();
            assert_eq!(pull.recv_parts::<2>().unwrap()[1], "b");
            push.send("c").unwrap();
            assert_eq!(pull.recv_timeout(LONGER).unwrap().unwrap(), "c");
            push.send("d").unwrap();
            assert_eq!(pull.try_recv().unwrap().unwrap(), "d");
        }
    });
}

#[test]
fn timeouts_stay_what_they_are() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        pull.set_spin(BUSY);
        for timeout in [Duration::ZERO, BUSY / 4, LONGER] {
            let started = Instant::now();
            assert_eq!(pull.recv_timeout(timeout).unwrap(), None);
            lasted(started.elapsed(), timeout);
            pull.set_rcvtimeo(Some(timeout)).unwrap();
            let started = Instant::now();
            assert_eq!(pull.recv().unwrap_err(), Errno::EAGAIN);
            lasted(started.elapsed(), timeout);
            assert_eq!(pull.rcvtimeo().unwrap(), Some(timeout));
        }
        ctx.shutdown();
        assert_eq!(pull.recv().unwrap_err(), Errno::ETERM);
    });
}

/// What that costs is looked at by the test of mend 87.
#[test]
fn io_threads_ask_as_well() {
    within(60, || {
        let ctx = match Context::builder().thread_spin(BUSY).build() {
            Ok(ctx) => ctx,
            Err(error) => {
                assert_eq!((error.errno(), error.subject()), (Errno::ENOTSUP, Some("thread_spin")));
                assert!(!(cfg!(target_os = "linux") && support::mended(87)), "{error}");
                return;
            }
        };
        let (pull, push) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
        push.connect(&bind_tcp(&pull)).unwrap();
        for pause in [Duration::ZERO, BUSY / 4, BUSY + LONGER] {
            thread::sleep(pause);
            push.send("x").unwrap();
            assert_eq!(pull.recv_timeout(Duration::from_secs(20)).unwrap().unwrap(), "x");
        }
    });
}

/// A receive that asks uses the processor, and one that sleeps does not.
#[test]
fn it_asks_for_as_long_as_it_was_told() {
    in_child!(60, || {
        let ctx = Context::new().unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        let long = 4 * support::slowness() * LONGER;
        let spent = |busy| {
            pull.set_spin(busy);
            let before = raw::cpu_time();
            assert_eq!(pull.recv_timeout(long).unwrap(), None);
            raw::cpu_time() - before
        };
        let (never, always) = (spent(Duration::ZERO), spent(long));
        assert!(always > 2 * never, "{never:?} asleep, {always:?} busy");
    });
}
