//! What a message has beside its payload: flags, and properties of the connection it came over.

use super::Message;
use crate::{Errno, Error, Result, SocketType};
use std::ffi::{CStr, CString};

/// A property that libzmq itself gives to messages, for [`Message::get`].
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
    /// Who the peer is, as the authenticator said.
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

/// Properties of a message that was received. A clone has them, too; sending takes them away, and so does
/// [`make_mut`](Self::make_mut) where it copies. They may be read on several threads at once, and stay as long as the
/// message:
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
    /// Counts for a message that was received, and its clones; it says nothing about sending. It is known since the message
    /// was received: asking is no call of C.
    #[doc(alias = "zmq_msg_more")]
    #[doc(alias = "ZMQ_MORE")]
    #[inline]
    pub fn more(&self) -> bool {
        self.more
    }

    /// Whether another message may share the payload. Always so for one over static memory.
    ///
    /// It stays so when the others are gone. On a payload of more than 33 bytes this takes an uncontended lock, since clones
    /// on other threads share the flag.
    #[doc(alias = "ZMQ_SHARED")]
    #[doc(alias = "zmq_msg_get")]
    pub fn shared(&self) -> bool {
        self.raw.shared()
    }

    /// The descriptor of the TCP connection the message came over, if it did.
    ///
    /// A number, and no more: libzmq owns the connection, and may have closed it since; another may have the number now.
    /// [`peer_address`](Self::peer_address) tells what it is mostly asked for.
    #[cfg(unix)]
    #[doc(alias = "ZMQ_SRCFD")]
    pub fn src_fd(&self) -> Option<std::os::fd::RawFd> {
        self.raw.src_fd()
    }

    /// A property by its name, where it is text: `Socket-Type`, `Routing-Id`, `User-Id`, `Peer-Address`, one of the peer's
    /// own (`X-…`), or one that the authenticator added.
    ///
    /// `None` also for a message that did not come over a connection (`inproc` has no properties), and for a name that no
    /// property can have.
    #[doc(alias = "zmq_msg_gets")]
    pub fn gets(&self, property: &str) -> Option<&str> {
        self.gets_bytes(property).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// As [`gets`](Self::gets), whatever bytes the peer sent, up to the first NUL.
    #[doc(alias = "zmq_msg_gets")]
    pub fn gets_bytes(&self, property: &str) -> Option<&[u8]> {
        self.metadata(property).ok().flatten()
    }

    /// As [`gets_bytes`](Self::gets_bytes), and strict about the name.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the name has a NUL in it, which C would take for its end.
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

    /// A property that libzmq itself gives to messages, where it is text.
    #[doc(alias = "zmq_msg_gets")]
    pub fn get(&self, property: MessageProperty) -> Option<&str> {
        self.gets(property.name())
    }

    /// The address of the peer, as `127.0.0.1`; over `ipc` on Linux its user, group and process, as `1000:1000:4711`,
    /// and nothing where the C library is musl.
    ///
    /// Take it for what the network says: only CURVE and GSSAPI prove who a peer is.
    #[doc(alias = "Peer-Address")]
    pub fn peer_address(&self) -> Option<&str> {
        self.get(MessageProperty::PeerAddress)
    }

    /// Who sent it, as the authenticator said; `None` without an authenticator.
    #[doc(alias = "User-Id")]
    pub fn user_id(&self) -> Option<&str> {
        self.get(MessageProperty::UserId)
    }

    /// The kind of socket that sent it, as that one said.
    #[doc(alias = "Socket-Type")]
    pub fn socket_type(&self) -> Option<SocketType> {
        let name = self.get(MessageProperty::SocketType)?;
        SocketType::STABLE.iter().chain(SocketType::DRAFT).copied().find(|kind| kind.name() == name)
    }
}
