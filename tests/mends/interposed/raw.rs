//! Functions that stand before those of the C library, in this program and so in the libzmq within, to count what it asks of the
//! system and to answer as no network of a test would; with `raw.rs` beside this folder the only files with unsafe in them.
#![allow(unsafe_code)]

use std::{
    ffi::{c_int, c_void},
    sync::atomic::{AtomicI32, AtomicUsize, Ordering},
};

/// How often the poller was told what to wait for.
pub static CHANGES: AtomicUsize = AtomicUsize::new(0);

/// Stands before the C library's function, and counts.
///
/// # Safety
/// As the system call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn epoll_ctl(
    epfd: c_int,
    op: c_int,
    fd: c_int,
    event: *mut libc::epoll_event,
) -> c_int {
    CHANGES.fetch_add(1, Ordering::SeqCst);
    // SAFETY: the caller's arguments.
    (unsafe { libc::syscall(libc::SYS_epoll_ctl, epfd, op, fd, event) }) as c_int
}

/// What `SO_ERROR` says while this is not 0, as if the network had.
pub static CONNECTION_ERROR: AtomicI32 = AtomicI32::new(0);

/// Stands before the C library's function.
///
/// # Safety
/// As the system call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn getsockopt(
    fd: c_int,
    level: c_int,
    option: c_int,
    value: *mut c_void,
    size: *mut libc::socklen_t,
) -> c_int {
    // SAFETY: the caller's arguments.
    let rc = unsafe { libc::syscall(libc::SYS_getsockopt, fd, level, option, value, size) } as c_int;
    let error = CONNECTION_ERROR.load(Ordering::SeqCst);
    if rc == 0 && error != 0 && (level, option) == (libc::SOL_SOCKET, libc::SO_ERROR) {
        // SAFETY: the caller gave room for an int, as the option is one.
        unsafe { value.cast::<c_int>().write(error) };
    }
    rc
}

/// What `accept4` says while this is not 0.
pub static ACCEPT_ERROR: AtomicI32 = AtomicI32::new(0);

/// Stands before the C library's function.
///
/// # Safety
/// As the system call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn accept4(
    fd: c_int,
    address: *mut libc::sockaddr,
    size: *mut libc::socklen_t,
    flags: c_int,
) -> c_int {
    let error = ACCEPT_ERROR.load(Ordering::SeqCst);
    if error != 0 {
        // SAFETY: takes nothing.
        let place = unsafe { libc::__errno_location() };
        // SAFETY: the place where this thread has its error.
        unsafe { place.write(error) };
        return -1;
    }
    // SAFETY: the caller's arguments.
    (unsafe { libc::syscall(libc::SYS_accept4, fd, address, size, flags) }) as c_int
}

/// The most that was sent at a time.
pub static LONGEST: AtomicUsize = AtomicUsize::new(0);

/// Stands before the C library's function, and looks.
///
/// # Safety
/// As the system call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn send(fd: c_int, data: *const c_void, size: usize, flags: c_int) -> isize {
    LONGEST.fetch_max(size, Ordering::SeqCst);
    let (address, length) = (std::ptr::null::<c_void>(), 0usize);
    // SAFETY: the caller's arguments.
    (unsafe { libc::syscall(libc::SYS_sendto, fd, data, size, flags, address, length) }) as isize
}

/// How many bytes were sent from more than one place at a time.
pub static PIECES_SENT: AtomicUsize = AtomicUsize::new(0);

/// Stands before the C library's function, and counts.
///
/// # Safety
/// As the system call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sendmsg(fd: c_int, message: *const libc::msghdr, flags: c_int) -> isize {
    // SAFETY: the caller's arguments.
    let sent = (unsafe { libc::syscall(libc::SYS_sendmsg, fd, message, flags) }) as isize;
    PIECES_SENT.fetch_add(usize::try_from(sent).unwrap_or(0), Ordering::SeqCst);
    sent
}

/// How many bytes were read to more than one place at a time.
pub static PIECES_READ: AtomicUsize = AtomicUsize::new(0);

/// Stands before the C library's function, and counts.
///
/// # Safety
/// As the system call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn readv(fd: c_int, pieces: *const libc::iovec, count: c_int) -> isize {
    // SAFETY: the caller's arguments.
    let read = (unsafe { libc::syscall(libc::SYS_readv, fd, pieces, count) }) as isize;
    PIECES_READ.fetch_add(usize::try_from(read).unwrap_or(0), Ordering::SeqCst);
    read
}
