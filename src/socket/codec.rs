//! How Rust values travel through socket options: a module for each representation in C, with `get` and `set`.

use super::raw::RawSocket;
use crate::{Errno, Error, Result, duration};
use std::time::Duration;

fn get_int(socket: &RawSocket, option: i32) -> Result<i32> {
    let mut value = [0; 4];
    socket.get_bytes(option, &mut value)?;
    Ok(i32::from_ne_bytes(value))
}

fn out_of_range(value: impl std::fmt::Display) -> Error {
    Error::refused(Errno::EINVAL, "", format!("{value} is out of range"))
}

/// A C int that is 0 or 1.
pub(super) mod flag {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<bool> {
        get_int(socket, option).map(|value| value != 0)
    }

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        socket.set_int(option, value.into())
    }
}

/// A C int that is 0 or 1 and may not change once the socket has an endpoint: libzmq aborts when a connection breaks
/// that was made under another value.
pub(super) mod early_flag {
    use super::*;

    pub use flag::get;

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        if socket.attached().get() {
            return Err(Error::refused(Errno::EINVAL, "", "set it before the first bind or connect"));
        }
        flag::set(socket, option, value)
    }
}

/// A C int that is 0 or 1, or -1 for what the system does by itself.
pub(super) mod tristate {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<bool>> {
        get_int(socket, option).map(|value| (value >= 0).then_some(value > 0))
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<bool>) -> Result<()> {
        socket.set_int(option, value.map_or(-1, i32::from))
    }
}

/// A C int that is not negative.
pub(super) mod number {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<u32> {
        get_int(socket, option).map(|value| u32::try_from(value).unwrap_or(0))
    }

    pub fn set(socket: &RawSocket, option: i32, value: u32) -> Result<()> {
        socket.set_int(option, i32::try_from(value).map_err(|_| out_of_range(value))?)
    }
}

/// A C int from 1 to 127, or -1 for the system's default.
pub(super) mod count_or_default {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<u32>> {
        get_int(socket, option).map(|value| u32::try_from(value).ok())
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<u32>) -> Result<()> {
        match value {
            None => socket.set_int(option, -1),
            // More is refused by Linux, when it is too late for an error.
            Some(value @ 1..=127) => socket.set_int(option, value as i32),
            Some(value) => Err(out_of_range(value)),
        }
    }
}

/// A number of messages, 0 for no limit, that may not change once the socket has an endpoint.
///
/// Up to libzmq 4.3.5, a change on a live socket is sent to pipes that may be freed already.
pub(super) mod high_water_mark {
    use super::*;

    pub use number::get;

    pub fn set(socket: &RawSocket, option: i32, value: u32) -> Result<()> {
        if socket.attached().get() && crate::version() <= (4, 3, 5) {
            let reason = "set it before the first bind or connect: this libzmq corrupts memory otherwise";
            return Err(Error::refused(Errno::EINVAL, "", reason));
        }
        number::set(socket, option, value)
    }
}

/// A C int of milliseconds, -1 for ever. Fractions round up.
pub(super) mod millis_or_forever {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<Duration>> {
        get_int(socket, option).map(duration::from_millis)
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<Duration>) -> Result<()> {
        socket.set_int(option, duration::to_millis("", value)?)
    }
}

/// A C int of 1 to 32767 whole seconds, -1 for the system's default. Fractions round up.
pub(super) mod seconds_or_default {
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

/// A C int64 of bytes, -1 for no limit.
pub(super) mod size_or_unlimited {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<u64>> {
        let mut value = [0; 8];
        socket.get_bytes(option, &mut value)?;
        Ok(u64::try_from(i64::from_ne_bytes(value)).ok())
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<u64>) -> Result<()> {
        let bytes = match value {
            None => -1,
            Some(value) => i64::try_from(value).map_err(|_| out_of_range(value))?,
        };
        socket.set_bytes(option, &bytes.to_ne_bytes())
    }
}

/// Bytes, at most 255 of them.
pub(super) mod bytes {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Vec<u8>> {
        let mut value = vec![0; 255];
        let size = socket.get_bytes(option, &mut value)?;
        value.truncate(size);
        Ok(value)
    }

    pub fn set(socket: &RawSocket, option: i32, value: &[u8]) -> Result<()> {
        socket.set_bytes(option, value)
    }
}

/// Text that C ends with a NUL.
pub(super) mod text {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<String> {
        // C refuses a buffer that is too short and does not say how long it should be; an `inproc` name may be long.
        let mut value = vec![0; 256];
        let size = loop {
            match socket.get_bytes(option, &mut value) {
                Err(error) if error == Errno::EINVAL && value.len() < 1 << 20 => {
                    value.resize(value.len() * 16, 0);
                }
                result => break result?,
            }
        };
        value.truncate(size);
        if value.last() == Some(&0) {
            value.pop();
        }
        Ok(String::from_utf8_lossy(&value).into_owned())
    }
}

/// A set of numbers that grows by one with each call; `None` empties it.
#[cfg(unix)]
pub(super) mod filter {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: Option<u32>) -> Result<()> {
        match value {
            None => socket.clear(option),
            Some(value) => socket.set_bytes(option, &value.to_ne_bytes()),
        }
    }
}
