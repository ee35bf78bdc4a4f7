//! What the clones and the sockets of a context share.

use super::{inproc::Inproc, raw::RawContext, registry::Registry};
use crate::{Errno, Error, Result, SocketType, guard::contexts, process::Birth, release};
use std::{
    ffi::c_void,
    ptr::NonNull,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI32, AtomicU32, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

/// How long libzmq may take to give back what a closed socket had, before somebody is told that there is no more. The
/// documentation of `Context::socket` and `Socket::bind` says so, too.
pub(super) const REAPING: Duration = Duration::from_secs(1);

/// What the clones and the sockets of a context share.
pub(crate) struct Inner {
    /// The C context; gone after `term`.
    pub(super) raw: Mutex<Option<RawContext>>,
    /// The process that made it. Beside the lock, which a thread of the parent may have had at the fork.
    pub(super) birth: Birth,
    pub registry: Registry,
    pub inproc: Inproc,
    pub max_sockets: usize,
    /// The linger of new sockets in milliseconds, if one was chosen.
    pub linger: Option<i32>,
    /// For how many microseconds the receives of new sockets ask again before they sleep.
    pub(super) busy: AtomicU32,
    /// The linger in milliseconds that sockets get when they are closed, once the context is destroyed; else `KEPT`.
    parting: AtomicI32,
}

/// A socket keeps its own linger.
const KEPT: i32 = i32::MIN;

impl Inner {
    pub(super) fn new(raw: RawContext, max_sockets: usize, linger: Option<i32>) -> Arc<Inner> {
        Arc::new(Inner {
            birth: raw.birth(),
            raw: Mutex::new(Some(raw)),
            registry: Registry::default(),
            inproc: Inproc::default(),
            max_sockets,
            linger,
            busy: AtomicU32::new(0),
            parting: AtomicI32::new(KEPT),
        })
    }

    /// For how many microseconds the receives of new sockets ask again before they sleep.
    pub fn busy(&self) -> u32 {
        self.busy.load(Relaxed)
    }

    pub fn set_busy(&self, micros: u32) {
        self.busy.store(micros, Relaxed);
    }

    /// The linger in milliseconds that a socket gets when it is closed, if not its own.
    pub fn parting(&self) -> Option<i32> {
        Some(self.parting.load(Relaxed)).filter(|&linger| linger != KEPT)
    }

    pub(super) fn set_parting(&self, linger: i32) {
        self.parting.store(linger, Relaxed);
    }

    pub(super) fn raw(&self) -> MutexGuard<'_, Option<RawContext>> {
        self.raw.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the C context out, to be dropped outside of the lock.
    ///
    /// With connections to `inproc` names that nobody has bound, and no descriptor left to meet them with, a libzmq without the mend
    /// would abort: then the context is leaked, and its threads go on until the process ends.
    pub(super) fn take(&self) -> Option<RawContext> {
        let raw = self.raw().take()?;
        if !raw.forked() && !raw.borrowed() && !self.meet_pending(&raw) && contexts::end_unsafely() {
            std::mem::forget(raw);
            self.registry.end();
            return None;
        }
        Some(raw)
    }

    /// Ends the C context, unless somebody else has done it or is at it.
    pub(super) fn end(&self) {
        if let Some(raw) = self.take() {
            drop(raw);
            self.registry.end();
        }
    }

    pub(super) fn forked(&self) -> bool {
        self.birth.forked()
    }

    /// Opens a C socket and enters it into the registry: the socket, and its number there.
    pub fn open(&self, socket_type: SocketType) -> Result<(NonNull<c_void>, u64)> {
        if socket_type.is_draft() && !(cfg!(feature = "draft") && crate::has(crate::Capability::Draft)) {
            // In 4.3.5 such a socket can be made, and aborts the process at its first handshake.
            let reason = if cfg!(feature = "draft") {
                "a draft socket type, and the linked libzmq was built without drafts"
            } else {
                "a draft socket type: turn on the crate's feature `draft`"
            };
            return Err(Error::refused(Errno::ENOTSUP, format!("socket {socket_type}"), reason));
        }
        self.birth.check("context")?;
        // At its end the context needs a place for a socket that meets those that are closed and still wait for `inproc` names.
        self.settle_left_over();
        if self.gone() >= self.max_sockets {
            self.settle_gone();
        }
        if self.gone() >= self.max_sockets {
            let reason = "too many closed sockets keep messages for inproc names that nobody has bound: bind the names, or give \
                          sockets a linger period";
            return Err(Error::refused(Errno::EMFILE, format!("socket {socket_type}"), reason));
        }
        // The lock is held until the socket is entered: `term` looks at the registry after it has it.
        let enter = |context: &Option<RawContext>| {
            context.as_ref().ok_or(Errno::ETERM)?;
            self.registry.enter(socket_type, self.max_sockets).ok_or_else(|| {
                Error::refused(
                    Errno::EMFILE,
                    format!("socket {socket_type}"),
                    format!("the context has its {} sockets (ZMQ_MAX_SOCKETS)", self.max_sockets),
                )
            })
        };
        let id = enter(&self.raw())?;
        let open = || match &*self.raw() {
            Some(context) => context.socket(socket_type.raw()),
            None => Err(Errno::ETERM.into()),
        };
        match self.over_reaping(open, || self.settle_gone()) {
            Ok(ptr) => Ok((ptr, id)),
            Err(error) => {
                self.registry.leave(id);
                Err(error.about(format!("socket {socket_type}")))
            }
        }
    }

    /// Makes a call that takes descriptors or a place for a socket, and makes it again while there are none, and sockets of this
    /// context were closed so lately that libzmq may not have given back theirs; `help` is called in between.
    pub fn over_reaping<T>(&self, mut call: impl FnMut() -> Result<T>, help: impl Fn()) -> Result<T> {
        let started = Instant::now();
        loop {
            match call() {
                Err(error) if matches!(error.errno(), Errno::EMFILE | Errno::ENFILE) => {
                    if started.elapsed() > REAPING || !self.registry.closed_within(REAPING) {
                        return Err(error);
                    }
                    help();
                    thread::sleep(Duration::from_millis(1));
                }
                result => return result,
            }
        }
    }
}

impl Drop for Inner {
    /// The last handle or socket is gone. It may be in a payload: then others wait for the thread that drops it.
    fn drop(&mut self) {
        if self.forked() {
            return;
        }
        if let Some(raw) = self.take() {
            release::elsewhere("zmq-term", move || drop(raw));
        }
    }
}
