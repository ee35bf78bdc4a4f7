//! Peers by number (SERVER, PEER), and the state of a ROUTER's peers.

use crate::{
    Errno, Error, Message, PollEvents, Result, SendError, Socket,
    kind::{CanAnswer, CanConnectPeer, CanRoute, CanSend, Kind},
};

/// Draft: peers by number.
impl<K: Kind> Socket<K> {
    /// Sends a message to the peer with this routing id: [`Message::routing_id`] of its messages. As
    /// [`Message::set_routing_id`] and [`send`](Self::send); the peer does not see the number.
    ///
    /// [`send`](Self::send) of a received message returns it to its peer.
    ///
    /// # Errors
    /// [`EHOSTUNREACH`](Errno::EHOSTUNREACH): no peer has this routing id. [`EINVAL`](Errno::EINVAL): zero. Others as
    /// [`send`](Self::send).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let (server, client) = (ctx.socket(zmq::SERVER)?, ctx.socket(zmq::CLIENT)?);
    /// server.bind("tcp://127.0.0.1:*")?;
    /// client.connect(&server.last_endpoint()?)?;
    /// client.send("Hello")?;
    /// let request = server.recv()?;
    /// let id = request.routing_id().expect("a SERVER knows its peers");
    /// server.send_to(id, "World")?;
    /// assert_eq!(client.recv()?, "World");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_set_routing_id")]
    pub fn send_to(&self, routing_id: u32, message: impl Into<Message>) -> Result<(), SendError>
    where
        K: CanAnswer + CanSend,
    {
        self.send(to_peer(routing_id, message.into())?)
    }

    /// Connects, and returns the routing id of the peer, so a PEER may send first. The number stays the same across
    /// reconnects.
    ///
    /// # Errors
    /// As [`connect`](Self::connect). [`EFAULT`](Errno::EFAULT): with [`immediate`](Self::set_immediate) there is no peer
    /// before the connection is up. [`ENOTSUP`](Errno::ENOTSUP): this kind, known at run time only, is not PEER.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let (a, b) = (ctx.socket(zmq::PEER)?, ctx.socket(zmq::PEER)?);
    /// b.bind("tcp://127.0.0.1:*")?;
    /// let id = a.connect_peer(&b.last_endpoint()?)?;
    /// a.send_to(id, "Hello")?;
    /// let received = b.recv()?;
    /// b.send(received)?; // back to where it came from
    /// assert_eq!(a.recv()?.routing_id(), Some(id));
    /// # Ok(()) }
    /// ```
    /// ```compile_fail,E0277
    /// # fn main() -> zmq::Result<()> {
    /// let client = zmq::Context::new()?.socket(zmq::CLIENT)?;
    /// client.connect_peer("tcp://127.0.0.1:5555")?; // only PEER has this
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_connect_peer")]
    pub fn connect_peer(&self, endpoint: &str) -> Result<u32>
    where
        K: CanConnectPeer,
    {
        let mut routing_id = 0;
        self.connect_by(endpoint, |c_endpoint| {
            routing_id = self.raw().connect_peer(c_endpoint)?;
            Ok(())
        })
        .map_err(|error| {
            let immediate = error == Errno::EFAULT;
            if immediate { error.because("not with ZMQ_IMMEDIATE") } else { error }
        })?;
        Ok(routing_id)
    }
}

/// Draft: the peers of a ROUTER.
impl<K: Kind> Socket<K> {
    /// What could be done with one peer of a ROUTER without waiting: [`POLLOUT`](crate::POLLOUT) if its queue is not full.
    ///
    /// # Errors
    /// [`EHOSTUNREACH`](Errno::EHOSTUNREACH): no peer has this routing id. [`ENOTSUP`](Errno::ENOTSUP): this kind, known
    /// at run time only, is not ROUTER.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let router = ctx.socket_builder(zmq::ROUTER).bind("inproc://peers").build()?;
    /// let dealer = ctx.socket_builder(zmq::DEALER).routing_id(b"A").connect("inproc://peers").build()?;
    /// dealer.send("Hello")?;
    /// router.recv_multipart()?;
    /// assert!(router.peer_state("A")?.contains(zmq::POLLOUT));
    /// assert_eq!(router.peer_state("B").unwrap_err(), zmq::Errno::EHOSTUNREACH);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_socket_get_peer_state")]
    pub fn peer_state(&self, routing_id: impl AsRef<[u8]>) -> Result<PollEvents>
    where
        K: CanRoute,
    {
        let events =
            self.raw().peer_state(routing_id.as_ref()).map_err(|error: Error| error.about("peer_state"))?;
        Ok(PollEvents::from_bits(i16::try_from(events).unwrap_or(0)))
    }
}

/// The message for that peer.
pub(crate) fn to_peer(routing_id: u32, mut message: Message) -> Result<Message, SendError> {
    match message.set_routing_id(routing_id) {
        Ok(()) => Ok(message),
        Err(error) => Err(SendError::new(error.rename("send_to"), message)),
    }
}
