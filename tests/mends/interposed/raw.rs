//! Functions that stand before those of the C library, in this program and so in the libzmq within, to count what it asks of the
//! system and to answer as no network of a test would; with `raw.rs` beside this folder the only files with unsafe in them.
#![allow(unsafe_code)]

use std::{
    ffi::{c_int, c_void},
    sync::atomic::{AtomicI32, AtomicUsize, Ordering},
};

/// How often the poller was told what to wait for. A static musl has all calls of epoll in one object: none of them can be another's.
#[cfg(not(target_env = "musl"))]
pub static CHANGES: AtomicUsize = AtomicUsize::new(0);

/// Stands before the C library's function, and counts.
///
/// # Safety
/// As the system call.
#[cfg(not(target_env = "musl"))]
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

/// How often a connection was asked for.
pub static ACCEPTS: AtomicUsize = AtomicUsize::new(0);

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
    ACCEPTS.fetch_add(1, Ordering::SeqCst);
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

/// The most that was asked for at a time.
pub static LONGEST_READ: AtomicUsize = AtomicUsize::new(0);

/// Stands before the C library's function, and looks.
///
/// # Safety
/// As the system call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn recv(fd: c_int, data: *mut c_void, size: usize, flags: c_int) -> isize {
    LONGEST_READ.fetch_max(size, Ordering::SeqCst);
    let (address, length) = (std::ptr::null::<c_void>(), std::ptr::null::<c_void>());
    // SAFETY: the caller's arguments.
    (unsafe { libc::syscall(libc::SYS_recvfrom, fd, data, size, flags, address, length) }) as isize
}

/// How often somebody looked for what is there, without waiting.
pub static LOOKS: AtomicUsize = AtomicUsize::new(0);

/// Stands before the C library's function, and counts.
///
/// # Safety
/// As the system call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poll(fds: *mut libc::pollfd, count: libc::nfds_t, timeout: c_int) -> c_int {
    LOOKS.fetch_add(usize::from(timeout == 0), Ordering::SeqCst);
    let left = std::time::Duration::from_millis(timeout.max(0) as u64);
    // SAFETY: numbers, of which all zero is a time.
    let mut time = unsafe { std::mem::zeroed::<libc::timespec>() };
    time.tv_sec = left.as_secs() as _;
    time.tv_nsec = left.subsec_nanos() as _;
    let time = if timeout < 0 { std::ptr::null() } else { &raw const time };
    let mask = std::ptr::null::<c_void>();
    // SAFETY: the caller's arguments, and a time that is there until it returns.
    (unsafe { libc::syscall(libc::SYS_ppoll, fds, count, time, mask, 8usize) }) as c_int
}

/// The sizes of send buffers that were asked for: how often, and the last.
pub static SEND_BUFFERS: (AtomicUsize, AtomicI32) = (AtomicUsize::new(0), AtomicI32::new(0));

/// Stands before the C library's function, and looks.
///
/// # Safety
/// As the system call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn setsockopt(
    fd: c_int,
    level: c_int,
    option: c_int,
    value: *const c_void,
    size: libc::socklen_t,
) -> c_int {
    if (level, option) == (libc::SOL_SOCKET, libc::SO_SNDBUF) {
        SEND_BUFFERS.0.fetch_add(1, Ordering::SeqCst);
        // SAFETY: the option is an int.
        SEND_BUFFERS.1.store(unsafe { value.cast::<c_int>().read() }, Ordering::SeqCst);
    }
    // SAFETY: the caller's arguments.
    (unsafe { libc::syscall(libc::SYS_setsockopt, fd, level, option, value, size) }) as c_int
}

/// How many threads the system still starts, unless it is negative: then all.
pub static THREADS_LEFT: AtomicI32 = AtomicI32::new(-1);

type Body = extern "C" fn(*mut c_void) -> *mut c_void;
type CreateThread =
    unsafe extern "C" fn(*mut libc::pthread_t, *const libc::pthread_attr_t, Body, *mut c_void) -> c_int;

// A static program has one function of a name, and no next one; this is musl's other name for it.
#[cfg(target_env = "musl")]
unsafe extern "C" {
    fn __pthread_create(
        thread: *mut libc::pthread_t,
        attributes: *const libc::pthread_attr_t,
        body: Body,
        argument: *mut c_void,
    ) -> c_int;
}

/// The C library's function.
#[cfg(target_env = "musl")]
fn pthread_create_of_c() -> CreateThread {
    __pthread_create
}

/// The C library's function.
#[cfg(not(target_env = "musl"))]
fn pthread_create_of_c() -> CreateThread {
    // SAFETY: a name with its end.
    let next = unsafe { libc::dlsym(libc::RTLD_NEXT, c"pthread_create".as_ptr()) };
    // SAFETY: that function is there, and this is its type.
    unsafe { std::mem::transmute::<*mut c_void, CreateThread>(next) }
}

/// Stands before the C library's function.
///
/// # Safety
/// As that.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pthread_create(
    thread: *mut libc::pthread_t,
    attributes: *const libc::pthread_attr_t,
    body: Body,
    argument: *mut c_void,
) -> c_int {
    let one_less = |left: i32| (left > 0).then(|| left - 1);
    let counted = THREADS_LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less);
    if counted == Err(0) {
        return libc::EAGAIN;
    }
    let create = pthread_create_of_c();
    // SAFETY: the caller's arguments.
    unsafe { create(thread, attributes, body, argument) }
}

/// Whether nothing can be encrypted, as when a context of GSSAPI has expired.
#[cfg(feature = "gssapi")]
pub static WRAPS_FAIL: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

#[cfg(feature = "gssapi")]
type Wrap =
    unsafe extern "C" fn(*mut u32, *mut c_void, c_int, u32, *mut c_void, *mut c_int, *mut c_void) -> u32;

/// Stands before the function of Kerberos.
///
/// # Safety
/// As that.
#[cfg(feature = "gssapi")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gss_wrap(
    minor: *mut u32,
    context: *mut c_void,
    confidential: c_int,
    quality: u32,
    input: *mut c_void,
    state: *mut c_int,
    output: *mut c_void,
) -> u32 {
    if WRAPS_FAIL.load(Ordering::SeqCst) {
        return 12 << 16; // GSS_S_CONTEXT_EXPIRED
    }
    // SAFETY: a name with its end.
    let next = unsafe { libc::dlsym(libc::RTLD_NEXT, c"gss_wrap".as_ptr()) };
    // SAFETY: that function is there, and this is its type.
    let wrap = unsafe { std::mem::transmute::<*mut c_void, Wrap>(next) };
    // SAFETY: the caller's arguments.
    unsafe { wrap(minor, context, confidential, quality, input, state, output) }
}

/// How often from now on credentials are not to be had, as when no key distribution centre answers.
#[cfg(feature = "gssapi")]
pub static CREDENTIALS_MISSING: AtomicUsize = AtomicUsize::new(0);

#[cfg(feature = "gssapi")]
type Acquire = unsafe extern "C" fn(
    *mut u32,
    *mut c_void,
    u32,
    *mut c_void,
    c_int,
    *mut *mut c_void,
    *mut *mut c_void,
    *mut u32,
) -> u32;

/// Stands before the function of Kerberos.
///
/// # Safety
/// As that.
#[cfg(feature = "gssapi")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gss_acquire_cred(
    minor: *mut u32,
    name: *mut c_void,
    seconds: u32,
    mechanisms: *mut c_void,
    usage: c_int,
    credentials: *mut *mut c_void,
    actual_mechanisms: *mut *mut c_void,
    actual_seconds: *mut u32,
) -> u32 {
    let missing =
        CREDENTIALS_MISSING.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |times| times.checked_sub(1));
    if missing.is_ok() {
        return 7 << 16; // GSS_S_NO_CRED
    }
    // SAFETY: a name with its end.
    let next = unsafe { libc::dlsym(libc::RTLD_NEXT, c"gss_acquire_cred".as_ptr()) };
    // SAFETY: that function is there, and this is its type.
    let acquire = unsafe { std::mem::transmute::<*mut c_void, Acquire>(next) };
    // SAFETY: the caller's arguments.
    unsafe {
        acquire(minor, name, seconds, mechanisms, usage, credentials, actual_mechanisms, actual_seconds)
    }
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
