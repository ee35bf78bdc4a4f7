//! The parts of messages, as both sides of a cell name them.
//!
//! A peer is told to send `xHEX`, these bytes, or `SIZE.SEED`, a pattern. It reports what came as `xHEX` up to
//! [`SHORT`] bytes and beyond as `SIZE:CRC`, so that a line stays short whatever is sent.

use anyhow::{Context, Result, bail};

/// The longest part that is reported byte by byte. A routing id is never longer than 255 bytes.
pub const SHORT: usize = 255;

/// The number of bytes after which a pattern repeats; a prime, so that blocks of libzmq never begin where one does.
const PERIOD: usize = 251;

/// A part to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Bytes(Vec<u8>),
    Pattern { size: usize, seed: u8 },
}

impl Part {
    pub fn pattern(size: usize, seed: u8) -> Part {
        Part::Pattern { size, seed }
    }

    /// How many bytes it has.
    pub fn size(&self) -> usize {
        match self {
            Part::Bytes(bytes) => bytes.len(),
            Part::Pattern { size, .. } => *size,
        }
    }

    /// What goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Part::Bytes(bytes) => bytes.clone(),
            Part::Pattern { size, seed } => {
                let start = usize::from(*seed) % PERIOD;
                let block: Vec<u8> = (0..PERIOD as u8).collect();
                block.iter().copied().cycle().skip(start).take(*size).collect()
            }
        }
    }

    /// How a peer is told to send it.
    pub fn order(&self) -> String {
        match self {
            Part::Bytes(bytes) => hex(bytes),
            Part::Pattern { size, seed } => format!("{size}.{seed}"),
        }
    }

    /// How who receives it reports it.
    pub fn report(&self) -> String {
        report(&self.bytes())
    }
}

impl From<&str> for Part {
    fn from(text: &str) -> Part {
        Part::Bytes(text.as_bytes().to_vec())
    }
}

impl From<&[u8]> for Part {
    fn from(bytes: &[u8]) -> Part {
        Part::Bytes(bytes.to_vec())
    }
}

/// How received bytes are reported.
pub fn report(bytes: &[u8]) -> String {
    if bytes.len() <= SHORT { hex(bytes) } else { format!("{}:{}", bytes.len(), crc32fast::hash(bytes)) }
}

/// How each part of a message is reported.
pub fn reports(parts: &[Part]) -> Vec<String> {
    parts.iter().map(Part::report).collect()
}

/// The bytes of a report that has them.
pub fn reported(report: &str) -> Result<Part> {
    let Some(digits) = report.strip_prefix('x') else { bail!("{report} does not say its bytes") };
    let byte = |at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    bytes.map(Part::Bytes).with_context(|| format!("{report} is not hexadecimal"))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::from("x"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // into a String, which takes everything
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_reported_as_it_is_sent() {
        assert_eq!(Part::from("az").order(), "x617a");
        assert_eq!(reported("x617a").unwrap(), Part::from("az"));
        assert_eq!(Part::pattern(3, 250).bytes(), [250, 0, 1]);
        assert_eq!(Part::pattern(0, 1).report(), "x");
        assert_eq!(Part::pattern(256, 0).report(), report(&Part::pattern(256, 0).bytes()));
        assert!(reported("x6").is_err() && reported("256:1").is_err());
    }
}
