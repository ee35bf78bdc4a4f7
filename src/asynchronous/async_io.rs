//! The reactor of async-io.

use super::{
    held::{Held, Job, Watched},
    raw::held_by_async_io,
    runtime::Reactor,
};
use crate::{Errno, Error, Result};
use ::async_io::Async;
use std::{
    io,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU8, Ordering::Relaxed},
    },
    task::{Context, Poll},
    thread,
};

/// How many operations a socket does in a row before it lets other tasks go on; as many as with tokio.
const TURNS: u8 = 128;

/// The reactor async-io, which smol has, and which works with any executor.
#[derive(Debug)]
pub struct AsyncIo;

/// A socket in the reactor.
pub struct Source<T> {
    io: Async<Held<T>>,
    /// How many operations it did since it last let others go on.
    done: AtomicU8,
}

impl Reactor for AsyncIo {
    type Source<T: Watched> = Source<T>;
    type Turn = ();

    fn register<T: Watched>(held: Held<T>) -> Result<Source<T>> {
        let io = Async::new_nonblocking(held).map_err(error)?; // libzmq has made it so
        Ok(Source { io, done: AtomicU8::new(0) })
    }

    #[inline]
    fn held<T: Watched>(source: &Source<T>) -> &Held<T> {
        source.io.get_ref()
    }

    #[inline]
    fn held_mut<T: Watched>(source: &mut Source<T>) -> &mut Held<T> {
        held_by_async_io(&mut source.io)
    }

    fn release<T: Watched>(source: Source<T>) -> Result<Held<T>> {
        source.io.into_inner().map_err(error)
    }

    fn poll_edge<T: Watched>(source: &Source<T>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let edge = source.io.poll_readable(cx).map_err(error);
        if edge.is_pending() {
            source.done.store(0, Relaxed); // it waits, and so the task lets others go on
        }
        edge
    }

    #[inline]
    fn poll_turn<T: Watched>(source: &Source<T>, cx: &mut Context<'_>) -> Poll<()> {
        if source.done.load(Relaxed) < TURNS {
            return Poll::Ready(());
        }
        source.done.store(0, Relaxed);
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    #[inline]
    fn done<T: Watched>(source: &Source<T>, (): ()) {
        source.done.store(source.done.load(Relaxed).saturating_add(1), Relaxed);
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
    let errno = error.raw_os_error().map_or(Errno::ENOTSUP, Errno::from_raw);
    Error::refused(errno, "async-io", error.to_string())
}
