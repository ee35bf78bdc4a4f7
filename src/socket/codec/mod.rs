//! How Rust values travel through socket options: a module for each representation in C, with `get` and `set`.

mod guarded;
mod integers;
mod raw;
mod strings;
mod time;

pub(crate) use guarded::*;
pub(crate) use integers::*;
pub(crate) use strings::*;
pub(crate) use time::*;

use super::raw::RawSocket;
use crate::{Errno, Error, Result};

/// Reads a C int.
pub(crate) fn get_int(socket: &RawSocket, option: i32) -> Result<i32> {
    let mut value = [0; 4];
    socket.get_bytes(option, &mut value)?;
    Ok(i32::from_ne_bytes(value))
}

#[cold]
fn out_of_range(value: impl std::fmt::Display) -> Error {
    Error::refused(Errno::EINVAL, "", format!("{value} is out of range"))
}

#[cold]
fn refused(reason: &'static str) -> Error {
    Error::refused(Errno::EINVAL, "", reason)
}
