//! Where a socket is bound and connected.

mod check;
mod grammar;
mod ports;
mod scoped;
mod typed;
mod udp;

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
    /// returned by [`last_endpoint`](Self::last_endpoint). `ipc://*` picks a temporary path, removed on close; a path you
    /// name is left on disk and reused. On Linux `ipc://@name` is an abstract name without a file.
    ///
    /// `udp://239.0.0.1:5555` is for RADIO, DISH and DGRAM of the draft API. UDP binds asynchronously: a failed bind is not
    /// reported, and nothing is received. A UDP endpoint cannot be unbound, and the port behind `*` cannot be read. With an
    /// installed libzmq up to 4.3.5 it is reopened after each system error and when a full receive queue drains; a process
    /// without a free descriptor then aborts.
    ///
    /// Binding is asynchronous: I/O threads accept peers, and the socket learns of new peers during its next call.
    ///
    /// # Errors
    /// - [`EINVAL`](crate::Errno::EINVAL): not an endpoint. It is read before libzmq sees it, and the text says which part is wrong:
    ///   `tcp://*:55x5` is no port 55, and `ws://*:70000` no port 4464. An address of IPv6 asks for
    ///   [`set_ipv6(true)`](Self::set_ipv6).
    /// - [`ENAMETOOLONG`](crate::Errno::ENAMETOOLONG): the path of an `ipc` endpoint; the text says how long it may be (107 bytes on
    ///   Linux, 103 on Apple's systems and BSD).
    /// - [`EPROTONOSUPPORT`](crate::Errno::EPROTONOSUPPORT): this libzmq does not have the transport; the text names the feature
    ///   that brings it.
    /// - [`ENOCOMPATPROTO`](crate::Errno::ENOCOMPATPROTO): this kind of socket does not go over the transport.
    /// - [`EADDRINUSE`](crate::Errno::EADDRINUSE), [`EADDRNOTAVAIL`](crate::Errno::EADDRNOTAVAIL), [`ENODEV`](crate::Errno::ENODEV):
    ///   somebody has the address, or this machine has no such address, or no interface of that name.
    /// - [`EMTHREAD`](crate::Errno::EMTHREAD): the context has no I/O thread.
    /// - [`EINVAL`](crate::Errno::EINVAL): a server that [must have a domain](Self::set_zap_enforce_domain), and has none: it would let
    ///   everybody in.
    /// - [`EMFILE`](crate::Errno::EMFILE): no descriptor is left. If sockets were closed lately, this waits up to a second for theirs.
    /// - [`ETERM`](crate::Errno::ETERM): the context was shut down.
    /// - whatever the system answers, as [`EACCES`](crate::Errno::EACCES) or [`ENOTDIR`](crate::Errno::ENOTDIR).
    ///
    /// STREAM and DGRAM sockets do not go over `inproc`, and there a DISH has only RADIOs for peers. Whoever has
    /// `inproc://zeromq.zap.01` is asked about peers ([`zap`](crate::zap)); an [`Authenticator`](crate::Authenticator) binds it
    /// itself.
    ///
    /// With an installed libzmq up to 4.3.5 these are errors, too, since they would abort the process, hang, or not work:
    /// - [`ENOTSUP`](crate::Errno::ENOTSUP): a REQ or DISH that would ask the [`Authenticator`](crate::Authenticator) of the context, as
    ///   the server of a mechanism does.
    /// - [`EINVAL`](crate::Errno::EINVAL): a socket that greets its peers (a [welcome message](Self::set_xpub_welcome_msg), or
    ///   `ZMQ_HELLO_MSG`) and an `inproc` name that others waited for who have left; a PAIR, and an `inproc` name for which a
    ///   ROUTER or REP waits; a path of `ws` with several segments, or with a colon to connect to;
    ///   `inproc://zeromq.zap.01`, for all but an Authenticator.
    /// - [`ENOCOMPATPROTO`](crate::Errno::ENOCOMPATPROTO): the draft kinds over `inproc`.
    ///
    /// `pgm://eth0;239.192.0.1:5555`, `epgm://` and `norm://` with the same are groups that PUB and XPUB send to and SUB and
    /// XSUB listen to; bind and connect do the same there. What libzmq would find out too late, and abort over, is tried
    /// first: the interface, the group, the port and the permission. A SUB or XSUB there needs
    /// [`set_rcvhwm(0)`](Self::set_rcvhwm), since libzmq aborts when a queue of `pgm` with a limit is full. For `pgm` and
    /// `epgm` give the interface by its address: a name works only where it has one address and is no host's. Over `norm`
    /// libzmq sends parts of at most 2038 bytes; a larger one is [`EMSGSIZE`](crate::Errno::EMSGSIZE) on that socket.
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

    /// Connects to an endpoint, where a peer is bound now or will be later.
    ///
    /// Returns at once. libzmq connects in the background, and reconnects whenever the connection breaks. A host may be a
    /// name: `tcp://localhost:5555`. `tcp://192.168.1.17:0;192.168.1.1:5555` connects from an address of this machine, and
    /// `tcp://eth1:0;server:5555` from that of an interface.
    ///
    /// # Errors
    /// As [`bind`](Self::bind). That nobody listens is not an error, nor a host over `tcp` that has no address yet; a monitor
    /// tells. What can never work is one: port 0, `*`, an address of IPv6 without [`set_ipv6(true)`](Self::set_ipv6);
    /// [`ENODEV`](crate::Errno::ENODEV): a zone, or an interface to connect from, that this machine does not have.
    /// [`EINVAL`](crate::Errno::EINVAL), with an installed libzmq up to 4.3.5: a socket that [conflates](Self::set_conflate) has to wait
    /// for such a name.
    /// [`ENOTSUP`](crate::Errno::ENOTSUP), with an installed libzmq up to 4.3.5: the context has an
    /// [`Authenticator`](crate::Authenticator), and this socket would ask it about the peer it connects to, as the server of a
    /// mechanism does. An answer that comes when that peer has gone aborts the process there. Let the server bind, set
    /// [`reconnect_ivl`](Self::set_reconnect_ivl) to `None`, or use another context.
    ///
    /// # When the peer says no
    /// After a local handshake failure libzmq stops reconnecting: the peer has another mechanism, breaks the protocol, or
    /// rejected this client (status 400 or 500). It does not retry even if the peer would admit it by then, and sends block
    /// as without a peer. A monitor reports it: [`HandshakeFailedProtocol`](crate::Event::HandshakeFailedProtocol),
    /// [`HandshakeFailedAuth`](crate::Event::HandshakeFailedAuth). [`disconnect`](Self::disconnect), then connect again.
    ///
    /// # Notes
    /// With an installed libzmq up to 4.3.5 a connection to a local port in the ephemeral range without a listener may
    /// connect to itself (TCP simultaneous open) and stay connected. Give servers ports below that range (on Linux, below
    /// 32768), or use `ipc` on one machine.
    ///
    /// A ROUTER that connects keeps the first routing id that its peer announced over the connection. A peer that
    /// reconnects with another routing id is still addressed by the first.
    ///
    /// With an installed libzmq up to 4.3.5 a ROUTER or REP that connects aborts the process if its queue is full to the last place when the
    /// peer goes away, comes back, and then a message is received: the peer's routing id could not be queued. Let such a socket
    /// bind, or set [`rcvhwm`](Self::set_rcvhwm) to 0.
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
    /// An endpoint bound with a wildcard is named as [`last_endpoint`](Self::last_endpoint) told it.
    ///
    /// # Errors
    /// [`ENOENT`](crate::Errno::ENOENT): not bound there. [`EINVAL`](crate::Errno::EINVAL): not an endpoint.
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down.
    ///
    /// With an installed libzmq up to 4.3.5, [`ENOTSUP`](crate::Errno::ENOTSUP): a socket with [heartbeats](Self::set_heartbeat_ivl); drop
    /// the socket instead. [`EFSM`](crate::Errno::EFSM): parts of the message received last are still to be received; or the socket is
    /// a SUB, XSUB, ROUTER or REP that was polled and has messages. The process ends there if half of one loses its connection:
    /// receive them and try again.
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

    /// Closes the connection to an endpoint and stops reconnecting. Messages queued for that peer are dropped after the
    /// linger period. The connection is closed during the next call on this socket. A message whose first part was received
    /// is received to its end.
    ///
    /// If the `inproc` name is not bound yet, queued messages wait for a bind during the linger period; those of a ROUTER
    /// or REP are dropped with an installed libzmq up to 4.3.5.
    ///
    /// # Errors
    /// [`ENOENT`](crate::Errno::ENOENT): not connected there. [`EINVAL`](crate::Errno::EINVAL): not an endpoint.
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down.
    ///
    /// With an installed libzmq up to 4.3.5 as with [`unbind`](Self::unbind), and [`ENOTSUP`](crate::Errno::ENOTSUP): a ROUTER or REP that
    /// waits for an `inproc` name together with others; drop the socket instead.
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

    /// The endpoint that was bound or connected last, with wildcards resolved: `tcp://127.0.0.1:49152`. Empty
    /// before the first.
    ///
    /// # Errors
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down.
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
