//! How an authenticator begins and ends.

use super::{Authenticator, judge::Judge, service::Service};
use crate::{Context, Errno, Error, Result, release};
use std::{
    sync::Arc,
    thread::{self, JoinHandle},
};

impl Authenticator {
    /// Starts the authenticator of a context. It is in force when this returns.
    ///
    /// # Errors
    /// - [`EADDRINUSE`](crate::Errno::EADDRINUSE): the context has an authenticator already; drop it first, or change its
    ///   settings.
    /// - [`ENOTSUP`](crate::Errno::ENOTSUP): with an installed libzmq up to 4.3.5: a server of a mechanism has connected in this
    ///   context, see [`connect`](crate::Socket::connect), or a REQ or DISH is bound as one, see
    ///   [`bind`](crate::Socket::bind).
    /// - [`EAGAIN`](crate::Errno::EAGAIN): the thread cannot be started.
    /// - As [`Context::socket`] for each of its sockets.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # use zmq::Authenticator;
    /// # let ctx = zmq::Context::new()?;
    /// let first = Authenticator::start(&ctx)?;
    /// assert_eq!(Authenticator::start(&ctx).unwrap_err(), zmq::Errno::EADDRINUSE);
    /// first.stop()?;
    /// Authenticator::start(&ctx)?;
    /// # Ok(()) }
    /// ```
    pub fn start(context: &Context) -> Result<Authenticator> {
        let service = open(context)?;
        let (judge, bell) = (Arc::new(Judge::default()), service.bell());
        let of_thread = judge.clone();
        let body = move || service.run(&of_thread);
        let thread = thread::Builder::new().name("zmq-zap".into()).spawn(body).map_err(|error| {
            let errno = Errno::from_io(&error, Errno::EAGAIN);
            Error::refused(errno, "Authenticator", "its thread cannot be started")
        })?;
        Ok(Authenticator { judge, bell, thread: Some(thread), process: std::process::id() })
    }

    /// Whether the thread or task has ended: its context was shut down, or an error ended it. [`stop`](Self::stop) returns
    /// the error.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// assert!(!authenticator.is_finished());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "is_alive")]
    pub fn is_finished(&self) -> bool {
        self.thread.as_ref().map_or_else(|| self.bell.is_gone(), JoinHandle::is_finished)
    }

    /// Answers the queued requests, stops the thread and waits for its end.
    ///
    /// Later peers are treated as without an authenticator: see [`Authenticator`]. For a task this only requests the stop;
    /// await the task to wait for it.
    ///
    /// # Errors
    /// The error that ended the thread before; the end of the context is none. [`ENOTSUP`](crate::Errno::ENOTSUP): this process is
    /// a forked child.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.stop()?;
    /// zmq::Authenticator::start(&ctx)?; // the context may have another
    /// # Ok(()) }
    /// ```
    pub fn stop(self) -> Result<()> {
        if !self.forked() {
            self.bell.ring();
        }
        if self.thread.is_none() { self.judge().map(drop) } else { self.join() }
    }

    /// Waits until the thread has ended by itself, as it does when its context is shut down.
    ///
    /// # Errors
    /// As [`stop`](Self::stop). [`ENOTSUP`](crate::Errno::ENOTSUP): it is a task; it is stopped, await it.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// ctx.shutdown(); // ends it
    /// authenticator.join()?;
    /// # Ok(()) }
    /// ```
    pub fn join(mut self) -> Result<()> {
        self.judge()?;
        if self.thread.is_none() && !self.bell.is_gone() {
            return Err(Error::refused(Errno::ENOTSUP, "Authenticator", "a task is awaited, not joined"));
        }
        self.wait()
    }

    /// Waits for the thread, if there is one and this is not it.
    fn wait(&mut self) -> Result<()> {
        match self.thread.take() {
            Some(thread) => wait(thread),
            None => Ok(()),
        }
    }
}

/// Waits for the thread, unless this is it.
fn wait(thread: JoinHandle<Result<()>>) -> Result<()> {
    if thread.thread().id() == thread::current().id() {
        return Ok(());
    }
    let failed = || Error::refused(Errno::EFAULT, "Authenticator", "its thread panicked");
    thread.join().unwrap_or_else(|panic| {
        std::mem::forget(panic); // whose own drop may panic
        Err(failed())
    })
}

/// The sockets of an authenticator.
pub(super) fn open(context: &Context) -> Result<Service> {
    Service::open(context).map_err(|error| match error.errno() {
        Errno::EADDRINUSE => {
            Error::refused(Errno::EADDRINUSE, "Authenticator", "the context has an Authenticator already")
        }
        Errno::ENOTSUP => error.rename("Authenticator"),
        _ => error,
    })
}

impl Drop for Authenticator {
    fn drop(&mut self) {
        if self.forked() {
            return; // a forked child has no such thread to wait for
        }
        self.bell.ring();
        // Its error has nobody to go to. It may be in a call of the program: a payload that has this does not keep others waiting.
        // Its own thread, in a callback that has the last handle, waits for nobody who waits for it.
        if let Some(thread) =
            self.thread.take().filter(|thread| thread.thread().id() != thread::current().id())
        {
            release::elsewhere("zmq-zap-end", move || drop(wait(thread)));
        }
    }
}
