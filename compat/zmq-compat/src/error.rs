//! Errors as an enumeration, and a number for those that rust-zmq panics over.

use std::{collections::BTreeMap, fmt, io, sync::Mutex, sync::PoisonError};
use zmq_safe::Errno;

/// What C's number means where the system lacks it: libzmq begins its own here.
const OWN: i32 = Errno::EFSM.raw() - 51;

macro_rules! errors {
    ($($name:ident = $raw:expr;)* @alternatives $($alternative:ident = $offset:literal;)*) => {
        /// An error: C's number by its name.
        #[allow(missing_docs)]
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub enum Error {
            $($name,)*
            /// A number that rust-zmq does not know, and panics over.
            #[doc(hidden)]
            Other(i32),
        }

        impl Error {
            /// C's number.
            #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Errno::raw`"))]
            pub fn to_raw(self) -> i32 {
                self.number()
            }

            /// The error of C's number.
            #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Errno::from_raw`"))]
            pub fn from_raw(raw: i32) -> Error {
                Error::of(raw)
            }

            pub(crate) fn number(self) -> i32 {
                match self {
                    $(Error::$name => $raw,)*
                    Error::Other(raw) => raw,
                }
            }

            pub(crate) fn of(raw: i32) -> Error {
                $(if raw == $raw { return Error::$name; })*
                $(if raw == OWN + $offset { return Error::$alternative; })*
                Error::Other(raw)
            }
        }
    };
}

errors! {
    EACCES = libc::EACCES;
    EADDRINUSE = libc::EADDRINUSE;
    EAGAIN = libc::EAGAIN;
    EBUSY = libc::EBUSY;
    ECONNREFUSED = libc::ECONNREFUSED;
    EFAULT = libc::EFAULT;
    EINTR = libc::EINTR;
    EHOSTUNREACH = libc::EHOSTUNREACH;
    EINPROGRESS = libc::EINPROGRESS;
    EINVAL = libc::EINVAL;
    EMFILE = libc::EMFILE;
    EMSGSIZE = libc::EMSGSIZE;
    ENAMETOOLONG = libc::ENAMETOOLONG;
    ENODEV = libc::ENODEV;
    ENOENT = libc::ENOENT;
    ENOMEM = libc::ENOMEM;
    ENOTCONN = libc::ENOTCONN;
    ENOTSOCK = libc::ENOTSOCK;
    EPROTO = libc::EPROTO;
    EPROTONOSUPPORT = libc::EPROTONOSUPPORT;
    ENOTSUP = libc::ENOTSUP;
    ENOBUFS = libc::ENOBUFS;
    ENETDOWN = libc::ENETDOWN;
    EADDRNOTAVAIL = libc::EADDRNOTAVAIL;
    EFSM = Errno::EFSM.raw();
    ENOCOMPATPROTO = Errno::ENOCOMPATPROTO.raw();
    ETERM = Errno::ETERM.raw();
    EMTHREAD = Errno::EMTHREAD.raw();
    @alternatives
    ENOTSUP = 1;
    EPROTONOSUPPORT = 2;
    ENOBUFS = 3;
    ENETDOWN = 4;
    EADDRINUSE = 5;
    EADDRNOTAVAIL = 6;
    ECONNREFUSED = 7;
    EINPROGRESS = 8;
    ENOTSOCK = 9;
    EMSGSIZE = 10;
    ENOTCONN = 15;
    EHOSTUNREACH = 17;
}

impl Error {
    /// The text of libzmq or of the system.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Errno::message`"))]
    pub fn message(self) -> &'static str {
        self.text()
    }

    /// A text for each number, which is kept for ever once it was asked for.
    fn text(self) -> &'static str {
        static TEXTS: Mutex<BTreeMap<i32, &'static str>> = Mutex::new(BTreeMap::new());
        let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
        let number = self.number();
        texts.entry(number).or_insert_with(|| Errno::from_raw(number).message().leak())
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// The text, as in rust-zmq.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// Keeps the number; the endpoint or option that the error names is lost.
impl From<zmq_safe::Error> for Error {
    fn from(error: zmq_safe::Error) -> Error {
        Error::of(error.errno().raw())
    }
}

impl<M> From<zmq_safe::SendError<M>> for Error {
    fn from(error: zmq_safe::SendError<M>) -> Error {
        Error::of(error.errno().raw())
    }
}

/// For what is ported already and calls what is not.
impl From<Error> for zmq_safe::Error {
    fn from(error: Error) -> zmq_safe::Error {
        Errno::from_raw(error.number()).into()
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> io::Error {
        let kind = match error {
            Error::ENOENT => io::ErrorKind::NotFound,
            Error::EACCES => io::ErrorKind::PermissionDenied,
            Error::ECONNREFUSED => io::ErrorKind::ConnectionRefused,
            Error::ENOTCONN => io::ErrorKind::NotConnected,
            Error::EADDRINUSE => io::ErrorKind::AddrInUse,
            Error::EADDRNOTAVAIL => io::ErrorKind::AddrNotAvailable,
            Error::EAGAIN => io::ErrorKind::WouldBlock,
            Error::EINVAL => io::ErrorKind::InvalidInput,
            Error::EINTR => io::ErrorKind::Interrupted,
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, error)
    }
}
