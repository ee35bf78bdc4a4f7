//! ZAP (RFC 27), libzmq's protocol for authentication: requests, replies, and their frames.
//!
//! To check peers, start an [`Authenticator`](crate::Authenticator): its callbacks take a [`Request`] and return a
//! [`Decision`]. Read and write the frames yourself to forward requests, as to a handler on another machine; nothing here
//! opens a socket.
//!
//! ```
//! use zmq::zap::{Credentials, Reply, Request, Status};
//! let frames = ["1.0", "7", "global", "192.0.2.1", "", "PLAIN", "admin", "secret"];
//! let request = Request::parse(&frames)?;
//! assert!(matches!(&request.credentials, Credentials::Plain { username, .. } if username == "admin"));
//! let reply = Reply::new(&request, zmq::zap::Decision::allow().user_id("admin"));
//! assert_eq!(reply.decision.status, Status::Success);
//! assert_eq!(reply.to_multipart()?, zmq::Multipart::from(["1.0", "7", "200", "OK", "admin", ""]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod decision;
mod reply;
mod request;

pub(super) use decision::is_name;
pub use decision::{Decision, Status};
pub use reply::Reply;
pub use request::{Credentials, Malformed, Request};

/// The version of the protocol, the first frame of requests and replies.
const VERSION: &[u8] = b"1.0";

/// The most bytes of a text in the protocol.
pub(super) const LONGEST: usize = 255;
