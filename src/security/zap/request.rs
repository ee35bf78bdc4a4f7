//! ZAP requests.

use super::{Decision, LONGEST, Reply, VERSION};
use crate::{Multipart, PublicKey};
use std::fmt;
use zeroize::Zeroizing;

/// A ZAP request: libzmq asks whether to admit a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The id of the request, repeated in the reply.
    pub request_id: Vec<u8>,
    /// The [`zap_domain`](crate::Socket::set_zap_domain) of the socket; empty if it has none.
    pub domain: String,
    /// The address of the peer, as `192.0.2.1` or `2001:db8::1`; of a peer over `ipc`, its user, group and process, or
    /// nothing.
    pub address: String,
    /// The routing id of the socket: libzmq sends its own, not the peer's.
    pub identity: Vec<u8>,
    /// The peer's credentials.
    pub credentials: Credentials,
}

/// The credentials of a peer, by mechanism.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// Nothing.
    Null,
    /// PLAIN: a name and a password, sent in the clear.
    Plain {
        /// The name of the user.
        username: String,
        /// The password, overwritten when dropped.
        password: Zeroizing<String>,
    },
    /// A public key; the peer has proved to own the secret one.
    Curve(PublicKey),
    /// A principal authenticated by Kerberos.
    Gssapi {
        /// The principal.
        principal: String,
    },
    /// Credentials of an unknown mechanism.
    Other {
        /// The name of the mechanism.
        mechanism: String,
        /// Its frames.
        frames: Vec<Vec<u8>>,
    },
}

impl Credentials {
    /// The name of the mechanism: `NULL`, `PLAIN`, `CURVE`, `GSSAPI` or another.
    pub fn mechanism(&self) -> &str {
        match self {
            Credentials::Null => "NULL",
            Credentials::Plain { .. } => "PLAIN",
            Credentials::Curve(_) => "CURVE",
            Credentials::Gssapi { .. } => "GSSAPI",
            Credentials::Other { mechanism, .. } => mechanism,
        }
    }
}

/// Prints no password, and nothing of unknown mechanisms.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Credentials::Null => f.write_str("Null"),
            Credentials::Plain { username, .. } => {
                f.debug_struct("Plain").field("username", username).finish_non_exhaustive()
            }
            Credentials::Curve(key) => f.debug_tuple("Curve").field(key).finish(),
            Credentials::Gssapi { principal } => {
                f.debug_struct("Gssapi").field("principal", principal).finish()
            }
            Credentials::Other { mechanism, .. } => {
                f.debug_struct("Other").field("mechanism", mechanism).finish_non_exhaustive()
            }
        }
    }
}

impl Request {
    /// Reads the frames of a request, from its version on: without the addresses and the empty delimiter before it.
    ///
    /// # Errors
    /// [`Malformed`] has the reason, and the reply to send.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::zap::{Credentials, Request};
    /// let request = Request::parse(&["1.0", "7", "global", "127.0.0.1", "", "NULL"]).expect("it is valid");
    /// assert_eq!(request.domain, "global");
    /// assert!(matches!(request.credentials, Credentials::Null));
    /// let malformed = Request::parse(&["2.0", "7"]).unwrap_err();
    /// assert_eq!(malformed.reply().map(|reply| reply.decision.status), Some(zmq::zap::Status::Failed));
    /// # Ok(()) }
    /// ```
    pub fn parse<F: AsRef<[u8]>>(frames: &[F]) -> Result<Request, Malformed> {
        let frame = |at: usize| frames.get(at).map_or(&[][..], AsRef::as_ref);
        let Some(request_id) = frames.get(1).map(|id| id.as_ref().to_vec()) else {
            return Err(Malformed { request_id: None, reason: "no version, or no request id" });
        };
        let wrong = |reason| Malformed { request_id: Some(request_id.clone()), reason };
        let text = |at: usize, reason| {
            let text = std::str::from_utf8(frame(at)).ok().filter(|text| text.len() <= LONGEST);
            text.map(str::to_owned).ok_or_else(|| wrong(reason))
        };
        if frame(0) != VERSION {
            return Err(wrong("the version is not 1.0"));
        }
        if frames.len() < 6 {
            return Err(wrong("less than six frames"));
        }
        let domain = text(2, "the domain is not text of at most 255 bytes")?;
        let address = text(3, "the address is not text of at most 255 bytes")?;
        let mechanism = text(5, "the mechanism is not text of at most 255 bytes")?;
        let credentials = match (&*mechanism, frames.len() - 6) {
            ("NULL", 0) => Credentials::Null,
            ("PLAIN", 2) => Credentials::Plain {
                username: text(6, "the user name is not text of at most 255 bytes")?,
                password: Zeroizing::new(text(7, "the password is not text of at most 255 bytes")?),
            },
            ("CURVE", 1) => match PublicKey::try_from(frame(6)) {
                Ok(key) => Credentials::Curve(key),
                Err(_) => return Err(wrong("the key has not 32 bytes")),
            },
            ("GSSAPI", 1) => match std::str::from_utf8(frame(6)) {
                // A principal may be longer than the texts of the protocol.
                Ok(principal) => Credentials::Gssapi { principal: principal.to_owned() },
                Err(_) => return Err(wrong("the principal is not text")),
            },
            ("NULL" | "PLAIN" | "CURVE" | "GSSAPI", _) => {
                return Err(wrong("the number of credentials is not that of the mechanism"));
            }
            ("", _) => return Err(wrong("no mechanism")),
            _ => Credentials::Other {
                mechanism,
                frames: frames[6..].iter().map(|frame| frame.as_ref().to_vec()).collect(),
            },
        };
        if frame(4).len() > LONGEST {
            return Err(wrong("the identity has more than 255 bytes"));
        }
        Ok(Request { request_id, domain, address, identity: frame(4).to_vec(), credentials })
    }

    /// The frames of the request, from its version on.
    pub fn to_multipart(&self) -> Multipart {
        let mut frames = Multipart::with_capacity(10);
        frames.push(VERSION);
        frames.push(&self.request_id[..]);
        frames.push(&*self.domain);
        frames.push(&*self.address);
        frames.push(&self.identity[..]);
        frames.push(self.mechanism());
        match &self.credentials {
            Credentials::Null => (),
            Credentials::Plain { username, password } => frames.extend([&**username, &***password]),
            Credentials::Curve(key) => frames.push(&key.as_bytes()[..]),
            Credentials::Gssapi { principal } => frames.push(&**principal),
            Credentials::Other { frames: credentials, .. } => {
                frames.extend(credentials.iter().map(|frame| &frame[..]));
            }
        }
        frames
    }

    /// The name of the mechanism.
    pub fn mechanism(&self) -> &str {
        self.credentials.mechanism()
    }
}

/// A malformed request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ZAP request: {reason}")]
pub struct Malformed {
    request_id: Option<Vec<u8>>,
    reason: &'static str,
}

impl Malformed {
    /// The reply to send: status 500, a rejection. `None` if the request has no id.
    ///
    /// ```
    /// use zmq::zap::{Request, Status};
    /// let malformed = Request::parse(&["1.0", "7", "no address"]).unwrap_err();
    /// let reply = malformed.reply().expect("the id is 7");
    /// assert_eq!(reply.decision.status, Status::Failed);
    /// ```
    pub fn reply(&self) -> Option<Reply> {
        let request_id = self.request_id.clone()?;
        Some(Reply { request_id, decision: Decision::fail(self.reason) })
    }
}
