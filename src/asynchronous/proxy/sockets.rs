//! The sockets of a proxy, of one task, and when it may sleep.
//!
//! The rules are those of [`readiness`](super::super::readiness), for several sockets at once: what a reactor saw is cleared before
//! the last look, `ZMQ_EVENTS` of all sockets is that look, and it takes all commands in. So a task may sleep when a look
//! found nothing to do, since no call came after it. Where a socket claims to be writable and is not, a try comes after
//! the look: the last of some takes no commands in any more, and finds nothing that the look before had not found.

use super::super::{
    Runtime, Socket,
    operation::{alone, attempt, poll_edge},
};
use crate::{
    POLLIN, PollEvents, ProxyEnd, ProxyError, Result,
    kind::Kind,
    proxy::{End, Ends, Place, Step, Work},
};
use std::{
    future::poll_fn,
    task::{Context, Poll},
};

/// How many messages go in one direction before the other, and the commands, get their turn.
const BURST: usize = 100;

/// How many times something goes on before other tasks get their turn.
const TURNS: usize = 4;

/// How often a message is offered in vain before the task sleeps; as in [`readiness`](super::super::readiness).
const ROUNDS: usize = 3;

/// A socket of whatever kind.
pub(super) trait AnySocket: Send {
    /// Whether the reactor saw an edge since this was last asked; forgets it. If not, it wakes the task when it does.
    fn poll_edge(&self, cx: &mut Context<'_>) -> Poll<Result<()>>;

    fn end(&mut self) -> End<'_>;

    /// Wakes who left a waker behind.
    fn wake_left(&self);
}

impl<K: Kind, R: Runtime> AnySocket for Socket<K, R> {
    fn poll_edge(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        poll_edge::<_, R>(self.source(), cx)
    }

    fn end(&mut self) -> End<'_> {
        End::of(alone::<_, R>(self.source_mut()))
    }

    fn wake_left(&self) {
        R::registered(self.source()).left().wake();
    }
}

/// All sockets of a proxy.
pub(super) struct ProxySockets<'a> {
    pub frontend: &'a mut dyn AnySocket,
    pub backend: &'a mut dyn AnySocket,
    pub capture: Option<&'a mut dyn AnySocket>,
    pub control: Option<&'a mut dyn AnySocket>,
}

impl<'a> ProxySockets<'a> {
    /// Runs a proxy until a command or an error ends it.
    pub async fn run(&mut self) -> Result<ProxyEnd, ProxyError> {
        let mut work = Work::new(&self.ends(), None)?;
        // The proxy has the reactor and the messages for itself from now on.
        self.all().for_each(|socket| socket.wake_left());
        match poll_fn(|cx| self.poll(&mut work, cx)).await {
            Ok(()) => Ok(work.end()),
            Err(error) => Err(ProxyError::new(error, work.end())),
        }
    }

    fn all(&self) -> impl Iterator<Item = &&'a mut dyn AnySocket> {
        let sockets =
            [Some(&self.frontend), Some(&self.backend), self.capture.as_ref(), self.control.as_ref()];
        sockets.into_iter().flatten()
    }

    fn ends(&mut self) -> Ends<'_> {
        Ends {
            frontend: self.frontend.end(),
            backend: self.backend.end(),
            capture: self.capture.as_mut().map(|socket| socket.end()),
            control: self.control.as_mut().map(|socket| socket.end()),
        }
    }

    fn poll(&mut self, work: &mut Work, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let (mut turns, mut tries) = (0, 0);
        loop {
            let edge = self.take_edges(cx)?;
            let step = pass(work, &self.ends())?;
            if work.state.terminated {
                return Poll::Ready(Ok(()));
            }
            match step {
                Step::Moved => {
                    (turns, tries) = (turns + 1, 0);
                    if turns == TURNS {
                        cx.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                    continue;
                }
                Step::Tried => tries += 1,
                Step::Nothing => tries = ROUNDS,
            }
            if tries >= ROUNDS && !edge {
                return Poll::Pending;
            }
        }
    }

    /// Whether a reactor saw something. Where it did not, it wakes the task.
    fn take_edges(&self, cx: &mut Context<'_>) -> Result<bool> {
        let mut edge = false;
        for socket in self.all() {
            if let Poll::Ready(seen) = socket.poll_edge(cx) {
                seen?;
                edge = true;
            }
        }
        Ok(edge)
    }
}

/// Looks at all sockets, and goes on with what they are ready for.
fn pass(work: &mut Work, ends: &Ends<'_>) -> Result<Step> {
    let frontend = events(ends.frontend)?;
    let backend = events(ends.backend)?;
    let capture = ends.capture.map_or(Ok(PollEvents::NONE), events)?;
    let control = ends.control.map_or(Ok(PollEvents::NONE), events)?;
    let mut step = Step::Nothing;
    if control.contains(POLLIN) {
        work.obey(ends)?;
        step = Step::Moved;
    }
    let ready = |place, events| {
        let found = match place {
            Place::Frontend => frontend,
            Place::Backend => backend,
            Place::Capture => capture,
        };
        found.contains(events)
    };
    Ok(step.max(work.advance(ends, BURST, ready)?))
}

/// `ZMQ_EVENTS`.
fn events(end: End<'_>) -> Result<PollEvents> {
    let bits = attempt(|| end.raw.events()).unwrap_or(Ok(0))?;
    Ok(PollEvents::from_bits(bits as i16))
}
