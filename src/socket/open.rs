//! How a socket is opened: what a context has to do with sockets.

use super::{Socket, SocketBuilder, facts::Facts, raw::RawSocket};
use crate::{Context, Result, SocketType, context::Inner, guard::sends, kind::Kind};
use std::sync::Arc;

/// Sockets.
impl Context {
    /// Opens a socket: with a constant such as [`REQ`](crate::REQ) a typed socket, with a [`SocketType`](crate::SocketType)
    /// one of a run-time type.
    ///
    /// # Errors
    /// - [`ETERM`](crate::Errno::ETERM): the context was shut down.
    /// - [`EMFILE`](crate::Errno::EMFILE): the context is at its [maximum of sockets](crate::ContextBuilder::max_sockets),
    ///   or the process has no descriptor left. libzmq closes sockets in the background: after recent drops, this waits up
    ///   to a second for them. Or as many closed sockets keep messages for unbound `inproc` names: bind the names, or set a
    ///   finite [linger](Socket::set_linger) period.
    /// - [`ENOTSUP`](crate::Errno::ENOTSUP): a draft type, and the linked libzmq was built without drafts, or this crate
    ///   without its feature `draft`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let requests: zmq::Socket<zmq::Req> = ctx.socket(zmq::REQ)?;
    /// let anything: zmq::Socket<zmq::SocketType> = ctx.socket(zmq::SocketType::Req)?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_socket")]
    pub fn socket<K: Kind>(&self, kind: K) -> Result<Socket<K>> {
        RawSocket::open(self.shared(), kind.socket_type()).map(|raw| Socket::new(raw, kind))
    }

    /// Starts a socket builder: options and endpoints in one expression.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let server = ctx
    ///     .socket_builder(zmq::REP)
    ///     .linger(Some(Duration::ZERO))
    ///     .rcvtimeo(Some(Duration::from_secs(30)))
    ///     .bind("tcp://127.0.0.1:*")
    ///     .build()?;
    /// assert_eq!(server.linger()?, Some(Duration::ZERO));
    /// # Ok(()) }
    /// ```
    pub fn socket_builder<K: Kind>(&self, kind: K) -> SocketBuilder<'_, K> {
        SocketBuilder::new(self, kind)
    }

    /// The context of a socket.
    pub(crate) fn of(socket: &RawSocket) -> Context {
        Context::from_inner(socket.context().clone())
    }
}

impl RawSocket {
    /// Opens a socket.
    pub fn open(context: &Arc<Inner>, kind: SocketType) -> Result<RawSocket> {
        let (ptr, id) = context.open(kind)?;
        let facts = Facts::new(kind, id);
        facts.check_sends(sends::are_checked(&facts));
        facts.set_busy(context.busy());
        let mut socket = RawSocket::new(ptr, context.clone(), facts);
        socket.find_fd()?;
        if kind == SocketType::Sub && sends::lose_subscriptions() {
            socket.set_int(zmq_sys::ZMQ_SNDHWM, 0)?;
        }
        if let Some(linger) = context.linger {
            socket.set_int(zmq_sys::ZMQ_LINGER, linger)?;
        }
        Ok(socket)
    }
}
