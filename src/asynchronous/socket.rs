//! A socket that one task has.

use super::{
    Runtime,
    context::Context,
    futures, left,
    methods::{receiving, sending},
    operation::{Attempts, attempt, poll_alone, repeat_attempts},
    readiness::Direction,
    registered::Registered,
    split::{RecvHalf, SendHalf},
};
use crate::{
    Errno, IntoMessage, Message, Multipart, POLLIN, PollEvents, RecvStringError, Result, SendError,
    SocketBuilder, SocketType,
    kind::{CanRecv, CanSend, CanSendMultipart, Kind, StaticKind},
    message::with_raw,
};
use std::fmt;

/// An async socket of type `K`: its calls are futures on the runtime `R`.
///
/// Made by [`Context::socket`], or from a blocking [`Socket`](crate::Socket) by [`new`](Self::new). The methods are those
/// of the blocking one.
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let ctx = zmq::tokio::Context::new()?;
/// let mut server: zmq::tokio::Socket<zmq::Rep> = ctx.socket(zmq::REP)?;
/// server.bind("tcp://127.0.0.1:*")?;
/// let mut client = ctx.socket_builder(zmq::REQ).connect(&server.last_endpoint()?).build()?;
/// client.send("Hello").await?;
/// assert_eq!(server.recv().await?, "Hello");
/// # Ok(()) }) }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
///
/// Calls outside of the socket's pattern do not compile:
///
#[cfg_attr(feature = "tokio", doc = "```compile_fail,E0277")]
#[cfg_attr(not(feature = "tokio"), doc = "```ignore")]
/// # async fn f(ctx: zmq::tokio::Context) -> zmq::Result<()> {
/// let mut push = ctx.socket(zmq::PUSH)?;
/// push.recv().await?; // a PUSH socket does not receive
/// # Ok(()) }
/// ```
#[cfg_attr(feature = "tokio", doc = "```compile_fail,E0277")]
#[cfg_attr(not(feature = "tokio"), doc = "```ignore")]
/// # async fn f(ctx: zmq::tokio::Context) -> zmq::Result<()> {
/// let mut pull = ctx.socket(zmq::PULL)?;
/// pull.send("x").await?; // a PULL socket does not send
/// # Ok(()) }
/// ```
///
/// # One task, or two
/// Waiting methods take `&mut self`: one operation at a time, by one task at a time, without a lock:
///
#[cfg_attr(feature = "tokio", doc = "```compile_fail,E0499")]
#[cfg_attr(not(feature = "tokio"), doc = "```ignore")]
/// # async fn f(ctx: zmq::tokio::Context) -> zmq::Result<()> {
/// let mut dealer = ctx.socket(zmq::DEALER)?;
/// let receiving = dealer.recv();
/// let sending = dealer.send("x"); // `dealer` is borrowed by the other future
/// receiving.await?;
/// sending.await?;
/// # Ok(()) }
/// ```
///
/// [`into_split`](Self::into_split) makes two halves of it: they wait at the same time, in two tasks or in one.
///
/// As a [`Stream`](futures_core::Stream) a socket wakes the task of the last poll when there is a message, whatever else
/// was called on the socket in between. Calls of C on its raw handle can consume this wake-up: make them within
/// [`with`](Self::with).
///
/// Futures, sockets and halves are `Send`: their tasks may move between threads.
///
/// # Fairness
/// A busy socket yields to other tasks after some thousand operations in a row; on tokio sixteen of them are one unit of the task's
/// budget.
///
/// # Closing
/// Dropping a socket never blocks, not even the last of a context: another thread waits for the
/// [linger](crate::Socket::set_linger) period, see [`Context`].
///
/// # Kinds of the draft API
/// The thread-safe types have no descriptor of their own. Such a socket gets a poller (`zmq_poller_fd`) and so one more
/// descriptor, on Unix; elsewhere [`new`](Self::new) fails with [`ENOTSUP`](crate::Errno::ENOTSUP). As an async socket it
/// is used by one task at a time, or by two as halves, like any other.
pub struct Socket<K: Kind, R: Runtime> {
    source: R::Source<crate::Socket<K>>,
}

impl<K: Kind, R: Runtime> Socket<K, R> {
    /// Takes over a blocking socket, with its options, connections and messages.
    ///
    /// # Errors
    /// The socket is closed then. [`ENOTSUP`](crate::Errno::ENOTSUP): there is no runtime here.
    /// [`EMFILE`](crate::Errno::EMFILE): a thread-safe kind of the draft API, and the process has no descriptor left for it.
    /// Others of the system, where its reactor cannot take another descriptor.
    ///
    /// # Panics
    /// As tokio does, in a tokio runtime without `enable_io`.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let ctx = zmq::Context::new()?;
    /// let pull = ctx.socket_builder(zmq::PULL).bind("inproc://tasks").build()?; // blocking
    /// let mut pull = zmq::tokio::Socket::new(pull)?;
    /// assert!(pull.try_recv()?.is_none());
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub fn new(socket: crate::Socket<K>) -> Result<Socket<K, R>> {
        let registered = Registered::new(socket, R::run)?;
        Ok(Socket { source: R::register(registered)? })
    }

    /// The blocking socket.
    ///
    /// # Errors
    /// Of the system, where the reactor does not let go of the descriptor. The socket is closed then.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// let pull = ctx.socket(zmq::PULL)?;
    /// let pull: zmq::Socket<zmq::Pull> = pull.into_blocking()?;
    /// assert!(pull.try_recv()?.is_none());
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub fn into_blocking(self) -> Result<crate::Socket<K>> {
        Ok(R::release(self.source)?.into_inner())
    }

    /// Splits the socket: one half sends, the other receives, at the same time.
    ///
    /// They share the socket by a lock, held for one attempt at a time. [`SendHalf::unite`] joins them again.
    ///
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// # let mut server = ctx.socket(zmq::REP)?;
    /// # server.bind("inproc://server")?;
    /// # tokio::spawn(async move { while let Ok(request) = server.recv().await { server.send(request).await.unwrap() } });
    /// let dealer = ctx.socket(zmq::DEALER)?;
    /// dealer.connect("inproc://server")?;
    /// let (mut sender, mut receiver) = dealer.into_split();
    /// let sending = tokio::spawn(async move {
    ///     for number in 0..3_u8 {
    ///         sender.send_multipart([&b""[..], &[number]]).await?; // a delimiter for REP
    ///     }
    ///     Ok::<(), zmq::Error>(())
    /// });
    /// for number in 0..3_u8 {
    ///     assert_eq!(receiver.recv_multipart().await?[1], [number]);
    /// }
    /// sending.await.unwrap()?;
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub fn into_split(self) -> (SendHalf<K, R>, RecvHalf<K, R>)
    where
        K: CanSend + CanRecv,
    {
        super::split::split(self.source)
    }

    pub(super) fn source(&self) -> &R::Source<crate::Socket<K>> {
        &self.source
    }

    pub(super) fn source_mut(&mut self) -> &mut R::Source<crate::Socket<K>> {
        &mut self.source
    }

    pub(super) fn from_source(source: R::Source<crate::Socket<K>>) -> Socket<K, R> {
        Socket { source }
    }

    /// The kind of this socket.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # fn f<R: a::Runtime>(ctx: &a::Context<R>) -> zmq::Result<()> {
    /// assert_eq!(ctx.socket(zmq::PULL)?.socket_type(), zmq::SocketType::Pull);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_TYPE")]
    pub fn socket_type(&self) -> SocketType {
        R::registered(&self.source).kind()
    }

    /// The same socket with its kind forgotten by the type.
    ///
    /// # Errors
    /// As [`into_blocking`](Self::into_blocking) and [`new`](Self::new): the runtime takes it anew. The socket is closed then.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # fn f<R: a::Runtime>(ctx: &a::Context<R>) -> zmq::Result<()> {
    /// let sockets = vec![ctx.socket(zmq::PULL)?.into_dyn()?, ctx.socket(zmq::SUB)?.into_dyn()?];
    /// # Ok(()) }
    /// ```
    pub fn into_dyn(self) -> Result<Socket<SocketType, R>> {
        Socket::new(self.into_blocking()?.into_dyn())
    }

    /// The context of this socket.
    pub fn context(&self) -> Context<R> {
        Context::of(R::registered(&self.source).context())
    }

    /// Lends the blocking socket, for calls without a method here. A blocking call in `call` blocks the whole thread.
    ///
    /// # Errors
    /// [`EFSM`](crate::Errno::EFSM): it is called within another `with` of this socket.
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # async fn f<R: a::Runtime>(socket: &a::Socket<zmq::Router, R>) -> zmq::Result<()> {
    /// socket.with(|socket| socket.bind_to_random_port_in("tcp://127.0.0.1", 20_000..=20_100))??;
    /// # Ok(()) }
    /// ```
    pub fn with<V>(&self, call: impl FnOnce(&crate::Socket<K>) -> V) -> Result<V> {
        left::call::<_, R, _>(&self.source, call)
    }

    /// Waits until this socket has one of `events`, and returns those it has. Returns at once without events. Cancel-safe.
    ///
    /// A ROUTER or STREAM is writable if it could send to any peer.
    ///
    /// # Errors
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down. [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime ended.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// let mut push = ctx.socket(zmq::PUSH)?;
    /// push.bind("inproc://tasks")?;
    /// let pull = ctx.socket(zmq::PULL)?;
    /// pull.connect("inproc://tasks")?;
    /// assert_eq!(push.poll(zmq::POLLOUT).await?, zmq::POLLOUT); // there is a peer
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub async fn poll(&mut self, events: PollEvents) -> Result<PollEvents> {
        let direction = if events.contains(POLLIN) { Direction::Recv } else { Direction::Send };
        repeat_attempts(self, direction, |socket: &crate::Socket<K>| {
            let found = socket.events()? & events;
            if found.is_empty() && !events.is_empty() { Err(Errno::EAGAIN.into()) } else { Ok(found) }
        })
        .await
    }
}

/// Sockets.
impl<R: Runtime> Context<R> {
    /// Opens a socket of a kind, as [`zmq::Context::socket`](crate::Context::socket).
    ///
    /// # Errors
    /// As there, and as [`Socket::new`].
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// let mut dealer = ctx.socket(zmq::DEALER)?;
    /// dealer.set_rcvhwm(10)?;
    /// dealer.bind("tcp://127.0.0.1:*")?;
    /// assert!(dealer.try_recv()?.is_none());
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub fn socket<K: Kind>(&self, kind: K) -> Result<Socket<K, R>> {
        self.blocking().socket(kind).and_then(Socket::new)
    }

    /// Prepares a socket with options, security and endpoints, as
    /// [`zmq::Context::socket_builder`](crate::Context::socket_builder).
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # async fn f<R: a::Runtime>(ctx: &a::Context<R>) -> zmq::Result<()> {
    /// let mut router = ctx.socket_builder(zmq::ROUTER).sndhwm(10).router_mandatory(true).bind("tcp://*:5555").build()?;
    /// let request = router.recv_multipart().await?;
    /// # Ok(()) }
    /// ```
    pub fn socket_builder<K: Kind>(&self, kind: K) -> SocketBuilder<'_, K, Context<R>> {
        SocketBuilder::new(self, kind)
    }
}

impl<R: Runtime> Socket<SocketType, R> {
    /// Converts to a typed socket; returns the socket itself, if it is of another type.
    ///
    /// # Errors
    /// As [`into_dyn`](Self::into_dyn).
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # fn f<R: a::Runtime>(ctx: &a::Context<R>) -> zmq::Result<()> {
    /// let socket = ctx.socket(zmq::SocketType::Pull)?;
    /// let Ok(pull) = socket.try_into_kind::<zmq::Pull>()? else { panic!("it is a PULL socket") };
    /// # Ok(()) }
    /// ```
    #[allow(clippy::result_large_err)] // as the blocking one
    pub fn try_into_kind<K: StaticKind>(self) -> Result<Result<Socket<K, R>, Socket<SocketType, R>>> {
        if self.socket_type() != K::TYPE {
            return Ok(Err(self));
        }
        match self.into_blocking()?.try_into_kind() {
            Ok(socket) => Socket::new(socket).map(Ok),
            Err(socket) => Socket::new(socket).map(Err),
        }
    }
}

impl<K: Kind, R: Runtime> Attempts<crate::Socket<K>> for Socket<K, R> {
    #[inline(always)] // on the way of every message
    fn poll_operation<V>(
        &mut self,
        cx: &mut std::task::Context<'_>,
        direction: Direction,
        attempt: impl FnMut(&crate::Socket<K>) -> Result<V>,
    ) -> Result<V> {
        poll_alone::<_, R, V>(&mut self.source, cx, direction, attempt)
    }

    #[inline]
    fn poll_and_leave<V>(
        &mut self,
        cx: &mut std::task::Context<'_>,
        direction: Direction,
        attempt: impl FnMut(&crate::Socket<K>) -> Result<V>,
    ) -> Result<V> {
        left::poll_and_leave::<_, R, V>(&mut self.source, cx, direction, attempt)
    }

    #[inline]
    fn call<V>(&mut self, call: impl FnOnce(&crate::Socket<K>) -> Result<V>) -> Result<V> {
        left::call_alone::<_, R, V>(&mut self.source, call)
    }

    #[inline]
    fn forget(&mut self, _: Direction) {}
}

sending!(Socket);
receiving!(Socket);

impl<K: Kind, R: Runtime> TryFrom<crate::Socket<K>> for Socket<K, R> {
    type Error = crate::Error;

    fn try_from(socket: crate::Socket<K>) -> Result<Socket<K, R>> {
        Socket::new(socket)
    }
}

impl<K: Kind, R: Runtime> TryFrom<Socket<K, R>> for crate::Socket<K> {
    type Error = crate::Error;

    fn try_from(socket: Socket<K, R>) -> Result<crate::Socket<K>> {
        socket.into_blocking()
    }
}

impl<K: Kind, R: Runtime> fmt::Debug for Socket<K, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket").field("fd", &R::registered(&self.source).fd_number()).finish_non_exhaustive()
    }
}

/// Nothing in it is pinned.
impl<K: Kind, R: Runtime> Unpin for Socket<K, R> {}
