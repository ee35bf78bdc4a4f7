//! From an endpoint that is bound to one that can be connected to.

use super::Endpoint;
use crate::{Errno, Error, Result, Socket, kind::Kind};
use std::net::IpAddr;

/// What stands for all addresses at the end that connects. libzmq binds `[::]` for IPv4, too, so that a socket without
/// [`ipv6`](Socket::set_ipv6) reaches it; OpenBSD lets nobody do that.
fn local(any: IpAddr) -> &'static str {
    if any.is_ipv6() && cfg!(target_os = "openbsd") { "[::1]" } else { "127.0.0.1" }
}

impl Endpoint {
    /// Where a peer on this machine connects to a socket that is bound here: all addresses (`*`, `0.0.0.0`, `[::]`) become
    /// `127.0.0.1`, and any other endpoint stays.
    ///
    /// Linux connects to `tcp://0.0.0.0:5555`, Windows does not. A peer on another machine needs a name or address of this one.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the port or path is a wildcard, chosen at bind: ask the bound socket for its
    /// [`connectable_endpoint`](Socket::connectable_endpoint).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// use zmq::Endpoint;
    /// assert_eq!(Endpoint::new("tcp://*:5555")?.connectable()?, "tcp://127.0.0.1:5555");
    /// assert_eq!(Endpoint::new("tcp://server:5555")?.connectable()?, "tcp://server:5555");
    /// assert!(Endpoint::new("tcp://*:*")?.connectable().is_err());
    /// # Ok(()) }
    /// ```
    pub fn connectable(&self) -> Result<Endpoint> {
        if self.is_wildcard() {
            let reason = "the system chooses the rest of it at bind: ask the bound socket for its connectable_endpoint";
            return Err(Error::refused(Errno::EINVAL, format!("endpoint {self:?}"), reason));
        }
        let (Some((port, _)), Some(host)) = (self.port_span(), self.host()) else { return Ok(self.clone()) };
        let any = if host == "*" { Some(IpAddr::from([0; 4])) } else { host.parse().ok() };
        let Some(any) = any.filter(IpAddr::is_unspecified) else { return Ok(self.clone()) };
        let (before, after) = self.split_at(port - 1); // at the colon
        let before = before.strip_suffix(']').unwrap_or(before).strip_suffix(host).unwrap_or(before);
        let before = before.strip_suffix('[').unwrap_or(before);
        Endpoint::new(format!("{before}{}{after}", local(any)))
    }
}

impl<K: Kind> Socket<K> {
    /// Where a peer on this machine connects to this socket: its [last endpoint](Self::last_endpoint), with `127.0.0.1` for all
    /// addresses, as [`Endpoint::connectable`].
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the socket was neither bound nor connected, or is bound to a port that cannot be read, as that of
    /// `udp://*:*`. [`ETERM`](Errno::ETERM): the context was shut down.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?;
    /// server.bind("tcp://*:*")?; // a free port of all addresses
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.connect(&server.connectable_endpoint()?)?;
    /// client.send("Hello")?;
    /// assert_eq!(server.recv()?, "Hello");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_LAST_ENDPOINT")]
    pub fn connectable_endpoint(&self) -> Result<Endpoint> {
        let last = self.last_endpoint()?;
        if last.is_empty() {
            let reason = "the socket was neither bound nor connected";
            return Err(Error::refused(Errno::EINVAL, "connectable_endpoint", reason));
        }
        Endpoint::new(last)?.connectable()
    }
}
