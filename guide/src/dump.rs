//! A message, printed as the Guide prints it.

use std::fmt::Write;
use zmq::Message;

/// A line for each part: its length, and its text or its bytes in hexadecimal.
///
/// ```
/// assert_eq!(zmq_guide::dump::dump(&["Hi".into(), [0, 255][..].into()]), "\
/// ----------------------------------------
/// [002] Hi
/// [002] 0x00ff
/// ");
/// ```
pub fn dump(parts: &[Message]) -> String {
    let mut text = "----------------------------------------\n".to_owned();
    for part in parts {
        let line = match part.to_str() {
            Ok(readable) if readable.chars().all(|letter| !letter.is_control()) => readable.to_owned(),
            _ => part.iter().fold("0x".to_owned(), |text, byte| format!("{text}{byte:02x}")),
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "[{:03}] {line}", part.len());
    }
    text
}
