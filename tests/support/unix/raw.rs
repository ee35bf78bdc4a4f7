//! System calls of Unix for the tests.
#![allow(unsafe_code)]
// What is one type here is another on a system of 32 bits.
#![allow(clippy::useless_conversion)]

use std::{
    io,
    sync::atomic::{AtomicUsize, Ordering},
};

/// How often the handler of SIGUSR1 ran.
static SIGNALS: AtomicUsize = AtomicUsize::new(0);

/// Ends this process with SIGALRM after `seconds`.
pub fn alarm(seconds: u32) {
    // SAFETY: takes a number and cannot fail.
    unsafe { libc::alarm(seconds) };
}

/// Counts SIGUSR1 from now on, in a handler that does not restart system calls.
pub fn count_signals() {
    extern "C" fn count(_signal: libc::c_int) {
        SIGNALS.fetch_add(1, Ordering::SeqCst);
    }
    // SAFETY: numbers, pointers and a set of bits, for all of which zeros are a value.
    let mut action = unsafe { std::mem::zeroed::<libc::sigaction>() };
    action.sa_sigaction = count as extern "C" fn(libc::c_int) as usize;
    // SAFETY: a valid action whose handler only adds to an atomic.
    let rc = unsafe { libc::sigaction(libc::SIGUSR1, &action, std::ptr::null_mut()) };
    assert_eq!(rc, 0);
}

/// How many were counted.
pub fn signals() -> usize {
    SIGNALS.load(Ordering::SeqCst)
}

/// What [`limit`] limits; each C library has a type of its own.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub type Resource = libc::__rlimit_resource_t;
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub type Resource = libc::c_int;

/// A soft and a hard limit, the largest that there is for what is larger.
fn pair(soft: u64, hard: u64) -> libc::rlimit {
    // SAFETY: numbers, for which zeros are a value.
    let mut limit = unsafe { std::mem::zeroed::<libc::rlimit>() };
    limit.rlim_cur = soft.try_into().unwrap_or(libc::RLIM_INFINITY);
    limit.rlim_max = hard.try_into().unwrap_or(libc::RLIM_INFINITY);
    limit
}

/// Sets the soft and the hard limit of a resource.
pub fn limit(resource: Resource, value: u64) {
    let limit = pair(value, value);
    // SAFETY: a valid pair of numbers.
    let rc = unsafe { libc::setrlimit(resource, &limit) };
    assert_eq!(rc, 0, "setrlimit: {}", io::Error::last_os_error());
}

/// As [`limit`]; says whether the system allows it.
pub fn may_limit(resource: Resource, value: u64) -> bool {
    let limit = pair(value, value);
    // SAFETY: a valid pair of numbers.
    unsafe { libc::setrlimit(resource, &limit) == 0 }
}

/// The real user and group of this process.
pub fn user_and_group() -> (u32, u32) {
    // SAFETY: takes nothing and cannot fail.
    let user = unsafe { libc::getuid() };
    // SAFETY: takes nothing and cannot fail.
    (user, unsafe { libc::getgid() })
}

/// Whether a descriptor closes when another program is executed.
pub fn is_close_on_exec(fd: i32) -> Option<bool> {
    // SAFETY: numbers only; a closed descriptor is an error of the call.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };
    (flags >= 0).then_some(flags & libc::FD_CLOEXEC != 0)
}

/// An int option of a system socket.
pub fn int_option(fd: i32, level: i32, option: i32) -> Option<i32> {
    let mut value = 0i32;
    let mut size = size_of::<i32>() as libc::socklen_t;
    // SAFETY: room for an int, and its size.
    let rc = unsafe { libc::getsockopt(fd, level, option, (&raw mut value).cast(), &mut size) };
    (rc == 0).then_some(value)
}

/// Whether the system lets this process set an int option of a system socket.
pub fn may_set(fd: i32, level: i32, option: i32, value: i32) -> bool {
    let size = size_of::<i32>() as libc::socklen_t;
    // SAFETY: an int, and its size.
    unsafe { libc::setsockopt(fd, level, option, (&raw const value).cast(), size) == 0 }
}

/// Runs `body` in a forked child of this process, where only the calling thread lives on, and gives its exit code.
/// The child ends without any clean-up after `body`; a child that hangs is ended by SIGALRM.
pub fn in_fork(body: impl FnOnce() -> i32) -> Option<i32> {
    // SAFETY: the child goes on with this thread alone; `body` is chosen for what works there.
    let child = unsafe { libc::fork() };
    assert!(child >= 0, "fork: {}", io::Error::last_os_error());
    if child == 0 {
        alarm(10);
        let code = body();
        // SAFETY: ends the process and does not return.
        unsafe { libc::_exit(code) };
    }
    let mut status = 0;
    // SAFETY: our own child, and room for its status.
    let rc = unsafe { libc::waitpid(child, &mut status, 0) };
    assert_eq!(rc, child);
    libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status))
}

/// The wall clock in seconds, asked the old way.
pub fn gettimeofday() -> i64 {
    // SAFETY: numbers, for which zeros are a value.
    let mut now = unsafe { std::mem::zeroed::<libc::timeval>() };
    // SAFETY: room for a time; no time zone is asked for.
    unsafe { libc::gettimeofday(&mut now, std::ptr::null_mut()) };
    now.tv_sec.into()
}

/// A port of this machine that is taken, and where nobody listens.
pub struct Held {
    fd: i32,
    pub port: u16,
}

impl Held {
    pub fn new() -> Held {
        // SAFETY: numbers only.
        let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) };
        assert!(fd >= 0, "socket: {}", io::Error::last_os_error());
        // SAFETY: numbers only.
        unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) };
        // SAFETY: numbers, for which zeros are a value.
        let mut address = unsafe { std::mem::zeroed::<libc::sockaddr_in>() };
        address.sin_family = libc::AF_INET as libc::sa_family_t;
        address.sin_addr.s_addr = u32::from_ne_bytes([127, 0, 0, 1]);
        let mut size = size_of::<libc::sockaddr_in>() as libc::socklen_t;
        // SAFETY: an address, and its size.
        let rc = unsafe { libc::bind(fd, (&raw const address).cast(), size) };
        assert_eq!(rc, 0, "bind: {}", io::Error::last_os_error());
        // SAFETY: room for an address, and its size.
        let rc = unsafe { libc::getsockname(fd, (&raw mut address).cast(), &mut size) };
        assert_eq!(rc, 0, "getsockname: {}", io::Error::last_os_error());
        Held { fd, port: u16::from_be(address.sin_port) }
    }

    /// Listens there from now on.
    pub fn listen(self) -> std::net::TcpListener {
        self.listen_for(16)
    }

    fn listen_for(self, backlog: i32) -> std::net::TcpListener {
        // SAFETY: numbers only.
        let rc = unsafe { libc::listen(self.fd, backlog) };
        assert_eq!(rc, 0, "listen: {}", io::Error::last_os_error());
        let fd = self.fd;
        std::mem::forget(self);
        // SAFETY: our own descriptor, which nobody else closes from here on.
        unsafe { std::os::fd::FromRawFd::from_raw_fd(fd) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: our own descriptor, closed once.
        unsafe { libc::close(self.fd) };
    }
}

/// An endpoint whose listener has all the connections it has room for, so that the next attempt waits.
pub fn full_listener() -> (Vec<std::net::TcpStream>, String) {
    let held = Held::new();
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], held.port));
    let listener = held.listen_for(0);
    let wait = std::time::Duration::from_millis(200);
    let full =
        std::iter::from_fn(|| std::net::TcpStream::connect_timeout(&address, wait).ok()).take(64).collect();
    std::mem::forget(listener); // it stays until the process ends, and accepts nobody
    (full, format!("tcp://{address}"))
}

/// Blocks a signal for this thread.
pub fn block(signal: i32) {
    // SAFETY: a set of bits, for which zeros are the empty set.
    let mut set = unsafe { std::mem::zeroed::<libc::sigset_t>() };
    // SAFETY: a valid set.
    let rc = unsafe { libc::sigaddset(&mut set, signal) };
    assert_eq!(rc, 0);
    // SAFETY: a valid set; nothing is read back.
    let rc = unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &set, std::ptr::null_mut()) };
    assert_eq!(rc, 0);
}

/// Lets this process have so many descriptors; says whether the system allows it.
pub fn raise_descriptors(count: u64) -> bool {
    let mut limit = pair(0, 0);
    // SAFETY: room for a pair of numbers.
    let rc = unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) };
    let count = pair(count, 0).rlim_cur;
    limit.rlim_cur = limit.rlim_cur.max(count);
    // SAFETY: a valid pair of numbers.
    rc == 0 && limit.rlim_max >= count && unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) } == 0
}

/// The processor time this process has used.
pub fn cpu_time() -> std::time::Duration {
    // SAFETY: numbers, for which zeros are a value.
    let mut time = unsafe { std::mem::zeroed::<libc::timespec>() };
    // SAFETY: a valid place to write the time to.
    let rc = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(rc, 0);
    std::time::Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
