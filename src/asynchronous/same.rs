//! What never waits: the methods that an async socket and context have as the blocking ones do. A row is a method; the options of
//! sockets are rows in `src/socket/options/`, those of contexts in `src/context/options.rs`, which make both.

use super::{Context, Runtime, Socket};
use crate::{
    IntoPeriod, PollEvents, Result, Security,
    kind::{CanSubscribe, Kind},
};
use std::ops::RangeInclusive;
#[cfg(unix)]
use std::os::fd::{OwnedFd, RawFd};

/// Methods of the blocking socket for the async one.
macro_rules! sockets {
    ($(
        $(#[$doc:meta])* $name:ident $(<$generic:ident>)? ($($arg:ident: $ty:ty),*) -> $out:ty $(, if $bound:ident)?;
        $kind:literal $example:literal
    )*) => {
        /// As the blocking [`Socket`](crate::Socket); nothing here waits.
        impl<K: Kind, R: Runtime> Socket<K, R> {$(
            $(#[$doc])*
            #[doc = concat!("\n\nAs the blocking [`", stringify!($name), "`](crate::Socket::", stringify!($name), "), with its errors.")]
            #[doc = concat!("\n\n```no_run\n# use zmq::asynchronous as a;\n# #[allow(unused)]\n# fn f<R: a::Runtime>(socket: &a::Socket<zmq::", $kind, ", R>) -> zmq::Result<()> {\n", $example, "\n# Ok(()) }\n```")]
            #[allow(clippy::missing_errors_doc)]
            pub fn $name $(<$generic>)? (&self, $($arg: $ty),*) -> Result<$out> $(where K: $bound)? {
                self.with(|socket| socket.$name($($arg),*))?
            }
        )*}
    };
}

sockets! {
    /// Binds to an endpoint: accepts peers there.
    #[doc(alias = "zmq_bind")]
    bind(endpoint: &str) -> ();
    "Rep" "socket.bind(\"tcp://127.0.0.1:*\")?;"

    /// Binds to a free port of an address such as `tcp://127.0.0.1`, and gives the port.
    bind_to_random_port(address: &str) -> u16;
    "Rep" "println!(\"port {}\", socket.bind_to_random_port(\"tcp://127.0.0.1\")?);"

    /// Binds to a free port in a range, and gives the port.
    bind_to_random_port_in(address: &str, ports: RangeInclusive<u16>) -> u16;
    "Rep" "println!(\"port {}\", socket.bind_to_random_port_in(\"tcp://127.0.0.1\", 20_000..=20_100)?);"

    /// Connects to an endpoint; the peer may bind later.
    #[doc(alias = "zmq_connect")]
    connect(endpoint: &str) -> ();
    "Req" "socket.connect(\"tcp://localhost:5555\")?;"

    /// Stops accepting peers on an endpoint.
    #[doc(alias = "zmq_unbind")]
    unbind(endpoint: &str) -> ();
    "Rep" "socket.unbind(&socket.last_endpoint()?)?;"

    /// Closes the connection to an endpoint and stops reconnecting.
    #[doc(alias = "zmq_disconnect")]
    disconnect(endpoint: &str) -> ();
    "Req" "socket.disconnect(\"tcp://localhost:5555\")?;"

    /// The endpoint of the last bind or connect, with wildcards resolved.
    #[doc(alias = "ZMQ_LAST_ENDPOINT")]
    last_endpoint() -> String;
    "Rep" "println!(\"bound to {}\", socket.last_endpoint()?);"

    /// Where a peer on this machine connects to this socket: the last endpoint, with 127.0.0.1 for all addresses.
    connectable_endpoint() -> crate::Endpoint;
    "Rep" "println!(\"connect to {}\", socket.connectable_endpoint()?);"

    /// The events of this socket now.
    #[doc(alias = "ZMQ_EVENTS")]
    events() -> PollEvents;
    "Pull" "println!(\"a message waits: {}\", socket.events()?.is_readable());"

    /// Subscribes to messages starting with `topic` (empty: all). Earlier messages are missed ("slow joiner").
    #[doc(alias = "ZMQ_SUBSCRIBE")]
    subscribe(topic: impl AsRef<[u8]>) -> (), if CanSubscribe;
    "Sub" "socket.subscribe(\"weather\")?;"

    /// Cancels one [`subscribe`](Self::subscribe) to `topic`.
    #[doc(alias = "ZMQ_UNSUBSCRIBE")]
    unsubscribe(topic: impl AsRef<[u8]>) -> (), if CanSubscribe;
    "Sub" "socket.unsubscribe(\"weather\")?;"

    /// Sets the security mechanism with its keys, before bind and connect.
    set_security<Role>(security: &Security<Role>) -> ();
    "Rep" "socket.set_security(&zmq::Security::plain_server())?;"

    /// Turns heartbeats on: the interval between two PINGs, the timeout for an answer, and the time to live (TTL) announced
    /// to peers.
    #[doc(alias = "ZMQ_HEARTBEAT_IVL")]
    set_heartbeat(interval: impl IntoPeriod, timeout: impl IntoPeriod, ttl: impl IntoPeriod) -> ();
    "Router" "let second = std::time::Duration::from_secs(1);\nsocket.set_heartbeat(second, 3 * second, None)?;"

    /// Adds metadata to the handshake, before bind and connect.
    #[doc(alias = "ZMQ_METADATA")]
    set_metadata(name: &str, value: &str) -> ();
    "Rep" "socket.set_metadata(\"X-job\", \"7\")?;"

    /// The private key of a `wss` server, in PEM.
    #[doc(alias = "ZMQ_WSS_KEY_PEM")]
    #[cfg(feature = "wss")]
    set_wss_key_pem(pem: &str) -> ();
    "Rep" "socket.set_wss_key_pem(\"-----BEGIN PRIVATE KEY----- ...\")?;"

    /// The certificate of a `wss` server, in PEM.
    #[doc(alias = "ZMQ_WSS_CERT_PEM")]
    #[cfg(feature = "wss")]
    set_wss_cert_pem(pem: &str) -> ();
    "Rep" "socket.set_wss_cert_pem(\"-----BEGIN CERTIFICATE----- ...\")?;"

    /// The certificates, in PEM, of the trusted authorities of a `wss` client.
    #[doc(alias = "ZMQ_WSS_TRUST_PEM")]
    #[cfg(feature = "wss")]
    set_wss_trust_pem(pem: &str) -> ();
    "Req" "socket.set_wss_trust_pem(\"-----BEGIN CERTIFICATE----- ...\")?;"

    /// The expected name in the certificate of a `wss` server.
    #[doc(alias = "ZMQ_WSS_HOSTNAME")]
    #[cfg(feature = "wss")]
    set_wss_hostname(name: &str) -> ();
    "Req" "socket.set_wss_hostname(\"server.example.com\")?;"

    /// Trust the authorities of the system, on a `wss` client.
    #[doc(alias = "ZMQ_WSS_TRUST_SYSTEM")]
    #[cfg(feature = "wss")]
    set_wss_trust_system(value: bool) -> ();
    "Req" "socket.set_wss_trust_system(true)?;"
}

#[cfg(feature = "draft")]
mod draft {
    use super::*;
    use crate::kind::{CanConnectPeer, CanJoin, CanRoute};

    sockets! {
        /// Draft: joins `group`.
        #[doc(alias = "zmq_join")]
        join(group: &str) -> (), if CanJoin;
        "Dish" "socket.join(\"weather\")?;"

        /// Draft: leaves `group`.
        #[doc(alias = "zmq_leave")]
        leave(group: &str) -> (), if CanJoin;
        "Dish" "socket.leave(\"weather\")?;"

        /// Draft: connects, and returns the routing id of the peer.
        #[doc(alias = "zmq_connect_peer")]
        connect_peer(endpoint: &str) -> u32, if CanConnectPeer;
        "Peer" "let routing_id = socket.connect_peer(\"tcp://localhost:5555\")?;"

        /// Draft: the events of one peer of a ROUTER.
        #[doc(alias = "zmq_socket_get_peer_state")]
        peer_state(routing_id: impl AsRef<[u8]>) -> PollEvents, if CanRoute;
        "Router" "println!(\"its queue is full: {}\", !socket.peer_state(\"alice\")?.is_writable());"

        /// Draft: requests an event for each connection with its queue lengths.
        #[doc(alias = "zmq_socket_monitor_pipes_stats")]
        monitor_pipes_stats() -> ();
        "Rep" "socket.monitor_pipes_stats()?;"
    }
}

impl<K: Kind, R: Runtime> Socket<K, R> {
    /// Stops the monitor of this socket, if it has one, as the blocking [`stop_monitor`](crate::Socket::stop_monitor).
    ///
    /// # Errors
    /// [`EFSM`](crate::Errno::EFSM): it is called within a [`with`](Self::with) of this socket.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # fn f<R: a::Runtime>(socket: &a::Socket<zmq::Rep, R>) -> zmq::Result<()> {
    /// socket.stop_monitor()?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_socket_monitor")]
    #[doc(alias = "disable_monitor")]
    pub fn stop_monitor(&self) -> Result<()> {
        self.with(crate::Socket::stop_monitor)
    }

    /// The next bind over `tcp` or `ipc` takes over `fd`, a listening socket, as the blocking
    /// [`set_use_fd`](crate::Socket::set_use_fd), with its errors. Unix only.
    ///
    /// # Errors
    /// As there; the error returns the descriptor.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # fn f<R: a::Runtime>(socket: &a::Socket<zmq::Rep, R>) -> Result<(), Box<dyn std::error::Error>> {
    /// let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    /// let endpoint = format!("tcp://{}", listener.local_addr()?);
    /// socket.set_use_fd(listener.into()).map_err(|(error, _)| error)?;
    /// socket.bind(&endpoint)?;
    /// # Ok(()) }
    /// ```
    #[cfg(unix)]
    #[doc(alias = "ZMQ_USE_FD")]
    pub fn set_use_fd(&self, fd: OwnedFd) -> Result<(), (crate::Error, OwnedFd)> {
        let mut waiting = Some(fd);
        let set = self.with(|socket| waiting.take().map_or(Ok(()), |fd| socket.set_use_fd(fd)));
        match (set, waiting) {
            (Ok(set), _) => set,
            (Err(error), Some(fd)) => Err((error, fd)),
            (Err(_), None) => Ok(()), // it was taken
        }
    }

    /// The descriptor for the next bind. Unix only.
    ///
    /// # Errors
    /// [`EFSM`](crate::Errno::EFSM): it is called within a [`with`](Self::with) of this socket.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # fn f<R: a::Runtime>(socket: &a::Socket<zmq::Rep, R>) -> zmq::Result<()> {
    /// println!("a descriptor waits: {}", socket.use_fd()?.is_some());
    /// # Ok(()) }
    /// ```
    #[cfg(unix)]
    #[doc(alias = "ZMQ_USE_FD")]
    pub fn use_fd(&self) -> Result<Option<RawFd>> {
        self.with(crate::Socket::use_fd)
    }

    /// Takes back the descriptor for the next bind. Unix only.
    ///
    /// # Errors
    /// [`EFSM`](crate::Errno::EFSM): it is called within a [`with`](Self::with) of this socket.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # fn f<R: a::Runtime>(socket: &a::Socket<zmq::Rep, R>) -> zmq::Result<()> {
    /// drop(socket.take_use_fd()?);
    /// # Ok(()) }
    /// ```
    #[cfg(unix)]
    pub fn take_use_fd(&self) -> Result<Option<OwnedFd>> {
        self.with(crate::Socket::take_use_fd)
    }
}

/// Methods of the blocking context for the async one.
macro_rules! contexts {
    ($($(#[$doc:meta])* $name:ident() -> $out:ty;)*) => {
        /// As the blocking [`Context`](crate::Context); nothing here waits.
        impl<R: Runtime> Context<R> {$(
            $(#[$doc])*
            #[doc = concat!("\n\nAs the blocking [`", stringify!($name), "`](crate::Context::", stringify!($name), "), with its errors.")]
            #[doc = concat!("\n\n```no_run\n# fn f<R: zmq::asynchronous::Runtime>(ctx: &zmq::asynchronous::Context<R>) {\nprintln!(\"{:?}\", ctx.", stringify!($name), "());\n# }\n```")]
            #[allow(clippy::missing_errors_doc)]
            pub fn $name(&self) -> $out {
                self.blocking().$name()
            }
        )*}
    };
}

contexts! {
    /// Scheduling policy of the I/O threads; `None` is the one of the creating thread.
    #[doc(alias = "ZMQ_THREAD_SCHED_POLICY")]
    thread_sched_policy() -> Result<Option<i32>>;
    /// Maximum number of open sockets.
    #[doc(alias = "ZMQ_MAX_SOCKETS")]
    max_sockets() -> u32;
    /// Draft: the prefix of the names of the I/O threads.
    #[doc(alias = "ZMQ_THREAD_NAME_PREFIX")]
    #[doc(alias = "zmq_ctx_get_ext")]
    #[cfg(feature = "draft")]
    thread_name_prefix_text() -> Result<String>;
}
