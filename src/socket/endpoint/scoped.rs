//! Endpoints that are left at the end of a scope.

use crate::{Result, Socket, kind::Kind};
use std::{
    fmt,
    ops::{Deref, DerefMut},
};

/// Keeps a socket bound or connected: dropping it [unbinds](Socket::unbind) or [disconnects](Socket::disconnect). Returned by
/// [`scoped_bind`](Socket::scoped_bind) and [`scoped_connect`](Socket::scoped_connect); reads as the socket.
///
/// Dropping ignores errors; [`leave`](Self::leave) returns them.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// let ctx = zmq::Context::new()?;
/// let server = ctx.socket(zmq::REP)?;
/// let endpoint = {
///     let bound = server.scoped_bind("tcp://127.0.0.1:*")?;
///     let client = ctx.socket(zmq::REQ)?;
///     client.connect(bound.endpoint())?;
///     client.send("Hello")?;
///     assert_eq!(server.recv()?, "Hello");
///     bound.endpoint().to_owned()
/// };
/// assert_eq!(server.unbind(&endpoint).unwrap_err(), zmq::Errno::ENOENT); // it was left
/// # Ok(()) }
/// ```
///
/// It borrows the socket, which cannot close before:
///
/// ```compile_fail,E0505
/// # fn main() -> zmq::Result<()> {
/// let server = zmq::Context::new()?.socket(zmq::REP)?;
/// let bound = server.scoped_bind("tcp://127.0.0.1:*")?;
/// drop(server); // the guard still borrows it
/// println!("{}", bound.endpoint());
/// # Ok(()) }
/// ```
#[must_use = "the endpoint is left when it is dropped"]
pub struct EndpointGuard<S: Leave> {
    socket: S,
    endpoint: String,
    call: Call,
    /// Whether it is left when this is dropped.
    leaves: bool,
}

/// How an endpoint was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Call {
    Bind,
    Connect,
}

/// What an [`EndpointGuard`] has: a borrowed socket, blocking or async. Nobody else implements it.
pub trait Leave: Deref {
    #[doc(hidden)]
    fn leave(&self, endpoint: &str, call: Call) -> Result<()>;
}

impl<K: Kind> Leave for &Socket<K> {
    fn leave(&self, endpoint: &str, call: Call) -> Result<()> {
        match call {
            Call::Bind => self.unbind(endpoint),
            Call::Connect => self.disconnect(endpoint),
        }
    }
}

#[cfg(any(feature = "tokio", feature = "async-io"))]
impl<K: Kind, R: crate::asynchronous::Runtime> Leave for &mut crate::asynchronous::Socket<K, R> {
    fn leave(&self, endpoint: &str, call: Call) -> Result<()> {
        match call {
            Call::Bind => self.unbind(endpoint),
            Call::Connect => self.disconnect(endpoint),
        }
    }
}

impl<K: Kind> Socket<K> {
    /// Binds until the guard is dropped.
    ///
    /// # Errors
    /// As [`bind`](Self::bind).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?;
    /// let bound = server.scoped_bind("inproc://scoped_bind")?;
    /// ctx.socket(zmq::REQ)?.connect(bound.endpoint())?;
    /// drop(bound);
    /// ctx.socket(zmq::REP)?.bind("inproc://scoped_bind")?; // the name is free again
    /// # Ok(()) }
    /// ```
    pub fn scoped_bind(&self, endpoint: &str) -> Result<EndpointGuard<&Socket<K>>> {
        let endpoint = self.bind_resolved(endpoint)?;
        Ok(EndpointGuard { socket: self, endpoint, call: Call::Bind, leaves: true })
    }

    /// Connects until the guard is dropped.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let server = ctx.socket(zmq::PULL)?;
    /// # server.bind("inproc://scoped_connect")?;
    /// let client = ctx.socket(zmq::PUSH)?;
    /// client.scoped_connect("inproc://scoped_connect")?.send("Hello")?;
    /// assert!(client.try_send("again").unwrap_err().is_would_block()); // it has no peer any more
    /// # assert_eq!(server.recv()?, "Hello");
    /// # Ok(()) }
    /// ```
    pub fn scoped_connect(&self, endpoint: &str) -> Result<EndpointGuard<&Socket<K>>> {
        self.connect(endpoint)?;
        Ok(EndpointGuard { socket: self, endpoint: endpoint.to_owned(), call: Call::Connect, leaves: true })
    }
}

#[cfg(any(feature = "tokio", feature = "async-io"))]
impl<K: Kind, R: crate::asynchronous::Runtime> crate::asynchronous::Socket<K, R> {
    /// Binds until the guard is dropped. The guard borrows the socket and reads as it.
    ///
    /// # Errors
    /// As the blocking [`bind`](Socket::bind).
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Rep, R>) -> zmq::Result<()> {
    /// let mut bound = socket.scoped_bind("tcp://127.0.0.1:*")?;
    /// println!("at {}", bound.endpoint());
    /// let request = bound.recv().await?;
    /// # Ok(()) }
    /// ```
    pub fn scoped_bind(&mut self, endpoint: &str) -> Result<EndpointGuard<&mut Self>> {
        let endpoint = self.with(|socket| socket.bind_resolved(endpoint))??;
        Ok(EndpointGuard { socket: self, endpoint, call: Call::Bind, leaves: true })
    }

    /// Connects until the guard is dropped. The guard borrows the socket and reads as it.
    ///
    /// # Errors
    /// As the blocking [`connect`](Socket::connect).
    ///
    /// ```no_run
    /// # use zmq::asynchronous as a;
    /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Req, R>) -> zmq::Result<()> {
    /// let mut connected = socket.scoped_connect("tcp://localhost:5555")?;
    /// connected.send("Hello").await?;
    /// let reply = connected.recv().await?;
    /// # Ok(()) }
    /// ```
    pub fn scoped_connect(&mut self, endpoint: &str) -> Result<EndpointGuard<&mut Self>> {
        self.connect(endpoint)?;
        Ok(EndpointGuard { socket: self, endpoint: endpoint.to_owned(), call: Call::Connect, leaves: true })
    }
}

impl<S: Leave> EndpointGuard<S> {
    /// The endpoint; of a bind with wildcards resolved.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket(zmq::REP)?;
    /// let bound = server.scoped_bind("tcp://127.0.0.1:*")?;
    /// assert!(!bound.endpoint().ends_with('*'));
    /// # Ok(()) }
    /// ```
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Unbinds or disconnects now.
    ///
    /// # Errors
    /// As [`unbind`](Socket::unbind) or [`disconnect`](Socket::disconnect).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let server = ctx.socket(zmq::REP)?;
    /// server.scoped_bind("tcp://127.0.0.1:*")?.leave()?;
    /// # Ok(()) }
    /// ```
    pub fn leave(mut self) -> Result<()> {
        self.leaves = false;
        self.socket.leave(&self.endpoint, self.call)
    }

    /// Keeps the socket bound or connected, and returns the endpoint.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let server = ctx.socket(zmq::REP)?;
    /// let endpoint = server.scoped_bind("tcp://127.0.0.1:*")?.keep();
    /// assert_eq!(endpoint, server.last_endpoint()?);
    /// # Ok(()) }
    /// ```
    pub fn keep(mut self) -> String {
        self.leaves = false;
        std::mem::take(&mut self.endpoint)
    }
}

impl<S: Leave> Drop for EndpointGuard<S> {
    fn drop(&mut self) {
        if self.leaves {
            let _ = self.socket.leave(&self.endpoint, self.call); // `leave` tells
        }
    }
}

/// The socket.
impl<S: Leave> Deref for EndpointGuard<S> {
    type Target = S::Target;

    fn deref(&self) -> &S::Target {
        &self.socket
    }
}

/// The socket.
impl<S: Leave + DerefMut> DerefMut for EndpointGuard<S> {
    fn deref_mut(&mut self) -> &mut S::Target {
        &mut self.socket
    }
}

/// What was done, and where.
impl<S: Leave> fmt::Debug for EndpointGuard<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EndpointGuard({:?} {:?})", self.call, self.endpoint)
    }
}
