//! What a background proxy is made from.

use super::{
    Proxy, cycle,
    kinds::{CanCapture, CanControl, CanProxy, End, Ends, Meets},
    orders::link,
};
use crate::{Message, Result, Socket, SocketType, kind::Kind};

/// Builds a [`Proxy`](crate::Proxy): bind or connect its sockets, then [`spawn`](Self::spawn).
#[must_use = "a proxy starts with `spawn`"]
#[derive(Debug)]
pub struct ProxyBuilder<F: Kind, B: Kind> {
    frontend: Socket<F>,
    backend: Socket<B>,
    capture: Option<Socket<SocketType>>,
    prefixes: Option<[Message; 2]>,
    control: Option<Socket<SocketType>>,
    name: String,
}

impl<F: Kind, B: Kind> ProxyBuilder<F, B> {
    pub(super) fn new(frontend: Socket<F>, backend: Socket<B>) -> ProxyBuilder<F, B> {
        let name = "zmq-proxy".into();
        ProxyBuilder { frontend, backend, capture: None, prefixes: None, control: None, name }
    }

    /// The frontend.
    pub fn frontend(&self) -> &Socket<F> {
        &self.frontend
    }

    /// The backend.
    pub fn backend(&self) -> &Socket<B> {
        &self.backend
    }

    /// Sends a copy of each message to `socket`, see [`proxy_with_capture`](crate::proxy_with_capture).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let log = ctx.socket_builder(zmq::PULL).bind("inproc://log").build()?;
    /// let capture = ctx.socket_builder(zmq::PUSH).connect("inproc://log").build()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://in")?;
    /// streamer.backend().bind("inproc://out")?;
    /// let proxy = streamer.capture(capture).spawn()?;
    /// let push = ctx.socket_builder(zmq::PUSH).connect("inproc://in").build()?;
    /// let pull = ctx.socket_builder(zmq::PULL).connect("inproc://out").build()?;
    /// push.send("task")?;
    /// assert_eq!(pull.recv()?, "task");
    /// assert_eq!(log.recv()?, "task"); // the copy
    /// # drop(proxy);
    /// # Ok(()) }
    /// ```
    pub fn capture<C: CanCapture>(mut self, socket: Socket<C>) -> Self {
        (self.capture, self.prefixes) = (Some(socket.into_dyn()), None);
        self
    }

    /// As [`capture`](Self::capture), with a prefix part before each copy: `from_frontend` or `from_backend`, by its
    /// origin. pyzmq's `MonitoredQueue` has `in` and `out`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://in")?;
    /// streamer.backend().bind("inproc://out")?;
    /// let log = ctx.socket_builder(zmq::PULL).bind("inproc://log").build()?;
    /// let capture = ctx.socket_builder(zmq::PUSH).connect("inproc://log").build()?;
    /// let proxy = streamer.monitor(capture, "in", "out").spawn()?;
    ///
    /// let push = ctx.socket_builder(zmq::PUSH).connect("inproc://in").build()?;
    /// let pull = ctx.socket_builder(zmq::PULL).connect("inproc://out").build()?;
    /// push.send("task")?;
    /// assert_eq!(pull.recv()?, "task");
    /// assert_eq!(log.recv_multipart()?[0], "in"); // then the parts of the message
    /// # drop(proxy);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "monitored_queue")]
    pub fn monitor<C: CanCapture>(
        mut self,
        socket: Socket<C>,
        from_frontend: impl Into<Message>,
        from_backend: impl Into<Message>,
    ) -> Self {
        self.capture = Some(socket.into_dyn());
        self.prefixes = Some([from_frontend.into(), from_backend.into()]);
        self
    }

    /// Takes commands from `socket`, too, see [`proxy_steerable`](crate::proxy_steerable).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let steered = ctx.socket_builder(zmq::REP).bind("inproc://control").build()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://in")?;
    /// streamer.backend().bind("inproc://out")?;
    /// let proxy = streamer.control(steered).spawn()?;
    /// let steering = ctx.socket_builder(zmq::REQ).connect("inproc://control").build()?;
    /// zmq::ProxyControl::new(steering).terminate()?;
    /// proxy.join()?;
    /// # Ok(()) }
    /// ```
    pub fn control<S: CanControl>(mut self, socket: Socket<S>) -> Self {
        self.control = Some(socket.into_dyn());
        self
    }

    /// The name of the thread. Default: `zmq-proxy`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://in")?;
    /// streamer.backend().bind("inproc://out")?;
    /// let proxy = streamer.thread_name("streamer").spawn()?;
    /// proxy.stop()?;
    /// # Ok(()) }
    /// ```
    pub fn thread_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Starts the thread. While it runs, its handle has two more sockets in the context of the frontend.
    ///
    /// # Errors
    /// The sockets are closed then.
    /// - [`ENOTSUP`](crate::Errno::ENOTSUP), [`EINVAL`](crate::Errno::EINVAL): see [`proxy`](crate::proxy()).
    /// - [`EAGAIN`](crate::Errno::EAGAIN): the system starts no more threads.
    /// - [`ETERM`](crate::Errno::ETERM), [`EMFILE`](crate::Errno::EMFILE): the context was shut down, or is at its maximum
    ///   of sockets.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let (frontend, backend) = (ctx.socket(zmq::ROUTER)?, ctx.socket(zmq::DEALER)?);
    /// frontend.bind("tcp://127.0.0.1:*")?;
    /// backend.bind("inproc://workers")?;
    /// let broker = zmq::Proxy::builder(frontend, backend).thread_name("broker").spawn()?;
    /// assert!(!broker.is_finished());
    /// # Ok(()) }
    /// ```
    pub fn spawn(self) -> Result<Proxy>
    where
        F: CanProxy,
        B: CanProxy,
        F::Flow: Meets<B::Flow>,
    {
        let ProxyBuilder { frontend, backend, capture, prefixes, control, name } = self;
        let sockets = (frontend, backend, capture, control);
        ends(&sockets).check()?;
        let link = link(sockets.0.raw())?;
        Proxy::start(&name, link, move |orders| {
            let result = cycle::run(ends(&sockets), prefixes, Some(orders));
            (result, Box::new(sockets))
        })
    }
}

type Sockets<F, B> = (Socket<F>, Socket<B>, Option<Socket<SocketType>>, Option<Socket<SocketType>>);

fn ends<F: CanProxy, B: CanProxy>((frontend, backend, capture, control): &Sockets<F, B>) -> Ends<'_> {
    Ends {
        frontend: End::of(frontend),
        backend: End::of(backend),
        capture: capture.as_ref().map(End::of),
        control: control.as_ref().map(End::of),
    }
}
