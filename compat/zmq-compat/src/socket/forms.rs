//! How C's numbers become values of zmq-safe, and back.

use crate::{Error, Result};
use std::time::Duration;

/// How C's number becomes a value of zmq-safe, and back.
pub(super) trait Form {
    type Value;
    fn value(number: i32) -> Result<Self::Value>;
    fn number(value: Self::Value) -> i32;
}

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident: $ty:ty, $number:ident => $to:expr, $value:ident => $from:expr;)*) => {$(
        $(#[$doc])*
        pub(super) enum $name {}

        impl Form for $name {
            type Value = $ty;

            fn value($number: i32) -> Result<$ty> {
                $to
            }

            fn number($value: $ty) -> i32 {
                $from
            }
        }
    )*};
}

forms! {
    /// 0 or more.
    Number: u32, number => u32::try_from(number).map_err(|_| Error::EINVAL), value => i32::try_from(value).unwrap_or(i32::MAX);
    /// -1 for what the system does by itself.
    Default_: Option<u32>, number => or_minus_one(number), value => value.map_or(-1, Number::number);
    /// Milliseconds.
    Millis: Duration, number => Number::value(number).map(|ms| Duration::from_millis(ms.into())), value => millis(value);
    /// Milliseconds, -1 for ever.
    Ever: Option<Duration>, number => Ok(or_minus_one(number)?.map(|ms| Duration::from_millis(ms.into()))), value => value.map_or(-1, millis);
    /// Milliseconds, 0 for none.
    Off: Option<Duration>, number => Millis::value(number).map(|value| Some(value).filter(|value| !value.is_zero())), value => value.map_or(0, millis);
    /// Milliseconds, of which libzmq keeps tenths of a second.
    Tenths: Option<Duration>, number => Off::value(number / 100 * 100), value => Off::number(value);
    /// Milliseconds, -1 until they are set.
    Unset: Option<Duration>, number => Millis::value(number).map(Some), value => Ever::number(value);
    /// 0, 1, or -1 for what the system does by itself.
    Tristate: Option<bool>, number => match number {
        -1 => Ok(None),
        0 | 1 => Ok(Some(number == 1)),
        _ => Err(Error::EINVAL),
    }, value => value.map_or(-1, i32::from);
}

/// A number that is not negative, or none for -1.
pub(super) fn or_minus_one(number: i32) -> Result<Option<u32>> {
    if number == -1 { Ok(None) } else { Number::value(number).map(Some) }
}

fn millis(value: Duration) -> i32 {
    i32::try_from(value.as_millis()).unwrap_or(i32::MAX)
}

pub(super) fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}

/// C's number of a count or of seconds.
pub(super) trait ToNumber {
    fn to_number(self) -> i32;
}

impl ToNumber for u32 {
    fn to_number(self) -> i32 {
        Number::number(self)
    }
}

impl ToNumber for Duration {
    fn to_number(self) -> i32 {
        i32::try_from(self.as_secs()).unwrap_or(i32::MAX)
    }
}
