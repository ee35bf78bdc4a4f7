//! The authenticator: a ZAP handler on a thread of its own.

// In the order of the methods in the documentation, see `lib.rs`.
mod life;
mod rules;

mod curve;
mod folder;
mod judge;
mod log;
mod network;
mod plain;
mod service;
#[cfg(any(feature = "tokio", feature = "async-io"))]
mod task;
mod watch;

pub use curve::CurveClients;
pub use plain::PlainUsers;

use crate::{Errno, Error, Result};
use judge::Judge;
use service::Bell;
use std::{fmt, sync::Arc, thread::JoinHandle};

/// A ZAP handler: authenticates the peers of a context's sockets over `tcp`, `ipc` and `ws`, like pyzmq's
/// `ThreadAuthenticator` and CZMQ's `zauth`.
///
/// **Without an authenticator, a CURVE server admits every client with its public key**, and a NULL server admits
/// everybody, whatever its domain. Start the authenticator before the first bind and stop it after the servers are closed.
/// Or give the servers a [domain](crate::Socket::set_zap_domain) and
/// [`set_zap_enforce_domain(true)`](crate::Socket::set_zap_enforce_domain): peers are then rejected while there is no
/// authenticator.
///
/// libzmq asks it about each peer of:
/// - a CURVE or PLAIN server, with or without a [domain](crate::Socket::set_zap_domain). All are rejected until
///   [`configure_curve`](Self::configure_curve) or [`configure_plain`](Self::configure_plain) admits some.
/// - a NULL socket with a domain. It admits every peer, except from [denied](Self::deny) addresses.
///
/// `*` stands for every domain without users or clients of its own, and for sockets without a domain. Changes apply to
/// later handshakes; peers already admitted stay connected.
///
/// [`Message::user_id`](crate::Message::user_id) is the authenticated identity of the sender: the name of PLAIN, the key of
/// CURVE in Z85, the principal of GSSAPI, or `anonymous`, unless a callback sets another.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use zmq::{Authenticator, PlainUsers};
/// let ctx = zmq::Context::new()?;
/// let authenticator = Authenticator::start(&ctx)?;
/// authenticator.allow("127.0.0.0/8")?;
/// authenticator.configure_plain("*", PlainUsers::from([("alice", "secret")]));
///
/// let (server, client) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// server.set_plain_server(true)?;
/// let port = server.bind_to_random_port("tcp://127.0.0.1")?;
/// client.set_plain_username(Some("alice"))?;
/// client.set_plain_password(Some("secret"))?;
/// client.connect(&format!("tcp://127.0.0.1:{port}"))?;
///
/// client.send("Hello")?;
/// assert_eq!(server.recv()?.user_id(), Some("alice"));
/// # Ok(()) }
/// ```
///
/// # The end
/// Dropping it stops its thread and waits for a running callback, for nothing else. When the context is shut down, the
/// thread ends by itself. Its three sockets count towards the [maximum](crate::ContextBuilder::max_sockets) of the context,
/// and hold it open.
///
/// # Threads
/// The handle may be shared by threads, and be used from callbacks. In a forked child it is the parent's, and cannot change
/// anything.
///
/// ```
/// fn share<T: Send + Sync>() {}
/// share::<zmq::Authenticator>();
/// ```
#[doc(alias = "ThreadAuthenticator")]
#[doc(alias = "zauth")]
#[doc(alias = "ZAP")]
pub struct Authenticator {
    judge: Arc<Judge>,
    bell: Bell,
    /// Nothing, if it is a task.
    thread: Option<JoinHandle<Result<()>>>,
    /// The process that has the thread.
    process: u32,
}

impl Authenticator {
    fn forked(&self) -> bool {
        self.process != std::process::id()
    }

    /// The rules, if they are those of this process: in a fork, a thread that is not there may hold their lock.
    fn judge(&self) -> Result<&Judge> {
        if self.forked() {
            let reason = "it runs in the parent process";
            return Err(Error::refused(Errno::ENOTSUP, "Authenticator", reason));
        }
        Ok(&self.judge)
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator").field("finished", &self.is_finished()).finish_non_exhaustive()
    }
}
