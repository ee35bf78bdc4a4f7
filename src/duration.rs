//! Times: what a timeout is, and how libzmq counts it, in milliseconds of a C int, -1 for ever.

use crate::{Errno, Error, Result};
use std::time::Duration;

/// A timeout: a [`Duration`], or `None` for ever.
///
/// Calls with a timeout and options with a time take it: [`poll`](crate::poll()),
/// [`recv_timeout`](crate::Socket::recv_timeout), [`set_linger`](crate::Socket::set_linger) and all others. libzmq counts in
/// milliseconds; fractions round up. Zero does not wait. Some options give `None` another meaning, such as "never" or "the
/// system's", and say so.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use std::time::Duration;
/// let second = Duration::from_secs(1);
/// let socket = zmq::Context::new()?.socket(zmq::PAIR)?;
/// socket.set_linger(second)?;
/// socket.set_linger(None)?; // for ever
/// socket.set_sndtimeo(Some(second))?;
/// socket.poll(zmq::POLLIN, Duration::ZERO)?; // only looks
/// # socket.set_linger(Duration::ZERO)?;
/// # Ok(()) }
/// ```
///
/// A number has no unit, and does not compile:
///
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let socket = zmq::Context::new()?.socket(zmq::PAIR)?;
/// socket.set_linger(1000)?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "a timeout is a `Duration`, or `None` for ever, not `{Self}`",
    label = "neither a `Duration` nor an `Option<Duration>`",
    note = "write `Duration::from_millis(..)`; what `None` means other than for ever, the method says"
)]
pub trait IntoTimeout {
    /// The duration; `None` is for ever.
    fn into_timeout(self) -> Option<Duration>;
}

impl IntoTimeout for Duration {
    #[inline]
    fn into_timeout(self) -> Option<Duration> {
        Some(self)
    }
}

/// `None` is for ever.
impl IntoTimeout for Option<Duration> {
    #[inline]
    fn into_timeout(self) -> Option<Duration> {
        self
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
