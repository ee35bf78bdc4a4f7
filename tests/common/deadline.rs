//! A test that hangs fails, and its peers end with it.

use super::process;
use std::{
    panic::resume_unwind,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// Runs `body` on a thread of its own and fails if it has not ended after `time`, as often as
/// `ZMQ_TEST_SLOWNESS` says. The processes that it started are
/// killed then, which also tells where it waits: the line it waited for does not come.
#[track_caller]
pub fn deadline(time: Duration, body: impl FnOnce() + Send + 'static) {
    let slowness = std::env::var("ZMQ_TEST_SLOWNESS").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let time = time * slowness;
    let (done, wait) = mpsc::channel::<()>();
    let children = process::Children::default();
    let of_body = children.clone();
    let runner = thread::spawn(move || {
        let _done = done; // dropped at the end, by a panic too
        of_body.adopt_those_of_this_thread();
        body();
    });
    if wait.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
        children.kill();
        panic!("not done after {time:?}");
    }
    runner.join().unwrap_or_else(|panic| resume_unwind(panic));
}
