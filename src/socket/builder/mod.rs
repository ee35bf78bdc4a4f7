//! Sockets with settings: what must be set before bind and connect, and the endpoints.

#[cfg(feature = "serde")]
mod file;
mod options;

pub use options::SocketOptions;

use super::options::rows;
use crate::{Context, Result, Socket, kind::Kind};
#[cfg(unix)]
use crate::{Errno, Error};

/// Builds a socket with its options and endpoints; made by [`Context::socket_builder`], or by the one of an async context.
///
/// Each option has a method, named as the getter of [`Socket`], if the socket type has the option. [`build`](Self::build)
/// makes the socket, sets the options in libzmq's order (not in the order of the calls), and then binds and connects as
/// called.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use std::time::Duration;
/// let ctx = zmq::Context::new()?;
/// let server = ctx
///     .socket_builder(zmq::ROUTER)
///     .sndhwm(10)
///     .linger(Some(Duration::from_secs(1)))
///     .router_mandatory(true)
///     .bind("tcp://127.0.0.1:*")
///     .build()?;
/// let client = ctx.socket_builder(zmq::DEALER).routing_id(b"me").connect(&server.last_endpoint()?).build()?;
/// client.send("Hello")?;
/// assert_eq!(server.recv_multipart()?, ["me", "Hello"]);
/// # Ok(()) }
/// ```
///
/// An option of another socket type does not compile:
///
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// let push = zmq::Context::new()?.socket_builder(zmq::PUSH).router_mandatory(true).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct SocketBuilder<'a, K, C = Context> {
    context: &'a C,
    kind: K,
    pub(crate) options: SocketOptions,
    pub(crate) security: Option<crate::security::Plan>,
    endpoints: Vec<Endpoint>,
    #[cfg(unix)]
    fd: Option<std::sync::Arc<std::os::fd::OwnedFd>>,
}

#[derive(Clone, Debug)]
enum Endpoint {
    Bind(String),
    Connect(String),
}

impl<'a, K: Kind, C> SocketBuilder<'a, K, C> {
    pub(crate) fn new(context: &'a C, kind: K) -> Self {
        SocketBuilder {
            context,
            kind,
            options: SocketOptions::default(),
            security: None,
            endpoints: Vec::new(),
            #[cfg(unix)]
            fd: None,
        }
    }

    /// Adds options, as read from a file, replacing earlier ones of the same name. An option of another socket type is an
    /// error of [`build`](Self::build).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let mut defaults = zmq::SocketOptions::new();
    /// # #[cfg(feature = "serde")] {
    /// defaults = serde_json::from_str(r#"{ "linger": "5s", "sndhwm": 100 }"#).expect("it is valid");
    /// let push = ctx.socket_builder(zmq::PUSH).options(defaults).build()?;
    /// assert_eq!(push.sndhwm()?, 100);
    /// # }
    /// # Ok(()) }
    /// ```
    pub fn options(mut self, options: SocketOptions) -> Self {
        self.options.extend(options);
        self
    }

    /// The first bind takes over a listening descriptor, as with [`Socket::set_use_fd`]. Unix only.
    ///
    /// ```
    /// # #[cfg(unix)]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let ctx = zmq::Context::new()?;
    /// let listener = std::net::TcpListener::bind("127.0.0.1:0")?; // or one of systemd's
    /// let endpoint = format!("tcp://{}", listener.local_addr()?);
    /// let server = ctx.socket_builder(zmq::REP).use_fd(listener.into()).bind(&endpoint).build()?;
    /// assert_eq!(server.last_endpoint()?, endpoint);
    /// # Ok(()) }
    /// # #[cfg(not(unix))]
    /// # fn main() {}
    /// ```
    #[cfg(unix)]
    #[doc(alias = "ZMQ_USE_FD")]
    pub fn use_fd(mut self, fd: std::os::fd::OwnedFd) -> Self {
        self.fd = Some(fd.into());
        self
    }

    /// Binds to an endpoint as [`Socket::bind`] does. May be called several times.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let pull = ctx.socket_builder(zmq::PULL).bind("tcp://127.0.0.1:*").bind("inproc://in").build()?;
    /// assert_eq!(pull.last_endpoint()?, "inproc://in");
    /// # Ok(()) }
    /// ```
    pub fn bind(mut self, endpoint: &str) -> Self {
        self.endpoints.push(Endpoint::Bind(endpoint.to_owned()));
        self
    }

    /// Connects to an endpoint as [`Socket::connect`] does. May be called several times.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let push = ctx.socket_builder(zmq::PUSH).connect("inproc://one").connect("inproc://two").build()?;
    /// push.send("round-robin to both")?;
    /// # Ok(()) }
    /// ```
    pub fn connect(mut self, endpoint: &str) -> Self {
        self.endpoints.push(Endpoint::Connect(endpoint.to_owned()));
        self
    }

    /// The socket, of this blocking context.
    fn open(self, context: &Context) -> Result<Socket<K>> {
        let socket = context.socket(self.kind)?;
        self.options.apply(&socket)?;
        if let Some(security) = &self.security {
            security.apply(socket.raw())?;
        }
        #[cfg(unix)]
        if let Some(fd) = &self.fd {
            let fd = fd
                .try_clone()
                .map_err(|error| Error::from(Errno::from_io(&error, Errno::EMFILE)).about("ZMQ_USE_FD"))?;
            socket.set_use_fd(fd).map_err(|(error, _)| error)?;
        }
        for endpoint in &self.endpoints {
            match endpoint {
                Endpoint::Bind(endpoint) => socket.bind(endpoint)?,
                Endpoint::Connect(endpoint) => socket.connect(endpoint)?,
            }
        }
        Ok(socket)
    }
}

impl<K: Kind> SocketBuilder<'_, K> {
    /// Makes the socket.
    ///
    /// # Errors
    /// Those of [`Context::socket`], of the options, and of [`Socket::bind`] and [`Socket::connect`]. The error names the
    /// option or the endpoint, and the socket is closed again.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let error = ctx.socket_builder(zmq::REP).bind("tcp://127.0.0.1").build().unwrap_err(); // no port
    /// assert_eq!(error, zmq::Errno::EINVAL);
    /// assert!(error.to_string().contains("tcp://127.0.0.1"));
    /// # Ok(()) }
    /// ```
    pub fn build(self) -> Result<Socket<K>> {
        let context = self.context;
        self.open(context)
    }
}

#[cfg(any(feature = "tokio", feature = "async-io"))]
impl<K: Kind, R: crate::asynchronous::Runtime> SocketBuilder<'_, K, crate::asynchronous::Context<R>> {
    /// Makes the socket.
    ///
    /// # Errors
    /// As [`build`](SocketBuilder::build) of a blocking one, and as [`new`](crate::asynchronous::Socket::new) of an async socket.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "tokio")]
    /// # fn main() -> zmq::Result<()> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let ctx = zmq::tokio::Context::new()?;
    /// let mut pull = ctx.socket_builder(zmq::PULL).rcvhwm(10).bind("inproc://tasks").build()?;
    /// let mut push = ctx.socket_builder(zmq::PUSH).connect("inproc://tasks").build()?;
    /// push.send("task").await?;
    /// assert_eq!(pull.recv().await?, "task");
    /// # Ok(()) }) }
    /// # #[cfg(not(feature = "tokio"))]
    /// # fn main() {}
    /// ```
    pub fn build(self) -> Result<crate::asynchronous::Socket<K, R>> {
        let context = self.context;
        self.open(context.blocking()).and_then(crate::asynchronous::Socket::new)
    }
}

impl SocketOptions {
    /// Sets all of these on a socket, before bind and connect.
    ///
    /// # Errors
    /// The first failure; the error names the option, and earlier ones stay set. [`EINVAL`](crate::Errno::EINVAL): an
    /// option of another socket type.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "serde")] fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let ctx = zmq::Context::new()?;
    /// let options: zmq::SocketOptions = serde_json::from_str(r#"{ "sndhwm": 100, "linger": "5s" }"#)?;
    /// let push = ctx.socket(zmq::PUSH)?;
    /// options.apply(&push)?;
    /// assert_eq!(push.sndhwm()?, 100);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "serde"))] fn main() {}
    /// ```
    pub fn apply<K: Kind>(&self, socket: &Socket<K>) -> Result<()> {
        for row in rows() {
            for value in self.values(row.key) {
                row.apply(socket, value)?;
            }
        }
        Ok(())
    }
}
