//! Times.

use super::{get_int, out_of_range, refused};
use crate::{Result, duration, guard::options, socket::raw::RawSocket};
use std::time::Duration;

/// A C int of milliseconds, -1 for ever. Fractions round up.
pub(crate) mod millis_or_forever {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<Duration>> {
        get_int(socket, option).map(duration::from_millis)
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        socket.set_int(option, duration::to_millis("", value)?)
    }
}

/// A C int of milliseconds, 0 for what the system does by itself or for not at all. Fractions round up.
pub(crate) mod millis_or_off {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<Duration>> {
        millis_or_forever::get(socket, option).map(|value| value.filter(|value| !value.is_zero()))
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        millis_or_forever::set(socket, option, Some(value.unwrap_or_default()))
    }
}

/// A C int of milliseconds. Fractions round up.
pub(crate) mod millis {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Duration> {
        millis_or_forever::get(socket, option).map(Option::unwrap_or_default)
    }

    pub fn set(socket: &RawSocket, option: i32, value: Duration) -> Result<()> {
        millis_or_forever::set(socket, option, Some(value))
    }
}

/// A C int of milliseconds that C keeps in tenths of a second, cut off; 0 for none.
pub(crate) mod tenths {
    use super::*;

    pub use millis_or_off::get;

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        let most = options::longest_time_to_live();
        match value {
            Some(value) if value > most => Err(out_of_range(format!("{value:?}"))),
            Some(value) if !value.is_zero() && value < Duration::from_millis(100) => {
                Err(refused("libzmq counts it in tenths of a second, and this would be none"))
            }
            value => millis_or_off::set(socket, option, value),
        }
    }
}

/// A C int of 1 to 32767 whole seconds, -1 for the system's default. Fractions round up.
pub(crate) mod seconds_or_default {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<Duration>> {
        let seconds = get_int(socket, option)?;
        Ok(u64::try_from(seconds).ok().map(Duration::from_secs))
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        let Some(value) = value else { return socket.set_int(option, -1) };
        match value.as_nanos().div_ceil(1_000_000_000) {
            // More is refused by Linux, when it is too late for an error.
            seconds @ 1..=32_767 => socket.set_int(option, seconds as i32),
            seconds => Err(out_of_range(format!("{seconds} s"))),
        }
    }
}
