//! The reactor of async-io.

use super::{
    raw::held_by_async_io,
    registered::{Job, Registered, Waitable},
    runtime::Reactor,
};
use crate::{Errno, Error, Result};
use ::async_io::{Async, Timer};
use std::{
    io,
    sync::{Mutex, PoisonError, atomic::Ordering::Relaxed},
    task::{Context, Poll},
    thread,
    time::Duration,
};

/// How many operations a socket does in a row before it lets other tasks go on: that takes `block_on` of async-io five system calls,
/// which was a seventh of all time when it was 128.
const TURNS: u16 = 1024;

/// The reactor async-io, which is smol's; it works with any executor.
#[derive(Debug)]
pub struct AsyncIo;

impl Reactor for AsyncIo {
    type Source<T: Waitable> = Async<Registered<T>>;
    type Turn = ();
    const TURN: u16 = TURNS;

    fn register<T: Waitable>(registered: Registered<T>) -> Result<Async<Registered<T>>> {
        Async::new_nonblocking(registered).map_err(error) // libzmq has made it so
    }

    #[inline]
    fn registered<T: Waitable>(source: &Async<Registered<T>>) -> &Registered<T> {
        source.get_ref()
    }

    #[inline]
    fn held_mut<T: Waitable>(source: &mut Async<Registered<T>>) -> &mut Registered<T> {
        held_by_async_io(source)
    }

    fn release<T: Waitable>(source: Async<Registered<T>>) -> Result<Registered<T>> {
        source.into_inner().map_err(error)
    }

    fn poll_edge<T: Waitable>(source: &Async<Registered<T>>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let edge = source.poll_readable(cx).map_err(error);
        if edge.is_pending() {
            source.get_ref().done().store(0, Relaxed); // it waits, and so the task lets others go on
        }
        edge
    }

    #[inline]
    fn needs_turn<T: Waitable>(registered: &Registered<T>) -> bool {
        registered.done().load(Relaxed) >= TURNS
    }

    fn poll_turn<T: Waitable>(source: &Async<Registered<T>>, cx: &mut Context<'_>) -> Poll<()> {
        source.get_ref().done().store(0, Relaxed);
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn use_turn((): ()) {}

    #[inline]
    fn done<T: Waitable>(registered: &Registered<T>) {
        let done = registered.done();
        done.store(done.load(Relaxed).wrapping_add(1), Relaxed); // below TURNS, or two halves count at once
    }

    type Timer = Timer;

    fn timer(time: Duration) -> Timer {
        Timer::after(time)
    }

    /// On a thread of its own: there is no runtime that would have one.
    fn run(job: Job) {
        let job = std::sync::Arc::new(Mutex::new(Some(job)));
        let take = |job: &Mutex<Option<Job>>| job.lock().unwrap_or_else(PoisonError::into_inner).take();
        let on_thread = job.clone();
        let run = move || {
            if let Some(job) = take(&on_thread) {
                job();
            }
        };
        if thread::Builder::new().name("zmq-term".into()).spawn(run).is_err() {
            // For want of a thread, this one.
            if let Some(job) = take(&job) {
                job();
            }
        }
    }
}

/// An error of async-io as one of ours.
#[cold]
fn error(error: io::Error) -> Error {
    let errno = Errno::from_io(&error, Errno::ENOTSUP);
    Error::refused(errno, "async-io", error.to_string())
}
