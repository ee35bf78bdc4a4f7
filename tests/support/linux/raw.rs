//! System calls of Linux for the tests.
#![allow(unsafe_code)]

use super::int_option;
use std::io;

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

/// Ties what a socket binds and connects to a network interface (`ZMQ_BINDTODEVICE`, a string).
pub fn bind_to_device<K: zmq::kind::Kind>(socket: &zmq::Socket<K>, device: &str) {
    const ZMQ_BINDTODEVICE: i32 = 92;
    // SAFETY: the option is a string of any length.
    unsafe { socket.setsockopt(ZMQ_BINDTODEVICE, device.as_bytes()) }.unwrap();
}
