//! Error numbers of the standard library's errors. On Unix they are C's. On Windows the system has numbers of its own, two sets of
//! them: taken for C's, 5 (access denied) would be EIO, and 10048 (a taken port) nothing at all.

use super::Errno;
use std::io::{self, ErrorKind};

impl Errno {
    /// The number of an error of the system; `otherwise` if it has none that C has a name for.
    #[cold]
    pub(crate) fn from_io(error: &io::Error, otherwise: Errno) -> Errno {
        match error.raw_os_error() {
            Some(number) if cfg!(unix) => Errno::from_raw(number),
            Some(number) => of_windows(number).or_else(|| of_kind(error.kind())).unwrap_or(otherwise),
            None => of_kind(error.kind()).unwrap_or(otherwise),
        }
    }
}

/// Numbers of Windows to which std gives no kind of their own.
fn of_windows(number: i32) -> Option<Errno> {
    Some(Errno::from_raw(match number {
        4 => libc::EMFILE,              // ERROR_TOO_MANY_OPEN_FILES
        6 | 10038 => libc::ENOTSOCK,    // ERROR_INVALID_HANDLE, WSAENOTSOCK
        8 | 14 => libc::ENOMEM,         // ERROR_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY
        32 | 33 => libc::EACCES,        // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
        10014 => libc::EFAULT,          // WSAEFAULT
        10024 => libc::EMFILE,          // WSAEMFILE
        10036 => libc::EINPROGRESS,     // WSAEINPROGRESS
        10040 => libc::EMSGSIZE,        // WSAEMSGSIZE
        10043 => libc::EPROTONOSUPPORT, // WSAEPROTONOSUPPORT
        10047 => libc::EAFNOSUPPORT,    // WSAEAFNOSUPPORT
        10055 => libc::ENOBUFS,         // WSAENOBUFS
        _ => return None,
    }))
}

/// C's number for what std calls the error.
fn of_kind(kind: ErrorKind) -> Option<Errno> {
    Some(Errno::from_raw(match kind {
        ErrorKind::NotFound => libc::ENOENT,
        ErrorKind::PermissionDenied => libc::EACCES,
        ErrorKind::ConnectionRefused => libc::ECONNREFUSED,
        ErrorKind::ConnectionReset => libc::ECONNRESET,
        ErrorKind::ConnectionAborted => libc::ECONNABORTED,
        ErrorKind::HostUnreachable => libc::EHOSTUNREACH,
        ErrorKind::NetworkUnreachable => libc::ENETUNREACH,
        ErrorKind::NetworkDown => libc::ENETDOWN,
        ErrorKind::NotConnected => libc::ENOTCONN,
        ErrorKind::AddrInUse => libc::EADDRINUSE,
        ErrorKind::AddrNotAvailable => libc::EADDRNOTAVAIL,
        ErrorKind::BrokenPipe => libc::EPIPE,
        ErrorKind::AlreadyExists => libc::EEXIST,
        ErrorKind::WouldBlock => libc::EAGAIN,
        ErrorKind::NotADirectory => libc::ENOTDIR,
        ErrorKind::IsADirectory => libc::EISDIR,
        ErrorKind::DirectoryNotEmpty => libc::ENOTEMPTY,
        ErrorKind::ReadOnlyFilesystem => libc::EROFS,
        ErrorKind::StorageFull => libc::ENOSPC,
        ErrorKind::InvalidInput => libc::EINVAL,
        ErrorKind::TimedOut => libc::ETIMEDOUT,
        ErrorKind::Interrupted => libc::EINTR,
        ErrorKind::Unsupported => libc::ENOTSUP,
        ErrorKind::OutOfMemory => libc::ENOMEM,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_own_number_is_kept_where_it_is_cs() {
        let error = io::Error::from_raw_os_error(5);
        // The fifth error of Windows is C's EACCES, and C's fifth is EIO.
        let wanted = if cfg!(windows) { libc::EACCES } else { libc::EIO };
        assert_eq!(Errno::from_io(&error, Errno::EINVAL).raw(), wanted);
    }

    #[test]
    fn an_error_of_std_alone_has_the_number_of_its_kind() {
        let error = io::Error::new(ErrorKind::AddrInUse, "taken");
        assert_eq!(Errno::from_io(&error, Errno::EINVAL), Errno::EADDRINUSE);
        let error = io::Error::other("who knows");
        assert_eq!(Errno::from_io(&error, Errno::EMFILE), Errno::EMFILE);
    }

    #[test]
    fn a_number_of_windows_is_never_taken_for_cs() {
        assert_eq!(of_windows(4), Some(Errno::EMFILE)); // and not EINTR, which would be tried again for ever
        assert_eq!(of_windows(10055), Some(Errno::ENOBUFS));
        assert_eq!(of_windows(5), None); // by its kind, which std knows
        assert_eq!(of_kind(ErrorKind::PermissionDenied), Some(Errno::EACCES));
    }

    #[test]
    fn what_the_system_says_of_a_taken_port_and_a_missing_file() -> io::Result<()> {
        let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
        let Err(error) = std::net::TcpListener::bind(taken.local_addr()?) else { panic!("bound twice") };
        assert_eq!(Errno::from_io(&error, Errno::EINVAL), Errno::EADDRINUSE);
        let Err(error) = std::fs::File::open("no such file") else { panic!("opened") };
        assert_eq!(Errno::from_io(&error, Errno::EINVAL), Errno::ENOENT);
        Ok(())
    }
}
