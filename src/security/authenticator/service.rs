//! The thread that answers: a ROUTER where libzmq asks, and a PAIR that tells it to stop.

use super::judge::Judge;
use crate::{
    Context, DONTWAIT, Errno, Message, Multipart, POLLIN, Pair, PollItem, Result, Router, Socket, poll,
    socket::private_endpoint,
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How many requests to answer before looking for an order to stop.
const BATCH: usize = 64;

/// How long to wait for requests that were on their way when it was stopped, and how many of them to answer.
const LAST: Duration = Duration::from_millis(10);
pub(super) const LAST_BATCH: usize = 10_000;

/// The end with which to stop the thread. The thread takes it when it ends, so that the context can end, too.
#[derive(Clone)]
pub(super) struct Bell(Arc<Mutex<Option<Socket<Pair>>>>);

impl Bell {
    /// Tells the thread to stop. It is told already if the queue is full, and has ended if there is no socket.
    pub fn ring(&self) {
        if let Some(bell) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            while bell.send_flags(Message::new(), DONTWAIT).is_err_and(|e| e.errno() == Errno::EINTR) {}
        }
    }

    /// Whether who answered has ended.
    pub fn is_gone(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    pub fn take(&self) -> Option<Socket<Pair>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What the thread has: its sockets, until it ends.
pub(super) struct Service {
    router: Socket<Router>,
    stop: Socket<Pair>,
    bell: Bell,
}

impl Service {
    /// Opens the sockets; requests that come from now on wait for the thread.
    pub fn open(context: &Context) -> Result<Service> {
        let name = private_endpoint("authenticator");
        let (router, stop, bell) =
            (context.socket(crate::ROUTER)?, context.socket(crate::PAIR)?, context.socket(crate::PAIR)?);
        stop.bind(&name)?;
        bell.connect(&name)?;
        router.set_linger(Some(Duration::ZERO))?;
        stop.set_linger(Some(Duration::ZERO))?;
        bell.set_linger(Some(Duration::ZERO))?;
        router.bind_zap()?;
        Ok(Service { router, stop, bell: Bell(Arc::new(Mutex::new(Some(bell)))) })
    }

    /// Its sockets, for who answers in another way: where libzmq asks, and where the order to stop comes.
    #[cfg(any(feature = "tokio", feature = "async-io"))]
    pub fn into_sockets(self) -> (Socket<Router>, Socket<Pair>) {
        (self.router, self.stop)
    }

    pub fn bell(&self) -> Bell {
        self.bell.clone()
    }

    /// Answers until it is told to stop, or the context is shut down.
    pub fn run(self, judge: &Judge) -> Result<()> {
        let ended = self.answer_all(judge);
        drop(self.bell.take());
        match ended {
            Err(error) if error.is_terminated() => Ok(()),
            ended => ended,
        }
    }

    fn answer_all(&self, judge: &Judge) -> Result<()> {
        let mut items = [PollItem::new(&self.router, POLLIN), PollItem::new(&self.stop, POLLIN)];
        loop {
            poll(&mut items, None)?;
            if items[1].is_readable() {
                break;
            }
            for _ in 0..BATCH {
                if !self.answer_one(judge)? {
                    break;
                }
            }
        }
        // Whoever asked already gets an answer; a peer would wait for it until its handshake times out.
        self.router.unbind_zap()?;
        for _ in 0..LAST_BATCH {
            if !self.answer_one(judge)? && !self.router.poll(POLLIN, LAST)?.contains(POLLIN) {
                break;
            }
        }
        Ok(())
    }

    /// Answers a request, if there is one.
    fn answer_one(&self, judge: &Judge) -> Result<bool> {
        let request = match self.router.try_recv_multipart() {
            Ok(Some(request)) => request,
            Ok(None) => return Ok(false),
            Err(error) if error == Errno::EINTR => return Ok(true),
            Err(error) => return Err(error),
        };
        let Some(reply) = reply(judge, request) else { return Ok(true) };
        // A ROUTER never waits: it drops what nobody has room for. A signal does not keep it from sending.
        match self.router.send_multipart(reply) {
            Err(error) if error.errno() == Errno::ETERM => Err(Errno::ETERM.into()),
            // Whoever asked has gone, or does not take answers.
            _ => Ok(true),
        }
    }
}

/// What to send back to whoever asked, if there is anything to say.
pub(super) fn reply(judge: &Judge, request: Multipart) -> Option<Multipart> {
    // What has no end of addresses has nobody to answer to.
    let delimiter = request.iter().position(|frame| frame.is_empty())?;
    let answer = judge.answer(&request[delimiter + 1..])?;
    let mut reply: Multipart = request.into_iter().take(delimiter + 1).collect();
    reply.extend(answer);
    Some(reply)
}
