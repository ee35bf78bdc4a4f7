//! Times as libzmq counts them: milliseconds in a C int, -1 for ever.

use crate::{Errno, Error, Result};
use std::time::Duration;

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
