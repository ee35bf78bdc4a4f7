//! Sockets, typed by kind.

// In the order of the methods in the documentation, see `lib.rs`.
mod builder;
mod endpoint;
mod open;
mod pair;
mod send;

mod recv;

mod parts;
mod serialized;

pub(crate) mod options;

mod busy;
mod calls;
mod checked;
pub(crate) mod codec;
pub(crate) mod facts;
mod handle;
pub(crate) mod link;
mod multicast;
pub(crate) mod numbers;
pub(crate) mod raw;
mod system;
pub(crate) mod touches;
mod transport;
mod wait;
#[cfg(feature = "wss")]
mod wss;
mod zap;

pub use builder::{SocketBuilder, SocketOptions};
pub(crate) use endpoint::private_endpoint;
pub use endpoint::{Endpoint, EndpointGuard};
pub use handle::HasFd;
pub use options::{GssapiNameType, Mechanism, ReconnectStop};
#[cfg(feature = "draft")]
pub use options::{NormMode, RouterNotify};
pub use recv::RecvBuf;

use crate::kind::{Kind, SocketType, StaticKind};
use raw::RawSocket;
use std::{fmt, marker::PhantomData};

/// A ZeroMQ socket of type `K`; closed when dropped.
///
/// Made by [`Context::socket`](crate::Context::socket), or with options and endpoints by
/// [`Context::socket_builder`](crate::Context::socket_builder).
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let server: zmq::Socket<zmq::Rep> = ctx.socket(zmq::REP)?;
/// server.bind("tcp://127.0.0.1:*")?;
/// let client = ctx.socket_builder(zmq::REQ).connect(&server.last_endpoint()?).build()?;
/// client.send("Hello")?;
/// assert_eq!(server.recv()?, "Hello");
/// # Ok(()) }
/// ```
///
/// | to | there is |
/// |---|---|
/// | bind and connect | [`bind`](Self::bind), [`connect`](Self::connect), [`unbind`](Self::unbind), [`disconnect`](Self::disconnect), [`last_endpoint`](Self::last_endpoint), [`bind_to_random_port`](Self::bind_to_random_port) |
/// | send | [`send`](Self::send), [`try_send`](Self::try_send), [`send_timeout`](Self::send_timeout), [`send_multipart`](Self::send_multipart) |
/// | receive | [`recv`](Self::recv), [`try_recv`](Self::try_recv), [`recv_timeout`](Self::recv_timeout), [`recv_string`](Self::recv_string), [`recv_multipart`](Self::recv_multipart) |
/// | subscribe | [`subscribe`](Self::subscribe), [`unsubscribe`](Self::unsubscribe) |
/// | wait | [`poll`](Self::poll); for several sockets [`Poller`](crate::Poller) |
/// | encrypt and authenticate | [`set_security`](Self::set_security) |
/// | watch connections | [`monitor`](Self::monitor) |
/// | set an option | `set_` and its name in C: [`set_linger`](Self::set_linger), [`set_sndhwm`](Self::set_sndhwm), [`set_routing_id`](Self::set_routing_id) |
/// | read an option | its name: [`linger`](Self::linger), [`sndhwm`](Self::sndhwm) |
///
/// Calls outside of its pattern do not compile:
///
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let push = zmq::Context::new()?.socket(zmq::PUSH)?;
/// push.recv()?; // a PUSH socket does not receive
/// # Ok(()) }
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let publisher = zmq::Context::new()?.socket(zmq::PUB)?;
/// publisher.recv()?; // neither does PUB
/// # Ok(()) }
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let pull = zmq::Context::new()?.socket(zmq::PULL)?;
/// pull.send("x")?; // a PULL socket does not send
/// # Ok(()) }
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let subscriber = zmq::Context::new()?.socket(zmq::SUB)?;
/// subscriber.send("x")?; // neither does SUB
/// # Ok(()) }
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let pull = zmq::Context::new()?.socket(zmq::PULL)?;
/// pull.subscribe("")?; // only SUB and XPUB subscribe
/// # Ok(()) }
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let dealer = zmq::Context::new()?.socket(zmq::DEALER)?;
/// dealer.set_router_mandatory(true)?; // an option of ROUTER
/// # Ok(()) }
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let publisher = zmq::Context::new()?.socket(zmq::PUB)?;
/// publisher.set_xpub_manual(true)?; // PUB does not receive subscriptions
/// # Ok(()) }
/// ```
///
/// [`Socket<SocketType>`](SocketType) is a socket of a run-time type: it has all methods, and libzmq returns an error
/// outside of the pattern. `into_dyn` and `try_into_kind` convert.
///
/// # Threads
/// A socket may move to another thread, into a task or a struct, and is used by one thread at a time:
///
/// ```compile_fail,E0277
/// fn share<T: Sync>() {}
/// share::<zmq::Socket<zmq::Push>>(); // not Sync
/// ```
///
/// Eight socket types of the draft API (feature `draft`) are shared by threads: CLIENT, SERVER, RADIO, DISH, SCATTER,
/// GATHER, PEER and CHANNEL. libzmq has a lock in each of their sockets.
///
/// In a forked child a socket is its parent's: every call returns [`ENOTSUP`](crate::Errno::ENOTSUP), see
/// [`Context`](crate::Context#forks).
///
/// # Closing
/// Dropping a socket never blocks. Its queued messages stay with the context for the [linger](Self::set_linger) period, for
/// ever by default, and the end of the context waits for them.
#[doc(alias = "zmq_socket")]
#[doc(alias = "zmq_close")]
#[doc(alias = "close")]
pub struct Socket<K = SocketType> {
    /// It knows its kind, which is that of the type.
    raw: RawSocket,
    kind: PhantomData<K>,
}

impl<K: Kind> Socket<K> {
    /// A socket of this kind.
    pub(crate) fn new(raw: RawSocket, _: K) -> Socket<K> {
        Socket { raw, kind: PhantomData }
    }

    /// The type of this socket.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// assert_eq!(ctx.socket(zmq::REQ)?.socket_type(), zmq::SocketType::Req);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_TYPE")]
    pub fn socket_type(&self) -> SocketType {
        self.raw.facts().kind
    }

    /// A handle to the context of this socket.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::new()?;
    /// assert!(ctx.socket(zmq::PULL)?.context() == ctx);
    /// # Ok(()) }
    /// ```
    pub fn context(&self) -> crate::Context {
        crate::Context::of(&self.raw)
    }

    /// Converts to a socket of a run-time type.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let sockets: Vec<zmq::Socket<zmq::SocketType>> =
    ///     vec![ctx.socket(zmq::PUSH)?.into_dyn(), ctx.socket(zmq::PULL)?.into_dyn()];
    /// assert!(sockets[1].send("x").is_err()); // a PULL, found out at run time
    /// # Ok(()) }
    /// ```
    pub fn into_dyn(self) -> Socket<SocketType> {
        Socket { raw: self.raw, kind: PhantomData }
    }

    /// The C socket, for code in other languages in the same process and the same thread. It is valid as long as this
    /// socket; never close it. For `inproc` names the context counts as shared then, see
    /// [`Context::as_raw`](crate::Context::as_raw).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pull = ctx.socket(zmq::PULL)?;
    /// let for_c = pull.as_raw(); // `zmq_msg_recv(&msg, for_c, 0)` in C receives from it
    /// assert!(!for_c.is_null());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "underlying")]
    pub fn as_raw(&self) -> *mut std::ffi::c_void {
        self.raw.share();
        self.raw.as_ptr()
    }

    pub(crate) fn raw(&self) -> &RawSocket {
        &self.raw
    }
}

impl Socket<SocketType> {
    /// Converts to a typed socket.
    ///
    /// # Errors
    /// The socket itself, if it is of another type.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let socket = ctx.socket(zmq::SocketType::Pull)?;
    /// let Err(socket) = socket.try_into_kind::<zmq::Push>() else { panic!("it is a PULL socket") };
    /// let pull: zmq::Socket<zmq::Pull> = socket.try_into_kind().unwrap();
    /// # Ok(()) }
    /// ```
    // Some features make a socket large; boxing it would cost every caller for the rare failure.
    #[allow(clippy::result_large_err)]
    pub fn try_into_kind<K: StaticKind>(self) -> Result<Socket<K>, Socket<SocketType>> {
        if self.socket_type() == K::TYPE { Ok(Socket::new(self.raw, K::KIND)) } else { Err(self) }
    }
}

impl<K: StaticKind> From<Socket<K>> for Socket<SocketType> {
    fn from(socket: Socket<K>) -> Socket<SocketType> {
        socket.into_dyn()
    }
}

impl<K: StaticKind> TryFrom<Socket<SocketType>> for Socket<K> {
    type Error = Socket<SocketType>;

    fn try_from(socket: Socket<SocketType>) -> Result<Socket<K>, Socket<SocketType>> {
        socket.try_into_kind()
    }
}

impl<K: Kind> fmt::Debug for Socket<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Socket({}, {:?})", self.socket_type(), self.raw.as_ptr())
    }
}

/// The flags of C's send and receive calls.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let (a, b) = (ctx.socket(zmq::PAIR)?, ctx.socket(zmq::PAIR)?);
/// # a.bind("inproc://flags")?; b.connect("inproc://flags")?;
/// a.send_flags("first part", zmq::DONTWAIT | zmq::SNDMORE)?;
/// a.send("second part")?;
/// assert_eq!(b.recv_multipart()?.len(), 2);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(i32);

impl Flags {
    /// No flag: wait, and this is the last part.
    pub const NONE: Flags = Flags(0);

    /// C's bits.
    pub const fn bits(self) -> i32 {
        self.0
    }

    /// The flags with these of C's bits, without unknown bits.
    pub const fn from_bits(bits: i32) -> Flags {
        Flags(bits & (DONTWAIT.0 | SNDMORE.0))
    }

    /// Whether all of `flags` are set.
    pub const fn contains(self, flags: Flags) -> bool {
        self.0 & flags.0 == flags.0
    }
}

impl std::ops::BitOr for Flags {
    type Output = Flags;

    fn bitor(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [(DONTWAIT, "DONTWAIT"), (SNDMORE, "SNDMORE")];
        let set = names.iter().filter(|(flag, _)| self.0 & flag.0 != 0).map(|(_, name)| *name);
        write!(f, "Flags({})", set.collect::<Vec<_>>().join(" | "))
    }
}

/// Do not wait: fail with [`EAGAIN`](crate::Errno::EAGAIN) instead.
#[doc(alias = "ZMQ_DONTWAIT")]
#[doc(alias = "ZMQ_NOBLOCK")]
pub const DONTWAIT: Flags = Flags(zmq_sys::ZMQ_DONTWAIT);

/// More parts of the same message follow.
#[doc(alias = "ZMQ_SNDMORE")]
pub const SNDMORE: Flags = Flags(zmq_sys::ZMQ_SNDMORE);
