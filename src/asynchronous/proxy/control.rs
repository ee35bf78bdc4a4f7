//! Gives commands to a proxy.

use super::super::{Runtime, Socket, futures};
use crate::{
    Errno, Error, Multipart, ProxyStatistics, Result, SocketType,
    kind::{CanRecv, CanSend, Kind},
    proxy::Command,
};
use std::fmt;

/// Steers a [`proxy_steerable`](super::proxy_steerable), or a blocking [one](crate::proxy_steerable), here or in another
/// process, in any language.
///
/// As the blocking [`ProxyControl`](crate::ProxyControl), it wraps the peer of the proxy's control socket: a PAIR for a
/// PAIR, a REQ for a REP, a DEALER for a DEALER or ROUTER, a PUB or PUSH for SUB or PULL.
///
/// Cancel-safe, but for a REQ between a command and its answer: after a dropped future the next command is
/// [`EFSM`](Errno::EFSM), unless the socket is [relaxed](crate::Socket::set_req_relaxed).
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let ctx = zmq::tokio::Context::new()?;
/// let (mut frontend, mut backend) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// frontend.bind("inproc://frontend")?;
/// backend.bind("inproc://backend")?;
/// let mut steered = ctx.socket(zmq::PAIR)?;
/// steered.bind("inproc://control")?;
/// let proxy = tokio::spawn(async move {
///     zmq::tokio::proxy_steerable(&mut frontend, &mut backend, &mut steered).await
/// });
///
/// let steering = ctx.socket(zmq::PAIR)?;
/// steering.connect("inproc://control")?;
/// let mut control = zmq::tokio::ProxyControl::new(steering);
/// control.pause().await?;
/// assert_eq!(control.statistics().await?.frontend.received.parts, 0);
/// control.terminate().await?;
/// proxy.await.unwrap()?;
/// # Ok(()) }) }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
pub struct ProxyControl<K: Kind, R: Runtime> {
    socket: Socket<K, R>,
}

impl<K: CanSend, R: Runtime> ProxyControl<K, R> {
    /// Gives commands over `socket`.
    pub fn new(socket: Socket<K, R>) -> ProxyControl<K, R> {
        ProxyControl { socket }
    }

    /// Pauses the proxy until [`resume`](Self::resume). Messages queue in the sockets meanwhile, up to the high-water
    /// marks.
    ///
    /// Done when the command is sent; with a REQ, when it is answered. What dropping the future means, [`ProxyControl`] says.
    ///
    /// # Errors
    /// As [`Socket::send`], and with a REQ as [`Socket::recv`].
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// let steering = ctx.socket(zmq::PUB)?; // to a SUB: nothing answers
    /// steering.bind("inproc://control")?;
    /// let mut control = zmq::tokio::ProxyControl::new(steering);
    /// control.pause().await?;
    /// control.resume().await?;
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    #[doc(alias = "PAUSE")]
    pub async fn pause(&mut self) -> Result<()> {
        self.command(Command::Pause).await
    }

    /// Resumes a paused proxy.
    ///
    /// # Errors
    /// As [`pause`](Self::pause).
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// let steering = ctx.socket(zmq::PUB)?; // to the SUB of a proxy
    /// steering.bind("inproc://control")?;
    /// let mut control = zmq::tokio::ProxyControl::new(steering);
    /// control.pause().await?;
    /// // ... what needs a silent proxy ...
    /// control.resume().await?;
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    #[doc(alias = "RESUME")]
    pub async fn resume(&mut self) -> Result<()> {
        self.command(Command::Resume).await
    }

    /// Ends the proxy.
    ///
    /// # Errors
    /// As [`pause`](Self::pause).
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// let (mut frontend, mut backend) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// frontend.bind("inproc://frontend")?;
    /// backend.bind("inproc://backend")?;
    /// let mut steered = ctx.socket_builder(zmq::REP).bind("inproc://control").build()?;
    /// let proxy = tokio::spawn(async move {
    ///     zmq::tokio::proxy_steerable(&mut frontend, &mut backend, &mut steered).await
    /// });
    /// let steering = ctx.socket_builder(zmq::REQ).connect("inproc://control").build()?;
    /// let mut control = zmq::tokio::ProxyControl::new(steering);
    /// control.terminate().await?;
    /// assert!(proxy.await.unwrap()?.unsent().is_empty());
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    #[doc(alias = "TERMINATE")]
    pub async fn terminate(&mut self) -> Result<()> {
        self.command(Command::Terminate).await
    }

    /// Requests the statistics of the proxy and waits for the answer. If the proxy has ended, it waits for ever: use a
    /// timeout of the runtime.
    ///
    /// # Errors
    /// As [`pause`](Self::pause), and as [`Socket::recv`]. [`EINVAL`](Errno::EINVAL): the answer is malformed.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let ctx = zmq::tokio::Context::new()?;
    /// let (mut frontend, mut backend) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// frontend.bind("inproc://frontend")?;
    /// backend.bind("inproc://backend")?;
    /// let mut steered = ctx.socket_builder(zmq::REP).bind("inproc://control").build()?;
    /// let proxy = tokio::spawn(async move {
    ///     zmq::tokio::proxy_steerable(&mut frontend, &mut backend, &mut steered).await
    /// });
    /// let steering = ctx.socket_builder(zmq::REQ).connect("inproc://control").build()?;
    /// let mut control = zmq::tokio::ProxyControl::new(steering);
    /// let statistics = control.statistics().await?;
    /// println!("{} parts so far", statistics.frontend.received.parts);
    /// control.terminate().await?;
    /// proxy.await.unwrap()?;
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    #[doc(alias = "STATISTICS")]
    pub async fn statistics(&mut self) -> Result<ProxyStatistics>
    where
        K: CanRecv,
    {
        self.socket.send(Command::Statistics.text()).await?;
        loop {
            let answer = self.socket.recv_multipart().await?;
            match ProxyStatistics::from_reply(&answer) {
                Some(statistics) => return Ok(statistics),
                None if self.is_req()? => {
                    let reason = "the answer is not eight numbers of 64 bits";
                    return Err(Error::refused(Errno::EINVAL, "statistics of a proxy", reason));
                }
                None => (), // C's proxy answers other commands, too
            }
        }
    }

    /// The socket.
    pub fn socket(&self) -> &Socket<K, R> {
        &self.socket
    }

    /// The socket back.
    pub fn into_socket(self) -> Socket<K, R> {
        self.socket
    }

    fn is_req(&self) -> Result<bool> {
        self.socket.with(|socket| socket.socket_type() == SocketType::Req)
    }

    async fn command(&mut self, command: Command) -> Result<()> {
        self.socket.send(command.text()).await?;
        if self.is_req()? {
            futures::recv_parts(&mut self.socket, &mut Multipart::new()).await?;
        }
        Ok(())
    }
}

impl<K: Kind, R: Runtime> fmt::Debug for ProxyControl<K, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ProxyControl").field(&self.socket).finish()
    }
}
