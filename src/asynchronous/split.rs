//! Two halves of a socket, for two tasks.

use super::{
    Runtime, Socket, futures,
    methods::{receiving, sending},
    operation::{Attempts, attempt, from_poll},
    readiness::Direction,
    shared::Shared,
    waiters::Seat,
};
use crate::{
    IntoMessage, Message, Multipart, RecvStringError, Result, SendError, SocketType,
    kind::{CanRecv, CanSend, CanSendMultipart, Kind},
    message::with_raw,
};
use std::{fmt, sync::Arc};

/// The sending half of a socket; see [`Socket::into_split`].
///
/// The socket closes when both halves are dropped.
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let ctx = zmq::tokio::Context::new()?;
/// let mut sink = ctx.socket_builder(zmq::PAIR).bind("inproc://halves").build()?;
/// let pair = ctx.socket_builder(zmq::PAIR).connect("inproc://halves").build()?;
/// let (mut sender, receiver) = pair.into_split();
/// let sending = tokio::spawn(async move { sender.send("Hello").await });
/// assert_eq!(sink.recv().await?, "Hello");
/// sending.await.unwrap()?;
/// # drop(receiver);
/// # Ok(()) }) }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
pub struct SendHalf<K: Kind, R: Runtime> {
    shared: Arc<Shared<crate::Socket<K>, R>>,
}

/// The receiving half of a socket; see [`Socket::into_split`].
///
/// The socket closes when both halves are dropped.
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let ctx = zmq::tokio::Context::new()?;
/// let mut source = ctx.socket_builder(zmq::PAIR).bind("inproc://halves").build()?;
/// let pair = ctx.socket_builder(zmq::PAIR).connect("inproc://halves").build()?;
/// let (sender, mut receiver) = pair.into_split();
/// let receiving = tokio::spawn(async move { receiver.recv().await });
/// source.send("Hello").await?;
/// assert_eq!(receiving.await.unwrap()?, "Hello");
/// # drop(sender);
/// # Ok(()) }) }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
pub struct RecvHalf<K: Kind, R: Runtime> {
    shared: Arc<Shared<crate::Socket<K>, R>>,
}

pub(super) fn split<K: Kind, R: Runtime>(
    source: R::Source<crate::Socket<K>>,
) -> (SendHalf<K, R>, RecvHalf<K, R>) {
    let shared = Shared::new(source);
    (SendHalf { shared: shared.clone() }, RecvHalf { shared })
}

impl<K: Kind, R: Runtime> SendHalf<K, R> {
    /// Joins both halves to the whole socket.
    ///
    /// # Errors
    /// Both halves, if they are not of the same socket.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// let (sender, receiver) = ctx.socket(zmq::DEALER)?.into_split();
    /// let Ok(dealer) = sender.unite(receiver) else { panic!("the halves are of one socket") };
    /// dealer.connect("inproc://server")?;
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    #[allow(clippy::type_complexity)] // both halves
    pub fn unite(self, other: RecvHalf<K, R>) -> Result<Socket<K, R>, (SendHalf<K, R>, RecvHalf<K, R>)> {
        if !Arc::ptr_eq(&self.shared, &other.shared) {
            return Err((self, other));
        }
        drop(self);
        match Arc::try_unwrap(other.shared) {
            Ok(shared) => Ok(Socket::from_source(shared.into_source())),
            Err(shared) => Err((SendHalf { shared: shared.clone() }, RecvHalf { shared })),
        }
    }
}

macro_rules! half {
    ($half:ident) => {
        impl<K: Kind, R: Runtime> $half<K, R> {
            /// Lends the blocking socket, to set an option, to connect, for calls without a method here. The other half
            /// waits meanwhile. A blocking call in `call` blocks the whole thread.
            ///
            /// # Errors
            /// [`EFSM`](crate::Errno::EFSM): it is called within another `with` of this socket.
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            #[doc = concat!("# async fn f<R: a::Runtime>(half: &a::", stringify!($half), "<zmq::Dealer, R>) -> zmq::Result<()> {")]
            /// half.with(|socket| socket.connect("tcp://localhost:5555"))??;
            /// # Ok(()) }
            /// ```
            pub fn with<V>(&self, call: impl FnOnce(&crate::Socket<K>) -> V) -> Result<V> {
                self.shared.call(call)
            }

            /// The kind of the socket.
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            #[doc = concat!("# fn f<R: a::Runtime>(half: &a::", stringify!($half), "<zmq::Dealer, R>) {")]
            /// assert_eq!(half.socket_type(), zmq::SocketType::Dealer);
            /// # }
            /// ```
            pub fn socket_type(&self) -> SocketType {
                self.shared.kind()
            }
        }

        impl<K: Kind, R: Runtime> Attempts<crate::Socket<K>> for $half<K, R> {
            #[inline]
            fn poll_operation<V>(
                &mut self,
                cx: &mut std::task::Context<'_>,
                direction: Direction,
                attempt: impl FnMut(&crate::Socket<K>) -> Result<V>,
            ) -> Result<V> {
                from_poll(self.shared.poll(cx, Seat::of_future(direction), attempt))
            }

            fn poll_and_leave<V>(
                &mut self,
                cx: &mut std::task::Context<'_>,
                direction: Direction,
                attempt: impl FnMut(&crate::Socket<K>) -> Result<V>,
            ) -> Result<V> {
                from_poll(self.shared.poll(cx, Seat::that_stays(direction), attempt))
            }

            fn call<V>(&mut self, call: impl FnOnce(&crate::Socket<K>) -> Result<V>) -> Result<V> {
                self.shared.call(call)?
            }

            #[inline]
            fn forget(&mut self, direction: Direction) {
                self.shared.forget(direction);
            }
        }

        impl<K: Kind, R: Runtime> fmt::Debug for $half<K, R> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($half)).finish_non_exhaustive()
            }
        }
    };
}

half!(SendHalf);
half!(RecvHalf);
sending!(SendHalf);
receiving!(RecvHalf);

/// Nothing in it is pinned.
impl<K: Kind, R: Runtime> Unpin for SendHalf<K, R> {}

/// Nothing in it is pinned.
impl<K: Kind, R: Runtime> Unpin for RecvHalf<K, R> {}
