//! Options that only some kinds have.

use super::options;
use crate::{
    Socket,
    kind::{CanConflate, CanRoute, CanSubscribe, Kind},
};

/// Options of SUB.
impl<K: Kind> Socket<K> {
    /// Takes messages that begin with `topic`, from now on; an empty one takes all. May be called as often as there
    /// are topics. The publisher learns of it in the background: what it publishes before is not received.
    ///
    /// # Errors
    /// [`ETERM`](crate::Errno::ETERM) once the context is shut down; [`EINVAL`](crate::Errno::EINVAL) if the kind,
    /// known at run time only, does not subscribe.
    #[doc(alias = "ZMQ_SUBSCRIBE")]
    pub fn subscribe(&self, topic: impl AsRef<[u8]>) -> crate::Result<()>
    where
        K: CanSubscribe,
    {
        self.raw
            .set_bytes(zmq_sys::ZMQ_SUBSCRIBE, topic.as_ref())
            .map_err(|error| error.rename("ZMQ_SUBSCRIBE"))
    }

    /// Takes back one [`subscribe`](Self::subscribe) to `topic`.
    ///
    /// # Errors
    /// [`ETERM`](crate::Errno::ETERM) once the context is shut down; [`EINVAL`](crate::Errno::EINVAL) if there is no
    /// such subscription or the kind, known at run time only, does not subscribe.
    #[doc(alias = "ZMQ_UNSUBSCRIBE")]
    pub fn unsubscribe(&self, topic: impl AsRef<[u8]>) -> crate::Result<()>
    where
        K: CanSubscribe,
    {
        self.raw
            .set_bytes(zmq_sys::ZMQ_UNSUBSCRIBE, topic.as_ref())
            .map_err(|error| error.rename("ZMQ_UNSUBSCRIBE"))
    }
}

/// Options of ROUTER.
impl<K: Kind> Socket<K> {
    options! {
        /// Whether a message to a peer that is not connected is an error
        /// ([`EHOSTUNREACH`](crate::Errno::EHOSTUNREACH)), and one to a peer with a full queue waits; if not, both are
        /// dropped without a word. Takes effect at once.
        #[doc(alias = "ZMQ_ROUTER_MANDATORY")]
        #[doc(alias = "ZMQ_FAIL_UNROUTABLE")]
        #[doc(alias = "ZMQ_ROUTER_BEHAVIOR")]
        ZMQ_ROUTER_MANDATORY: flag, "false" => set set_router_mandatory(bool) if CanRoute;
    }
}

/// Options of PUSH, PULL, PUB, SUB and DEALER.
impl<K: Kind> Socket<K> {
    options! {
        /// Whether the queue keeps the newest message only; high-water marks do not count then. Set before bind and
        /// connect.
        ///
        /// Messages have one part then: to send one of several is [`EINVAL`](crate::Errno::EINVAL). A receiver must trust
        /// its peers to keep to that, since libzmq ends the process when the rest of a message is gone; use it with peers
        /// that are yours. For the same kind of reason such a socket does not connect to an `inproc` name before somebody has
        /// bound it.
        #[doc(alias = "ZMQ_CONFLATE")]
        ZMQ_CONFLATE: flag, "false" => get conflate(bool) if CanConflate, set set_conflate(bool) if CanConflate;
    }
}
