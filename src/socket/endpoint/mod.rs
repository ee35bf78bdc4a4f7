//! Where a socket is bound and connected.

mod check;
mod connectable;
mod grammar;
mod ports;
mod private;
mod scoped;
mod typed;
mod udp;

pub(crate) use private::private_endpoint;
pub use scoped::EndpointGuard;
pub use typed::Endpoint;

#[cfg(unix)]
use super::options;
use super::{Socket, codec, multicast, raw::RawSocket, transport};
use crate::{
    Error, Result,
    context::{OpenSocket, Waiter, ZAP},
    guard::{authentication, connections, inproc, names},
    kind::Kind,
};
pub(super) use check::c_endpoint;
use check::{explain, good_endpoint, interfaces_can_be_listed};
use grammar::Call;
use std::ffi::CStr;

/// Binding and connecting. An error names the endpoint.
///
/// An endpoint is a transport and an address: `tcp://127.0.0.1:5555`, `ipc:///tmp/socket`, `inproc://name`.
/// A socket may have any number of them, and bind to some and connect to others. There is no right order: a
/// socket may connect before its peer binds.
impl<K: Kind> Socket<K> {
    /// Accepts peers on an endpoint.
    ///
    /// `tcp://*:5555` is port 5555 of all interfaces, `tcp://eth0:5555` of one. `tcp://127.0.0.1:*` picks a free port,
    /// returned by [`last_endpoint`](Self::last_endpoint). `ipc://*` picks a temporary path, removed on close. Its folder
    /// is that of `TMPDIR`, `TEMPDIR` or `TMP`, the current one without them. A path you name is left on disk and reused.
    /// On Linux `ipc://@name` is an abstract name without a file.
    ///
    /// `udp://239.0.0.1:5555` is for RADIO, DISH and DGRAM of the draft API. UDP binds asynchronously: a failed bind is not
    /// reported, and nothing is received. A UDP endpoint cannot be unbound, and the port behind `*` cannot be read. With an
    /// installed libzmq up to 4.3.5 it is reopened after each system error and when a full receive queue drains; a process
    /// without a free descriptor then aborts.
    ///
    /// Binding is asynchronous: I/O threads accept peers, and the socket learns of new peers during its next call.
    ///
    /// # Errors
    /// - [`EINVAL`](crate::Errno::EINVAL): a malformed endpoint; the text names the wrong part: `tcp://*:55x5` is no port
    ///   55, and `ws://*:70000` no port 4464. IPv6 addresses need [`set_ipv6(true)`](Self::set_ipv6).
    /// - [`ENAMETOOLONG`](crate::Errno::ENAMETOOLONG): the path of an `ipc` endpoint is too long (107 bytes on Linux, 103
    ///   on Apple's systems and BSD).
    /// - [`EPROTONOSUPPORT`](crate::Errno::EPROTONOSUPPORT): this libzmq lacks the transport; the text names the feature to
    ///   turn on.
    /// - [`ENOCOMPATPROTO`](crate::Errno::ENOCOMPATPROTO): the transport does not support this socket type.
    /// - [`EADDRINUSE`](crate::Errno::EADDRINUSE), [`EADDRNOTAVAIL`](crate::Errno::EADDRNOTAVAIL),
    ///   [`ENODEV`](crate::Errno::ENODEV): the address is in use, is not one of this machine, or names an unknown
    ///   interface.
    /// - [`EMTHREAD`](crate::Errno::EMTHREAD): the context has no I/O thread.
    /// - [`EINVAL`](crate::Errno::EINVAL): [`zap_enforce_domain`](Self::set_zap_enforce_domain) without a domain: the
    ///   server would admit everybody.
    /// - [`EMFILE`](crate::Errno::EMFILE): no descriptor is left. After recent closes, this waits up to a second for their
    ///   descriptors.
    /// - [`ETERM`](crate::Errno::ETERM): the context was shut down.
    /// - others of the system, as [`EACCES`](crate::Errno::EACCES) or [`ENOTDIR`](crate::Errno::ENOTDIR).
    ///
    /// STREAM and DGRAM sockets do not support `inproc`; a DISH has only RADIO peers there. `inproc://zeromq.zap.01` is the
    /// endpoint of the [ZAP](crate::zap) handler; an [`Authenticator`](crate::Authenticator) binds it itself.
    ///
    /// With an installed libzmq up to 4.3.5 these are errors, too, since they would abort the process, hang, or not work:
    /// - [`ENOTSUP`](crate::Errno::ENOTSUP): a REQ or DISH as the server of a mechanism, in a context with an
    ///   [`Authenticator`](crate::Authenticator).
    /// - [`EINVAL`](crate::Errno::EINVAL): a socket with a [welcome message](Self::set_xpub_welcome_msg) or hello message
    ///   binds an `inproc` name after its waiting peers have left; a PAIR binds an `inproc` name with a waiting ROUTER or
    ///   REP; a path of `ws` has several segments, or a colon to connect to; `inproc://zeromq.zap.01`, except by an
    ///   Authenticator.
    /// - [`ENOCOMPATPROTO`](crate::Errno::ENOCOMPATPROTO): the draft kinds over `inproc`.
    ///
    /// `pgm://eth0;239.192.0.1:5555`, `epgm://` and `norm://` with the same are multicast groups for PUB and XPUB to SUB
    /// and XSUB; bind and connect do the same there. Interface, group, port and permission are checked first; libzmq would
    /// find them out too late, and abort the process. A SUB or XSUB there needs [`set_rcvhwm(0)`](Self::set_rcvhwm): libzmq
    /// aborts when a limited queue of `pgm` is full. For `pgm` and `epgm` give the interface by its address: a name works
    /// only with a single address, and not if it is also a host name. Over `norm` libzmq sends parts of at most 2038 bytes;
    /// a larger one is [`EMSGSIZE`](crate::Errno::EMSGSIZE) on that socket.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?;
    /// server.bind("tcp://127.0.0.1:*")?; // a free port
    /// server.bind("inproc://service")?; // a socket may have several endpoints
    /// assert!(server.last_endpoint()?.starts_with("inproc://"));
    ///
    /// let error = server.bind("tcp://127.0.0.1:http").unwrap_err();
    /// assert_eq!(error, zmq::Errno::EINVAL);
    /// assert!(error.to_string().contains("tcp://127.0.0.1:http"));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_bind")]
    pub fn bind(&self, endpoint: &str) -> Result<()> {
        self.bind_resolved(endpoint).map(drop)
    }

    /// As [`bind`](Self::bind); gives the endpoint as libzmq resolved it.
    pub(crate) fn bind_resolved(&self, endpoint: &str) -> Result<String> {
        if endpoint == ZAP {
            authentication::may_bind().map_err(|error| named("bind to", endpoint, error))?;
        }
        self.bind_anywhere(endpoint)
    }

    /// As [`bind_resolved`](Self::bind_resolved), also to the endpoint of the authenticator.
    pub(super) fn bind_anywhere(&self, endpoint: &str) -> Result<String> {
        self.raw.here().map_err(|error| named("bind to", endpoint, error))?;
        let _setup = self.raw.facts().setup();
        let bind = || {
            let c_endpoint = good_endpoint(&self.raw, endpoint, Call::Bind)?;
            self.over_reaping(|| interfaces_can_be_listed(endpoint))?;
            self.may_attach(endpoint)?;
            self.raw.may_authenticate(endpoint)?;
            multicast::check(&self.raw, self.socket_type(), endpoint)?;
            #[cfg(feature = "wss")]
            super::wss::may_bind(&self.raw, endpoint)?;
            #[cfg(not(feature = "wss"))]
            if endpoint.starts_with("wss://") && crate::has(crate::Capability::Wss) {
                let reason = "turn on the feature `wss`, which tries the certificate first: libzmq aborts over a bad one";
                return Err(Error::refused(crate::Errno::ENOTSUP, "", reason));
            }
            names::may_bind(self.raw.facts())?;
            let greets = self.raw.facts().greets();
            self.raw.context().bind(endpoint, &self.waiter(), greets, || {
                self.bind_with_fd(endpoint, &c_endpoint).map_err(|error| multicast::explain(endpoint, error))
            })
        };
        bind().map_err(|error| named("bind to", endpoint, explain(endpoint, Call::Bind, error)))?;
        names::bound(self.raw.facts());
        Ok(self.attach(endpoint))
    }

    /// Connects to an endpoint; the peer may bind later.
    ///
    /// Returns at once. libzmq connects in the background, and reconnects whenever the connection breaks. A host may be a
    /// name: `tcp://localhost:5555`. `tcp://192.168.1.17:0;192.168.1.1:5555` connects from an address of this machine, and
    /// `tcp://eth1:0;server:5555` from an interface.
    ///
    /// # Errors
    /// As [`bind`](Self::bind). A missing listener is no error, nor an unresolved host name over `tcp`: libzmq retries, and
    /// a monitor reports it. Impossible endpoints are [`EINVAL`](crate::Errno::EINVAL): port 0, `*`, an IPv6 address
    /// without [`set_ipv6(true)`](Self::set_ipv6). [`ENODEV`](crate::Errno::ENODEV): an unknown zone, or an unknown
    /// interface to connect from. [`EINVAL`](crate::Errno::EINVAL), with an installed libzmq up to 4.3.5: a
    /// [conflating](Self::set_conflate) socket, and an unbound `inproc` name. [`ENOTSUP`](crate::Errno::ENOTSUP), with an
    /// installed libzmq up to 4.3.5: the server of a mechanism connects, in a context with an
    /// [`Authenticator`](crate::Authenticator). If the peer leaves before the answer, the process aborts there. Let the
    /// server bind, set [`reconnect_ivl`](Self::set_reconnect_ivl) to `None`, or use another context.
    ///
    /// # When the peer rejects
    /// After a local handshake failure libzmq stops reconnecting: the peer has another mechanism, breaks the protocol, or
    /// rejected this client (status 400 or 500). It does not retry even if the peer would admit it by then, and sends block
    /// as without a peer. A monitor reports it: [`HandshakeFailedProtocol`](crate::Event::HandshakeFailedProtocol),
    /// [`HandshakeFailedAuth`](crate::Event::HandshakeFailedAuth). [`disconnect`](Self::disconnect), then connect again.
    ///
    /// # Notes
    /// With an installed libzmq up to 4.3.5 a connection to a local port in the ephemeral range without a listener may
    /// connect to itself (TCP simultaneous open) and stay connected. Give servers lower ports (on Linux, below 32768), or
    /// use `ipc` on one machine.
    ///
    /// A connecting ROUTER keeps the first routing id of its peer. After a reconnect with another routing id the peer still
    /// has the first.
    ///
    /// With an installed libzmq up to 4.3.5 a connecting ROUTER or REP aborts the process if its peer reconnects while the
    /// receive queue is exactly full. Let such a socket bind, or set [`rcvhwm`](Self::set_rcvhwm) to 0.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.connect("inproc://service")?; // before the peer binds
    /// client.send("Hello")?; // queued
    ///
    /// let server = ctx.socket(zmq::REP)?;
    /// server.bind("inproc://service")?;
    /// assert_eq!(server.recv()?, "Hello");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_connect")]
    pub fn connect(&self, endpoint: &str) -> Result<()> {
        self.connect_by(endpoint, |c_endpoint| self.raw.connect(c_endpoint))
    }

    /// Connects by `call`.
    pub(crate) fn connect_by(&self, endpoint: &str, call: impl FnOnce(&CStr) -> Result<()>) -> Result<()> {
        self.raw.here().map_err(|error| named("connect to", endpoint, error))?;
        let _setup = self.raw.facts().setup();
        let connect = || {
            let c_endpoint = good_endpoint(&self.raw, endpoint, Call::Connect)?;
            if endpoint.contains(';') {
                self.over_reaping(|| interfaces_can_be_listed(endpoint))?; // it names an address of this machine, too
            }
            self.may_attach(endpoint)?;
            self.raw.may_authenticate(endpoint)?;
            multicast::check(&self.raw, self.socket_type(), endpoint)?;
            if self.raw.asks_again(endpoint)? {
                return self.raw.context().inproc.connect_asking(|| call(&c_endpoint));
            }
            let waits = self.raw.context().connect(endpoint, &self.waiter(), || {
                call(&c_endpoint).map_err(|error| multicast::explain(endpoint, error))
            })?;
            if waits {
                self.raw.facts().note_first_send();
            }
            Ok(())
        };
        connect().map_err(|error| named("connect to", endpoint, explain(endpoint, Call::Connect, error)))?;
        names::connected(self.raw.facts());
        self.attach(endpoint);
        Ok(())
    }

    /// Stops accepting peers on an endpoint and closes the connections accepted there.
    ///
    /// For a wildcard endpoint, pass the result of [`last_endpoint`](Self::last_endpoint).
    ///
    /// # Errors
    /// [`ENOENT`](crate::Errno::ENOENT): not bound there. [`EINVAL`](crate::Errno::EINVAL): not an endpoint.
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down.
    ///
    /// With an installed libzmq up to 4.3.5, [`ENOTSUP`](crate::Errno::ENOTSUP): a socket with
    /// [heartbeats](Self::set_heartbeat_ivl); drop the socket instead. [`EFSM`](crate::Errno::EFSM): parts of the current
    /// message are still to be received; or a polled SUB, XSUB, ROUTER or REP has messages. Losing the connection in the
    /// middle of a message would abort the process: receive it and try again.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pull = ctx.socket(zmq::PULL)?;
    /// pull.bind("tcp://127.0.0.1:*")?;
    /// let endpoint = pull.last_endpoint()?;
    /// pull.unbind(&endpoint)?;
    /// assert_eq!(pull.unbind(&endpoint).unwrap_err(), zmq::Errno::ENOENT);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_unbind")]
    pub fn unbind(&self, endpoint: &str) -> Result<()> {
        let unbind = || {
            let c_endpoint = self.may_leave(endpoint)?;
            self.leave_by(endpoint, || self.raw.unbind(&c_endpoint))
        };
        unbind().map_err(|error| named("unbind from", endpoint, error))?;
        self.detach(endpoint);
        Ok(())
    }

    /// Closes the connection to an endpoint and stops reconnecting. Messages queued for the peer are dropped after the
    /// linger period. The connection is closed during the next call on this socket. A partly received message can be
    /// received to its end.
    ///
    /// If the `inproc` name is not bound yet, queued messages wait for a bind during the linger period; those of a ROUTER
    /// or REP are dropped with an installed libzmq up to 4.3.5.
    ///
    /// # Errors
    /// [`ENOENT`](crate::Errno::ENOENT): not connected there. [`EINVAL`](crate::Errno::EINVAL): not an endpoint.
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down.
    ///
    /// With an installed libzmq up to 4.3.5 as with [`unbind`](Self::unbind), and [`ENOTSUP`](crate::Errno::ENOTSUP): a
    /// ROUTER or REP waiting for an `inproc` name together with others; drop the socket instead.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let push = ctx.socket(zmq::PUSH)?;
    /// push.connect("tcp://127.0.0.1:5555")?;
    /// push.disconnect("tcp://127.0.0.1:5555")?;
    /// assert!(push.try_send("x").is_err()); // no peer any more
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_disconnect")]
    pub fn disconnect(&self, endpoint: &str) -> Result<()> {
        let disconnect = || {
            let c_endpoint = self.may_leave(endpoint)?;
            self.leave_by(endpoint, || self.raw.disconnect(&c_endpoint))
        };
        disconnect().map_err(|error| named("disconnect from", endpoint, error))?;
        self.detach(endpoint);
        Ok(())
    }

    /// The endpoint of the last bind or connect, with wildcards resolved: `tcp://127.0.0.1:49152`. Empty before the first.
    ///
    /// # Errors
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?;
    /// server.bind("tcp://127.0.0.1:*")?;
    /// let client = ctx.socket(zmq::REQ)?;
    /// client.connect(&server.last_endpoint()?)?; // the port is resolved
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_LAST_ENDPOINT")]
    pub fn last_endpoint(&self) -> Result<String> {
        codec::text::get(&self.raw, zmq_sys::ZMQ_LAST_ENDPOINT)
            .map_err(|error| error.about("ZMQ_LAST_ENDPOINT"))
    }

    /// The endpoint to leave; refuses what makes this libzmq abort.
    fn may_leave(&self, endpoint: &str) -> Result<Box<CStr>> {
        let c_endpoint = c_endpoint(endpoint)?;
        if endpoint.starts_with("tcp://") && !self.is_at(endpoint) {
            interfaces_can_be_listed(endpoint)?; // libzmq resolves what it does not know
        }
        let half_received = || codec::flag::get(&self.raw, zmq_sys::ZMQ_RCVMORE);
        connections::may_leave(self.raw.facts(), endpoint, half_received, || self.raw.events())?;
        Ok(c_endpoint)
    }

    /// Whether it is bound or connected there, as far as is known here.
    fn is_at(&self, endpoint: &str) -> bool {
        let mut known = false;
        note(&self.raw, |socket| known = socket.endpoints.iter().any(|other| other == endpoint));
        known
    }

    /// Leaves an endpoint by `call`.
    pub(super) fn leave_by(&self, endpoint: &str, call: impl FnOnce() -> Result<()>) -> Result<()> {
        self.raw.context().leave(endpoint, &self.waiter(), || self.raw.keep(), call)
    }

    fn waiter(&self) -> Waiter {
        let facts = self.raw.facts();
        Waiter { id: facts.id, kind: facts.kind, conflates: facts.conflates.get() }
    }

    /// Makes a call that needs descriptors again where those of closed sockets may still be held.
    fn over_reaping(&self, call: impl FnMut() -> Result<()>) -> Result<()> {
        self.raw.context().over_reaping(call, || ())
    }

    /// Binds with the descriptor that waits for it, if one does.
    #[cfg(unix)]
    fn bind_with_fd(&self, endpoint: &str, c_endpoint: &CStr) -> Result<()> {
        options::bind_with_fd(&self.raw, endpoint, || self.raw.bind(c_endpoint))
    }

    #[cfg(not(unix))]
    fn bind_with_fd(&self, _endpoint: &str, c_endpoint: &CStr) -> Result<()> {
        self.raw.bind(c_endpoint)
    }

    /// Refuses a bind or connect that this libzmq cannot stand.
    fn may_attach(&self, endpoint: &str) -> Result<()> {
        let facts = self.raw.facts();
        if endpoint.starts_with("inproc://") {
            inproc::may_attach(facts)?;
        }
        connections::may_attach(facts, endpoint)?;
        if endpoint.starts_with("udp://") && facts.kind.is_draft() {
            return self.over_reaping(|| udp::may_attach(&self.raw));
        }
        udp::bound_commands(&self.raw)
    }

    /// Notes a new endpoint, as libzmq resolved it, where somebody may ask for it.
    fn attach(&self, endpoint: &str) -> String {
        self.raw.facts().attached.set(true);
        let resolved = self.last_endpoint().unwrap_or_default();
        // That of udp is the address alone.
        let endpoint = if resolved.contains("://") { resolved } else { endpoint.to_owned() };
        note(&self.raw, |socket| socket.endpoints.push(endpoint.clone()));
        endpoint
    }

    pub(super) fn detach(&self, endpoint: &str) {
        note(&self.raw, |socket| {
            if let Some(at) = socket.endpoints.iter().position(|known| known == endpoint) {
                socket.endpoints.remove(at);
            }
        });
    }
}

fn note(raw: &RawSocket, change: impl FnOnce(&mut OpenSocket)) {
    raw.context().registry.update(raw.facts().id, change);
}

/// Says in the error what was tried with which endpoint.
#[cold]
fn named(what: &str, endpoint: &str, error: Error) -> Error {
    transport::explain(endpoint, error.rename(format!("{what} {endpoint:?}")))
}
