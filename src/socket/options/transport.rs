//! Addresses and connections of every transport.

use super::options;
use crate::{Errno, Error, ReconnectStop, Result, Socket, kind::Kind, socket::numbers};
use std::time::Duration;

options! {
    /// Options: connections.
    room;
    /// The name under which a ROUTER knows this socket: 1 to 255 bytes; without one the ROUTER chooses one that begins
    /// with a zero, so let yours begin with something else. Set before bind and connect. With an installed libzmq up to 4.3.5 a
    /// ROUTER ends the process if a peer has the one that it chooses; so a zero is refused there.
    ///
    /// A routing id is for one connection to a ROUTER. A DEALER that has one and reaches the same ROUTER over two endpoints
    /// loses half of its messages: the ROUTER ignores the second connection, and the DEALER sends to both in turn.
    #[doc(alias = "ZMQ_ROUTING_ID")]
    #[doc(alias = "ZMQ_IDENTITY")]
    ZMQ_ROUTING_ID: routing_id, "empty" => routing_id: get routing_id(Vec<u8>), set set_routing_id(&[u8]);
    /// Which I/O threads of the context serve the connections made from now on: bit 0 is the first of them; 0 leaves it
    /// to libzmq, which takes the one with the least to do. A bind or connect is
    /// [`EMTHREAD`](crate::Errno::EMTHREAD) if none of the threads exists.
    #[doc(alias = "ZMQ_AFFINITY")]
    ZMQ_AFFINITY: long, "0" => affinity: get affinity(u64), set set_affinity(u64);
    /// Whether the socket speaks IPv6 beside IPv4. Set before bind and connect.
    #[doc(alias = "ZMQ_IPV6")]
    ZMQ_IPV6: flag, "false" => ipv6: get ipv6(bool), set set_ipv6(bool);
    /// The opposite of [`ipv6`](crate::Socket::ipv6), under its old name: whether the socket speaks IPv4 alone.
    #[doc(alias = "ZMQ_IPV4ONLY")]
    ZMQ_IPV4ONLY: flag, "true" => ipv4only: get ipv4only(bool), set set_ipv4only(bool);
    /// How many connections the system lets wait to be accepted. Set before bind.
    #[doc(alias = "ZMQ_BACKLOG")]
    ZMQ_BACKLOG: number, "100" => backlog: get backlog(u32), set set_backlog(u32);
    /// How long to wait before connecting again; `None` and zero never do. The wait is longer by a random part of
    /// itself, so that not all peers come at once. Set before connecting.
    #[doc(alias = "ZMQ_RECONNECT_IVL")]
    ZMQ_RECONNECT_IVL: millis_or_forever, "100 ms" => reconnect_ivl: get reconnect_ivl(Option<Duration>), set set_reconnect_ivl(Option<Duration>);
    /// Up to what the wait before connecting again doubles from one attempt to the next; `None` leaves it as long as the
    /// first. Set before connecting.
    #[doc(alias = "ZMQ_RECONNECT_IVL_MAX")]
    ZMQ_RECONNECT_IVL_MAX: millis_or_off, "no doubling" => reconnect_ivl_max: get reconnect_ivl_max(Option<Duration>), set set_reconnect_ivl_max(Option<Duration>);
    /// Which failures end the attempts to connect, so that the connection is gone as if it had been disconnected. Set
    /// before connecting. Draft in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_RECONNECT_STOP")]
    ZMQ_RECONNECT_STOP: reconnect_stop, "none" => reconnect_stop: get reconnect_stop(ReconnectStop), set set_reconnect_stop(ReconnectStop);
    /// How long a connection may take to shake hands before it is closed; `None` waits for ever. Set before bind and
    /// connect. A STREAM socket shakes no hands.
    #[doc(alias = "ZMQ_HANDSHAKE_IVL")]
    ZMQ_HANDSHAKE_IVL: millis_or_off, "30 s" => handshake_ivl: get handshake_ivl(Option<Duration>), set set_handshake_ivl(Option<Duration>);
}

impl<K: Kind> Socket<K> {
    /// Tells peers something about this socket when they shake hands: a name that begins with `X-`, at most 255 bytes
    /// long and without a colon, and a value, not empty. They find it in the metadata of each message. May be called as
    /// often as there are names; the first value of a name stays. Set before bind and connect.
    ///
    /// Sets `ZMQ_METADATA`. Default: none. Draft in libzmq 4.3.5, and works in every build of it.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL) for a name or value that is not as said, or if the linked libzmq does not have the
    /// option; [`ETERM`](Errno::ETERM) once the context is shut down. The error names the option.
    #[doc(alias = "ZMQ_METADATA")]
    pub fn set_metadata(&self, name: &str, value: &str) -> Result<()> {
        if name.contains(':') || !name.starts_with("X-") || name.len() < 3 {
            let reason = "a name begins with X- and has no colon";
            return Err(Error::refused(Errno::EINVAL, "ZMQ_METADATA", reason));
        }
        let property = format!("{name}:{value}");
        self.raw
            .set_bytes(numbers::ZMQ_METADATA, property.as_bytes())
            .map_err(|error| super::explain(error, "ZMQ_METADATA"))
    }
}
