//! Numbers and flags.

use super::{get_int, out_of_range};
use crate::{Result, socket::raw::RawSocket};

/// A C int that is 0 or 1.
pub(crate) mod flag {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<bool> {
        get_int(socket, option).map(|value| value != 0)
    }

    pub fn set(socket: &RawSocket, option: i32, value: bool) -> Result<()> {
        socket.set_int(option, value.into())
    }
}

/// A C int that is 0 or 1, or -1 for what the system does by itself.
pub(crate) mod tristate {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<bool>> {
        get_int(socket, option).map(|value| (value >= 0).then_some(value > 0))
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<bool>) -> Result<()> {
        socket.set_int(option, value.map_or(-1, i32::from))
    }
}

/// A C int that is not negative.
pub(crate) mod number {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<u32> {
        get_int(socket, option).map(|value| u32::try_from(value).unwrap_or(0))
    }

    pub fn set(socket: &RawSocket, option: i32, value: u32) -> Result<()> {
        socket.set_int(option, i32::try_from(value).map_err(|_| out_of_range(value))?)
    }
}

/// Numbers of which only a range makes sense; libzmq takes others and fails later, or never says.
macro_rules! ranges {
    ($($(#[$doc:meta])* $name:ident = $range:expr;)*) => {$(
        $(#[$doc])*
        #[cfg_attr(not(feature = "draft"), allow(dead_code, unused_imports))] // not all are for the stable interface
        pub(crate) mod $name {
            use super::*;

            pub use super::number::get;

            pub fn set(socket: &RawSocket, option: i32, value: u32) -> Result<()> {
                if !$range.contains(&value) {
                    return Err(out_of_range(value));
                }
                super::number::set(socket, option, value)
            }
        }
    )*};
}

ranges! {
    /// A C int of 1 or more.
    positive = (1..=u32::MAX);
    /// What a byte of an IP header holds, and not zero.
    hops = (1..=255u32);
    /// The size of an IP packet.
    packet_size = (1..=65_535u32);
    /// Bytes for the buffer of each connection. libzmq takes them at once when a peer comes, and aborts where it cannot.
    batch_size = (1..=(1u32 << 24));
}

/// A C int that is not negative, or -1 for what the system does by itself.
pub(crate) mod number_or_default {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<u32>> {
        get_int(socket, option).map(|value| u32::try_from(value).ok())
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<u32>) -> Result<()> {
        let value = value.map_or(Ok(-1), |value| i32::try_from(value).map_err(|_| out_of_range(value)))?;
        socket.set_int(option, value)
    }
}

/// A C int from 1 to 127, or -1 for the system's default.
pub(crate) mod count_or_default {
    use super::*;

    pub use super::number_or_default::get;

    pub fn set(socket: &RawSocket, option: i32, value: Option<u32>) -> Result<()> {
        match value {
            None => socket.set_int(option, -1),
            // More is refused by Linux, when it is too late for an error.
            Some(value @ 1..=127) => socket.set_int(option, value as i32),
            Some(value) => Err(out_of_range(value)),
        }
    }
}

/// A C uint64.
pub(crate) mod long {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<u64> {
        let mut value = [0; 8];
        socket.get_bytes(option, &mut value)?;
        Ok(u64::from_ne_bytes(value))
    }

    pub fn set(socket: &RawSocket, option: i32, value: u64) -> Result<()> {
        socket.set_bytes(option, &value.to_ne_bytes())
    }
}

/// A C int64 of bytes, -1 for no limit.
pub(crate) mod size_or_unlimited {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<u64>> {
        long::get(socket, option).map(|value| i64::try_from(value).ok().map(i64::unsigned_abs))
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<u64>) -> Result<()> {
        let bytes = match value {
            None => -1,
            Some(value) => i64::try_from(value).map_err(|_| out_of_range(value))?,
        };
        socket.set_bytes(option, &bytes.to_ne_bytes())
    }
}

/// A C int that has names.
macro_rules! named {
    ($($(#[$doc:meta])* $name:ident = $ty:ty;)*) => {$(
        $(#[$doc])*
        #[allow(dead_code)] // some are only read
        pub(crate) mod $name {
            use super::*;

            pub fn get(socket: &RawSocket, option: i32) -> Result<$ty> {
                get_int(socket, option).map(<$ty>::from_raw)
            }

            pub fn set(socket: &RawSocket, option: i32, value: $ty) -> Result<()> {
                socket.set_int(option, value.raw())
            }
        }
    )*};
}

named! {
    /// The mechanism in force.
    mechanism = crate::Mechanism;
    /// What kind of name a GSSAPI principal has.
    name_type = crate::GssapiNameType;
}

#[cfg(feature = "draft")]
named! {
    /// How NORM controls its flow.
    norm_mode = crate::NormMode;
    /// Of what a ROUTER is told.
    router_notify = crate::RouterNotify;
}
