//! The only file of this room with unsafe in it: the calls of `zmq_socket_monitor`.
//!
//! **Watched invariant**: a `MonitorLink` has the pointer of a socket only while that socket is open. The socket's `Drop` takes it
//! out, under the link's lock, before the socket is closed.
//!
//! **Monitor lock**: stopping a monitor is the one thing that may be done to a socket of another thread. libzmq does it under
//! the lock that its own threads take to report events (`_monitor_sync`), and reads nothing of the socket that is written
//! without it.
#![allow(unsafe_code)]

use super::Format;
use crate::{Errno, Error, Result, error::check, socket::raw::RawSocket};
use std::{
    ffi::{CString, c_void},
    ptr::NonNull,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A monitored socket.
struct Watched(NonNull<c_void>);

// SAFETY: all that is done with it on another thread is to stop its monitor (monitor lock).
unsafe impl Send for Watched {}

/// What a monitor and the socket that it watches share: whoever goes first stops the events.
pub(crate) struct MonitorLink {
    socket: Mutex<Option<Watched>>,
    /// The process that made it: a lock does not survive a fork.
    process: u32,
}

impl MonitorLink {
    fn lock(&self) -> MutexGuard<'_, Option<Watched>> {
        self.socket.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops the events of the socket, if they still come from this monitor. The monitor's own end of the queue must be
    /// open: libzmq would wait for a reader.
    pub fn stop(&self) {
        if self.process != std::process::id() {
            return;
        }
        if let Some(Watched(socket)) = self.lock().take() {
            // SAFETY: watched invariant, monitor lock. It fails only when the context has stopped the monitor.
            unsafe { zmq_sys::zmq_socket_monitor(socket.as_ptr(), std::ptr::null(), 0) };
        }
    }
}

impl RawSocket {
    /// Lets `events`, as bits, go to `endpoint`, where nobody is bound. The previous monitor must be stopped.
    ///
    /// Until somebody connects there, an event waits, and the thread it happens on with it.
    pub fn start_monitor(&self, endpoint: &str, events: u64, format: Format) -> Result<Arc<MonitorLink>> {
        self.here()?;
        let name = CString::new(endpoint).map_err(|_| Errno::EINVAL)?;
        let rc = match format {
            Format::One => {
                let events = i32::try_from(events)
                    .map_err(|_| Error::refused(Errno::EINVAL, "", "an event of the draft API"))?;
                // SAFETY: open invariant of the socket; the string outlives the call.
                unsafe { zmq_sys::zmq_socket_monitor(self.as_ptr(), name.as_ptr(), events) }
            }
            #[cfg(feature = "draft")]
            Format::Two => {
                let pair = zmq_sys::ZMQ_PAIR;
                // SAFETY: open invariant of the socket; the string outlives the call.
                unsafe {
                    zmq_sys::zmq_socket_monitor_versioned(self.as_ptr(), name.as_ptr(), events, 2, pair)
                }
            }
        };
        check(rc)?;
        let Some(socket) = NonNull::new(self.as_ptr()) else { return Err(Errno::ENOTSOCK.into()) };
        let link = MonitorLink { socket: Mutex::new(Some(Watched(socket))), process: std::process::id() };
        Ok(Arc::new(link))
    }

    /// Asks for an event for each connection; only where libzmq does not corrupt memory over it.
    #[cfg(feature = "draft")]
    pub(crate) fn monitor_pipes_stats(&self) -> Result<()> {
        self.here()?;
        // SAFETY: open invariant of the socket. The caller has looked at the version.
        check(unsafe { zmq_sys::zmq_socket_monitor_pipes_stats(self.as_ptr()) }).map(drop)
    }
}
