//! The only file of this room with unsafe in it: system calls that the standard library lacks.
#![allow(unsafe_code)]

use std::{
    ffi::CStr,
    io, mem,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    os::fd::{AsRawFd, FromRawFd, OwnedFd},
    ptr,
};

/// The number of the protocol PGM.
const IPPROTO_PGM: libc::c_int = 113;

/// An address of an interface.
pub(super) struct Interface {
    pub name: String,
    pub address: IpAddr,
    pub multicast: bool,
}

/// What a port may be shared by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reuse {
    Nothing,
    Port,
    AddressAndPort,
}

/// Every address of every interface that is up.
pub(super) fn interfaces() -> io::Result<Vec<Interface>> {
    let mut list: *mut libc::ifaddrs = ptr::null_mut();
    // SAFETY: a valid place for the head of the list.
    if unsafe { libc::getifaddrs(&mut list) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let mut found = Vec::new();
    // SAFETY: null, or an entry of the list, which is freed below.
    let mut next = unsafe { list.as_ref() };
    while let Some(entry) = next {
        let up = entry.ifa_flags & libc::IFF_UP as libc::c_uint != 0;
        if let (true, Some(address)) = (up, ip(entry.ifa_addr)) {
            // SAFETY: the name of an entry is a string that lives as long as the list.
            let name = unsafe { CStr::from_ptr(entry.ifa_name) }.to_string_lossy().into_owned();
            let multicast = entry.ifa_flags & libc::IFF_MULTICAST as libc::c_uint != 0;
            found.push(Interface { name, address, multicast });
        }
        // SAFETY: null, or the next entry of the list.
        next = unsafe { entry.ifa_next.as_ref() };
    }
    // SAFETY: the head that the system gave; nothing borrowed from the list is left.
    unsafe { libc::freeifaddrs(list) };
    Ok(found)
}

fn ip(address: *const libc::sockaddr) -> Option<IpAddr> {
    // SAFETY: null, or an address of the list, whose family is always there.
    let family = unsafe { address.as_ref() }?.sa_family;
    match i32::from(family) {
        libc::AF_INET => {
            // SAFETY: the family says that it is one of IPv4; it may not be aligned.
            let address = unsafe { ptr::read_unaligned(address.cast::<libc::sockaddr_in>()) };
            Some(Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr)).into())
        }
        libc::AF_INET6 => {
            // SAFETY: the family says that it is one of IPv6; it may not be aligned.
            let address = unsafe { ptr::read_unaligned(address.cast::<libc::sockaddr_in6>()) };
            Some(Ipv6Addr::from(address.sin6_addr.s6_addr).into())
        }
        _ => None,
    }
}

/// A raw socket of the protocol PGM, which asks for a privilege.
pub(super) fn open_pgm(v4: bool) -> io::Result<OwnedFd> {
    socket(family(v4), libc::SOCK_RAW, IPPROTO_PGM)
}

/// A socket for datagrams, bound.
pub(super) fn open_udp(address: SocketAddr, reuse: Reuse) -> io::Result<UdpSocket> {
    let socket = socket(family(address.is_ipv4()), libc::SOCK_DGRAM, 0)?;
    if reuse == Reuse::AddressAndPort {
        switch_on(&socket, libc::SO_REUSEADDR)?;
    }
    if reuse != Reuse::Nothing {
        switch_on(&socket, libc::SO_REUSEPORT)?;
    }
    // SAFETY: numbers, for which zeros are a value.
    let mut v4 = unsafe { mem::zeroed::<libc::sockaddr_in>() };
    // SAFETY: numbers, for which zeros are a value.
    let mut v6 = unsafe { mem::zeroed::<libc::sockaddr_in6>() };
    let (pointer, size): (*const libc::sockaddr, usize) = match address {
        SocketAddr::V4(address) => {
            v4.sin_family = libc::AF_INET as libc::sa_family_t;
            v4.sin_port = address.port().to_be();
            v4.sin_addr.s_addr = u32::from(*address.ip()).to_be();
            ((&raw const v4).cast(), size_of_val(&v4))
        }
        SocketAddr::V6(address) => {
            v6.sin6_family = libc::AF_INET6 as libc::sa_family_t;
            v6.sin6_port = address.port().to_be();
            v6.sin6_addr.s6_addr = address.ip().octets();
            ((&raw const v6).cast(), size_of_val(&v6))
        }
    };
    // SAFETY: an open socket and an address of the size said.
    if unsafe { libc::bind(socket.as_raw_fd(), pointer, size as libc::socklen_t) } != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(socket.into())
}

fn family(v4: bool) -> libc::c_int {
    if v4 { libc::AF_INET } else { libc::AF_INET6 }
}

fn socket(family: libc::c_int, kind: libc::c_int, protocol: libc::c_int) -> io::Result<OwnedFd> {
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
    let kind = kind | libc::SOCK_CLOEXEC;
    // SAFETY: numbers only.
    let fd = unsafe { libc::socket(family, kind, protocol) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: a new descriptor that nobody else has.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

fn switch_on(socket: &OwnedFd, option: libc::c_int) -> io::Result<()> {
    let (on, size) = (1 as libc::c_int, size_of::<libc::c_int>() as libc::socklen_t);
    // SAFETY: an open socket, and an int of the size said.
    let rc = unsafe {
        libc::setsockopt(socket.as_raw_fd(), libc::SOL_SOCKET, option, (&raw const on).cast(), size)
    };
    if rc == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
