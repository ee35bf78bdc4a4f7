//! What must work before a context starts its threads, where libzmq aborts the process if it does not.

#[cfg(target_os = "linux")]
mod raw;

use crate::{Errno, Error, Result, guard::contexts};
use std::{
    fs::File,
    sync::{Arc, RwLock},
    thread,
};

/// The threads a context is going to start.
#[derive(Clone, Debug, Default)]
pub(super) struct Threads {
    pub io_threads: u32,
    pub policy: Option<i32>,
    pub priority: Option<i32>,
    pub cpus: Vec<u32>,
}

impl Threads {
    /// Starts a context by `call`, which says itself what it lacks if it has the mends. What a thread is to do with itself is
    /// always tried before, and without them all else, with threads and descriptors that are given back at once.
    pub fn start(&self, call: impl FnOnce() -> Result<()>) -> Result<()> {
        if contexts::start_unsafely() {
            // Another part of the program can still take the last descriptor in between. One mailbox and one poller for each
            // I/O thread, for the reaper and for a socket; a mailbox is one descriptor or two, by what libzmq was built with.
            try_descriptors(3 * (self.io_threads as usize + 1) + 4).map_err(explain)?;
            self.threads()?;
        } else if self.policy.is_some() || self.priority.is_some() || !self.cpus.is_empty() {
            self.threads()?;
        }
        call().map_err(explain)
    }

    /// As many threads at a time as the context will have, each set up as libzmq sets up its own.
    fn threads(&self) -> Result<()> {
        // The threads wait at the gate until all of them exist.
        let gate = Arc::new(RwLock::new(()));
        let closed = gate.write();
        let settings = Arc::new(self.clone());
        let mut result = Ok(());
        let mut started = Vec::new();
        for _ in 0..=self.io_threads {
            let (gate, settings) = (gate.clone(), settings.clone());
            let body = move || {
                drop(gate.read());
                settings.apply()
            };
            match thread::Builder::new().name("zmq-startup".into()).spawn(body) {
                Ok(thread) => started.push(thread),
                Err(error) => {
                    result = Err(explain(from_io(error)));
                    break;
                }
            }
        }
        drop(closed);
        for thread in started {
            let applied = thread.join().unwrap_or_else(|_| Err(Errno::EINVAL.into()));
            result = result.and(applied);
        }
        result
    }

    #[cfg(target_os = "linux")]
    fn apply(&self) -> Result<()> {
        raw::try_schedule(self.policy, self.priority)
            .map_err(|e| e.about("ZMQ_THREAD_SCHED_POLICY, ZMQ_THREAD_PRIORITY"))?;
        raw::try_affinity(&self.cpus).map_err(|e| e.about("ZMQ_THREAD_AFFINITY_CPU_ADD"))
    }

    #[cfg(not(target_os = "linux"))]
    fn apply(&self) -> Result<()> {
        if self.policy.is_none() && self.priority.is_none() && self.cpus.is_empty() {
            return Ok(());
        }
        Err(Error::refused(
            Errno::ENOTSUP,
            "ZMQ_THREAD_SCHED_POLICY, ZMQ_THREAD_PRIORITY, ZMQ_THREAD_AFFINITY_CPU_ADD",
            "libzmq aborts if the system refuses these; only on Linux they can be tried first",
        ))
    }
}

/// What was missing.
#[cold]
fn explain(error: Error) -> Error {
    match error.errno() {
        Errno::EMFILE | Errno::ENFILE => {
            error.about("Context").because("not enough free descriptors to start the I/O threads")
        }
        Errno::EAGAIN => error.about("Context").because("not enough threads can be started"),
        _ => error.about("Context"),
    }
}

/// Takes so many descriptors at a time, and gives them back.
pub(crate) fn try_descriptors(count: usize) -> Result<()> {
    if cfg!(windows) {
        return Ok(()); // no limit to speak of
    }
    let mut taken = Vec::with_capacity(count);
    let first = File::open("/dev/null").map_err(from_io)?;
    for _ in 1..count {
        taken.push(first.try_clone().map_err(from_io)?);
    }
    Ok(())
}

fn from_io(error: std::io::Error) -> Error {
    Errno::from_io(&error, Errno::EMFILE).into()
}
