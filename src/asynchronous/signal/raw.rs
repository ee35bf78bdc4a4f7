//! The only file of this room with unsafe in it: the poller of one socket.
//!
//! **Signal invariant**: `ptr` came from `zmq_poller_new` and is destroyed once, by `Drop`; `fd` is its descriptor, open as
//! long. The socket in it outlives it, as whoever made it promised. After `new`, C's poller is not touched but by its end.
#![allow(unsafe_code)]

use crate::{Error, Result, error::check};
use std::{
    ffi::c_void,
    io,
    ptr::{self, NonNull},
    sync::atomic::{AtomicBool, AtomicU8, Ordering::Relaxed},
};

/// After how many calls a pile is looked at. The smallest buffer of a system holds thousands of signals.
const PILE: u8 = 64;

/// A poller of one thread-safe socket.
#[derive(Debug)]
pub struct Signal {
    ptr: NonNull<c_void>,
    fd: zmq_sys::zmq_fd_t,
    /// The process that made it: the locks of sockets do not survive a fork.
    process: u32,
    /// Calls that may each have left a signal.
    calls: AtomicU8,
    /// Whether signals were taken back, and nobody was told.
    taken: AtomicBool,
}

// SAFETY: a poller belongs to no thread; signal invariant.
unsafe impl Send for Signal {}
// SAFETY: `&Signal` only reads from the descriptor.
unsafe impl Sync for Signal {}

impl Signal {
    /// # Errors
    /// For want of memory, or of a descriptor.
    ///
    /// # Safety
    /// An open socket of a thread-safe kind, which is not closed before this is dropped.
    pub unsafe fn new(socket: *mut c_void) -> Result<Signal> {
        // SAFETY: takes nothing.
        let ptr = NonNull::new(unsafe { zmq_sys::zmq_poller_new() }).ok_or_else(Error::last)?;
        // From here on it is destroyed, whatever fails.
        let (fd, process) = (zmq_sys::zmq_fd_t::default(), std::process::id());
        let (calls, taken) = (AtomicU8::new(0), AtomicBool::new(false));
        let mut signal = Signal { ptr, fd, process, calls, taken };
        let events = (zmq_sys::ZMQ_POLLIN | zmq_sys::ZMQ_POLLOUT) as _;
        // SAFETY: signal invariant; the socket is open.
        check(unsafe { zmq_sys::zmq_poller_add(ptr.as_ptr(), socket, ptr::null_mut(), events) })?;
        // SAFETY: signal invariant, and room for a descriptor.
        check(unsafe { zmq_sys::zmq_poller_fd(ptr.as_ptr(), &mut signal.fd) })?;
        Ok(signal)
    }

    /// The descriptor, which is open as long as this lives.
    pub fn fd(&self) -> zmq_sys::zmq_fd_t {
        self.fd
    }

    /// Takes back that the descriptor is readable, and says whether it was. Taking in the commands of the socket does not take
    /// it back; so signals pile up as long as nobody waits, and all of them go at once.
    pub fn clear(&self) -> bool {
        // The store is for who has taken some: nearly always nobody has.
        let taken = self.taken.load(Relaxed) && self.taken.swap(false, Relaxed);
        self.take_all() || taken
    }

    /// A call was made on the socket by somebody who does not wait. Now and then takes the signals back, and remembers that: where
    /// each is a byte in a buffer of the system, libzmq aborts over a full one, or tries for ever.
    pub fn settle(&self) {
        if self.calls.fetch_add(1, Relaxed) % PILE == PILE - 1 && self.take_all() {
            self.taken.store(true, Relaxed);
        }
    }

    fn take_all(&self) -> bool {
        let mut bytes = [0_u8; 64];
        let mut any = false;
        loop {
            match self.read(&mut bytes) {
                // An eventfd gives all of its count in eight bytes, a socket a byte for each signal.
                Ok(read) => {
                    any |= read > 0;
                    if read < bytes.len() {
                        return any;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return any,
            }
        }
    }

    #[cfg(unix)]
    fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
        // SAFETY: signal invariant, and room for so many bytes. libzmq made it non-blocking, and nobody else reads it.
        let read = unsafe { libc::read(self.fd, bytes.as_mut_ptr().cast(), bytes.len()) };
        usize::try_from(read).map_err(|_| io::Error::last_os_error())
    }

    /// Through a stream of the standard library that never closes the system socket.
    #[cfg(windows)]
    fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
        use std::{io::Read, mem::ManuallyDrop, net::TcpStream, os::windows::io::FromRawSocket};
        // SAFETY: signal invariant; it is not dropped, so that libzmq stays the owner. libzmq made it non-blocking, and nobody
        // else reads it.
        let stream = ManuallyDrop::new(unsafe { TcpStream::from_raw_socket(self.fd as _) });
        Read::read(&mut &*stream, bytes)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// A program that never waits leaves few signals, and who waits at last is told.
    #[test]
    fn signals_do_not_pile_up() {
        let ctx = crate::Context::new().unwrap();
        let (server, client) = (ctx.socket(crate::SERVER).unwrap(), ctx.socket(crate::CLIENT).unwrap());
        server.bind("inproc://piles").unwrap();
        client.connect("inproc://piles").unwrap();
        // SAFETY: the socket is dropped after it.
        let signal = unsafe { Signal::new(server.raw().polled_ptr()) }.unwrap();
        let count = || {
            let mut bytes = [0; 8];
            signal.read(&mut bytes).map_or(0, |_| u64::from_ne_bytes(bytes))
        };
        for _ in 0..10 * u64::from(PILE) {
            client.send("x").unwrap();
            server.recv().unwrap();
            assert_eq!(server.try_recv().unwrap(), None); // it sleeps, so that the next message is a signal
            signal.settle();
        }
        let left = count();
        assert!(left <= u64::from(PILE), "{left}");
        assert!(signal.clear(), "nobody was told");
        assert!(!signal.clear());
        drop(signal);
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            return; // a forked child's copy
        }
        let mut ptr = self.ptr.as_ptr();
        // SAFETY: signal invariant, and this is the one end.
        unsafe { zmq_sys::zmq_poller_destroy(&mut ptr) };
    }
}
