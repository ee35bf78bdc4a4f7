//! What a handler decides about a peer.

use super::LONGEST;
use crate::{Errno, Error, Result};
use std::fmt;

/// The status of a ZAP reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// 200: the peer is admitted.
    Success,
    /// 300: temporary failure. The peer is told nothing and retries: see [`Decision::later`].
    Temporary,
    /// 400: the peer is rejected.
    Denied,
    /// 500: internal error, or a malformed request. The peer is rejected.
    Failed,
}

impl Status {
    /// The number in the protocol: 200, 300, 400 or 500.
    pub const fn code(self) -> u16 {
        match self {
            Status::Success => 200,
            Status::Temporary => 300,
            Status::Denied => 400,
            Status::Failed => 500,
        }
    }

    /// The status of a number.
    pub const fn from_code(code: u16) -> Option<Status> {
        match code {
            200 => Some(Status::Success),
            300 => Some(Status::Temporary),
            400 => Some(Status::Denied),
            500 => Some(Status::Failed),
            _ => None,
        }
    }
}

/// Its number.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code().fmt(f)
    }
}

/// The decision about a peer, and the metadata its messages get.
///
/// A callback may also return a `bool`: `true` admits the peer.
///
/// ```
/// use zmq::zap::Decision;
/// let decision = Decision::allow().user_id("alice").metadata("Department", "Sales");
/// assert_eq!(decision.user_id.as_deref(), Some("alice"));
/// assert_eq!(Decision::from(false), Decision::deny("denied"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether the peer is admitted.
    pub status: Status,
    /// The reason, for logs; the peer does not get it. Cut at 255 bytes.
    pub text: String,
    /// The identity of the peer: property `User-Id` of its messages, at most 255 bytes without NUL.
    pub user_id: Option<String>,
    /// More properties of its messages: names of 1 to 255 letters, digits and `-_.+`, and their values.
    pub metadata: Vec<(String, Vec<u8>)>,
}

impl Decision {
    fn new(status: Status, text: impl Into<String>) -> Decision {
        Decision { status, text: text.into(), user_id: None, metadata: Vec::new() }
    }

    /// Admits the peer.
    pub fn allow() -> Decision {
        Decision::new(Status::Success, "OK")
    }

    /// Rejects the peer. The reason is for logs; the peer does not learn it.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::zap::{Decision, Status};
    /// assert_eq!(Decision::deny("unknown key").status, Status::Denied);
    /// # Ok(()) }
    /// ```
    pub fn deny(reason: impl Into<String>) -> Decision {
        Decision::new(Status::Denied, reason)
    }

    /// Temporary failure (300): the peer gets no answer, and retries by itself.
    ///
    /// libzmq seldom disconnects it at once. Mostly the handshake is pending until the
    /// [`handshake_ivl`](crate::Socket::set_handshake_ivl) of one side ends, 30 seconds by default; then the peer
    /// reconnects, with a new request. Set a shorter one on the server, as one second, for faster retries. With `None` on
    /// both sides the peer may never retry.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::zap::{Decision, Status};
    /// let decision = Decision::later("the database is down");
    /// assert_eq!(decision.status, Status::Temporary);
    /// assert!(!decision.is_allowed());
    /// # Ok(()) }
    /// ```
    pub fn later(reason: impl Into<String>) -> Decision {
        Decision::new(Status::Temporary, reason)
    }

    /// The handler cannot decide; the peer is rejected.
    pub fn fail(reason: impl Into<String>) -> Decision {
        Decision::new(Status::Failed, reason)
    }

    /// Sets the identity of the peer. Without it, an [`Authenticator`](crate::Authenticator) sets the user name of PLAIN,
    /// the public key of CURVE in Z85, the principal of GSSAPI, or `anonymous`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::zap::Decision;
    /// let decision = Decision::allow().user_id("alice"); // `Message::user_id` of her messages
    /// assert_eq!(decision.user_id.as_deref(), Some("alice"));
    /// # Ok(()) }
    /// ```
    pub fn user_id(mut self, user_id: impl Into<String>) -> Decision {
        self.user_id = Some(user_id.into());
        self
    }

    /// Adds a property to the messages of the peer, for [`Message::gets`](crate::Message::gets).
    ///
    /// An invalid name, or one of libzmq's, rejects the peer with status 500. The peer's own properties of the same name
    /// are ignored.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::zap::Decision;
    /// let decision = Decision::allow().metadata("Department", "Sales"); // `Message::gets("Department")`
    /// assert_eq!(decision.metadata.len(), 1);
    /// # Ok(()) }
    /// ```
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Decision {
        self.metadata.push((name.into(), value.into()));
        self
    }

    /// Whether the peer is admitted.
    pub fn is_allowed(&self) -> bool {
        self.status == Status::Success
    }

    /// Refuses what cannot be written, or would mean something else to libzmq.
    pub(super) fn check(&self) -> Result<()> {
        if self.status != Status::Success {
            return Ok(()); // the rest is not written
        }
        let user_id = self.user_id.as_deref().unwrap_or_default();
        if user_id.len() > LONGEST || user_id.contains('\0') {
            return Err(refused("a user id has 255 bytes at most, and no NUL"));
        }
        for (name, value) in &self.metadata {
            if !is_name(name) {
                return Err(refused(
                    "a name in metadata has 1 to 255 letters, digits and `-_.+`, and is none of libzmq's own",
                ));
            }
            if i32::try_from(value.len()).is_err() {
                return Err(refused("a value in metadata is longer than 2 GiB"));
            }
        }
        Ok(())
    }
}

impl From<bool> for Decision {
    fn from(allowed: bool) -> Decision {
        if allowed { Decision::allow() } else { Decision::deny("denied") }
    }
}

/// What libzmq itself says of a peer, or takes from its metadata.
const RESERVED: [&str; 5] = ["User-Id", "Peer-Address", "Socket-Type", "Identity", "Routing-Id"];

/// Whether metadata may have this name.
pub(in crate::security) fn is_name(name: &str) -> bool {
    (1..=LONGEST).contains(&name.len())
        && name.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_.+".contains(&c))
        && !RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name))
}

#[cold]
fn refused(reason: &'static str) -> Error {
    Error::refused(Errno::EINVAL, "ZAP reply", reason)
}
