//! Addresses before messages, and a printed form of both.

use std::fmt::Write;
use zmq::{Message, Multipart};

/// A message without the address before it: what a ROUTER received from a REQ socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The routing id of the peer.
    pub from: Message,
    /// What follows the empty delimiter.
    pub body: Multipart,
}

/// Takes the routing id and the empty delimiter from the front; `None` if the message does not begin so.
///
/// ```
/// use zmq_guide::envelope::{open, seal};
/// let letter = open(["peer", "", "Hello"].into()).ok_or("no envelope")?;
/// assert_eq!((letter.from, letter.body), ("peer".into(), ["Hello"].into()));
/// assert_eq!(open(["peer", "Hello"].into()), None);
/// assert_eq!(seal("peer".into(), ["Hello"].into()), ["peer", "", "Hello"].into());
/// # Ok::<(), &str>(())
/// ```
pub fn open(mut parts: Multipart) -> Option<Letter> {
    let from = parts.pop_front()?;
    parts.pop_front().filter(Message::is_empty)?;
    (!parts.is_empty()).then_some(Letter { from, body: parts })
}

/// Puts a routing id and the empty delimiter before a message: what a ROUTER sends to a REQ socket.
pub fn seal(to: Message, mut body: Multipart) -> Multipart {
    body.push_front(Message::new());
    body.push_front(to);
    body
}

/// A line for each part: its length, and its text or its bytes in hexadecimal.
///
/// ```
/// assert_eq!(zmq_guide::envelope::dump(&["Hi".into(), [0, 255][..].into()]), "\
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
