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
    kind::{CanRecv, CanSend, CanSendMultipart, CanSubscribe, Kind},
    message::lend,
};
use std::fmt;

/// A socket of kind `K` whose calls wait as futures on the runtime `R`.
///
/// Made by [`Context::socket`], or of a blocking [`Socket`](crate::Socket) by [`new`](Self::new). The methods are those of
/// the blocking one, and what a kind cannot do does not compile:
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
/// What waits takes `&mut self`: one operation at a time, by one task at a time, and so without any lock, and nothing can
/// take from a future what it waits for:
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

/// Where it is bound and connected: as the blocking socket.
macro_rules! places {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),*) -> $out:ty;)*) => {
        /// Binding and connecting; nothing here waits.
        impl<K: Kind, R: Runtime> Socket<K, R> {$(
            $(#[$doc])*
            #[doc = concat!("\n\nAs the blocking [`", stringify!($name), "`](crate::Socket::", stringify!($name), "), with its errors.")]
            #[allow(clippy::missing_errors_doc)]
            pub fn $name(&self, $($arg: $ty),*) -> Result<$out> {
                self.with(|socket| socket.$name($($arg),*))?
            }
        )*}
    };
}

places! {
    /// Accepts peers on an endpoint.
    #[doc(alias = "zmq_bind")]
    bind(endpoint: &str) -> ();
    /// Binds to a free port of an address such as `tcp://127.0.0.1`, and gives the port.
    bind_to_random_port(address: &str) -> u16;
    /// Connects to an endpoint, where a peer is bound now or will be later.
    #[doc(alias = "zmq_connect")]
    connect(endpoint: &str) -> ();
    /// Stops accepting peers on an endpoint.
    #[doc(alias = "zmq_unbind")]
    unbind(endpoint: &str) -> ();
    /// Drops the connection to an endpoint.
    #[doc(alias = "zmq_disconnect")]
    disconnect(endpoint: &str) -> ();
    /// The endpoint that was bound or connected last, with wildcards resolved.
    #[doc(alias = "ZMQ_LAST_ENDPOINT")]
    last_endpoint() -> String;
    /// What this socket could do right now.
    #[doc(alias = "ZMQ_EVENTS")]
    events() -> PollEvents;
}

impl<K: CanSubscribe, R: Runtime> Socket<K, R> {
    /// Receives messages that begin with `topic`, too; all messages, if it is empty.
    ///
    /// # Errors
    /// As the blocking [`subscribe`](crate::Socket::subscribe).
    #[doc(alias = "ZMQ_SUBSCRIBE")]
    pub fn subscribe(&self, topic: impl AsRef<[u8]>) -> Result<()> {
        self.with(|socket| socket.subscribe(topic))?
    }

    /// Takes back one [`subscribe`](Self::subscribe) of `topic`.
    ///
    /// # Errors
    /// As the blocking [`unsubscribe`](crate::Socket::unsubscribe).
    #[doc(alias = "ZMQ_UNSUBSCRIBE")]
    pub fn unsubscribe(&self, topic: impl AsRef<[u8]>) -> Result<()> {
        self.with(|socket| socket.unsubscribe(topic))?
    }
}

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
