//! The answer of a handler.

use super::{Decision, LONGEST, Request, Status, VERSION};
use crate::{Errno, Error, Multipart, Result};

/// The frames of a reply.
const FRAMES: usize = 6;

/// The answer to a [`Request`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The id of the request.
    pub request_id: Vec<u8>,
    /// The decision.
    pub decision: Decision,
}

impl Reply {
    /// The answer to `request`.
    pub fn new(request: &Request, decision: Decision) -> Reply {
        Reply { request_id: request.request_id.clone(), decision }
    }

    /// Reads the frames of a reply, from its version on: without the empty delimiter before it.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): a wrong number of frames, version or status, text not in UTF-8, or truncated metadata.
    /// The error names it.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::zap::{Reply, Request, Decision};
    /// let request = Request::parse(&["1.0", "7", "global", "127.0.0.1", "", "NULL"]).expect("it is valid");
    /// let frames = Reply::new(&request, Decision::allow()).to_multipart()?;
    /// assert_eq!(Reply::parse(&frames)?.request_id, b"7");
    /// # Ok(()) }
    /// ```
    pub fn parse<F: AsRef<[u8]>>(frames: &[F]) -> Result<Reply> {
        if frames.len() != FRAMES {
            return Err(refused("a reply has six frames"));
        }
        let frame = |at: usize| frames.get(at).map_or(&[][..], AsRef::as_ref);
        if frame(0) != VERSION {
            return Err(refused("the version is not 1.0"));
        }
        let status = match frame(2) {
            b"200" => Status::Success,
            b"300" => Status::Temporary,
            b"400" => Status::Denied,
            b"500" => Status::Failed,
            _ => return Err(refused("the status is none of 200, 300, 400 and 500")),
        };
        let user_id = Some(text(frame(4))?).filter(|user_id| !user_id.is_empty());
        let decision =
            Decision { status, text: text(frame(3))?, user_id, metadata: read_metadata(frame(5))? };
        Ok(Reply { request_id: frame(1).to_vec(), decision })
    }

    /// The frames of the reply, from its version on.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): an invalid user id or metadata; see [`Decision`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// use zmq::zap::{Decision, Reply, Request};
    /// let request = Request::parse(&["1.0", "7", "global", "127.0.0.1", "", "NULL"]).expect("it is valid");
    /// let frames = Reply::new(&request, Decision::deny("closed")).to_multipart()?;
    /// assert_eq!(frames, zmq::Multipart::from(["1.0", "7", "400", "closed", "", ""]));
    /// # Ok(()) }
    /// ```
    pub fn to_multipart(&self) -> Result<Multipart> {
        let Decision { status, text, user_id, metadata } = &self.decision;
        self.decision.check()?;
        let mut frames = Multipart::with_capacity(FRAMES + 2); // with an address and a delimiter
        frames.push(VERSION);
        frames.push(&self.request_id[..]);
        frames.push(status.to_string());
        frames.push(cut(text));
        // Only who comes in has a name.
        if *status == Status::Success {
            frames.push(user_id.as_deref().unwrap_or_default());
            frames.push(write_metadata(metadata));
        } else {
            frames.push("");
            frames.push("");
        }
        Ok(frames)
    }
}

/// The longest beginning that fits.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn text(frame: &[u8]) -> Result<String> {
    match std::str::from_utf8(frame) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(refused("a text is not UTF-8")),
    }
}

/// As ZMTP writes it: a byte with the length of the name, the name, four bytes with the length of the value, the value.
fn write_metadata(metadata: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in metadata {
        // Both fit: `check` has looked.
        bytes.push(name.len() as u8);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(&(value.len() as u32).to_be_bytes());
        bytes.extend_from_slice(value);
    }
    bytes
}

fn read_metadata(mut bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut metadata = Vec::new();
    while let Some((&length, rest)) = bytes.split_first() {
        let short = || refused("the metadata ends too early");
        let (name, rest) = rest.split_at_checked(usize::from(length)).ok_or_else(short)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let (value, rest) = rest.split_at_checked(length).ok_or_else(short)?;
        metadata.push((text(name)?, value.to_vec()));
        bytes = rest;
    }
    Ok(metadata)
}

#[cold]
fn refused(reason: &'static str) -> Error {
    Error::refused(Errno::EINVAL, "ZAP reply", reason)
}
