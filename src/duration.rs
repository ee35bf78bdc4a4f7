//! Times: what a timeout is, and how libzmq counts it, in milliseconds of a C int, -1 for ever.

use crate::{Errno, Error, Result};
use std::time::{Duration, Instant};

/// How long a call waits: a [`Duration`], a deadline as an [`Instant`], or `None` for ever.
///
/// Calls with a timeout take it: [`poll`](crate::poll()), [`recv_timeout`](crate::Socket::recv_timeout),
/// [`Poller::wait`](crate::Poller::wait) and all others. libzmq counts in milliseconds; fractions round up. Zero does not wait, and
/// a deadline in the past does not. Options take a length of time only, an [`IntoPeriod`].
///
/// On Windows libzmq's clock goes on every 15 to 16 ms: a wait may end so much before its time.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use std::time::{Duration, Instant};
/// let socket = zmq::Context::new()?.socket(zmq::PULL)?;
/// socket.poll(zmq::POLLIN, Duration::ZERO)?; // only looks
///
/// // Several calls, and one deadline for all of them:
/// let deadline = Instant::now() + Duration::from_millis(10);
/// while let Some(message) = socket.recv_timeout(deadline)? {
///     println!("{message:?}");
/// }
/// # Ok(()) }
/// ```
///
/// The clock is read when the call is made. An async method reads it then, too: a future that is first polled later ends later by
/// as much.
///
/// A number has no unit, and does not compile:
///
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let socket = zmq::Context::new()?.socket(zmq::PULL)?;
/// socket.recv_timeout(1000)?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "a timeout is a `Duration`, an `Instant` as a deadline, or `None` for ever, not `{Self}`",
    label = "neither a `Duration`, nor an `Option<Duration>`, nor an `Instant`",
    note = "write `Duration::from_millis(..)`"
)]
pub trait IntoTimeout {
    /// The duration from now; `None` is for ever.
    fn into_timeout(self) -> Option<Duration>;
}

/// A length of time for an option: a [`Duration`], or `None`.
///
/// [`set_linger`](crate::Socket::set_linger) and all other options of time take it, and
/// [`ContextBuilder::linger`](crate::ContextBuilder::linger). `None` is for ever, unless the option says another meaning, such as
/// "never" or "the system's".
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use std::time::Duration;
/// let second = Duration::from_secs(1);
/// let socket = zmq::Context::new()?.socket(zmq::PAIR)?;
/// socket.set_linger(second)?;
/// socket.set_linger(None)?; // for ever
/// socket.set_sndtimeo(Some(second))?;
/// # socket.set_linger(Duration::ZERO)?;
/// # Ok(()) }
/// ```
///
/// Neither a number nor a point in time is a length of time:
///
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let socket = zmq::Context::new()?.socket(zmq::PAIR)?;
/// socket.set_linger(1000)?;
/// # Ok(()) }
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let socket = zmq::Context::new()?.socket(zmq::PAIR)?;
/// socket.set_linger(std::time::Instant::now())?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "a time is a `Duration`, or `None`, not `{Self}`",
    label = "neither a `Duration` nor an `Option<Duration>`",
    note = "write `Duration::from_millis(..)`; what `None` means other than for ever, the method says"
)]
pub trait IntoPeriod: IntoTimeout {}

impl IntoTimeout for Duration {
    #[inline]
    fn into_timeout(self) -> Option<Duration> {
        Some(self)
    }
}

impl IntoPeriod for Duration {}

/// `None` is for ever.
impl IntoTimeout for Option<Duration> {
    #[inline]
    fn into_timeout(self) -> Option<Duration> {
        self
    }
}

impl IntoPeriod for Option<Duration> {}

/// A deadline: what is left until then, zero if it is over.
impl IntoTimeout for Instant {
    #[inline]
    fn into_timeout(self) -> Option<Duration> {
        Some(self.saturating_duration_since(Instant::now()))
    }
}

/// A deadline by the clock of tokio, which a test may pause.
#[cfg(feature = "tokio")]
impl IntoTimeout for ::tokio::time::Instant {
    #[inline]
    fn into_timeout(self) -> Option<Duration> {
        Some(self.saturating_duration_since(::tokio::time::Instant::now()))
    }
}

/// Milliseconds, fractions rounded up so that no wait is cut short; `None` is -1.
pub(crate) fn to_millis(name: &'static str, value: Option<Duration>) -> Result<i32> {
    let Some(value) = value else { return Ok(-1) };
    i32::try_from(value.as_nanos().div_ceil(1_000_000)).map_err(|_| {
        Error::refused(Errno::EINVAL, name, format!("{value:?} is more than 2147483647 milliseconds"))
    })
}

/// The time that `millis` stand for; negative numbers are for ever.
pub(crate) fn from_millis(millis: i32) -> Option<Duration> {
    u64::try_from(millis).ok().map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_round_up_and_too_long_is_refused() {
        assert_eq!(to_millis("x", None), Ok(-1));
        assert_eq!(to_millis("x", Some(Duration::ZERO)), Ok(0));
        assert_eq!(to_millis("x", Some(Duration::from_nanos(1))), Ok(1));
        assert_eq!(to_millis("x", Some(Duration::from_millis(5))), Ok(5));
        assert_eq!(to_millis("x", Some(Duration::from_millis(i32::MAX as u64))), Ok(i32::MAX));
        let error = to_millis("ZMQ_X", Some(Duration::from_secs(u64::MAX))).unwrap_err();
        assert_eq!(error, Errno::EINVAL);
        assert_eq!(error.subject(), Some("ZMQ_X"));
    }

    #[test]
    fn negative_is_for_ever() {
        assert_eq!(from_millis(-1), None);
        assert_eq!(from_millis(1500), Some(Duration::from_millis(1500)));
    }
}
