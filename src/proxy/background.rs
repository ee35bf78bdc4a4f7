//! Proxies on a thread of their own.

use super::{
    ProxyBuilder,
    kinds::{CanProxy, Meets},
    orders::{OrderSender, Orders},
    report::{ProxyEnd, ProxyError, ProxyStatistics},
};
use crate::{
    Context, Dealer, Errno, Error, Pair, Pull, Push, Result, Router, Socket, XPub, XSub, guard::sends,
    kind::Kind, process::Birth,
};
use std::{
    any::Any,
    sync::{Arc, Mutex, OnceLock},
    thread::{self, JoinHandle},
};

/// A proxy in the background, as pyzmq's devices: it owns its sockets and a thread.
///
/// The handle steers it, and [`stop`](Self::stop) ends it. Dropping the handle ends it, too, and waits a moment for the
/// thread, never for peers. [`join`](Self::join) waits until something else ends it, as [`Context::shutdown`]. The handle
/// may be shared by threads.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// let ctx = zmq::Context::new()?;
/// let queue = zmq::Proxy::queue(&ctx)?;
/// queue.frontend().bind("inproc://clients")?;
/// queue.backend().bind("inproc://servers")?;
/// let broker = queue.spawn()?;
///
/// let (client, server) = (ctx.socket(zmq::REQ)?, ctx.socket(zmq::REP)?);
/// client.connect("inproc://clients")?;
/// server.connect("inproc://servers")?;
/// client.send("Hello")?;
/// assert_eq!(server.recv()?, "Hello");
///
/// assert_eq!(broker.statistics()?.frontend.received.bytes, 5 + 5); // with the address that ROUTER puts before
/// broker.stop()?;
/// # Ok(()) }
/// ```
#[doc(alias = "ThreadDevice")]
#[doc(alias = "ThreadProxy")]
#[doc(alias = "ThreadProxySteerable")]
#[doc(alias = "ThreadMonitoredQueue")]
pub struct Proxy {
    pub(super) thread: Option<JoinHandle<Finished>>,
    pub(super) link: Arc<Mutex<OrderSender>>,
    /// What went through, once it has ended.
    pub(super) ended: Arc<OnceLock<ProxyStatistics>>,
    /// The process that has the thread.
    pub(super) birth: Birth,
}

/// What the thread leaves: its sockets are closed by whoever joins it, since closing the last socket of a context may
/// wait for messages that linger.
pub(super) struct Finished {
    pub(super) result: Result<ProxyEnd, ProxyError>,
    _sockets: (Box<dyn Any + Send>, Socket<Pair>),
}

impl Proxy {
    /// Starts a proxy between two sockets, and takes them over. Bind or connect them first.
    ///
    /// # Errors
    /// As [`ProxyBuilder::spawn`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let clients = ctx.socket_builder(zmq::ROUTER).bind("inproc://clients").build()?;
    /// let workers = ctx.socket_builder(zmq::DEALER).bind("inproc://workers").build()?;
    /// let broker = zmq::Proxy::spawn(clients, workers)?;
    ///
    /// let client = ctx.socket_builder(zmq::REQ).connect("inproc://clients").build()?;
    /// let worker = ctx.socket_builder(zmq::REP).connect("inproc://workers").build()?;
    /// client.send("request")?;
    /// worker.send(worker.recv()?)?;
    /// assert_eq!(client.recv()?, "request");
    /// # drop(broker);
    /// # Ok(()) }
    /// ```
    /// ```compile_fail,E0382
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// let proxy = zmq::Proxy::spawn(pull, push)?;
    /// push.connect("tcp://127.0.0.1:5555")?; // it is with the proxy now
    /// # Ok(()) }
    /// ```
    pub fn spawn<F, B>(frontend: Socket<F>, backend: Socket<B>) -> Result<Proxy>
    where
        F: CanProxy,
        B: CanProxy,
        F::Flow: Meets<B::Flow>,
    {
        Proxy::builder(frontend, backend).spawn()
    }

    /// Builds a proxy between two sockets: add a capture or a control socket, then [`spawn`](ProxyBuilder::spawn).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let (frontend, backend) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
    /// frontend.bind("inproc://in")?;
    /// backend.bind("inproc://out")?;
    /// let capture = ctx.socket_builder(zmq::PUB).bind("inproc://capture").build()?;
    /// let proxy = zmq::Proxy::builder(frontend, backend).capture(capture).spawn()?;
    /// proxy.stop()?;
    /// # Ok(()) }
    /// ```
    pub fn builder<F: Kind, B: Kind>(frontend: Socket<F>, backend: Socket<B>) -> ProxyBuilder<F, B> {
        ProxyBuilder::new(frontend, backend)
    }

    /// A forwarder between publishers (at the frontend, an XSUB) and subscribers (at the backend, an XPUB).
    ///
    /// With an installed libzmq up to 4.3.5 the frontend has no [`sndhwm`](Socket::set_sndhwm): subscriptions above the
    /// mark would be lost.
    ///
    /// # Errors
    /// As [`Context::socket`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let forwarder = zmq::Proxy::forwarder(&ctx)?;
    /// forwarder.frontend().bind("inproc://publishers")?;
    /// forwarder.backend().bind("inproc://subscribers")?;
    /// let forwarder = forwarder.spawn()?;
    ///
    /// let subscriber = ctx.socket_builder(zmq::SUB).subscribe("").connect("inproc://subscribers").build()?;
    /// let publisher = ctx.socket_builder(zmq::XPUB).connect("inproc://publishers").build()?;
    /// assert_eq!(publisher.recv()?, b"\x01"); // the subscription went through
    /// publisher.send("news")?;
    /// assert_eq!(subscriber.recv()?, "news");
    /// # drop(forwarder);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_FORWARDER")]
    pub fn forwarder(context: &Context) -> Result<ProxyBuilder<XSub, XPub>> {
        let frontend = context.socket(crate::XSUB)?;
        if sends::lose_subscriptions() {
            frontend.set_sndhwm(0)?;
        }
        Ok(Proxy::builder(frontend, context.socket(crate::XPUB)?))
    }

    /// A queue between clients (REQ, at the frontend, a ROUTER) and servers (REP, at the backend, a DEALER).
    ///
    /// # Errors
    /// As [`Context::socket`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let queue = zmq::Proxy::queue(&ctx)?;
    /// queue.frontend().bind("inproc://clients")?;
    /// queue.backend().bind("inproc://workers")?;
    /// let broker = queue.spawn()?;
    ///
    /// let client = ctx.socket_builder(zmq::REQ).connect("inproc://clients").build()?;
    /// let worker = ctx.socket_builder(zmq::REP).connect("inproc://workers").build()?;
    /// client.send("request")?;
    /// worker.send(worker.recv()?)?;
    /// assert_eq!(client.recv()?, "request");
    /// # drop(broker);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_QUEUE")]
    pub fn queue(context: &Context) -> Result<ProxyBuilder<Router, Dealer>> {
        Ok(Proxy::builder(context.socket(crate::ROUTER)?, context.socket(crate::DEALER)?))
    }

    /// A streamer from ventilators (PUSH, at the frontend, a PULL) to workers (PULL, at the backend, a PUSH).
    ///
    /// # Errors
    /// As [`Context::socket`].
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://tasks")?;
    /// streamer.backend().bind("inproc://workers")?;
    /// let streamer = streamer.spawn()?;
    ///
    /// let ventilator = ctx.socket_builder(zmq::PUSH).connect("inproc://tasks").build()?;
    /// let worker = ctx.socket_builder(zmq::PULL).connect("inproc://workers").build()?;
    /// ventilator.send("task")?;
    /// assert_eq!(worker.recv()?, "task");
    /// # drop(streamer);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_STREAMER")]
    pub fn streamer(context: &Context) -> Result<ProxyBuilder<Pull, Push>> {
        Ok(Proxy::builder(context.socket(crate::PULL)?, context.socket(crate::PUSH)?))
    }

    /// Starts the thread, which does `run` and leaves its sockets.
    pub(super) fn start(
        name: &str,
        (link, orders): (OrderSender, Orders),
        run: impl FnOnce(&Orders) -> (Result<ProxyEnd, ProxyError>, Box<dyn Any + Send>) + Send + 'static,
    ) -> Result<Proxy> {
        let ended = Arc::new(OnceLock::new());
        let at_end = ended.clone();
        let body = move || {
            let (result, sockets) = run(&orders);
            let end = result.as_ref().unwrap_or_else(ProxyError::end);
            // It is empty: nobody else sets it.
            let _ = at_end.set(end.statistics());
            Finished { result, _sockets: (sockets, orders.close()) }
        };
        let name: String = name.chars().filter(|&c| c != '\0').collect(); // std panics at a NUL
        let thread = thread::Builder::new().name(name).spawn(body).map_err(|error| {
            let errno = Errno::from_io(&error, Errno::EAGAIN);
            Error::refused(errno, "proxy", "its thread cannot be started")
        })?;
        Ok(Proxy { thread: Some(thread), link: Arc::new(Mutex::new(link)), ended, birth: Birth::now() })
    }
}
