//! Options that are not written as a row: they take what a row cannot say.

use super::{
    Row, explain,
    setting::{Form, Setting, Shape, Value},
};
use crate::{
    Result, Socket,
    kind::{CanSubscribe, Kind},
    socket::{codec, numbers},
};

/// Options of SUB, and of XPUB with [`set_xpub_manual`](Self::set_xpub_manual).
impl<K: Kind> Socket<K> {
    /// Subscribes to messages starting with `topic` (empty: all). Earlier messages are missed ("slow joiner"): the
    /// subscription reaches the publisher in the background. A socket may have any number of subscriptions.
    ///
    /// On a manual XPUB it subscribes the peer of the subscription received last.
    ///
    /// # Errors
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down. [`EINVAL`](crate::Errno::EINVAL): a run-time socket type
    /// does not subscribe, or an XPUB is not manual. [`EMSGSIZE`](crate::Errno::EMSGSIZE), with an installed libzmq up to
    /// 4.3.5: a topic of more than 8192 bytes (1024 with musl, 2048 on Apple's systems) could overflow the stack of a
    /// thread, also in a message of an XSUB.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let publisher = ctx.socket(zmq::XPUB)?;
    /// publisher.bind("inproc://news")?;
    /// let subscriber = ctx.socket(zmq::SUB)?;
    /// subscriber.connect("inproc://news")?;
    /// subscriber.subscribe("weather.")?;
    ///
    /// // An XPUB receives subscriptions: a byte 1, then the topic. Now the subscriber is no slow joiner.
    /// assert_eq!(publisher.recv()?, b"\x01weather.");
    /// publisher.send("sport.chess")?; // no match
    /// publisher.send("weather.Berlin")?; // prefix match
    /// assert_eq!(subscriber.recv()?, "weather.Berlin");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_SUBSCRIBE")]
    pub fn subscribe(&self, topic: impl AsRef<[u8]>) -> Result<()>
    where
        K: CanSubscribe,
    {
        codec::topic::set(&self.raw, zmq_sys::ZMQ_SUBSCRIBE, topic.as_ref())
            .map_err(|error| error.rename("ZMQ_SUBSCRIBE"))
    }

    /// Cancels one [`subscribe`](Self::subscribe) to `topic`. Without such a subscription it does nothing.
    ///
    /// # Errors
    /// [`ETERM`](crate::Errno::ETERM): the context was shut down. [`EINVAL`](crate::Errno::EINVAL): a run-time socket type
    /// does not subscribe, or an XPUB is not manual.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let subscriber = ctx.socket(zmq::SUB)?;
    /// subscriber.subscribe("a")?;
    /// subscriber.unsubscribe("a")?;
    /// subscriber.unsubscribe("never subscribed to")?; // ignored
    /// # Ok(()) }
    /// ```
    #[doc(alias = "ZMQ_UNSUBSCRIBE")]
    pub fn unsubscribe(&self, topic: impl AsRef<[u8]>) -> Result<()>
    where
        K: CanSubscribe,
    {
        codec::topic::set(&self.raw, zmq_sys::ZMQ_UNSUBSCRIBE, topic.as_ref())
            .map_err(|error| error.rename("ZMQ_UNSUBSCRIBE"))
    }
}

impl<K: Kind, C> crate::SocketBuilder<'_, K, C> {
    /// Subscribes as [`subscribe`](crate::Socket::subscribe) does, before the first connect.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let publisher = ctx.socket_builder(zmq::XPUB).bind("inproc://news").build()?;
    /// let subscriber = ctx.socket_builder(zmq::SUB).subscribe("weather.").connect("inproc://news").build()?;
    /// assert_eq!(publisher.recv()?, b"\x01weather.");
    /// # Ok(()) }
    /// ```
    pub fn subscribe(mut self, topic: impl AsRef<[u8]>) -> Self
    where
        K: CanSubscribe,
    {
        self.options.keep("subscribe", topic.as_ref().keep());
        self
    }

    /// Adds metadata to the handshake as [`set_metadata`](crate::Socket::set_metadata) does.
    pub fn metadata(mut self, name: &str, value: &str) -> Self {
        // Without a name that is one, no colon tells where it would end, and the option is refused.
        let name = if name.contains(':') { "" } else { name };
        self.options.keep("metadata", Value::Text(format!("{name}:{value}")));
        self
    }
}

/// The rows that can be set.
pub(crate) const ROWS: &[Option<Row>] = &[
    Some(Row {
        key: "metadata",
        c: "ZMQ_METADATA",
        ability: None,
        shape: Shape { form: Form::Text, optional: false },
        adds: true,
        set: |raw, value| {
            let property = <&str>::read(value)?;
            raw.set_bytes(numbers::ZMQ_METADATA, property.as_bytes())
                .map_err(|error| explain(error, "ZMQ_METADATA").because("not of the form X-name:value"))
        },
    }),
    Some(Row {
        key: "subscribe",
        c: "ZMQ_SUBSCRIBE",
        ability: Some("CanSubscribe"),
        shape: Shape { form: Form::Bytes, optional: false },
        adds: true,
        set: |raw, value| codec::topic::set(raw, zmq_sys::ZMQ_SUBSCRIBE, <&[u8]>::read(value)?),
    }),
];
