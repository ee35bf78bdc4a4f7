//! Signals: a call that waits goes on with the time that is left; the calls with C's flags tell.
#![cfg(target_os = "linux")]

use crate::support::{eventually, in_child, is_blocked, pipeline, raw};
use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Errno};

/// How long the waits below last that are to run out.
const WAIT: Duration = Duration::from_millis(200);

/// Runs `call` on a thread of its own and interrupts it `times` times, each time once it is blocked; then runs
/// `release`, and gives what `call` gave.
fn interrupted<T: Send + 'static>(
    times: usize,
    call: impl FnOnce() -> T + Send + 'static,
    release: impl FnOnce(),
) -> T {
    raw::count_signals();
    let (tell, told) = mpsc::channel();
    let caller = thread::spawn(move || {
        tell.send(raw::gettid()).unwrap();
        call()
    });
    let tid = told.recv().unwrap();
    for _ in 0..times {
        eventually("the call blocks", || caller.is_finished() || is_blocked(tid));
        if caller.is_finished() {
            break;
        }
        let before = raw::signals();
        raw::interrupt(tid);
        eventually("the signal arrives", || caller.is_finished() || raw::signals() > before);
    }
    release();
    caller.join().unwrap()
}

#[test]
fn recv_goes_on() {
    in_child!(20, || {
        let ctx = Context::new().unwrap();
        let (push, pull) = pipeline(&ctx, "recv");
        let received = interrupted(10, move || pull.recv(), || push.send("Hello").unwrap());
        assert_eq!(received.unwrap(), "Hello");
        let (push, pull) = pipeline(&ctx, "recv-multipart");
        let received =
            interrupted(10, move || pull.recv_multipart(), || push.send_multipart(["a", "b"]).unwrap());
        assert_eq!(received.unwrap(), ["a", "b"]);
    });
}

#[test]
fn send_goes_on() {
    in_child!(20, || {
        let ctx = Context::new().unwrap();
        let push = ctx.socket(zmq::PUSH).unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        push.bind("inproc://send").unwrap();
        let sent = interrupted(10, move || push.send("Hello"), || pull.connect("inproc://send").unwrap());
        sent.unwrap();
        assert_eq!(pull.recv().unwrap(), "Hello");
    });
}

#[test]
fn recv_flags_tells() {
    in_child!(20, || {
        let ctx = Context::new().unwrap();
        let (_push, pull) = pipeline(&ctx, "flags");
        // The signal may hit while the call is on its way: the next one gets it.
        let received = interrupted(usize::MAX, move || pull.recv_flags(zmq::Flags::NONE), || ());
        let error = received.unwrap_err();
        assert_eq!((&error, error.kind()), (&Errno::EINTR.into(), zmq::ErrorKind::Interrupted));

        let push = ctx.socket(zmq::PUSH).unwrap();
        let sent = interrupted(usize::MAX, move || push.send_flags("x", zmq::Flags::NONE), || ());
        let failed = sent.unwrap_err();
        assert_eq!((failed.errno(), failed.into_message()), (Errno::EINTR, "x".into()));
    });
}

/// Runs a wait that is to end by itself, under a hail of signals: it must neither end early nor start anew.
fn runs_out<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> T {
    let started = Instant::now();
    let result = interrupted(usize::MAX, call, || ());
    let spent = started.elapsed();
    assert!(spent >= WAIT, "ended after {spent:?} of {WAIT:?}");
    assert!(spent < 20 * WAIT, "took {spent:?} for {WAIT:?}");
    result
}

#[test]
fn recv_timeout_keeps_its_time() {
    in_child!(20, || {
        let ctx = Context::new().unwrap();
        let (_push, pull) = pipeline(&ctx, "recv-timeout");
        let (result, pull) = runs_out(move || (pull.recv_timeout(WAIT), pull));
        assert!(result.unwrap().is_none());
        assert_eq!(pull.rcvtimeo().unwrap(), None, "the socket's own timeout changed");
    });
}

#[test]
fn rcvtimeo_keeps_its_time() {
    in_child!(20, || {
        let ctx = Context::new().unwrap();
        let (_push, pull) = pipeline(&ctx, "rcvtimeo");
        pull.set_rcvtimeo(Some(WAIT)).unwrap();
        let (result, pull) = runs_out(move || (pull.recv(), pull));
        assert_eq!(result.unwrap_err(), Errno::EAGAIN);
        assert_eq!(pull.rcvtimeo().unwrap(), Some(WAIT), "the socket's own timeout changed");
    });
}

#[test]
fn sndtimeo_keeps_its_time() {
    in_child!(20, || {
        let push = Context::new().unwrap().socket(zmq::PUSH).unwrap();
        push.set_sndtimeo(Some(WAIT)).unwrap();
        let (result, push) = runs_out(move || (push.send("x"), push));
        assert_eq!(result.unwrap_err().into_message(), "x");
        assert_eq!(push.sndtimeo().unwrap(), Some(WAIT), "the socket's own timeout changed");
    });
}

#[test]
fn poll_keeps_its_time() {
    in_child!(20, || {
        let ctx = Context::new().unwrap();
        let (_push, pull) = pipeline(&ctx, "poll");
        let found = runs_out(move || pull.poll(zmq::POLLIN, WAIT));
        assert!(found.unwrap().is_empty());
        let found = runs_out(|| zmq::poll(&mut [], WAIT));
        assert_eq!(found.unwrap(), 0);
        let (push, pull) = pipeline(&ctx, "poll-for-ever");
        let found = interrupted(10, move || pull.poll(zmq::POLLIN, None), || push.send("x").unwrap());
        assert_eq!(found.unwrap(), zmq::POLLIN);
    });
}

/// libzmq looks for commands of its threads in these calls, and a signal can meet it there.
#[test]
fn calls_that_do_not_wait_hear_of_no_signal() {
    in_child!(60, || {
        raw::count_signals();
        let (tell, told) = mpsc::channel();
        let caller = thread::spawn(move || {
            tell.send(raw::gettid()).unwrap();
            let ctx = Context::new().unwrap();
            let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
            let started = Instant::now();
            let mut rounds = 0;
            // A busy machine delivers few signals in a second.
            while started.elapsed() < Duration::from_secs(1) || rounds < 100 || raw::signals() <= 100 {
                push.bind("inproc://signals").unwrap();
                pull.connect("inproc://signals").unwrap();
                for _ in 0..1000 {
                    assert!(!pull.events().unwrap().contains(zmq::POLLIN));
                }
                pull.disconnect("inproc://signals").unwrap();
                push.unbind("inproc://signals").unwrap();
                rounds += 1;
            }
        });
        let tid = told.recv().unwrap();
        while !caller.is_finished() {
            raw::interrupt(tid);
        }
        caller.join().unwrap();
    });
}
