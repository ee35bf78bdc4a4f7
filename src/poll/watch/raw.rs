//! The only file of this room with unsafe in it: one descriptor of the system's `epoll`.
//!
//! **Set invariant**: `fd` came from `epoll_create1`, and nobody else has it. Whose descriptor is in the set keeps it open until it
//! is taken out, or the set ends. A forked child shares the set with its parent, and must not change it.
#![allow(unsafe_code)]

use crate::{Error, Result, error::check, poll::PollEvents};
use libc::{
    EPOLL_CLOEXEC, EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD, EPOLLET, EPOLLIN, EPOLLOUT, EPOLLPRI,
};
use std::{
    ffi::c_int,
    os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd, RawFd},
};

/// The descriptors that are waited for, each with a number.
#[derive(Debug)]
pub struct Set {
    fd: OwnedFd,
}

/// A report.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Report(libc::epoll_event);

impl Report {
    pub const NONE: Report = Report(libc::epoll_event { events: 0, u64: 0 });

    /// The number of the descriptor.
    pub fn number(&self) -> u64 {
        self.0.u64
    }

    /// What a plain descriptor has, as `zmq_poll` tells it.
    pub fn events(&self) -> PollEvents {
        let events = self.0.events as c_int;
        let each = [(EPOLLIN, crate::POLLIN), (EPOLLOUT, crate::POLLOUT), (EPOLLPRI, crate::POLLPRI)];
        let known = each.into_iter().filter(|(bit, _)| events & bit != 0);
        let set = known.fold(PollEvents::NONE, |set, (_, event)| set | event);
        let errors = events & !(EPOLLIN | EPOLLOUT | EPOLLPRI);
        if errors == 0 { set } else { set | crate::POLLERR }
    }
}

/// What to look for at a plain descriptor, for as long as it lasts.
fn level(events: PollEvents) -> c_int {
    let each = [(EPOLLIN, crate::POLLIN), (EPOLLOUT, crate::POLLOUT), (EPOLLPRI, crate::POLLPRI)];
    each.into_iter().filter(|(_, event)| events.contains(*event)).fold(0, |set, (bit, _)| set | bit)
}

impl Set {
    /// # Errors
    /// Of the system, for want of a descriptor or of memory.
    pub fn new() -> Result<Set> {
        // SAFETY: takes nothing.
        let fd = check(unsafe { libc::epoll_create1(EPOLL_CLOEXEC) })?;
        // SAFETY: it is open, and nobody else has it.
        Ok(Set { fd: unsafe { OwnedFd::from_raw_fd(fd) } })
    }

    /// Adds a descriptor of the kind of `ZMQ_FD`, of which everything that is written to it and everything that is read from it
    /// is reported once, also where both came before anybody looked. An eventfd can always be written, and so the set never
    /// finds that there is nothing left to report.
    pub fn add_signal(&self, fd: RawFd, number: u64) -> Result<()> {
        self.control(EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLOUT | EPOLLET, number)
    }

    /// Adds a plain descriptor.
    pub fn add(&self, fd: RawFd, number: u64, events: PollEvents) -> Result<()> {
        self.control(EPOLL_CTL_ADD, fd, level(events), number)
    }

    pub fn modify(&self, fd: RawFd, number: u64, events: PollEvents) -> Result<()> {
        self.control(EPOLL_CTL_MOD, fd, level(events), number)
    }

    pub fn remove(&self, fd: RawFd) -> Result<()> {
        self.control(EPOLL_CTL_DEL, fd, 0, 0)
    }

    fn control(&self, operation: c_int, fd: RawFd, events: c_int, number: u64) -> Result<()> {
        let mut event = libc::epoll_event { events: events as u32, u64: number };
        // SAFETY: set invariant; a valid event, which the system copies.
        check(unsafe { libc::epoll_ctl(self.fd.as_raw_fd(), operation, fd, &mut event) }).map(drop)
    }

    /// Waits for `timeout` milliseconds, -1 for ever, and says how many `reports` there are.
    pub fn wait(&self, reports: &mut [Report], timeout: c_int) -> Result<usize> {
        let count = c_int::try_from(reports.len()).unwrap_or(c_int::MAX);
        let place = reports.as_mut_ptr().cast::<libc::epoll_event>();
        // SAFETY: set invariant; room for at least `count` events, which are the system's structs and no more.
        let count = check(unsafe { libc::epoll_wait(self.fd.as_raw_fd(), place, count, timeout) })?;
        Ok(usize::try_from(count).unwrap_or(0))
    }
}

/// Whether a descriptor can be one of an eventfd: a pair of sockets, which libzmq takes where there is none, is not.
pub fn may_be_eventfd(fd: RawFd) -> bool {
    let mut status = std::mem::MaybeUninit::<libc::stat>::zeroed();
    // SAFETY: a valid place to write to.
    if unsafe { libc::fstat(fd, status.as_mut_ptr()) } == -1 {
        return false;
    }
    // SAFETY: it was written, and zeros are valid, too.
    let mode = unsafe { status.assume_init() }.st_mode;
    ![libc::S_IFSOCK, libc::S_IFIFO].contains(&(mode & libc::S_IFMT))
}

/// An eventfd, to find out what the system reports of one.
pub struct Sample(OwnedFd);

impl Sample {
    pub fn new() -> Result<Sample> {
        // SAFETY: takes nothing but numbers.
        let fd = check(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })?;
        // SAFETY: it is open, and nobody else has it.
        Ok(Sample(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    pub fn fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }

    /// Makes it readable.
    pub fn write(&self) -> Result<()> {
        let one = 1_u64.to_ne_bytes();
        // SAFETY: eight bytes of an own array.
        let written = unsafe { libc::write(self.fd(), one.as_ptr().cast(), one.len()) };
        if written == 8 { Ok(()) } else { Err(Error::last()) }
    }

    /// Takes that back.
    pub fn read(&self) -> Result<()> {
        let mut count = [0; 8];
        // SAFETY: room for eight bytes.
        let read = unsafe { libc::read(self.fd(), count.as_mut_ptr().cast(), count.len()) };
        if read == 8 { Ok(()) } else { Err(Error::last()) }
    }
}
