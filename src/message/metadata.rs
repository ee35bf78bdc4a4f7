//! What a message has beside its payload: flags, and properties of the connection it came over.

use super::Message;
use crate::{Errno, Error, Result, SocketType};
use std::ffi::{CStr, CString};

/// A property set by libzmq itself, for [`Message::get`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MessageProperty {
    /// The kind of the peer, as `DEALER`.
    #[doc(alias = "ZMQ_MSG_PROPERTY_SOCKET_TYPE")]
    SocketType,
    /// The routing id of the peer, if it has set one; empty if not. libzmq up to 4.3.5 has it under
    /// its old name `Identity` only; here both do.
    #[doc(alias = "ZMQ_MSG_PROPERTY_ROUTING_ID")]
    RoutingId,
    /// The authenticated identity of the peer, set by the authenticator.
    #[doc(alias = "ZMQ_MSG_PROPERTY_USER_ID")]
    UserId,
    /// The address of the peer, as `127.0.0.1`; of a peer over `ipc`, its user, group and process.
    #[doc(alias = "ZMQ_MSG_PROPERTY_PEER_ADDRESS")]
    PeerAddress,
}

impl MessageProperty {
    /// The name in C.
    pub const fn name(self) -> &'static str {
        match self {
            MessageProperty::SocketType => "Socket-Type",
            MessageProperty::RoutingId => "Routing-Id",
            MessageProperty::UserId => "User-Id",
            MessageProperty::PeerAddress => "Peer-Address",
        }
    }
}

/// Properties of a received message. Clones keep them; sending removes them, and so does [`make_mut`](Self::make_mut) where
/// it copies. They may be read on several threads at once, and live as long as the message:
///
/// ```compile_fail,E0505
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let pull = ctx.socket(zmq::PULL)?;
/// let message = pull.recv()?;
/// let address = message.peer_address();
/// drop(message); // the address goes with it
/// println!("{address:?}");
/// # Ok(()) }
/// ```
impl Message {
    /// Whether more parts of the same message follow.
    ///
    /// Meaningful for a received message and its clones, not for sending. It is read once, at the receive: asking again is
    /// no call of C.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://more")?; push.connect("inproc://more")?;
    /// push.send_multipart(["first", "last"])?;
    /// assert!(pull.recv()?.more());
    /// assert!(!pull.recv()?.more());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_more")]
    #[doc(alias = "ZMQ_MORE")]
    #[inline]
    pub fn more(&self) -> bool {
        self.more
    }

    /// Whether another message may share the payload. Always true over static memory.
    ///
    /// It stays true when the others are gone. On a payload of more than 33 bytes this takes an uncontended lock, since
    /// clones on other threads share the flag.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let message = zmq::Message::from(vec![0; 1000]);
    /// assert!(!message.shared());
    /// let clone = message.clone();
    /// assert!(message.shared() && clone.shared());
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_SHARED")]
    #[doc(alias = "zmq_msg_get")]
    pub fn shared(&self) -> bool {
        self.raw.shared()
    }

    /// The descriptor of the TCP connection the message came over, if it did.
    ///
    /// Only a number: libzmq owns the connection, may have closed it, and the system may reuse the number.
    /// [`peer_address`](Self::peer_address) is mostly the better question.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket_builder(zmq::PULL).bind("tcp://127.0.0.1:*").build()?;
    /// let client = ctx.socket_builder(zmq::PUSH).connect(&server.last_endpoint()?).build()?;
    /// client.send("Hello")?;
    /// assert!(server.recv()?.src_fd().is_some());
    /// assert_eq!(zmq::Message::from("not received").src_fd(), None);
    /// # Ok(()) }
    /// ```
    #[cfg(unix)]
    #[doc(alias = "ZMQ_SRCFD")]
    pub fn src_fd(&self) -> Option<std::os::fd::RawFd> {
        self.raw.src_fd()
    }

    /// A property by its name, where it is text: `Socket-Type`, `Routing-Id`, `User-Id`, `Peer-Address`, one of the peer's
    /// own (`X-…`), or one of the authenticator's.
    ///
    /// `None` also over `inproc`, since there are no properties without a connection, and for an impossible name.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket_builder(zmq::PULL).bind("tcp://127.0.0.1:*").build()?;
    /// let client = ctx.socket_builder(zmq::PUSH).metadata("X-Version", "7").connect(&server.last_endpoint()?).build()?;
    /// client.send("Hello")?;
    /// let message = server.recv()?;
    /// assert_eq!(message.gets("X-Version"), Some("7"));
    /// assert_eq!(message.gets("Socket-Type"), Some("PUSH"));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_gets")]
    pub fn gets(&self, property: &str) -> Option<&str> {
        self.gets_bytes(property).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// As [`gets`](Self::gets), for any bytes, up to the first NUL.
    #[doc(alias = "zmq_msg_gets")]
    pub fn gets_bytes(&self, property: &str) -> Option<&[u8]> {
        self.metadata(property).ok().flatten()
    }

    /// As [`gets_bytes`](Self::gets_bytes), and strict about the name.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the name contains NUL; C would cut it there.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let message = zmq::Message::from("over no connection");
    /// assert_eq!(message.metadata("X-Version")?, None);
    /// assert_eq!(message.metadata("X\0Version").unwrap_err(), zmq::Errno::EINVAL);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_gets")]
    pub fn metadata(&self, property: &str) -> Result<Option<&[u8]>> {
        let name = CString::new(property).map_err(|_| {
            let subject = format!("message property {property:?}");
            Error::refused(Errno::EINVAL, subject, "a name cannot contain a NUL character")
        })?;
        let value = match self.raw.gets(&name) {
            // libzmq up to 4.3.5 looks for the old name under the new one, and keeps the value under the old one.
            None if property == MessageProperty::RoutingId.name() => self.raw.gets(c"Identity"),
            value => value,
        };
        Ok(value.map(CStr::to_bytes))
    }

    /// A property set by libzmq itself, if it is text.
    #[doc(alias = "zmq_msg_gets")]
    pub fn get(&self, property: MessageProperty) -> Option<&str> {
        self.gets(property.name())
    }

    /// The address of the peer, as `127.0.0.1`; over `ipc` on Linux its user, group and process, as `1000:1000:4711`,
    /// and nothing where the C library is musl.
    ///
    /// The network reports it; only CURVE and GSSAPI prove an identity.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket_builder(zmq::PULL).bind("tcp://127.0.0.1:*").build()?;
    /// let client = ctx.socket_builder(zmq::PUSH).connect(&server.last_endpoint()?).build()?;
    /// client.send("Hello")?;
    /// assert_eq!(server.recv()?.peer_address(), Some("127.0.0.1"));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "Peer-Address")]
    pub fn peer_address(&self) -> Option<&str> {
        self.get(MessageProperty::PeerAddress)
    }

    /// The authenticated identity of the sender; `None` without an authenticator. A routing id proves nothing, this does.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let server = ctx.socket_builder(zmq::PULL).bind("tcp://127.0.0.1:*").build()?;
    /// let client = ctx.socket_builder(zmq::PUSH).connect(&server.last_endpoint()?).build()?;
    /// client.send("Hello")?;
    /// assert_eq!(server.recv()?.user_id(), None); // no authenticator runs
    /// # Ok(()) }
    /// ```
    #[doc(alias = "User-Id")]
    pub fn user_id(&self) -> Option<&str> {
        self.get(MessageProperty::UserId)
    }

    /// The socket type of the sender, as announced in its handshake.
    #[doc(alias = "Socket-Type")]
    pub fn socket_type(&self) -> Option<SocketType> {
        let name = self.get(MessageProperty::SocketType)?;
        SocketType::STABLE.iter().chain(SocketType::DRAFT).copied().find(|kind| kind.name() == name)
    }
}
