//! A signal ends a call that waits, by which programs of rust-zmq end their loops.

use super::{DEADLINE, pair, raw, zmq};
use std::{
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread,
    time::Duration,
};

/// What `call` returns that waits while its thread gets signals.
fn interrupted<T>(call: impl FnOnce() -> T) -> T {
    raw::interrupt_on_signal();
    let (done, thread) = (AtomicBool::new(false), raw::this_thread());
    thread::scope(|scope| {
        scope.spawn(|| {
            // Again and again, since nobody can tell when the call waits.
            while !done.load(SeqCst) {
                raw::signal(thread);
                thread::sleep(Duration::from_millis(10));
            }
        });
        let result = call();
        done.store(true, SeqCst);
        result
    })
}

#[test]
fn receiving_and_polling_end_with_eintr() {
    let context = zmq::Context::new();
    let (push, pull) = pair(&context, zmq::PUSH, zmq::PULL);
    assert_eq!(interrupted(|| pull.recv_msg(0).map(drop)), Err(zmq::Error::EINTR));
    let polled =
        interrupted(|| zmq::poll(&mut [pull.as_poll_item(zmq::POLLIN)], DEADLINE.as_millis() as i64));
    assert_eq!(polled, Err(zmq::Error::EINTR));
    // And nothing is lost.
    push.send("later", 0).unwrap();
    assert_eq!(pull.recv_bytes(0).unwrap(), b"later");
}
