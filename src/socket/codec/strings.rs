//! Bytes, text and keys.

use super::{out_of_range, refused};
use crate::{Errno, Result, socket::raw::RawSocket};

/// Bytes, 255 of them at most to be read.
pub(crate) mod bytes {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Vec<u8>> {
        let mut value = vec![0; 255];
        let size = socket.get_bytes(option, &mut value)?;
        value.truncate(size);
        Ok(value)
    }
}

/// A whole message, of which an empty one is none.
pub(crate) mod message {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: &[u8]) -> Result<()> {
        if value.is_empty() { socket.clear(option) } else { socket.set_bytes(option, value) }
    }
}

/// Text that C ends with a NUL.
pub(crate) mod text {
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

    /// 1 to 255 bytes, of which none is NUL: C ends the text there when it is read.
    pub fn set(socket: &RawSocket, option: i32, value: &str) -> Result<()> {
        if value.is_empty() || value.len() > 255 {
            return Err(out_of_range(format!("a text of {} bytes", value.len())));
        }
        if value.contains('\0') {
            return Err(refused("the text has a NUL character"));
        }
        socket.set_bytes(option, value.as_bytes())
    }
}

/// As [`text`], or nothing, for which C takes a null pointer and reads an empty text.
pub(crate) mod text_or_none {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<Option<String>> {
        text::get(socket, option).map(|value| (!value.is_empty()).then_some(value))
    }

    pub fn set(socket: &RawSocket, option: i32, value: Option<&str>) -> Result<()> {
        match value {
            None => socket.clear(option),
            Some(value) => text::set(socket, option, value),
        }
    }
}

/// The name of a network interface, or nothing: the system knows 15 bytes of it.
pub(crate) mod device {
    use super::*;

    pub use text_or_none::get;

    pub fn set(socket: &RawSocket, option: i32, value: Option<&str>) -> Result<()> {
        if value.is_some_and(|value| value.len() > 15) {
            return Err(refused("the name of a device has 15 bytes at most"));
        }
        text_or_none::set(socket, option, value)
    }
}

/// A list of texts that grows by one with each call; `None` empties it.
pub(crate) mod text_filter {
    pub use super::text_or_none::set;
}

/// A set of numbers that grows by one with each call; `None` empties it.
#[cfg(unix)]
pub(crate) mod filter {
    use super::*;

    pub fn set(socket: &RawSocket, option: i32, value: Option<u32>) -> Result<()> {
        match value {
            None => socket.clear(option),
            Some(value) => socket.set_bytes(option, &value.to_ne_bytes()),
        }
    }
}

/// The 32 bytes of a CURVE key.
pub(crate) mod key {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<[u8; 32]> {
        let mut value = [0; 32];
        socket.get_bytes(option, &mut value)?;
        Ok(value)
    }

    pub fn set(socket: &RawSocket, option: i32, value: &[u8; 32]) -> Result<()> {
        socket.set_bytes(option, value)
    }
}

/// The 40 characters of a CURVE key in Z85.
pub(crate) mod key_z85 {
    use super::*;

    pub fn get(socket: &RawSocket, option: i32) -> Result<String> {
        let mut value = [0; 41];
        socket.get_bytes(option, &mut value)?;
        Ok(String::from_utf8_lossy(&value[..40]).into_owned())
    }

    pub fn set(socket: &RawSocket, option: i32, value: &str) -> Result<()> {
        let character = |byte: u8| byte.is_ascii_alphanumeric() || b".-:+=^!/*?&<>()[]{}@%$#".contains(&byte);
        if value.len() != 40 || !value.bytes().all(character) {
            return Err(refused("a key in Z85 has 40 characters of its alphabet"));
        }
        socket.set_bytes(option, value.as_bytes())
    }
}
