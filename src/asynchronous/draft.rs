//! What the kinds of the draft API have beside sending and receiving.

use super::{
    Runtime, Socket,
    split::{RecvHalf, SendHalf},
};
use crate::{
    Message, Multipart, Result, SendError,
    draft::{
        datagrams::{from_parts, is_dgram},
        groups::to_group,
        routing::to_peer,
    },
    kind::{CanAnswer, CanRecv, CanSend, CanSendDatagram, CanSendMultipart, CanSendToGroup, Kind},
};

macro_rules! addressed {
    ($($of:ident)*) => {$(
        /// Draft: messages for a peer or a group.
        impl<K: Kind, R: Runtime> $of<K, R> {
            /// Sends a message to the peer with this routing id, as the blocking [`send_to`](crate::Socket::send_to); waits
            /// while the queue for this peer is full. Dropping the future drops the unsent message.
            ///
            /// # Errors
            /// As the blocking [`send_to`](crate::Socket::send_to), and [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime ended.
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// let mut server = ctx.socket_builder(zmq::SERVER).bind("inproc://send_to").build()?;
            /// let mut client = ctx.socket_builder(zmq::CLIENT).connect("inproc://send_to").build()?;
            /// client.send("Hello").await?;
            /// let request = server.recv().await?;
            /// let id = request.routing_id().expect("a SERVER knows its peers");
            /// server.send_to(id, "World").await?;
            /// assert_eq!(client.recv().await?, "World");
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
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
            /// Dropping the future drops the unsent message.
            ///
            /// # Errors
            /// As the blocking [`send_to_group`](crate::Socket::send_to_group), and [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime
            /// ended.
            ///
            /// # Examples
            /// ```
            /// # #[cfg(feature = "tokio")]
            /// # fn main() -> zmq::Result<()> {
            /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            /// # let ctx = zmq::tokio::Context::new()?;
            /// use std::time::Duration;
            /// let mut dish = ctx.socket_builder(zmq::DISH).bind("tcp://127.0.0.1:*").build()?;
            /// dish.join("weather")?;
            /// let mut radio = ctx.socket_builder(zmq::RADIO).connect(&dish.last_endpoint()?).build()?;
            /// let received = loop {
            ///     radio.send_to_group("weather", "22 degrees").await?; // dropped until the RADIO knows of the DISH
            ///     if let Some(message) = dish.recv_timeout(Duration::from_millis(10)).await? {
            ///         break message;
            ///     }
            /// };
            /// assert_eq!(received.group(), Some("weather"));
            /// # Ok(()) }) }
            /// # #[cfg(not(feature = "tokio"))]
            /// # fn main() {}
            /// ```
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

macro_rules! datagrams_sent {
    ($($of:ident)*) => {$(
        impl<K: CanSendDatagram + CanSendMultipart, R: Runtime> $of<K, R> {
            /// Draft: sends a datagram to an address, as the blocking [`send_to_address`](crate::Socket::send_to_address); waits while
            /// the queue is full. Dropping the future drops the unsent datagram.
            ///
            /// # Errors
            /// As there, and [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime ended.
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Dgram, R>) -> zmq::Result<()> {
            /// socket.send_to_address("192.168.1.7:5555", "Hello").await?;
            /// # Ok(()) }
            /// ```
            pub async fn send_to_address(
                &mut self,
                address: &str,
                datagram: impl Into<Message> + Send,
            ) -> Result<(), SendError<Multipart>> {
                let parts = Multipart::from([Message::from(address), datagram.into()]);
                match is_dgram(self.socket_type(), "send_to_address") {
                    Ok(()) => self.send_multipart(parts).await,
                    Err(error) => Err(SendError::new(error, parts)),
                }
            }
        }
    )*};
}

macro_rules! datagrams_received {
    ($($of:ident)*) => {$(
        impl<K: CanSendDatagram + CanRecv, R: Runtime> $of<K, R> {
            /// Draft: receives a datagram and the address it came from, as the blocking
            /// [`recv_from`](crate::Socket::recv_from); waits until there is one. Cancel-safe.
            ///
            /// # Errors
            /// As there, and [`ENOTSUP`](crate::Errno::ENOTSUP): the runtime ended.
            ///
            /// ```no_run
            /// # use zmq::asynchronous as a;
            /// # async fn f<R: a::Runtime>(socket: &mut a::Socket<zmq::Dgram, R>) -> zmq::Result<()> {
            /// let (address, datagram) = socket.recv_from().await?;
            /// println!("{datagram:?} from {address}");
            /// # Ok(()) }
            /// ```
            pub async fn recv_from(&mut self) -> Result<(String, Message)> {
                is_dgram(self.socket_type(), "recv_from")?;
                self.recv_multipart().await.map(from_parts)
            }
        }
    )*};
}

datagrams_sent!(Socket SendHalf);
datagrams_received!(Socket RecvHalf);
