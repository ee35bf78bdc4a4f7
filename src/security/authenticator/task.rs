//! The authenticator as a task on the program's runtime.

use super::{
    Authenticator,
    judge::Judge,
    life::open,
    service::{Bell, LAST_BATCH, reply},
};
use crate::{
    Multipart, Pair, Result, Router,
    asynchronous::{Context, Runtime, Socket},
};
use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
};

impl Authenticator {
    /// As [`start`](Self::start), without a thread: returns the handle, and a future. Spawn it on the runtime of the
    /// context.
    ///
    /// The future ends when the handle is dropped or [`stop`](Self::stop)ped, or the context is shut down. Dropping the
    /// future ends the authenticator. Handshakes wait until it is first polled. Callbacks run in it and must not block; it
    /// reads files, too.
    ///
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// use zmq::{Authenticator, PlainUsers};
    /// let ctx = zmq::tokio::Context::new()?;
    /// let (authenticator, task) = Authenticator::task(&ctx)?;
    /// let task = tokio::spawn(task);
    /// authenticator.configure_plain("*", PlainUsers::from([("alice", "secret")]));
    /// // ... sockets that ask it ...
    /// authenticator.stop()?;
    /// task.await.unwrap()?;
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// As [`start`](Self::start), but for the thread. [`ENOTSUP`](crate::Errno::ENOTSUP): there is no runtime here. The
    /// future returns the error that ended it; the end of the context is none.
    #[doc(alias = "AsyncioAuthenticator")]
    pub fn task<R: Runtime>(
        context: &Context<R>,
    ) -> Result<(Authenticator, impl Future<Output = Result<()>> + Send + use<R>)> {
        let service = open(&context.to_blocking())?;
        let (judge, bell) = (Arc::new(Judge::default()), service.bell());
        let (router, stop) = service.into_sockets();
        let task = Task::<R> {
            bell: bell.clone(),
            bound: true,
            router: Socket::new(router)?,
            stop: Socket::new(stop)?,
            judge: judge.clone(),
            _context: context.clone(),
        };
        let authenticator = Authenticator { judge, bell, thread: None, process: std::process::id() };
        Ok((authenticator, task.run()))
    }
}

/// What the future has. The context goes last: so none of the sockets is the last to hold it, for which its end would be
/// waited for here.
struct Task<R: Runtime> {
    bell: Bell,
    /// Whether libzmq still asks it.
    bound: bool,
    router: Socket<Router, R>,
    stop: Socket<Pair, R>,
    judge: Arc<Judge>,
    _context: Context<R>,
}

impl<R: Runtime> Task<R> {
    async fn run(mut self) -> Result<()> {
        match self.answer_all().await {
            Err(error) if error.is_terminated() => Ok(()),
            ended => ended,
        }
    }

    async fn answer_all(&mut self) -> Result<()> {
        let (router, judge) = (&mut self.router, &self.judge);
        let mut stopped = pin!(self.stop.recv());
        let mut request = Multipart::new();
        loop {
            let is_stopped = {
                let mut asked = pin!(router.recv_multipart_into(&mut request));
                let order = poll_fn(|cx| match stopped.as_mut().poll(cx) {
                    Poll::Ready(order) => Poll::Ready(order.map(|_| true)),
                    Poll::Pending => asked.as_mut().poll(cx).map(|asked| asked.map(|()| false)),
                });
                order.await?
            };
            if is_stopped {
                break;
            }
            answer(router, judge, std::mem::take(&mut request))?;
        }
        // Whoever asked already gets an answer; a peer would wait for it until its handshake times out.
        self.bound = false;
        router.with(|router| router.unbind_zap())??;
        for _ in 0..LAST_BATCH {
            match router.try_recv_multipart()? {
                Some(request) => answer(router, judge, request)?,
                None => break,
            }
        }
        Ok(())
    }
}

/// However it ends, the place is free for another at once, and the handle knows.
impl<R: Runtime> Drop for Task<R> {
    fn drop(&mut self) {
        if self.bound {
            // It fails when the context is shut down, and then nobody asks any more.
            let _ = self.router.with(|router| router.unbind_zap());
        }
        drop(self.bell.take());
    }
}

/// Answers a request. A ROUTER never blocks: it drops a reply whose queue is full.
fn answer<R: Runtime>(router: &mut Socket<Router, R>, judge: &Judge, request: Multipart) -> Result<()> {
    let Some(reply) = reply(judge, request) else { return Ok(()) };
    match router.try_send_multipart(reply) {
        Err(error) if error.error().is_terminated() => Err(error.into()),
        // Whoever asked has gone, or does not take answers.
        _ => Ok(()),
    }
}
