//! Who is admitted: the addresses, and what each mechanism asks for.

use super::{Authenticator, CurveClients, PlainUsers};
use crate::Result;

impl Authenticator {
    /// Admits peers by address or network, and from then on only those: `192.0.2.1`, `10.0.0.0/8`, `::1`, `2001:db8::/32`.
    /// They must still present the credentials of their server's mechanism.
    ///
    /// Peers over `ipc` have no such address; they are admitted as long as no address is allowed. [Denied](Self::deny)
    /// peers stay rejected.
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL): neither an address nor a network, such as a name; or bits after the prefix are set, as in
    /// `10.0.0.1/8`. The error names it. [`ENOTSUP`](crate::Errno::ENOTSUP): this process is a forked child.
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
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.deny_in("admin", "10.0.0.0/8")?; // other domains still admit them
    /// # Ok(()) }
    /// ```
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
    /// [`ENOTSUP`](crate::Errno::ENOTSUP) there; check [`Message::user_id`](crate::Message::user_id) of its messages instead.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let authenticator = zmq::Authenticator::start(&ctx)?;
    /// authenticator.configure_gssapi("*", ["alice@EXAMPLE.COM", "backup/host@EXAMPLE.COM"]);
    /// # Ok(()) }
    /// ```
    pub fn configure_gssapi(&self, domain: &str, principals: impl IntoIterator<Item = impl Into<String>>) {
        if let Ok(judge) = self.judge() {
            judge.gssapi(domain, principals.into_iter().map(Into::into).collect());
        }
    }
}
