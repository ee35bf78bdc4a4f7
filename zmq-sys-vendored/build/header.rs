//! What `zmq.h` says about itself.

use std::fs;
use std::path::Path;

/// The version in the three macros of `header`.
pub fn version(header: &Path) -> Result<(u32, u32, u32), String> {
    let text =
        fs::read_to_string(header).map_err(|error| format!("cannot read {}: {error}", header.display()))?;
    let part = |name: &str| {
        number(&text, name).ok_or_else(|| format!("{} does not define {name}", header.display()))
    };
    Ok((part("ZMQ_VERSION_MAJOR")?, part("ZMQ_VERSION_MINOR")?, part("ZMQ_VERSION_PATCH")?))
}

/// The number in the line `#define name number`, however it is spaced.
fn number(text: &str, name: &str) -> Option<u32> {
    text.lines().find_map(|line| {
        let mut words = line.trim_start().strip_prefix('#')?.split_whitespace();
        let found = words.next() == Some("define") && words.next() == Some(name);
        if found { words.next()?.parse().ok() } else { None }
    })
}
