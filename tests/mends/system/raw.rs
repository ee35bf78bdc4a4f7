//! Calls of the system and of the C library that std does not make. Invariant: ROOM, a buffer is as long as said.
#![allow(unsafe_code, dead_code)] // each set of features uses a part

use std::{
    ffi::c_int,
    io,
    os::fd::{AsRawFd, FromRawFd, OwnedFd},
};

/// Closes a connection with a reset.
pub fn reset(stream: impl AsRawFd) {
    let linger = libc::linger { l_onoff: 1, l_linger: 0 };
    let (value, size) = ((&raw const linger).cast(), size_of::<libc::linger>() as libc::socklen_t);
    // SAFETY: an open descriptor, ROOM.
    let rc = unsafe { libc::setsockopt(stream.as_raw_fd(), libc::SOL_SOCKET, libc::SO_LINGER, value, size) };
    assert_eq!(rc, 0);
}

/// How many descriptors this process may have: the soft limit alone, so that it can be raised again.
pub fn limit_descriptors(count: u64) {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: room for a pair of numbers.
    let rc = unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) };
    assert_eq!(rc, 0);
    limit.rlim_cur = count.min(limit.rlim_max);
    // SAFETY: a valid pair of numbers.
    let rc = unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) };
    assert_eq!(rc, 0);
}

/// A socket of the system that is not connected yet, so that connecting needs no descriptor.
pub struct Unconnected(OwnedFd);

impl Unconnected {
    pub fn new(family: c_int) -> Unconnected {
        // SAFETY: numbers only.
        let fd = unsafe { libc::socket(family, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) };
        assert!(fd >= 0, "{}", io::Error::last_os_error());
        // SAFETY: a descriptor that was just made.
        Unconnected(unsafe { OwnedFd::from_raw_fd(fd) })
    }

    pub fn connect_tcp(&self, port: u16) {
        let address = libc::sockaddr_in {
            sin_family: libc::AF_INET as libc::sa_family_t,
            sin_port: port.to_be(),
            sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes([127, 0, 0, 1]) },
            sin_zero: [0; 8],
        };
        let size = size_of::<libc::sockaddr_in>() as libc::socklen_t;
        // SAFETY: an open descriptor, ROOM.
        let rc = unsafe { libc::connect(self.0.as_raw_fd(), (&raw const address).cast(), size) };
        assert_eq!(rc, 0, "{}", io::Error::last_os_error());
    }

    pub fn connect_ipc(&self, path: &str) {
        let mut address =
            libc::sockaddr_un { sun_family: libc::AF_UNIX as libc::sa_family_t, sun_path: [0; 108] };
        for (place, byte) in address.sun_path.iter_mut().zip(path.bytes()) {
            *place = byte as libc::c_char;
        }
        let size = size_of::<libc::sockaddr_un>() as libc::socklen_t;
        // SAFETY: an open descriptor, ROOM.
        let rc = unsafe { libc::connect(self.0.as_raw_fd(), (&raw const address).cast(), size) };
        assert_eq!(rc, 0, "{}", io::Error::last_os_error());
    }
}

/// Has the connections of a listener take little that was not read.
pub fn limit_receive_buffer(listener: &impl AsRawFd) {
    let size: c_int = 4096;
    let value = (&raw const size).cast();
    // SAFETY: an open descriptor, ROOM.
    let rc = unsafe { libc::setsockopt(listener.as_raw_fd(), libc::SOL_SOCKET, libc::SO_RCVBUF, value, 4) };
    assert_eq!(rc, 0);
}

/// How many bytes `malloc` has given out.
#[cfg(target_env = "gnu")]
pub fn allocated() -> usize {
    // SAFETY: takes nothing.
    let all = unsafe { libc::mallinfo2() };
    all.uordblks + all.hblkhd
}

/// How many page faults this thread had.
pub fn faults() -> i64 {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: ROOM.
    let rc = unsafe { libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) };
    assert_eq!(rc, 0);
    // SAFETY: all zero is a value of it, and the call has filled it.
    unsafe { usage.assume_init() }.ru_minflt
}
