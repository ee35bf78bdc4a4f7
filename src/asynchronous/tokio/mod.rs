//! The reactor of tokio. What it has of a socket is the system's affair: `unix.rs`, `windows.rs`.

#[cfg(unix)]
#[path = "unix.rs"]
mod system;
#[cfg(windows)]
#[path = "windows.rs"]
mod system;

use super::{
    registered::{Job, Registered, Waitable},
    runtime::Reactor,
};
use crate::{Errno, Error, Result};
use ::tokio::{
    runtime::Handle,
    task::coop::{RestoreOnPending, poll_proceed},
    time::{Sleep, sleep},
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::Ordering::Relaxed,
    task::{Context, Poll, ready},
    time::Duration,
};

/// How many operations are one unit of a task's budget, of which it has 128: asking for it costs 20 ns, which is more than the
/// wrapper's part of an operation, and a unit is about as long as a call of the system or two.
const OPERATIONS: u16 = 32;

/// The runtime tokio, current-thread or multi-thread, with its I/O driver on (`enable_io` or `enable_all`).
#[derive(Debug)]
pub struct Tokio;

impl Reactor for Tokio {
    type Source<T: Waitable> = system::Source<T>;
    type Turn = RestoreOnPending;
    const TURN: u16 = 0;

    fn register<T: Waitable>(registered: Registered<T>) -> Result<system::Source<T>> {
        if Handle::try_current().is_err() {
            let reason = "not within a tokio runtime: call it from a task, or under `Runtime::enter`";
            return Err(Error::refused(Errno::ENOTSUP, "tokio", reason));
        }
        system::register(registered).map_err(error)
    }

    #[inline]
    fn registered<T: Waitable>(source: &system::Source<T>) -> &Registered<T> {
        source.get_ref()
    }

    #[inline]
    fn held_mut<T: Waitable>(source: &mut system::Source<T>) -> &mut Registered<T> {
        source.get_mut()
    }

    fn release<T: Waitable>(source: system::Source<T>) -> Result<Registered<T>> {
        Ok(source.into_inner())
    }

    fn poll_edge<T: Waitable>(source: &system::Source<T>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(ready!(system::poll_edge(source, cx)).map_err(error))
    }

    #[inline]
    fn needs_turn<T: Waitable>(registered: &Registered<T>) -> bool {
        registered.done().load(Relaxed) % OPERATIONS == 0
    }

    fn poll_turn<T: Waitable>(_: &system::Source<T>, cx: &mut Context<'_>) -> Poll<RestoreOnPending> {
        poll_proceed(cx)
    }

    fn use_turn(turn: RestoreOnPending) {
        turn.made_progress();
    }

    #[inline]
    fn done<T: Waitable>(registered: &Registered<T>) {
        let done = registered.done();
        done.store(done.load(Relaxed).wrapping_add(1), Relaxed);
    }

    type Timer = Sleep;

    fn timer(time: Duration) -> Sleep {
        sleep(time)
    }

    /// On the threads that the runtime has for what waits: it waits for them when it ends, so that what was sent is
    /// delivered. Outside of a runtime there is no executor to keep free.
    fn run(job: Job) {
        match Handle::try_current() {
            // tokio panics where the system has no thread left, and drops the job then, which does it, too.
            Ok(handle) => drop(catch_unwind(AssertUnwindSafe(|| handle.spawn_blocking(job)))),
            Err(_) => job(),
        }
    }
}

/// An error of tokio as one of ours.
#[cold]
fn error(error: io::Error) -> Error {
    let errno = Errno::from_io(&error, Errno::ENOTSUP);
    Error::refused(errno, "tokio", error.to_string())
}
