//! Questions to the operating system, where libzmq takes the answer for granted.

mod raw;

#[cfg(unix)]
pub(super) use raw::interface;
#[cfg(target_os = "linux")]
pub(crate) use raw::try_device;

use crate::Result;

/// Whether the system takes this type of service, on IPv4.
pub(crate) fn try_type_of_service(value: i32) -> Result<()> {
    #[cfg(unix)]
    raw::try_option(libc::IPPROTO_IP, libc::IP_TOS, value)?;
    let _ = value;
    Ok(())
}

/// Whether the system lets this process give packets a priority.
#[cfg(feature = "draft")]
pub(crate) fn try_priority(value: i32) -> Result<()> {
    #[cfg(target_os = "linux")]
    raw::try_option(libc::SOL_SOCKET, libc::SO_PRIORITY, value)?;
    let _ = value;
    Ok(())
}

/// Whether this machine has an interface of this name (also with an alias, `eth0:1`) or number.
pub(crate) fn has_interface(name: &str) -> bool {
    #[cfg(unix)]
    return match name.parse() {
        Ok(number) => raw::is_interface(number),
        Err(_) => interface(name.split(':').next().unwrap_or(name)) != 0,
    };
    #[cfg(not(unix))]
    return !name.is_empty(); // they are called otherwise there, and libzmq knows how
}

/// What a descriptor is, as far as it matters to a bind.
#[cfg(unix)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listener {
    /// It listens for TCP connections.
    Tcp,
    /// It listens for local stream connections.
    Ipc,
}

/// What kind of listening stream socket `fd` is.
#[cfg(unix)]
pub(crate) fn listener(fd: std::os::fd::BorrowedFd<'_>) -> Result<Listener> {
    use crate::{Errno, Error};
    let no = |reason| Error::refused(Errno::EINVAL, "", reason);
    let option = |option| raw::int_option(fd, libc::SOL_SOCKET, option);
    if option(libc::SO_TYPE).map_err(|_| no("the descriptor is not a socket"))? != libc::SOCK_STREAM {
        return Err(no("the descriptor is not a stream socket"));
    }
    if option(libc::SO_ACCEPTCONN)? == 0 {
        return Err(no("the descriptor does not listen"));
    }
    match raw::family(fd)? {
        libc::AF_UNIX => Ok(Listener::Ipc),
        #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
        libc::AF_INET | libc::AF_INET6 if option(libc::SO_PROTOCOL)? != libc::IPPROTO_TCP => {
            Err(no("the descriptor is not a TCP socket"))
        }
        libc::AF_INET | libc::AF_INET6 => Ok(Listener::Tcp),
        _ => Err(no("the descriptor is a socket of neither TCP nor IPC")),
    }
}
