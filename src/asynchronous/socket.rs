//! A socket that one task has.

use super::{
    Runtime,
    context::Context,
    futures,
    held::Held,
    left,
    methods::{receiving, sending},
    operate::{Operate, attempt, operate, poll_alone},
    ready::Direction,
    split::{RecvHalf, SendHalf},
};
use crate::{
    Errno, IntoMessage, Message, Multipart, POLLIN, PollEvents, RecvStringError, Result, SendError,
    SocketBuilder, SocketType,
    kind::{CanRecv, CanSend, CanSendMultipart, Kind, StaticKind},
    message::lend,
};
use std::fmt;

/// A socket of kind `K` whose calls wait as futures on the runtime `R`.
///
/// Made by [`Context::socket`], or of a blocking [`Socket`](crate::Socket) by [`new`](Self::new). The methods are those of
/// the blocking one, and what a kind cannot do does not compile:
///
#[cfg_attr(all(unix, feature = "tokio"), doc = "```compile_fail,E0277")]
#[cfg_attr(not(all(unix, feature = "tokio")), doc = "```ignore")]
/// # async fn f(ctx: zmq::tokio::Context) -> zmq::Result<()> {
/// let mut push = ctx.socket(zmq::PUSH)?;
/// push.recv().await?; // a PUSH socket does not receive
/// # Ok(()) }
/// ```
#[cfg_attr(all(unix, feature = "tokio"), doc = "```compile_fail,E0277")]
#[cfg_attr(not(all(unix, feature = "tokio")), doc = "```ignore")]
/// # async fn f(ctx: zmq::tokio::Context) -> zmq::Result<()> {
/// let mut pull = ctx.socket(zmq::PULL)?;
/// pull.send("x").await?; // a PULL socket does not send
/// # Ok(()) }
/// ```
///
/// # One task, or two
/// What waits takes `&mut self`: one operation at a time, by one task at a time, and so without any lock, and nothing can
/// take from a future what it waits for:
///
#[cfg_attr(all(unix, feature = "tokio"), doc = "```compile_fail,E0499")]
#[cfg_attr(not(all(unix, feature = "tokio")), doc = "```ignore")]
/// # async fn f(ctx: zmq::tokio::Context) -> zmq::Result<()> {
/// let mut dealer = ctx.socket(zmq::DEALER)?;
/// let receiving = dealer.recv();
/// let sending = dealer.send("x"); // `dealer` is borrowed by the other future
/// receiving.await?;
/// sending.await?;
/// # Ok(()) }
/// ```
///
/// [`into_split`](Self::into_split) makes two halves of it, which wait at the same time, in two tasks or in one.
///
/// As a [`Stream`](futures_core::Stream) a socket keeps the task that polled it last, and wakes it when there is a message,
/// whatever else was called on the socket in between, by any task. Calls that this socket does not see, of C on its raw handle,
/// can take the news away: such a call belongs within [`with`](Self::with).
///
/// Futures, sockets and halves are `Send`: they work in tasks that change threads.
///
/// # Fairness
/// A socket that always has something to do lets other tasks go on after 128 operations in a row on async-io, and after some
/// thousand on tokio, where sixteen of them are one unit of the task's budget.
///
/// # Closing
/// Dropping a socket never waits, neither does dropping the last of a context: what [lingers](crate::Socket::set_linger) is
/// seen out elsewhere, see [`Context`].
///
/// # Kinds of the draft API
/// The thread-safe kinds have no descriptor of their own. Such a socket gets a poller (`zmq_poller_fd`) and so one
/// descriptor more, on Unix; elsewhere [`new`](Self::new) refuses it with [`ENOTSUP`](crate::Errno::ENOTSUP). As an async
/// socket it is used by one task at a time, or by two as halves, like any other.
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
    pub fn new(socket: crate::Socket<K>) -> Result<Socket<K, R>> {
        let held = Held::new(socket, R::run)?;
        Ok(Socket { source: R::register(held)? })
    }

    /// The blocking socket.
    ///
    /// # Errors
    /// Of the system, where the reactor does not let go of the descriptor. The socket is closed then.
    pub fn into_blocking(self) -> Result<crate::Socket<K>> {
        Ok(R::release(self.source)?.into_inner())
    }

    /// Two halves: one sends, the other receives, at the same time.
    ///
    /// They share the socket by a lock that is held for one attempt at a time. [`SendHalf::unite`] makes one of them again.
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
        R::held(&self.source).kind()
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
        Context::of(R::held(&self.source).context())
    }

    /// Lends the blocking socket, for all that has no method here. A call that waits there keeps the whole thread waiting.
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

    /// Waits until this socket has one of `events`; gives those it has. None is asked for, none is waited for.
    ///
    /// A ROUTER or STREAM that could send to one peer says so, whether or not it could send to another.
    ///
    /// # Errors
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down. [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime ended.
    pub async fn poll(&mut self, events: PollEvents) -> Result<PollEvents> {
        let direction = if events.contains(POLLIN) { Direction::Recv } else { Direction::Send };
        operate(self, direction, |socket: &crate::Socket<K>| {
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
    pub fn socket<K: Kind>(&self, kind: K) -> Result<Socket<K, R>> {
        self.blocking().socket(kind).and_then(Socket::new)
    }

    /// A socket with settings, as [`zmq::Context::socket_builder`](crate::Context::socket_builder): options, security and
    /// endpoints, in the order that libzmq needs.
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
    /// The same socket with its kind in the type; the socket itself, if it is of another kind.
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

impl<K: Kind, R: Runtime> Operate<crate::Socket<K>> for Socket<K, R> {
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
        f.debug_struct("Socket").field("fd", &R::held(&self.source).fd_number()).finish_non_exhaustive()
    }
}

/// Nothing in it is pinned.
impl<K: Kind, R: Runtime> Unpin for Socket<K, R> {}
