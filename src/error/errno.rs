//! The open error number and what it means.

use super::raw;
use std::{fmt, num::NonZeroI32};

/// An error number of libzmq or of the system.
///
/// libzmq passes on any number of the operating system, so the type is open: every number can be held, compared and
/// printed. The constants name the common ones.
///
/// ```
/// use zmq::Errno;
/// assert_eq!(Errno::EAGAIN.to_string(), "EAGAIN");
/// assert_eq!(Errno::from_raw(12345).raw(), 12345);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Errno(
    /// The number, its highest bit turned over: so 0 fits, and a `Result<()>` comes back in registers.
    NonZeroI32,
);

/// The bit that is turned over, which no error number has.
const TURNED: i32 = i32::MIN;

macro_rules! errnos {
    ($($(#[$doc:meta])* $name:ident = $value:expr => $kind:ident;)*) => {
        impl Errno {
            $($(#[$doc])* pub const $name: Errno = Errno::from_raw($value);)*

            /// The symbolic name, if there is a constant for the number here.
            pub fn name(self) -> Option<&'static str> {
                $(if self == Errno::$name { return Some(stringify!($name)); })*
                None
            }

            /// What a program can do about it.
            pub fn kind(self) -> ErrorKind {
                $(if self == Errno::$name { return ErrorKind::$kind; })*
                ErrorKind::Other
            }
        }
    };
}

errnos! {
    /// Nothing can be sent or received right now, or the timeout ran out.
    EAGAIN = libc::EAGAIN => WouldBlock;
    /// The context was shut down.
    ETERM = zmq_sys::ETERM => Terminated;
    /// A signal arrived first.
    EINTR = libc::EINTR => Interrupted;
    /// The socket is in the wrong state for this call: a REQ socket sends twice.
    EFSM = zmq_sys::EFSM => WrongState;
    /// A value or an endpoint is malformed, or the option is unknown to this libzmq.
    EINVAL = libc::EINVAL => InvalidInput;
    /// The peer a ROUTER message is addressed to is not connected.
    EHOSTUNREACH = libc::EHOSTUNREACH => HostUnreachable;
    /// The endpoint is taken.
    EADDRINUSE = libc::EADDRINUSE => AddressInUse;
    /// The address is not one of this machine.
    EADDRNOTAVAIL = libc::EADDRNOTAVAIL => AddressNotAvailable;
    /// No such network interface.
    ENODEV = libc::ENODEV => AddressNotAvailable;
    /// No such endpoint, file or folder.
    ENOENT = libc::ENOENT => NotFound;
    /// A component of an `ipc` path is not a folder.
    ENOTDIR = libc::ENOTDIR => NotFound;
    /// The transport is unknown to this libzmq.
    EPROTONOSUPPORT = libc::EPROTONOSUPPORT => Unsupported;
    /// The operation is not supported by this kind of socket or this libzmq.
    ENOTSUP = libc::ENOTSUP => Unsupported;
    /// The transport does not go with this kind of socket.
    ENOCOMPATPROTO = zmq_sys::ENOCOMPATPROTO => Unsupported;
    /// The context has no I/O thread for this transport.
    EMTHREAD = zmq_sys::EMTHREAD => NoIoThread;
    /// Too many sockets in the context, or too many descriptors in the process.
    EMFILE = libc::EMFILE => TooManySockets;
    /// Too many descriptors in the whole system.
    ENFILE = libc::ENFILE => TooManySockets;
    /// Not enough memory.
    ENOMEM = libc::ENOMEM => OutOfMemory;
    /// Not permitted.
    EPERM = libc::EPERM => PermissionDenied;
    /// Access denied, as to a privileged port or another user's `ipc` path.
    EACCES = libc::EACCES => PermissionDenied;
    /// What was passed is not a socket, or no longer one.
    ENOTSOCK = libc::ENOTSOCK => InvalidInput;
    /// A message or a name is too long.
    EMSGSIZE = libc::EMSGSIZE => InvalidInput;
    /// A path is too long for an `ipc` endpoint.
    ENAMETOOLONG = libc::ENAMETOOLONG => InvalidInput;
    /// Invalid memory or message.
    EFAULT = libc::EFAULT => InvalidInput;
    /// The connection was refused.
    ECONNREFUSED = libc::ECONNREFUSED => Other;
    /// The connection was given up.
    ECONNABORTED = libc::ECONNABORTED => Other;
    /// The peer reset the connection.
    ECONNRESET = libc::ECONNRESET => Other;
    /// Not connected.
    ENOTCONN = libc::ENOTCONN => Other;
    /// The connection timed out.
    ETIMEDOUT = libc::ETIMEDOUT => Other;
    /// A connection is being made.
    EINPROGRESS = libc::EINPROGRESS => Other;
    /// The system does not have the family of addresses.
    EAFNOSUPPORT = libc::EAFNOSUPPORT => Unsupported;
    /// The network is down.
    ENETDOWN = libc::ENETDOWN => Other;
    /// No way to the network.
    ENETUNREACH = libc::ENETUNREACH => Other;
    /// The network dropped the connection.
    ENETRESET = libc::ENETRESET => Other;
    /// The system is out of buffer space.
    ENOBUFS = libc::ENOBUFS => OutOfMemory;
}

impl Errno {
    /// Wraps a number: any but `i32::MIN`; this one becomes -1.
    #[inline]
    pub const fn from_raw(errno: i32) -> Errno {
        match NonZeroI32::new(errno ^ TURNED) {
            Some(turned) => Errno(turned),
            None => Errno(NonZeroI32::MAX),
        }
    }

    /// The number.
    #[inline]
    pub const fn raw(self) -> i32 {
        self.0.get() ^ TURNED
    }

    /// The text of libzmq or of the system for this number.
    #[doc(alias = "zmq_strerror")]
    pub fn message(self) -> String {
        raw::text(self)
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "errno {}", self.raw()),
        }
    }
}

impl fmt::Debug for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The meaning of an [`Error`](crate::Error) to a program, coarser than the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Nothing to receive, queues full, or the timeout expired; try again later.
    WouldBlock,
    /// The context was shut down; close the socket and end.
    Terminated,
    /// A signal arrived; call again.
    Interrupted,
    /// Send and receive are out of turn on a REQ or REP socket.
    WrongState,
    /// A malformed endpoint or value.
    InvalidInput,
    /// The peer of a ROUTER message is not connected.
    HostUnreachable,
    /// The endpoint is in use already.
    AddressInUse,
    /// No such address or interface on this machine.
    AddressNotAvailable,
    /// No such endpoint, file or folder.
    NotFound,
    /// This libzmq, or this kind of socket, cannot do it.
    Unsupported,
    /// The context was built without I/O threads.
    NoIoThread,
    /// The limit of sockets or of descriptors is reached.
    TooManySockets,
    /// Not enough memory.
    OutOfMemory,
    /// Not permitted.
    PermissionDenied,
    /// Anything else: look at the number.
    Other,
}
