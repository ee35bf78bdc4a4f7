//! The only file of this room with unsafe in it: one owned C poller.
//!
//! **Poller invariant**: `ptr` came from `zmq_poller_new` and is destroyed once, by `Drop`. The sockets and
//! descriptors in it are borrowed for `'a`, which is longer than it lives, so they are open when C touches them,
//! also in `Drop`. The raw pointers keep it on the thread that borrowed them.
#![allow(unsafe_code)]

use crate::{Error, Result, error::check, poll::PollEvents, process::Birth, socket::raw::RawSocket};
use std::{
    ffi::{c_long, c_void},
    marker::PhantomData,
    ptr::{NonNull, without_provenance_mut},
};

/// A descriptor as C has it.
pub(super) type Fd = zmq_sys::zmq_fd_t;

/// A descriptor that is borrowed: on Windows that of a system socket.
#[cfg(unix)]
pub(super) type Borrowed<'a> = std::os::fd::BorrowedFd<'a>;
#[cfg(windows)]
pub(super) type Borrowed<'a> = std::os::windows::io::BorrowedSocket<'a>;

/// C's number of a borrowed descriptor.
pub(super) fn number(fd: Borrowed<'_>) -> Fd {
    #[cfg(unix)]
    return std::os::fd::AsRawFd::as_raw_fd(&fd);
    #[cfg(windows)]
    return std::os::windows::io::AsRawSocket::as_raw_socket(&fd) as Fd;
}

/// A `void *poller`; what it knows of a registration is a number.
pub(super) struct RawPoller<'a> {
    ptr: NonNull<c_void>,
    /// The locks of sockets do not survive a fork.
    birth: Birth,
    borrows: PhantomData<&'a ()>,
}

/// What C found ready.
#[repr(transparent)]
pub(super) struct RawEvent(zmq_sys::zmq_poller_event_t);

impl RawEvent {
    pub fn empty() -> RawEvent {
        RawEvent(zmq_sys::zmq_poller_event_t {
            socket: std::ptr::null_mut(),
            fd: Fd::default(),
            user_data: std::ptr::null_mut(),
            events: 0,
        })
    }

    /// The number of the registration.
    pub fn number(&self) -> usize {
        self.0.user_data.addr()
    }

    pub fn events(&self) -> PollEvents {
        PollEvents::from_bits(self.0.events)
    }
}

impl<'a> RawPoller<'a> {
    pub fn new() -> Result<RawPoller<'a>> {
        // SAFETY: takes nothing.
        let ptr = unsafe { zmq_sys::zmq_poller_new() };
        let ptr = NonNull::new(ptr).ok_or_else(Error::last)?;
        Ok(RawPoller { ptr, birth: Birth::now(), borrows: PhantomData })
    }

    pub fn size(&self) -> usize {
        // SAFETY: poller invariant.
        let size = unsafe { zmq_sys::zmq_poller_size(self.ptr.as_ptr()) };
        usize::try_from(size).unwrap_or(0)
    }

    pub fn add(&mut self, socket: &'a RawSocket, number: usize, events: PollEvents) -> Result<()> {
        socket.here()?;
        let (ptr, data) = (socket.polled_ptr(), without_provenance_mut(number));
        // SAFETY: poller invariant; an open socket, borrowed for `'a`. C keeps the number and does not look at it.
        check(unsafe { zmq_sys::zmq_poller_add(self.ptr.as_ptr(), ptr, data, events.bits()) }).map(drop)
    }

    pub fn modify(&mut self, socket: &RawSocket, events: PollEvents) -> Result<()> {
        socket.here()?;
        // SAFETY: poller invariant; an open socket.
        check(unsafe { zmq_sys::zmq_poller_modify(self.ptr.as_ptr(), socket.as_ptr(), events.bits()) })
            .map(drop)
    }

    pub fn remove(&mut self, socket: &RawSocket) -> Result<()> {
        socket.here()?;
        // SAFETY: poller invariant; an open socket.
        check(unsafe { zmq_sys::zmq_poller_remove(self.ptr.as_ptr(), socket.as_ptr()) }).map(drop)
    }

    /// Adds a descriptor, which the caller borrows for `'a`; C checks it only when it waits.
    pub fn add_fd(&mut self, fd: Fd, number: usize, events: PollEvents) -> Result<()> {
        let (data, events) = (without_provenance_mut(number), polled(events).bits());
        // SAFETY: poller invariant. C keeps the number and does not look at it.
        check(unsafe { zmq_sys::zmq_poller_add_fd(self.ptr.as_ptr(), fd, data, events) }).map(drop)
    }

    pub fn modify_fd(&mut self, fd: Fd, events: PollEvents) -> Result<()> {
        let events = polled(events).bits();
        // SAFETY: poller invariant.
        check(unsafe { zmq_sys::zmq_poller_modify_fd(self.ptr.as_ptr(), fd, events) }).map(drop)
    }

    pub fn remove_fd(&mut self, fd: Fd) -> Result<()> {
        // SAFETY: poller invariant.
        check(unsafe { zmq_sys::zmq_poller_remove_fd(self.ptr.as_ptr(), fd) }).map(drop)
    }

    /// The descriptor that can be read when a thread-safe socket has something to say.
    pub fn fd(&self) -> Result<Fd> {
        let mut fd = Fd::default();
        // SAFETY: poller invariant, and room for a descriptor.
        check(unsafe { zmq_sys::zmq_poller_fd(self.ptr.as_ptr(), &mut fd) })?;
        Ok(fd)
    }

    /// Waits for `timeout` milliseconds, -1 for ever, for the first that is ready.
    pub fn wait(&mut self, event: &mut RawEvent, timeout: c_long) -> Result<()> {
        self.birth.check("DraftPoller")?;
        // SAFETY: poller invariant, and room for one event.
        check(unsafe { zmq_sys::zmq_poller_wait(self.ptr.as_ptr(), &mut event.0, timeout) }).map(drop)
    }

    /// Waits for `timeout` milliseconds, -1 for ever, and says how many `events` were filled.
    pub fn wait_all(&mut self, events: &mut [RawEvent], timeout: c_long) -> Result<usize> {
        self.birth.check("DraftPoller")?;
        let count = i32::try_from(events.len()).unwrap_or(i32::MAX);
        let (ptr, events) = (self.ptr.as_ptr(), events.as_mut_ptr().cast());
        // SAFETY: poller invariant, and room for at least `count` events, which are C's structs and no more.
        let found = check(unsafe { zmq_sys::zmq_poller_wait_all(ptr, events, count, timeout) })?;
        Ok(usize::try_from(found).unwrap_or(0))
    }
}

impl Drop for RawPoller<'_> {
    fn drop(&mut self) {
        if self.birth.forked() {
            return; // a forked child's copy
        }
        let mut ptr = self.ptr.as_ptr();
        // SAFETY: poller invariant, and this is the one end.
        unsafe { zmq_sys::zmq_poller_destroy(&mut ptr) };
    }
}

/// The events of a descriptor that C may be told. With one that `select` does not know and no other, C would ask that for nothing,
/// and abort.
fn polled(events: PollEvents) -> PollEvents {
    #[cfg(windows)]
    return events.of_select();
    #[cfg(not(windows))]
    events
}

/// A descriptor that is borrowed from the poller which owns it.
pub(super) fn borrow_fd<'p>(_poller: &'p RawPoller<'_>, fd: Fd) -> Borrowed<'p> {
    // SAFETY: `fd` is `zmq_poller_fd`'s, so it is not -1 and stays open as long as the poller lives.
    unsafe { Borrowed::borrow_raw(fd as _) }
}
