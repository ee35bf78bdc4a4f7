//! The authenticator: a ZAP handler on a thread of its own.

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

use crate::{Context, Errno, Error, Result, release};
use judge::Judge;
use service::{Bell, Service};
use std::{
    fmt,
    sync::Arc,
    thread::{self, JoinHandle},
};

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
    /// Starts the authenticator of a context. It is in force when this returns.
    ///
    /// # Errors
    /// - [`EADDRINUSE`](Errno::EADDRINUSE): the context has an authenticator already; drop it first, or change its
    ///   settings.
    /// - [`ENOTSUP`](Errno::ENOTSUP): with an installed libzmq up to 4.3.5: a server of a mechanism has connected in this
    ///   context, see [`connect`](crate::Socket::connect), or a REQ or DISH is bound as one, see
    ///   [`bind`](crate::Socket::bind).
    /// - [`EAGAIN`](Errno::EAGAIN): the thread cannot be started.
    /// - As [`Context::socket`] for each of its sockets.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # use zmq::Authenticator;
    /// # let ctx = zmq::Context::new()?;
    /// let first = Authenticator::start(&ctx)?;
    /// assert_eq!(Authenticator::start(&ctx).unwrap_err(), zmq::Errno::EADDRINUSE);
    /// first.stop()?;
    /// Authenticator::start(&ctx)?;
    /// # Ok(()) }
    /// ```
    pub fn start(context: &Context) -> Result<Authenticator> {
        let service = open(context)?;
        let (judge, bell) = (Arc::new(Judge::default()), service.bell());
        let of_thread = judge.clone();
        let body = move || service.run(&of_thread);
        let thread = thread::Builder::new().name("zmq-zap".into()).spawn(body).map_err(|error| {
            let errno = Errno::from_io(&error, Errno::EAGAIN);
            Error::refused(errno, "Authenticator", "its thread cannot be started")
        })?;
        Ok(Authenticator { judge, bell, thread: Some(thread), process: std::process::id() })
    }

    /// Admits peers by address or network, and from then on only those: `192.0.2.1`, `10.0.0.0/8`, `::1`, `2001:db8::/32`.
    /// They must still present the credentials of their server's mechanism.
    ///
    /// Peers over `ipc` have no such address; they are admitted as long as no address is allowed. [Denied](Self::deny)
    /// peers stay rejected.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): neither an address nor a network, such as a name; or bits after the prefix are set, as in
    /// `10.0.0.1/8`. The error names it. [`ENOTSUP`](Errno::ENOTSUP): this process is a forked child.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.allow("127.0.0.1")?;
    /// authenticator.allow("10.0.0.0/8")?;
    /// assert_eq!(authenticator.allow("localhost").unwrap_err(), zmq::Errno::EINVAL); // no address
    /// # Ok(()) }
    /// ```
    pub fn allow(&self, network: impl AsRef<str>) -> Result<()> {
        self.judge()?.allow(None, network.as_ref())
    }

    /// Rejects peers by address or network, whatever credentials they present. All others are judged as before.
    ///
    /// # Errors
    /// As [`allow`](Self::allow).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.deny("127.0.0.1")?;
    /// let server = ctx.socket_builder(zmq::PULL).zap_domain("global").bind("tcp://127.0.0.1:*").build()?;
    /// let client = ctx.socket(zmq::PUSH)?;
    /// let monitor = client.monitor(zmq::EventMask::HANDSHAKE_FAILED_AUTH)?;
    /// client.connect(&server.last_endpoint()?)?;
    /// assert_eq!(monitor.recv()?.event, zmq::Event::HandshakeFailedAuth { status: 400 });
    /// # Ok(()) }
    /// ```
    pub fn deny(&self, network: impl AsRef<str>) -> Result<()> {
        self.judge()?.deny(None, network.as_ref())
    }

    /// As [`allow`](Self::allow), for the sockets of one domain. A peer must be allowed by the addresses of the domain and
    /// by those of all domains.
    ///
    /// # Errors
    /// As [`allow`](Self::allow).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.allow_in("admin", "127.0.0.1")?; // `zap_domain("admin")`: this machine only
    /// # Ok(()) }
    /// ```
    pub fn allow_in(&self, domain: &str, network: impl AsRef<str>) -> Result<()> {
        self.judge()?.allow(Some(domain), network.as_ref())
    }

    /// As [`deny`](Self::deny), for the sockets of one domain.
    ///
    /// # Errors
    /// As [`allow`](Self::allow).
    pub fn deny_in(&self, domain: &str, network: impl AsRef<str>) -> Result<()> {
        self.judge()?.deny(Some(domain), network.as_ref())
    }

    /// Clears the allowed and denied addresses of all domains.
    pub fn clear_addresses(&self) {
        if let Ok(judge) = self.judge() {
            judge.forget_addresses();
        }
    }

    /// Sets the users admitted by the PLAIN servers of a domain, replacing earlier ones. `*` is for all other domains. A
    /// peer rejected before does not retry [by itself](crate::Socket::connect).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::Security;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.configure_plain("*", [("alice", "secret")]);
    /// let server = ctx.socket(zmq::REP)?;
    /// server.set_security(&Security::plain_server())?;
    /// server.bind("tcp://127.0.0.1:*")?;
    ///
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.set_security(&Security::plain_client("alice", "secret"))?;
    /// client.connect(&server.last_endpoint()?)?;
    /// client.send("Hello")?;
    /// assert_eq!(server.recv()?.user_id(), Some("alice"));
    /// # Ok(()) }
    /// ```
    pub fn configure_plain(&self, domain: &str, users: impl Into<PlainUsers>) {
        if let Ok(judge) = self.judge() {
            judge.plain(domain, users.into());
        }
    }

    /// Sets the clients admitted by the CURVE servers of a domain, replacing earlier ones. `*` is for all other domains.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::{Authenticator, CurveClients};
    /// let authenticator = Authenticator::start(&ctx)?;
    /// let alice: zmq::PublicKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7".parse()?;
    /// authenticator.configure_curve("*", [alice]);
    /// authenticator.configure_curve("public", CurveClients::any());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "configure_curve_callback")]
    pub fn configure_curve(&self, domain: &str, clients: impl Into<CurveClients>) {
        if let Ok(judge) = self.judge() {
            judge.curve(domain, clients.into());
        }
    }

    /// Sets the principals admitted by the GSSAPI servers of a domain, replacing earlier ones.
    ///
    /// **An installed libzmq up to 4.3.5 ignores the decision**: a GSSAPI server asks, and admits every client with a valid
    /// ticket of its realm. So a GSSAPI server with a [domain](crate::Socket::set_zap_domain) is refused with
    /// [`ENOTSUP`](Errno::ENOTSUP) there; check [`Message::user_id`](crate::Message::user_id) of its messages instead.
    pub fn configure_gssapi(&self, domain: &str, principals: impl IntoIterator<Item = impl Into<String>>) {
        if let Ok(judge) = self.judge() {
            judge.gssapi(domain, principals.into_iter().map(Into::into).collect());
        }
    }

    /// Whether the thread or task has ended: its context was shut down, or an error ended it. [`stop`](Self::stop) returns
    /// the error.
    #[doc(alias = "is_alive")]
    pub fn is_finished(&self) -> bool {
        self.thread.as_ref().map_or_else(|| self.bell.is_gone(), JoinHandle::is_finished)
    }

    /// Answers the queued requests, stops the thread and waits for its end.
    ///
    /// Later peers are treated as without an authenticator: see [`Authenticator`]. For a task this only requests the stop;
    /// await the task to wait for it.
    ///
    /// # Errors
    /// The error that ended the thread before; the end of the context is none. [`ENOTSUP`](Errno::ENOTSUP): this process is
    /// a forked child.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.stop()?;
    /// zmq::Authenticator::start(&ctx)?; // the context may have another
    /// # Ok(()) }
    /// ```
    pub fn stop(self) -> Result<()> {
        if !self.forked() {
            self.bell.ring();
        }
        if self.thread.is_none() { self.judge().map(drop) } else { self.join() }
    }

    /// Waits until the thread has ended by itself, as it does when its context is shut down.
    ///
    /// # Errors
    /// As [`stop`](Self::stop). [`ENOTSUP`](Errno::ENOTSUP): it is a task; it is stopped, await it.
    pub fn join(mut self) -> Result<()> {
        self.judge()?;
        if self.thread.is_none() && !self.bell.is_gone() {
            return Err(Error::refused(Errno::ENOTSUP, "Authenticator", "a task is awaited, not joined"));
        }
        self.wait()
    }

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

    /// Waits for the thread, if there is one and this is not it.
    fn wait(&mut self) -> Result<()> {
        match self.thread.take() {
            Some(thread) => wait(thread),
            None => Ok(()),
        }
    }
}

/// Waits for the thread, unless this is it.
fn wait(thread: JoinHandle<Result<()>>) -> Result<()> {
    if thread.thread().id() == thread::current().id() {
        return Ok(());
    }
    let failed = || Error::refused(Errno::EFAULT, "Authenticator", "its thread panicked");
    thread.join().unwrap_or_else(|panic| {
        std::mem::forget(panic); // whose own drop may panic
        Err(failed())
    })
}

/// The sockets of an authenticator.
fn open(context: &Context) -> Result<Service> {
    Service::open(context).map_err(|error| match error.errno() {
        Errno::EADDRINUSE => {
            Error::refused(Errno::EADDRINUSE, "Authenticator", "the context has an Authenticator already")
        }
        Errno::ENOTSUP => error.rename("Authenticator"),
        _ => error,
    })
}

impl Drop for Authenticator {
    fn drop(&mut self) {
        if self.forked() {
            return; // a forked child has no such thread to wait for
        }
        self.bell.ring();
        // Its error has nobody to go to. It may be in a call of the program: a payload that has this does not keep others waiting.
        // Its own thread, in a callback that has the last handle, waits for nobody who waits for it.
        if let Some(thread) =
            self.thread.take().filter(|thread| thread.thread().id() != thread::current().id())
        {
            release::elsewhere("zmq-zap-end", move || drop(wait(thread)));
        }
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator").field("finished", &self.is_finished()).finish_non_exhaustive()
    }
}
