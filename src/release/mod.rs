//! Where owners of payloads are dropped: their code must not run inside a call of libzmq, which may be in the middle of
//! anything, nor on its threads. `raw.rs` has the invariant.
//!
//! A thread of this crate drops them, one after another. It is started with the first owner that may have code, sleeps while
//! none is released, and lives as long as the process: what is queued when the process ends is not dropped, as a variable of any
//! thread that goes on. In a forked child there is no such thread until the child makes an owner of its own; what was released
//! before is the parent's to drop, and is leaked in the child.

mod raw;

use crate::process;
use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicU32, Ordering::SeqCst},
    thread,
};

pub(crate) use raw::{Owner, put};

thread_local!(static DROPS_OWNERS: Cell<bool> = const { Cell::new(false) });

/// Starts the thread, unless this process has it. Where it cannot be started, the next owner tries again, and what is released
/// waits until then: dropping it anywhere else would not be safe.
pub(crate) fn start() {
    /// The process that has the thread, or 0.
    static STARTED: AtomicU32 = AtomicU32::new(0);

    #[cold]
    fn start_in(now: u32) {
        // Without it, a fork is taken for its parent, and leaks what it releases.
        let _ = process::watch();
        let before = STARTED.swap(now, SeqCst);
        if before == now {
            return; // another thread was faster
        }
        if before != 0 {
            let _ = raw::take(); // the parent's, which are leaked
        }
        if thread::Builder::new().name("zmq-release".into()).spawn(run).is_err() {
            STARTED.store(0, SeqCst);
        }
    }

    let now = process::current();
    if STARTED.load(SeqCst) != now {
        start_in(now);
    }
}

fn run() {
    DROPS_OWNERS.set(true);
    raw::this_thread_drops();
    loop {
        let released = raw::take();
        if released.is_empty() {
            thread::park();
        }
        for owner in released {
            // A panic ends with its owner. Its payload is forgotten, since dropping it could panic again.
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| owner.let_go())) {
                std::mem::forget(panic);
            }
        }
    }
}

/// Does what may wait for long at the end of something: here, unless this is the thread that drops owners, which others wait
/// for. Then a thread of its own does it. If that cannot be started, `job` is dropped.
pub(crate) fn elsewhere(name: &str, job: impl FnOnce() + Send + 'static) {
    if !DROPS_OWNERS.get() {
        return here(name, job);
    }
    // What a job holds ends by being dropped, too: it is waited for here then.
    let _ = thread::Builder::new().name(name.into()).spawn(job);
}

#[cfg(not(windows))]
fn here(_: &str, job: impl FnOnce()) {
    job();
}

/// On a thread of its own, which is waited for if it starts. Windows runs the destructors of a thread's variables under a lock that
/// every thread takes when it starts and when it ends: who waits there for a thread of libzmq waits for ever. A thread that does
/// not start tells of that lock, and does the job once it is free.
#[cfg(windows)]
fn here(name: &str, job: impl FnOnce() + Send + 'static) {
    use std::{
        sync::mpsc::{RecvTimeoutError, channel},
        time::Duration,
    };

    /// Longer than a thread takes to start on a busy machine.
    const PATIENCE: Duration = Duration::from_secs(3);

    let (start, started) = channel::<()>();
    let thread = thread::Builder::new().name(name.into()).spawn(move || {
        drop(start);
        job();
    });
    // Without another thread, the job was dropped, which does it here.
    let Ok(thread) = thread else { return };
    if started.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Disconnected) {
        // Its panic is its own.
        let _ = thread.join();
    }
}
