//! System calls for the tests; the only file of this room with unsafe in it.
#![allow(unsafe_code)]

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

/// The number of the calling thread.
pub fn gettid() -> i32 {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::gettid() }
}

/// Sends SIGUSR1 to a thread of this process.
pub fn interrupt(tid: i32) {
    let process = std::process::id() as libc::pid_t;
    // SAFETY: numbers only. A thread that has ended is an error of the call.
    unsafe { libc::syscall(libc::SYS_tgkill, process, tid, libc::SIGUSR1) };
}

/// Sets the soft and the hard limit of a resource.
pub fn limit(resource: libc::__rlimit_resource_t, value: u64) {
    let limit = libc::rlimit { rlim_cur: value, rlim_max: value };
    // SAFETY: a valid pair of numbers.
    let rc = unsafe { libc::setrlimit(resource, &limit) };
    assert_eq!(rc, 0, "setrlimit: {}", io::Error::last_os_error());
}

/// As [`limit`]; says whether the system allows it.
pub fn may_limit(resource: libc::__rlimit_resource_t, value: u64) -> bool {
    let limit = libc::rlimit { rlim_cur: value, rlim_max: value };
    // SAFETY: a valid pair of numbers.
    unsafe { libc::setrlimit(resource, &limit) == 0 }
}

/// Becomes nobody, for good, if this is the superuser.
pub fn drop_privileges() {
    // SAFETY: takes nothing and cannot fail.
    if unsafe { libc::geteuid() } != 0 {
        return;
    }
    // SAFETY: numbers only.
    let rc = unsafe { libc::setresuid(65534, 65534, 65534) };
    assert_eq!(rc, 0, "setresuid: {}", io::Error::last_os_error());
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

/// How many segments with data have come in on a TCP connection: `tcpi_data_segs_in` of the kernel.
pub fn segments_in(connection: &std::net::TcpStream) -> u32 {
    use std::os::fd::AsRawFd;
    let mut info = [0u32; 64];
    let mut size = size_of_val(&info) as libc::socklen_t;
    let (fd, place) = (connection.as_raw_fd(), info.as_mut_ptr().cast());
    // SAFETY: an open descriptor, and a place as long as said.
    let rc = unsafe { libc::getsockopt(fd, libc::IPPROTO_TCP, libc::TCP_INFO, place, &mut size) };
    assert!(rc == 0 && size >= 156, "TCP_INFO: {}", io::Error::last_os_error());
    info[38]
}

/// Whether a descriptor is a TCP connection, and not a listener.
pub fn is_tcp_connection(fd: i32) -> bool {
    let mut address = [0u8; 128];
    let mut size = address.len() as libc::socklen_t;
    // SAFETY: room for any address, and its size.
    let rc = unsafe { libc::getpeername(fd, address.as_mut_ptr().cast(), &mut size) };
    rc == 0 && int_option(fd, libc::SOL_SOCKET, libc::SO_PROTOCOL) == Some(libc::IPPROTO_TCP)
}

/// The CPUs this thread may run on.
pub fn cpus() -> Vec<u32> {
    // SAFETY: a set of bits, for which zeros are the empty set.
    let mut set = unsafe { std::mem::zeroed::<libc::cpu_set_t>() };
    // SAFETY: 0 is the calling thread; the set is as long as said.
    let rc = unsafe { libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &mut set) };
    assert_eq!(rc, 0);
    // SAFETY: the numbers are those the set has room for.
    (0..1024).filter(|&cpu| unsafe { libc::CPU_ISSET(cpu, &set) }).map(|cpu| cpu as u32).collect()
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
    let mut now = libc::timeval { tv_sec: 0, tv_usec: 0 };
    // SAFETY: room for a time; no time zone is asked for.
    unsafe { libc::gettimeofday(&mut now, std::ptr::null_mut()) };
    now.tv_sec
}

/// The backlog of a TCP listener.
pub fn backlog(fd: i32) -> u32 {
    // SAFETY: numbers only, for all of which zeros are a value.
    let mut info = unsafe { std::mem::zeroed::<libc::tcp_info>() };
    let mut size = size_of::<libc::tcp_info>() as libc::socklen_t;
    let room = (&raw mut info).cast();
    // SAFETY: room for the struct, and its size.
    let rc = unsafe { libc::getsockopt(fd, libc::IPPROTO_TCP, libc::TCP_INFO, room, &mut size) };
    assert_eq!(rc, 0, "TCP_INFO: {}", io::Error::last_os_error());
    info.tcpi_sacked // of a listener, this is what it means
}

/// The interface a system socket is bound to.
pub fn device(fd: i32) -> String {
    let mut name = [0u8; libc::IFNAMSIZ];
    let mut size = name.len() as libc::socklen_t;
    let room = name.as_mut_ptr().cast();
    // SAFETY: room for a name, and its size.
    let rc = unsafe { libc::getsockopt(fd, libc::SOL_SOCKET, libc::SO_BINDTODEVICE, room, &mut size) };
    assert_eq!(rc, 0, "SO_BINDTODEVICE: {}", io::Error::last_os_error());
    String::from_utf8_lossy(&name[..size as usize]).trim_end_matches('\0').to_owned()
}

/// A port of this machine that is taken, and where nobody listens.
pub struct Held {
    fd: i32,
    pub port: u16,
}

impl Held {
    pub fn new() -> Held {
        // SAFETY: numbers only.
        let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) };
        assert!(fd >= 0, "socket: {}", io::Error::last_os_error());
        let mut address = libc::sockaddr_in {
            sin_family: libc::AF_INET as libc::sa_family_t,
            sin_port: 0,
            sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes([127, 0, 0, 1]) },
            sin_zero: [0; 8],
        };
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

/// Whether libzmq has a lock in this socket.
pub fn is_thread_safe<K: zmq::kind::Kind>(socket: &zmq::Socket<K>) -> bool {
    const ZMQ_THREAD_SAFE: i32 = 81;
    get_int(socket, ZMQ_THREAD_SAFE) != 0
}

/// The kind of this socket in C's words.
pub fn type_of<K: zmq::kind::Kind>(socket: &zmq::Socket<K>) -> i32 {
    const ZMQ_TYPE: i32 = 16;
    get_int(socket, ZMQ_TYPE)
}

/// Reads an option that is a C int.
fn get_int<K: zmq::kind::Kind>(socket: &zmq::Socket<K>, option: i32) -> i32 {
    let mut value = [0; 4];
    // SAFETY: the callers name options that are an int, and there is room for one.
    unsafe { socket.getsockopt(option, &mut value) }.unwrap();
    i32::from_ne_bytes(value)
}

/// Sets an option that is a C int, for those that have no method in every build.
pub fn set_int<K>(socket: &zmq::Socket<K>, option: i32, value: i32) -> zmq::Result<()> {
    // SAFETY: the callers name options that are a C int, with values that are checked or harmless.
    unsafe { socket.setsockopt(option, &value.to_ne_bytes()) }
}

/// Sets an option that is bytes or text.
pub fn set_bytes<K>(socket: &zmq::Socket<K>, option: i32, value: &[u8]) -> zmq::Result<()> {
    // SAFETY: the callers name options of any length.
    unsafe { socket.setsockopt(option, value) }
}

/// Has a DISH receive a group.
#[cfg(feature = "draft")]
pub fn join<K: zmq::kind::Kind>(socket: &zmq::Socket<K>, group: &std::ffi::CStr) {
    // SAFETY: an open socket and a string that outlive the call.
    let rc = unsafe { zmq_sys::zmq_join(socket.as_raw(), group.as_ptr()) };
    assert_eq!(rc, 0, "zmq_join: {}", io::Error::last_os_error());
}

/// Sends a copy of `payload` to a group by a RADIO.
#[cfg(feature = "draft")]
pub fn send_to_group<K: zmq::kind::Kind>(socket: &zmq::Socket<K>, group: &std::ffi::CStr, payload: &[u8]) {
    // SAFETY: numbers and pointers, for which zeros are a value; C initialises it next.
    let mut message = unsafe { std::mem::zeroed::<zmq_sys::zmq_msg_t>() };
    // SAFETY: C copies as many bytes as there are.
    let rc = unsafe { zmq_sys::zmq_msg_init_buffer(&mut message, payload.as_ptr().cast(), payload.len()) };
    assert_eq!(rc, 0);
    // SAFETY: an initialised message and a string that outlive the call.
    let rc = unsafe { zmq_sys::zmq_msg_set_group(&mut message, group.as_ptr()) };
    assert_eq!(rc, 0);
    // SAFETY: an open socket and an initialised message, which C takes over when it succeeds.
    let rc = unsafe { zmq_sys::zmq_msg_send(&mut message, socket.as_raw(), 0) };
    assert!(rc >= 0, "zmq_msg_send: {}", io::Error::last_os_error());
}

/// Sets an option of a socket from the bytes of its C value.
pub fn set_option<K>(socket: &zmq::Socket<K>, option: i32, value: &[u8]) -> zmq::Result<()> {
    // SAFETY: the tests pass what the manual of the option asks for.
    unsafe { socket.setsockopt(option, value) }
}

/// Binds past the checks of the crate.
pub fn bind<K: zmq::kind::Kind>(socket: &zmq::Socket<K>, endpoint: &std::ffi::CStr) -> io::Result<()> {
    // SAFETY: an open socket of this thread, and a string that outlives the call.
    let rc = unsafe { zmq_sys::zmq_bind(socket.as_raw(), endpoint.as_ptr()) };
    if rc == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[path = "c/raw.rs"]
pub mod c;

/// Ties what a socket binds and connects to a network interface (`ZMQ_BINDTODEVICE`, a string).
pub fn bind_to_device<K: zmq::kind::Kind>(socket: &zmq::Socket<K>, device: &str) {
    const ZMQ_BINDTODEVICE: i32 = 92;
    // SAFETY: the option is a string of any length.
    unsafe { socket.setsockopt(ZMQ_BINDTODEVICE, device.as_bytes()) }.unwrap();
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
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: room for a pair of numbers.
    let rc = unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) };
    limit.rlim_cur = limit.rlim_cur.max(count);
    // SAFETY: a valid pair of numbers.
    rc == 0 && limit.rlim_max >= count && unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) } == 0
}

/// The processor time this process has used.
pub fn cpu_time() -> std::time::Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: a valid place to write the time to.
    let rc = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(rc, 0);
    std::time::Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
