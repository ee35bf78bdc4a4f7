//! Addresses and connections of every transport.

use super::options;
use crate::{Errno, Error, ReconnectStop, Result, Socket, kind::Kind, socket::numbers};
use std::time::Duration;

options! {
    /// Options: connections.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let dealer = ctx.socket(zmq::DEALER)?;
    /// dealer.set_routing_id("client-7")?; // its address at a ROUTER
    /// dealer.set_reconnect_ivl(Duration::from_millis(200))?;
    /// dealer.set_reconnect_ivl_max(Duration::from_secs(30))?; // exponential back-off
    /// dealer.connect("tcp://127.0.0.1:5555")?;
    /// # Ok(()) }
    /// ```
    room;
    /// Routing id: the address of this socket at a ROUTER, 1 to 255 bytes. Without one the ROUTER generates five bytes
    /// beginning with a zero; begin yours with another byte. Set before bind and connect. With an installed libzmq up to
    /// 4.3.5 a leading zero is refused: an id equal to the next generated one aborts the ROUTER.
    ///
    /// A routing id belongs to one connection. A DEALER connecting twice to the same ROUTER loses half of its messages: the
    /// ROUTER ignores the second connection, and the DEALER sends round-robin to both.
    #[doc(alias = "ZMQ_ROUTING_ID")]
    #[doc(alias = "ZMQ_IDENTITY")]
    ZMQ_ROUTING_ID: routing_id, "empty" => routing_id: get routing_id(Vec<u8>), set set_routing_id(&[u8]);
    /// I/O threads for later connections, as a bit mask: bit 0 is the first thread of the context. 0 picks the least
    /// loaded. A bind or connect is [`EMTHREAD`](crate::Errno::EMTHREAD) if no thread in the mask exists.
    #[doc(alias = "ZMQ_AFFINITY")]
    ZMQ_AFFINITY: long, "0" => affinity: get affinity(u64), set set_affinity(u64);
    /// Use IPv6 as well as IPv4. Set before bind and connect.
    #[doc(alias = "ZMQ_IPV6")]
    ZMQ_IPV6: flag, "false" => ipv6: get ipv6(bool), set set_ipv6(bool);
    /// The inverse of [`ipv6`](crate::Socket::ipv6): use IPv4 only. Deprecated in libzmq.
    #[doc(alias = "ZMQ_IPV4ONLY")]
    ZMQ_IPV4ONLY: flag, "true" => ipv4only: get ipv4only(bool), set set_ipv4only(bool);
    /// Backlog of the listener: connections queued by the system until they are accepted. Set before bind.
    #[doc(alias = "ZMQ_BACKLOG")]
    ZMQ_BACKLOG: number, "100" => backlog: get backlog(u32), set set_backlog(u32);
    /// Reconnect interval: how long to wait after a lost connection before connecting again. `None` and zero never reconnect.
    /// Random jitter is added so peers do not reconnect in step. Set before connect.
    #[doc(alias = "ZMQ_RECONNECT_IVL")]
    ZMQ_RECONNECT_IVL: millis_or_forever, "100 ms" => reconnect_ivl: get reconnect_ivl(Option<Duration>), set set_reconnect_ivl(Option<Duration>);
    /// Upper bound of the exponential reconnect back-off: the interval doubles with each attempt up to this. `None` keeps it
    /// constant. Set before connect.
    #[doc(alias = "ZMQ_RECONNECT_IVL_MAX")]
    ZMQ_RECONNECT_IVL_MAX: millis_or_off, "no doubling" => reconnect_ivl_max: get reconnect_ivl_max(Option<Duration>), set set_reconnect_ivl_max(Option<Duration>);
    /// Failures to stop reconnecting after. The connection is then gone, as after a disconnect. Set before connect. Draft
    /// in libzmq 4.3.5, and works in every build of it.
    #[doc(alias = "ZMQ_RECONNECT_STOP")]
    ZMQ_RECONNECT_STOP: reconnect_stop, "none" => reconnect_stop: get reconnect_stop(ReconnectStop), set set_reconnect_stop(ReconnectStop);
    /// Timeout of the ZMTP handshake; a connection without one by then is closed. `None` is for ever. STREAM performs no ZMTP
    /// handshake. Set before bind and connect.
    #[doc(alias = "ZMQ_HANDSHAKE_IVL")]
    ZMQ_HANDSHAKE_IVL: millis_or_off, "30 s" => handshake_ivl: get handshake_ivl(Option<Duration>), set set_handshake_ivl(Option<Duration>);
}

impl<K: Kind> Socket<K> {
    /// Adds metadata to the handshake: a name beginning with `X-`, at most 255 bytes without a colon, and a value, not
    /// empty. Peers read it by [`Message::gets`](crate::Message::gets). Call it once per name; the first value of a name
    /// stays. Set before bind and connect.
    ///
    /// Sets `ZMQ_METADATA`. Default: none. Draft in libzmq 4.3.5, and works in every build of it.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL) for another name or value, or if the linked libzmq does not have the option;
    /// [`ETERM`](Errno::ETERM) once the context is shut down. The error names the option.
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
