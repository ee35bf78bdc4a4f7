//! Names of `inproc`: which socket has one, and who waits for one that nobody has bound yet.
//!
//! libzmq does not let go of a connection that waits: a socket that is closed stays, with its descriptor, until somebody binds
//! the name, and when a context ends, libzmq opens a PAIR socket for each, and aborts where it cannot. So a socket that is
//! the last to wait for a name settles that when it leaves: a socket of ours binds the name for a moment and takes the
//! connections ([`Probe`](super::raw::Probe)). It does not where messages were sent that way, which libzmq gives to whoever
//! binds the name later, for as long as the linger period of their socket says.
//!
//! Three more things abort the process there, without the mend ([`Mend::Greetings`]). When a PAIR socket, which has one peer, binds a
//! name for which several wait, it turns the others away, which it has not provided for where that is a ROUTER or REP. A ROUTER
//! or REP that has disconnected is still told the routing id of whoever binds the name, and whoever greets its peers greets
//! those that have left, too.
//!
//! With each libzmq, a connection that keeps one message only (`ZMQ_CONFLATE`) has lost what the one who binds expects; it must not
//! wait at all. And over `inproc` nobody asks what kind the peer is: what a DISH joins is told by messages that only a RADIO
//! can look at. So a DISH meets nobody else there, and does not wait, since it cannot know who comes.
//!
//! Names that other code has bound in a context that it shares are not known here, and a connection to one seems to wait.
//! Nothing is refused for their number; where it matters, libzmq is asked, by binding the name: it says that somebody has it. That
//! would take the connections of others if nobody did, so it is not done while another socket of ours waits.

use super::{Inner, Waiter, names::Keep, raw::RawContext};
use crate::{
    Errno, Result, SocketType,
    context::names::Names,
    guard::{authentication, inproc as guard},
};
use std::{
    ffi::CStr,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

/// Where libzmq asks the authenticator; see RFC 27.
pub(crate) const ZAP: &str = "inproc://zeromq.zap.01";

/// The names of a context.
#[derive(Default)]
pub(crate) struct Inproc {
    names: Mutex<Names>,
    /// Whether other code may have sockets in this context.
    shared: AtomicBool,
}

impl Inproc {
    pub(super) fn lock(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Other code has got hold of the context, or of one of its sockets.
    pub fn share(&self) {
        self.shared.store(true, Relaxed);
    }

    fn is_shared(&self) -> bool {
        self.shared.load(Relaxed)
    }

    /// Connects by `call` a socket that asks the authenticator whenever it connects again. libzmq keeps one way to ask for all of
    /// its connections, and aborts when an answer comes for one that is gone. So there is no authenticator, now or later:
    /// such a socket may go on connecting after it is closed.
    pub fn connect_asking(&self, call: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut names = self.lock();
        authentication::may_ask_again(names.is_bound(ZAP))?;
        call()?;
        names.asks_again = true;
        Ok(())
    }

    /// Before a socket binds or connects that would hear nothing from peers that an authenticator admitted: there is none,
    /// now or as long as it is open.
    pub fn without_authenticator(&self, id: u64) -> Result<()> {
        let mut names = self.lock();
        authentication::may_deafen(names.is_bound(ZAP))?;
        names.refuse_authenticator(id);
        Ok(())
    }

    /// Binds by `call` the name of a monitor, for a socket of libzmq's own that goes with it; `reader` is the socket that connects
    /// to it.
    pub fn bind_monitor(&self, name: &str, reader: u64, call: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut names = self.lock();
        call()?;
        names.bound(name, reader, SocketType::Pair, false);
        Ok(())
    }

    /// Socket `id` is other code's from now on, with all that it is bound to and waits for.
    pub fn hand_over(&self, id: u64) {
        self.share();
        self.lock().hand_over(id);
    }

    /// After socket `id` was closed: what it still waits for stays, for as long as `keep` says.
    pub fn closed(&self, id: u64, keep: Option<Keep>) {
        self.lock().gone(id, keep);
    }
}

impl Inner {
    /// Connects `waiter` by `call`; says whether it waits now, and did not before.
    pub fn connect(
        &self,
        endpoint: &str,
        waiter: &Waiter,
        call: impl FnOnce() -> Result<()>,
    ) -> Result<bool> {
        if !endpoint.starts_with("inproc://") {
            return call().map(|()| false);
        }
        // The lock of the context always comes before that of the names.
        let raw = (waiter.conflates && guard::conflating_must_not_wait()).then(|| self.raw());
        let mut names = self.inproc.lock();
        guard::may_join(waiter.kind, names.owner(endpoint))?;
        let mut waits = !names.is_bound(endpoint);
        if let Some(raw) = raw.filter(|_| waits) {
            waits = !(self.inproc.is_shared()
                && names.is_idle(endpoint)
                && is_taken(&raw, &mut names, endpoint)?);
            if waits {
                return Err(guard::conflates_and_waits());
            }
        }
        call()?;
        Ok(waits && names.wait(endpoint, waiter.id, waiter.kind))
    }

    /// Binds `binder` by `call`; nobody waits for the name afterwards. `greets` says that a message goes to each new peer.
    pub fn bind(
        &self,
        endpoint: &str,
        binder: &Waiter,
        greets: bool,
        call: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        if !endpoint.starts_with("inproc://") {
            return call();
        }
        let raw = greets.then(|| self.raw());
        let mut names = self.inproc.lock();
        guard::may_bind(binder.kind, |of| names.awaits(endpoint, of))?;
        if endpoint == ZAP {
            authentication::may_answer(names.asks_again, names.refuses_authenticator())?;
        }
        if let Some(raw) = raw.filter(|_| guard::greetings_need_peers() && names.has_gone(endpoint)) {
            if !(names.is_done(endpoint) && settle(&raw, &mut names, endpoint).is_ok()) {
                return Err(guard::greets_who_has_left());
            }
        }
        call()?;
        names.bound(endpoint, binder.id, binder.kind, true);
        Ok(())
    }

    /// As [`bind`](Self::bind), for a socket of libzmq's own that goes with `binder`, and greets nobody.
    pub fn bind_within(
        &self,
        endpoint: &str,
        binder: &Waiter,
        call: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        if !endpoint.starts_with("inproc://") {
            return call();
        }
        let mut names = self.inproc.lock();
        guard::may_bind(binder.kind, |of| names.awaits(endpoint, of))?;
        call()?;
        names.bound(endpoint, binder.id, binder.kind, false);
        Ok(())
    }

    /// Unbinds or disconnects a name by `call`, which is one and the same for libzmq. Messages that were sent to a
    /// name that nobody has bound are kept for as long as `keep` says.
    pub fn leave(
        &self,
        endpoint: &str,
        waiter: &Waiter,
        keep: impl FnOnce() -> Option<Keep>,
        call: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        if !endpoint.starts_with("inproc://") {
            return call();
        }
        let raw = self.raw();
        let mut names = self.inproc.lock();
        if names.is_bound_by(endpoint, waiter.id) {
            call()?;
            names.unbound(endpoint);
            return Ok(());
        }
        if !names.waits(endpoint, waiter.id) {
            return call();
        }
        // libzmq tells a ROUTER or REP that has left the routing id of whoever binds the name, and aborts: so it does not leave
        // while it waits, and what it sent there goes with it.
        let told = guard::is_told_routing_ids(waiter.kind);
        let keep = if told { None } else { keep() };
        let settles = match (told, self.inproc.is_shared()) {
            // Most likely other code has the name, and then nothing is lost.
            (true, true) => names.is_last(endpoint, waiter.id),
            (_, shared) => names.is_alone(endpoint, waiter.id) && (told || keep.is_none() && !shared),
        };
        if told && !settles {
            return Err(guard::leaves_others());
        }
        let probe = match (settles, &*raw) {
            (true, Some(raw)) => {
                let probe = if told { self.over_reaping(|| raw.probe(), || ()) } else { raw.probe() };
                match probe.and_then(|probe| probe.meet(endpoint).map(|_| probe)) {
                    Ok(probe) => Some(probe),
                    Err(error) if told => return Err(error),
                    Err(_) => None,
                }
            }
            _ => None,
        };
        if probe.is_some() {
            names.settled(endpoint);
        }
        names.unsettled |= settles && probe.is_none();
        call()?;
        names.gone_from(endpoint, waiter.id, keep);
        Ok(())
    }

    /// Before socket `id` is closed: unbinds its names by `unbind`, so that they are free at once, and settles what it alone waits
    /// for. Says for how long the rest is to be kept, if there is any.
    pub fn close(
        &self,
        id: u64,
        keep: impl FnOnce() -> Option<Keep>,
        unbind: impl Fn(&CStr) -> Result<()>,
    ) -> Option<Option<Keep>> {
        if !self.inproc.lock().knows(id) {
            return None;
        }
        let raw = self.raw();
        let mut names = self.inproc.lock();
        names.hear(id);
        for name in names.take_bound(id) {
            // If it cannot be told now, as after the end of the context, it is a moment later.
            let _ = std::ffi::CString::new(name).map(|name| unbind(&name));
        }
        let waited_for = names.waited_for(id);
        if waited_for.is_empty() {
            return None;
        }
        let keep = keep();
        if keep.is_none() && !self.inproc.is_shared() {
            let alone: Vec<_> = waited_for.into_iter().filter(|name| names.is_alone(name, id)).collect();
            names.unsettled |= !settle_all(&raw, &mut names, &alone);
        }
        Some(keep)
    }

    /// Settles what could not be settled when a socket was closed, for want of a place for ours: libzmq may have been late in closing
    /// others.
    pub(super) fn settle_left_over(&self) {
        if self.inproc.lock().unsettled {
            self.settle_gone();
        }
    }

    /// Settles what sockets have waited for that are closed, and nobody else waits for, unless messages are kept there.
    pub(super) fn settle_gone(&self) {
        let raw = self.raw();
        let mut names = self.inproc.lock();
        let done = names.done();
        names.unsettled = !settle_all(&raw, &mut names, &done);
    }

    /// How many closed sockets wait for a name, as far as that is certain.
    pub(super) fn gone(&self) -> usize {
        if self.inproc.is_shared() { 0 } else { self.inproc.lock().count_gone() }
    }

    /// Meets the connections to `inproc` names that nobody has bound, while sockets can still be made; says whether
    /// none is left.
    pub(super) fn meet_pending(&self, raw: &RawContext) -> bool {
        let mut names = self.inproc.lock();
        let all = names.all_waited_for();
        if all.is_empty() {
            return true;
        }
        let Ok(probe) = self.over_reaping(|| raw.probe(), || ()) else { return false };
        for name in &all {
            if probe.meet(name).is_ok() {
                names.settled(name);
            }
        }
        names.all_waited_for().is_empty()
    }
}

/// Whether somebody has a name; if nobody does, nobody waits for it any more either.
fn is_taken(raw: &Option<RawContext>, names: &mut Names, name: &str) -> Result<bool> {
    let raw = raw.as_ref().ok_or(Errno::ETERM)?;
    let met = raw.probe()?.meet(name)?;
    names.settled(name);
    Ok(!met)
}

fn settle(raw: &Option<RawContext>, names: &mut Names, name: &str) -> Result<()> {
    is_taken(raw, names, name).map(drop)
}

/// Settles what can be settled of `which`, and says whether that is all.
fn settle_all(raw: &Option<RawContext>, names: &mut Names, which: &[String]) -> bool {
    let Some(raw) = raw.as_ref().filter(|_| !which.is_empty()) else { return true };
    let Ok(probe) = raw.probe() else { return false };
    let mut all = true;
    for name in which {
        match probe.meet(name) {
            Ok(_) => names.settled(name),
            Err(_) => all = false,
        }
    }
    all
}
