//! The only file of this room with unsafe in it: what runs in a forked child before anything else.
#![allow(unsafe_code)]

#[cfg(unix)]
mod forks {
    use crate::{Errno, Result};
    use std::sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering::Relaxed},
    };

    /// The number of this process: one more in each forked child. It is never 0 where anybody looks.
    static PROCESS: AtomicU32 = AtomicU32::new(1);

    /// The number of this process. It changes when nobody else runs, so that it orders nothing.
    #[inline(always)]
    pub fn current() -> u32 {
        PROCESS.load(Relaxed)
    }

    /// Runs in the child, with its one thread.
    extern "C" fn in_child() {
        PROCESS.fetch_add(1, Relaxed);
    }

    /// Notices forks from now on.
    ///
    /// # Errors
    /// `ENOMEM`.
    pub fn watch() -> Result<()> {
        static WATCHED: OnceLock<i32> = OnceLock::new();
        let errno = *WATCHED.get_or_init(|| {
            // SAFETY: a function that only adds to an atomic, which is allowed in a forked child.
            unsafe { libc::pthread_atfork(None, None, Some(in_child)) }
        });
        if errno == 0 { Ok(()) } else { Err(Errno::from_raw(errno).into()) }
    }
}

#[cfg(unix)]
pub(crate) use forks::{current, watch};

/// There are no forks.
#[cfg(not(unix))]
#[inline(always)]
pub(crate) fn current() -> u32 {
    1
}

/// There are no forks.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub(crate) fn watch() -> crate::Result<()> {
    Ok(())
}
