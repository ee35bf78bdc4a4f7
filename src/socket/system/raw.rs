//! The only file of this room with unsafe in it: calls about sockets of the system.
//!
//! **Borrowed invariant**: a `BorrowedFd` is open during the call; places to write to are as long as said.
#![allow(unsafe_code)]
#![cfg(unix)]

use crate::{Errno, Result};
use std::ffi::CString;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

fn check(rc: i32) -> Result<i32> {
    if rc != -1 {
        return Ok(rc);
    }
    Err(Errno::from_io(&std::io::Error::last_os_error(), Errno::EINVAL).into())
}

/// Reads an option that is an int.
pub fn int_option(fd: BorrowedFd<'_>, level: i32, option: i32) -> Result<i32> {
    let mut value = 0i32;
    let mut size = size_of::<i32>() as libc::socklen_t;
    let place = (&raw mut value).cast();
    // SAFETY: borrowed invariant.
    check(unsafe { libc::getsockopt(fd.as_raw_fd(), level, option, place, &mut size) })?;
    Ok(value)
}

/// The family of the address a socket is bound to.
pub fn family(fd: BorrowedFd<'_>) -> Result<i32> {
    // SAFETY: numbers and bytes, for which zeros are a value.
    let mut address = unsafe { std::mem::zeroed::<libc::sockaddr_storage>() };
    let mut size = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    let place = (&raw mut address).cast();
    // SAFETY: borrowed invariant.
    check(unsafe { libc::getsockname(fd.as_raw_fd(), place, &mut size) })?;
    Ok(i32::from(address.ss_family))
}

/// Sets an option on a TCP socket that is closed again at once.
pub fn try_option(level: i32, option: i32, value: i32) -> Result<()> {
    // SAFETY: takes numbers.
    let fd = check(unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) })?;
    // SAFETY: just opened, and known to nobody else.
    let socket = unsafe { OwnedFd::from_raw_fd(fd) };
    let size = size_of::<i32>() as libc::socklen_t;
    let fd = socket.as_fd().as_raw_fd();
    // SAFETY: borrowed invariant; C reads an int.
    check(unsafe { libc::setsockopt(fd, level, option, (&raw const value).cast(), size) }).map(drop)
}

/// Ties a socket of the system to a network interface for a moment, as libzmq is going to tie its own.
#[cfg(target_os = "linux")]
pub fn try_device(name: &str) -> Result<()> {
    let no_socket = |error: std::io::Error| Errno::from_io(&error, Errno::EINVAL);
    let socket = std::net::UdpSocket::bind((std::net::Ipv4Addr::UNSPECIFIED, 0)).map_err(no_socket)?;
    let (level, option) = (libc::SOL_SOCKET, libc::SO_BINDTODEVICE);
    let (data, size) = (name.as_ptr().cast(), libc::socklen_t::try_from(name.len()).unwrap_or(0));
    // SAFETY: an open descriptor; the system reads `size` bytes.
    check(unsafe { libc::setsockopt(socket.as_raw_fd(), level, option, data, size) }).map(drop)
}

/// The number of an interface, 0 if there is none of this name.
pub fn interface(name: &str) -> u32 {
    // SAFETY: a string that outlives the call.
    CString::new(name).map_or(0, |name| unsafe { libc::if_nametoindex(name.as_ptr()) })
}

/// Whether an interface has this number.
pub fn is_interface(number: u32) -> bool {
    let mut name = [0; libc::IF_NAMESIZE];
    // SAFETY: a place as large as the longest name, with its NUL.
    !unsafe { libc::if_indextoname(number, name.as_mut_ptr()) }.is_null()
}
