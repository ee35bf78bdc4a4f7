//! How a socket is opened: what a context has to do with sockets.

use super::{Socket, SocketBuilder, facts::Facts, raw::RawSocket};
use crate::{Context, Result, SocketType, context::Inner, guard::sends, kind::Kind};
use std::sync::Arc;

/// Sockets.
impl Context {
    /// Opens a socket of a kind: one of the constants such as [`REQ`](crate::REQ), which gives a socket whose
    /// type knows what it can do, or a [`SocketType`](crate::SocketType) learned at run time.
    ///
    /// # Errors
    /// - [`ETERM`](crate::Errno::ETERM): the context was shut down.
    /// - [`EMFILE`](crate::Errno::EMFILE): the context has its [most sockets](crate::ContextBuilder::max_sockets), or the
    ///   process has no descriptor left. libzmq closes sockets in the background: if some were dropped lately, this waits up to
    ///   a second for their places and descriptors first. Or as many closed sockets as it may have keep messages for
    ///   `inproc` names that nobody has bound; bind the names, or give sockets a [linger](Socket::set_linger) period.
    /// - [`ENOTSUP`](crate::Errno::ENOTSUP): a draft kind, and the linked libzmq was built without drafts, or this crate without
    ///   its feature `draft`.
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

    /// Settings for a socket that is not made yet: its options and endpoints. [`SocketBuilder`] has an example.
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
