//! The handle of a proxy in the background: what it orders, and how it waits for the end.

use super::{
    Proxy,
    orders::OrderSender,
    report::{ProxyEnd, ProxyError, ProxyStatistics},
    work::Command,
};
use crate::{Errno, Error, Result, release};
use std::{
    fmt,
    sync::{Mutex, PoisonError},
    thread::JoinHandle,
};

impl Proxy {
    /// Pauses the proxy until [`resume`](Self::resume): no message passes after this returns.
    ///
    /// # Errors
    /// [`ETERM`](crate::Errno::ETERM): the proxy has ended; [`join`](Self::join) returns the reason. [`ENOTSUP`](crate::Errno::ENOTSUP):
    /// this process is a forked child.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://in")?;
    /// streamer.backend().bind("inproc://out")?;
    /// let proxy = streamer.spawn()?;
    /// proxy.pause()?; // messages queue in the sockets
    /// proxy.resume()?;
    /// proxy.stop()?;
    /// # Ok(()) }
    /// ```
    pub fn pause(&self) -> Result<()> {
        self.order(Command::Pause).map(drop)
    }

    /// Resumes a paused proxy.
    ///
    /// # Errors
    /// As [`pause`](Self::pause).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://in")?;
    /// streamer.backend().bind("inproc://out")?;
    /// let proxy = streamer.spawn()?;
    /// let push = ctx.socket_builder(zmq::PUSH).connect("inproc://in").build()?;
    /// let pull = ctx.socket_builder(zmq::PULL).connect("inproc://out").build()?;
    /// proxy.pause()?;
    /// push.send("waits")?;
    /// assert!(pull.try_recv()?.is_none());
    /// proxy.resume()?;
    /// assert_eq!(pull.recv()?, "waits");
    /// # Ok(()) }
    /// ```
    pub fn resume(&self) -> Result<()> {
        self.order(Command::Resume).map(drop)
    }

    /// Parts and bytes so far; the totals after the end.
    ///
    /// # Errors
    /// [`ENOTSUP`](crate::Errno::ENOTSUP): this process is a forked child.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://in")?;
    /// streamer.backend().bind("inproc://out")?;
    /// let proxy = streamer.spawn()?;
    /// let statistics = proxy.statistics()?;
    /// assert_eq!((statistics.frontend.received.parts, statistics.backend.sent.bytes), (0, 0));
    /// # Ok(()) }
    /// ```
    pub fn statistics(&self) -> Result<ProxyStatistics> {
        match (self.order(Command::Statistics), self.ended.get()) {
            (Err(error), Some(ended)) if error.is_terminated() => Ok(*ended),
            (result, _) => result,
        }
    }

    /// Whether it has ended.
    pub fn is_finished(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Ends the proxy between two messages, closes its sockets and returns statistics and unsent messages.
    ///
    /// # Errors
    /// As [`join`](Self::join).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://in")?;
    /// streamer.backend().bind("inproc://out")?;
    /// let end = streamer.spawn()?.stop()?;
    /// assert!(end.unsent().is_empty()); // no message was in transit
    /// # Ok(()) }
    /// ```
    pub fn stop(self) -> Result<ProxyEnd, ProxyError> {
        // One that has ended already does not hear it.
        let _ = self.order(Command::Terminate);
        self.join()
    }

    /// Waits for the end: `TERMINATE` from the control socket, the end of the context, or an error.
    ///
    /// If nothing else holds the context, it ends as well: this may wait for the linger period.
    ///
    /// # Errors
    /// The error that ended the proxy; the end of the context is none.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://in")?;
    /// streamer.backend().bind("inproc://out")?;
    /// let proxy = streamer.spawn()?;
    /// ctx.shutdown(); // ends every proxy of the context
    /// proxy.join()?;
    /// # Ok(()) }
    /// ```
    pub fn join(mut self) -> Result<ProxyEnd, ProxyError> {
        if self.forked() {
            return Err(in_the_parent().into());
        }
        let Some(thread) = self.thread.take() else { return Ok(ProxyEnd::default()) };
        let Ok(finished) = thread.join() else {
            // Nothing there panics; an error all the same, in place of a panic here.
            return Err(Error::refused(Errno::EFAULT, "proxy", "its thread panicked").into());
        };
        match finished.result {
            Err(ended) if ended.is_terminated() => Ok(ended.into_parts().1),
            result => result,
        }
    }

    fn forked(&self) -> bool {
        self.birth.forked()
    }

    /// Gives an order and waits until it is obeyed.
    fn order(&self, command: Command) -> Result<ProxyStatistics> {
        if self.forked() {
            return Err(in_the_parent());
        }
        order(&self.link, command)
    }
}

/// Gives the thread an order, and waits until it has done that.
fn order(link: &Mutex<OrderSender>, command: Command) -> Result<ProxyStatistics> {
    let link = link.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = link.order(command);
    drop(link);
    let done = answer.and_then(|answer| answer.recv().ok());
    done.ok_or_else(|| Error::refused(Errno::ETERM, "proxy", "it has ended"))
}

fn in_the_parent() -> Error {
    Error::refused(Errno::ENOTSUP, "proxy", "it runs in the parent process")
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if self.thread.is_none() || self.forked() {
            return; // a forked child has no such thread to wait for
        }
        if let Some(thread) = self.thread.take() {
            let link = self.link.clone();
            // A payload that has this does not keep others waiting.
            release::elsewhere("zmq-proxy-end", move || {
                // One that has ended already does not hear it.
                let _ = order(&link, Command::Terminate);
                // Its error has nobody to go to.
                let _ = thread.join();
            });
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("finished", &self.is_finished()).finish_non_exhaustive()
    }
}
