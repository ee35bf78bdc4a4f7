//! What the kinds of the draft API have beside sending and receiving.

use super::{Runtime, Socket, split::SendHalf};
use crate::{
    Message, Result, SendError,
    draft::{groups::to_group, routing::to_peer},
    kind::{CanAnswer, CanConnectPeer, CanJoin, CanSend, CanSendToGroup, Kind},
};

macro_rules! addressed {
    ($($of:ident)*) => {$(
        /// Draft: messages for a peer or a group.
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Sends a message to the peer with this routing id, as the blocking [`send_to`](crate::Socket::send_to); waits
            /// while the queue for that peer is full.
            ///
            /// # Errors
            /// As the blocking [`send_to`](crate::Socket::send_to), and [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime ended.
            #[doc(alias = "zmq_msg_set_routing_id")]
            pub async fn send_to(
                &mut self,
                routing_id: u32,
                message: impl Into<Message> + Send,
            ) -> Result<(), SendError>
            where
                K: CanAnswer + CanSend,
            {
                self.send(to_peer(routing_id, message.into())?).await
            }

            /// Sends a message to the peers in `group`, as the blocking [`send_to_group`](crate::Socket::send_to_group).
            ///
            /// # Errors
            /// As the blocking [`send_to_group`](crate::Socket::send_to_group), and [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime
            /// ended.
            #[doc(alias = "zmq_msg_set_group")]
            pub async fn send_to_group(
                &mut self,
                group: &str,
                message: impl Into<Message> + Send,
            ) -> Result<(), SendError>
            where
                K: CanSendToGroup + CanSend,
            {
                self.send(to_group(group, message.into())?).await
            }
        }
    )*};
}

addressed!(Socket SendHalf);

/// Draft: groups and peers; nothing here waits.
impl<K: Kind, R: Runtime> Socket<K, R> {
    /// Joins `group`: receives its messages from now on.
    ///
    /// # Errors
    /// As the blocking [`join`](crate::Socket::join).
    #[doc(alias = "zmq_join")]
    pub fn join(&self, group: &str) -> Result<()>
    where
        K: CanJoin,
    {
        self.with(|socket| socket.join(group))?
    }

    /// Leaves `group`: receives no more of its messages.
    ///
    /// # Errors
    /// As the blocking [`leave`](crate::Socket::leave).
    #[doc(alias = "zmq_leave")]
    pub fn leave(&self, group: &str) -> Result<()>
    where
        K: CanJoin,
    {
        self.with(|socket| socket.leave(group))?
    }

    /// Connects, and returns the routing id of the peer.
    ///
    /// # Errors
    /// As the blocking [`connect_peer`](crate::Socket::connect_peer).
    #[doc(alias = "zmq_connect_peer")]
    pub fn connect_peer(&self, endpoint: &str) -> Result<u32>
    where
        K: CanConnectPeer,
    {
        self.with(|socket| socket.connect_peer(endpoint))?
    }
}
