//! Two sockets that are connected from the start.

use super::{Socket, private_endpoint};
#[cfg(any(feature = "tokio", feature = "async-io"))]
use crate::asynchronous::{self, Runtime};
use crate::{Context, PAIR, Pair, Result};

impl Context {
    /// Two PAIR sockets connected to each other over `inproc`, one for each of two threads.
    ///
    /// Each end is a whole socket: it moves to its thread, and a [`Poller`](crate::Poller) waits for it beside others. A send blocks when
    /// 2000 messages are queued: the sum of the default [`sndhwm`](Socket::set_sndhwm) of one end and
    /// [`rcvhwm`](Socket::set_rcvhwm) of the other. After one end is dropped, the other receives what is queued and then waits; send a
    /// last message to tell it. Where no socket must be waited for, a channel of the standard library does the same.
    ///
    /// # Errors
    /// As [`socket`](Self::socket).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::new()?;
    /// let (here, there) = ctx.pair()?;
    /// let thread = std::thread::spawn(move || -> zmq::Result<()> {
    ///     assert_eq!(there.recv()?, "ping");
    ///     Ok(there.send("pong")?)
    /// });
    /// here.send("ping")?;
    /// assert_eq!(here.recv()?, "pong");
    /// # thread.join().unwrap()?;
    /// # Ok(()) }
    /// ```
    ///
    /// For a thread and a task of a runtime, make one end async: `zmq::tokio::Socket::new(there)?`.
    #[doc(alias = "zpipe")]
    #[doc(alias = "zsys_create_pipe")]
    pub fn pair(&self) -> Result<(Socket<Pair>, Socket<Pair>)> {
        let (bound, connected) = (self.socket(PAIR)?, self.socket(PAIR)?);
        let endpoint = private_endpoint("pair");
        bound.bind(&endpoint)?;
        connected.connect(&endpoint)?;
        Ok((bound, connected))
    }
}

#[cfg(any(feature = "tokio", feature = "async-io"))]
impl<R: Runtime> asynchronous::Context<R> {
    /// Two PAIR sockets connected to each other over `inproc`, one for each of two tasks.
    ///
    /// As the blocking [`pair`](Context::pair). For a task and a thread, give the thread
    /// [`into_blocking`](asynchronous::Socket::into_blocking) of one end.
    ///
    /// # Errors
    /// As [`socket`](Self::socket).
    ///
    /// ```no_run
    /// # async fn f<R: zmq::asynchronous::Runtime>(ctx: &zmq::asynchronous::Context<R>) -> zmq::Result<()> {
    /// let (mut here, mut there) = ctx.pair()?;
    /// here.send("ping").await?;
    /// assert_eq!(there.recv().await?, "ping");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zpipe")]
    pub fn pair(&self) -> Result<(asynchronous::Socket<Pair, R>, asynchronous::Socket<Pair, R>)> {
        let (bound, connected) = self.blocking().pair()?;
        Ok((bound.try_into()?, connected.try_into()?))
    }
}
