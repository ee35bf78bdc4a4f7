//! What can go wrong, and with what.

mod errno;
mod raw;
mod serialized;
mod system;
mod transfer;

pub use errno::{Errno, ErrorKind};
#[cfg(feature = "serde")]
pub use serialized::{RecvJsonError, SendJsonError};
pub use serialized::{RecvSerializedError, SendSerializedError};
pub use transfer::{RecvPartsError, RecvStringError, SendError};

use std::{borrow::Cow, fmt, io};

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed call: its [error number](Error::errno), and its endpoint or option.
///
/// Failures of `bind`, `connect` and of options name the endpoint or option, and the reason if it is known. An error of the
/// send and receive family is the bare number and allocates nothing.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// let ctx = zmq::Context::new()?;
/// let error = ctx.socket(zmq::REP)?.bind("carrier-pigeon://home").unwrap_err();
/// assert_eq!(error, zmq::Errno::EPROTONOSUPPORT);
/// assert_eq!(error.kind(), zmq::ErrorKind::Unsupported);
/// assert!(error.to_string().contains("carrier-pigeon://home"));
/// # Ok(()) }
/// ```
#[derive(Clone, thiserror::Error)]
#[error("{}", Text(self))]
pub struct Error {
    errno: Errno,
    detail: Option<Box<Detail>>,
}

/// What a failure was about; only on cold paths.
#[derive(Clone)]
struct Detail {
    subject: Cow<'static, str>,
    reason: Option<Cow<'static, str>>,
}

impl Error {
    /// The error number.
    #[doc(alias = "zmq_errno")]
    pub fn errno(&self) -> Errno {
        self.errno
    }

    /// What a program can do about it.
    pub fn kind(&self) -> ErrorKind {
        self.errno.kind()
    }

    /// The endpoint, option or call this is about, where there is one.
    pub fn subject(&self) -> Option<&str> {
        self.detail.as_deref().map(|detail| &*detail.subject)
    }

    /// True if the call would block (`EAGAIN`).
    pub fn is_would_block(&self) -> bool {
        self.errno == Errno::EAGAIN
    }

    /// True if the context was shut down (`ETERM`).
    pub fn is_terminated(&self) -> bool {
        self.errno == Errno::ETERM
    }

    /// What the last failed call of this thread left in errno.
    #[cold]
    pub(crate) fn last() -> Error {
        raw::errno().into()
    }

    /// A refusal of ours, before C was asked.
    #[cold]
    pub(crate) fn refused(
        errno: Errno,
        subject: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) -> Error {
        let detail = Detail { subject: subject.into(), reason: Some(reason.into()) };
        Error { errno, detail: Some(Box::new(detail)) }
    }

    /// Adds what the call was about.
    #[cold]
    pub(crate) fn about(mut self, subject: impl Into<Cow<'static, str>>) -> Error {
        if self.detail.is_none() {
            self.detail = Some(Box::new(Detail { subject: subject.into(), reason: None }));
        }
        self
    }

    /// Says what the call was about, in place of what was said before.
    #[cold]
    pub(crate) fn rename(mut self, subject: impl Into<Cow<'static, str>>) -> Error {
        match &mut self.detail {
            Some(detail) => detail.subject = subject.into(),
            None => return self.about(subject),
        }
        self
    }

    /// Why, where more is known than the number tells.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.detail.as_deref()?.reason.as_deref()
    }

    /// Adds why, where more is known than the number tells.
    #[cold]
    pub(crate) fn because(mut self, reason: impl Into<Cow<'static, str>>) -> Error {
        if let Some(detail) = &mut self.detail {
            detail.reason = Some(reason.into());
        }
        self
    }
}

/// Turns C's `-1` into an error.
#[inline(always)]
pub(crate) fn check(rc: i32) -> Result<i32> {
    if rc == -1 { Err(Error::last()) } else { Ok(rc) }
}

/// Makes a call again while a signal ends it where libzmq looks for commands of its threads, before it did anything.
pub(crate) fn over_signals<T>(mut call: impl FnMut() -> Result<T>) -> Result<T> {
    loop {
        match call() {
            Err(error) if error == Errno::EINTR => (),
            result => return result,
        }
    }
}

impl From<Errno> for Error {
    fn from(errno: Errno) -> Error {
        Error { errno, detail: None }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> io::Error {
        let kind = match error.kind() {
            ErrorKind::WouldBlock => io::ErrorKind::WouldBlock,
            ErrorKind::Terminated => io::ErrorKind::BrokenPipe,
            ErrorKind::Interrupted => io::ErrorKind::Interrupted,
            ErrorKind::InvalidInput => io::ErrorKind::InvalidInput,
            ErrorKind::HostUnreachable => io::ErrorKind::HostUnreachable,
            ErrorKind::AddressInUse => io::ErrorKind::AddrInUse,
            ErrorKind::AddressNotAvailable => io::ErrorKind::AddrNotAvailable,
            ErrorKind::NotFound => io::ErrorKind::NotFound,
            ErrorKind::Unsupported => io::ErrorKind::Unsupported,
            ErrorKind::OutOfMemory => io::ErrorKind::OutOfMemory,
            ErrorKind::PermissionDenied => io::ErrorKind::PermissionDenied,
            ErrorKind::WrongState | ErrorKind::NoIoThread | ErrorKind::TooManySockets | ErrorKind::Other => {
                io::ErrorKind::Other
            }
        };
        io::Error::new(kind, error)
    }
}

/// Two errors are equal when their numbers are, whatever they are about.
impl PartialEq for Error {
    fn eq(&self, other: &Error) -> bool {
        self.errno == other.errno
    }
}

impl Eq for Error {}

impl PartialEq<Errno> for Error {
    fn eq(&self, other: &Errno) -> bool {
        self.errno == *other
    }
}

/// "subject: reason or system text (NAME)".
struct Text<'a>(&'a Error);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Error { errno, detail } = self.0;
        if let Some(detail) = detail {
            write!(f, "{}: ", detail.subject)?;
            if let Some(reason) = &detail.reason {
                return write!(f, "{reason} ({errno})");
            }
        }
        write!(f, "{} ({errno})", errno.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}
