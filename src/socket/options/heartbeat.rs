//! Heartbeats.

use super::{options, setting::Setting};
use crate::{IntoPeriod, Result, Socket, SocketBuilder, kind::Kind};
use std::time::Duration;

options! {
    /// Options: ZMTP heartbeats, over `tcp`, `ipc` and `ws`.
    ///
    /// They combine with all other options. A PING waits behind queued messages: a sender closes the connection if the
    /// queue of the receiver stays full for longer than [`heartbeat_timeout`](crate::Socket::heartbeat_timeout). Set it
    /// above the receiver's longest pause.
    ///
    /// With an installed libzmq up to 4.3.5, a heartbeat aborts the process at a full or closed queue. There
    /// [`set_heartbeat_ivl`](crate::Socket::set_heartbeat_ivl) is an error unless these hold, and they cannot be changed
    /// while heartbeats are on:
    /// - [`rcvhwm`](crate::Socket::set_rcvhwm) is 0, no limit; bound what one peer can queue by other means, as
    ///   [`maxmsgsize`](crate::Socket::set_maxmsgsize) and replies;
    /// - [`linger`](crate::Socket::set_linger) is zero;
    /// - no [`router_handover`](crate::Socket::set_router_handover), and not a PAIR or CHANNEL socket;
    /// - `unbind` and `disconnect` are errors on a socket with heartbeats ([`ENOTSUP`](crate::Errno::ENOTSUP)); drop the
    ///   socket instead.
    ///
    /// A socket without heartbeats detects dead peers by [`tcp_keepalive`](crate::Socket::set_tcp_keepalive) and
    /// [`tcp_maxrt`](crate::Socket::set_tcp_maxrt), or by the heartbeats of its peers: if the peer announces a [time to
    /// live](crate::Socket::set_heartbeat_ttl), its silence closes the connection, without any option here.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let client = ctx.socket(zmq::DEALER)?;
    /// # if zmq::mends().is_empty() { return Ok(()) }
    /// client.set_heartbeat_ivl(Duration::from_secs(1))?; // a PING each second
    /// client.set_heartbeat_timeout(Duration::from_secs(3))?; // without an answer: close, reconnect
    /// client.set_heartbeat_ttl(Duration::from_secs(5))?; // the peer does the same
    /// client.connect("tcp://127.0.0.1:5555")?;
    /// # Ok(()) }
    /// ```
    room;
    /// Heartbeat interval: how often a PING is sent to each peer. `None` is never. Set before bind and connect.
    ///
    /// Where receivers send heartbeats, close a sender only after they confirmed the last message: what the system still
    /// buffers may be lost at close, in spite of linger.
    ///
    /// With an installed libzmq up to 4.3.5 it is an error unless [`rcvhwm`](crate::Socket::rcvhwm) is 0 and
    /// [`linger`](crate::Socket::linger) zero, and for PAIR and CHANNEL; see above.
    #[doc(alias = "ZMQ_HEARTBEAT_IVL")]
    ZMQ_HEARTBEAT_IVL: heartbeat, "never" => heartbeat_ivl: get heartbeat_ivl(Option<Duration>), set set_heartbeat_ivl(Option<Duration>);
    /// Heartbeat timeout: how long after a PING without any answer the connection is closed; libzmq then reconnects. `None` is
    /// the value of [`heartbeat_ivl`](crate::Socket::heartbeat_ivl), zero never closes it. Set before bind and connect.
    #[doc(alias = "ZMQ_HEARTBEAT_TIMEOUT")]
    ZMQ_HEARTBEAT_TIMEOUT: heartbeat_timeout, "the interval" => heartbeat_timeout: get heartbeat_timeout(Option<Duration>), set set_heartbeat_timeout(Option<Duration>);
    /// Time to live announced in each PING: the peer closes the connection after this much silence. `None` announces none.
    /// Rounded down to tenths of a second, 0.1 to 6553.5 s. Needs [`heartbeat_ivl`](crate::Socket::heartbeat_ivl). Set before
    /// bind and connect.
    ///
    /// A peer on another libzmq up to 4.3.5, such as pyzmq's, misreads more than 65.5 s as a much shorter time and
    /// disconnects. With an installed libzmq up to 4.3.5 more is refused here, too.
    #[doc(alias = "ZMQ_HEARTBEAT_TTL")]
    ZMQ_HEARTBEAT_TTL: tenths, "none" => heartbeat_ttl: get heartbeat_ttl(Option<Duration>), set set_heartbeat_ttl(Option<Duration>);
}

impl<K: Kind> Socket<K> {
    /// Turns heartbeats on, with one call for [`heartbeat_ivl`](Self::set_heartbeat_ivl),
    /// [`heartbeat_timeout`](Self::set_heartbeat_timeout) and [`heartbeat_ttl`](Self::set_heartbeat_ttl). Set before bind and connect.
    ///
    /// - `interval`: how often a PING is sent to each peer. `None` turns heartbeats off.
    /// - `timeout`: how long without an answer until the connection is closed. `None` is the interval.
    /// - `ttl`: after how much silence the peer closes the connection. `None` tells it none.
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL): a value is out of range. The error names its option, and all three stay as they were.
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down. With an installed libzmq up to 4.3.5 as
    /// [`set_heartbeat_ivl`](Self::set_heartbeat_ivl).
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// use std::time::Duration;
    /// # let ctx = zmq::Context::new()?;
    /// # let second = Duration::from_secs(1);
    /// let server = ctx.socket(zmq::ROUTER)?;
    /// # server.set_rcvhwm(0)?; server.set_linger(Duration::ZERO)?; // for an installed libzmq
    /// server.set_heartbeat(second, 3 * second, 5 * second)?;
    /// assert_eq!(server.heartbeat_ttl()?, Some(5 * second));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_HEARTBEAT_IVL")]
    #[doc(alias = "ZMQ_HEARTBEAT_TIMEOUT")]
    #[doc(alias = "ZMQ_HEARTBEAT_TTL")]
    pub fn set_heartbeat(
        &self,
        interval: impl IntoPeriod,
        timeout: impl IntoPeriod,
        ttl: impl IntoPeriod,
    ) -> Result<()> {
        let before = (self.heartbeat_timeout()?, self.heartbeat_ttl()?);
        // The interval last: it turns them on.
        let set = self
            .set_heartbeat_ttl(ttl)
            .and_then(|()| self.set_heartbeat_timeout(timeout))
            .and_then(|()| self.set_heartbeat_ivl(interval));
        if set.is_err() {
            // They were taken before; what fails now is the context, which is shut down.
            let _ = self.set_heartbeat_timeout(before.0);
            let _ = self.set_heartbeat_ttl(before.1);
        }
        set
    }
}

impl<K: Kind, C> SocketBuilder<'_, K, C> {
    /// Turns heartbeats on as [`Socket::set_heartbeat`] does.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// use std::time::Duration;
    /// # let ctx = zmq::Context::new()?;
    /// # let second = Duration::from_secs(1);
    /// let server = ctx.socket_builder(zmq::ROUTER).heartbeat(second, 3 * second, None);
    /// # let server = server.rcvhwm(0).linger(Duration::ZERO); // for an installed libzmq
    /// assert_eq!(server.build()?.heartbeat_ivl()?, Some(second));
    /// # Ok(()) }
    /// ```
    pub fn heartbeat(
        mut self,
        interval: impl IntoPeriod,
        timeout: impl IntoPeriod,
        ttl: impl IntoPeriod,
    ) -> Self {
        self.options.keep("heartbeat_ivl", interval.into_timeout().keep());
        self.options.keep("heartbeat_timeout", timeout.into_timeout().keep());
        self.options.keep("heartbeat_ttl", ttl.into_timeout().keep());
        self
    }
}
