//! Envelopes: the addresses and the delimiter before the body of a message.

use super::{Message, Multipart};

impl Multipart {
    /// Splits the message at its delimiter, the first empty part: the addresses before it, and the body after it, of at least one
    /// part.
    ///
    /// The addresses are the envelope of a request or reply: a ROUTER receives the routing id of a REQ or REP peer and an empty
    /// delimiter before the body. Behind a proxy there are several routing ids. A DEALER talking to REP or ROUTER receives the
    /// delimiter alone: then there are no addresses. [`with_envelope`](Self::with_envelope) is the reverse.
    ///
    /// # Errors
    /// The message unchanged: it has no empty part, or nothing after it.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let router = ctx.socket_builder(zmq::ROUTER).bind("inproc://open_envelope").build()?;
    /// let client = ctx.socket_builder(zmq::REQ).connect("inproc://open_envelope").build()?;
    /// client.send("Hello")?;
    /// match router.recv_multipart()?.open_envelope() {
    ///     Ok((client, request)) => {
    ///         assert_eq!(request, ["Hello"]);
    ///         router.send_multipart(zmq::multipart!["World"].with_envelope(client))?;
    ///     }
    ///     Err(parts) => println!("no envelope: {parts:?}"),
    /// }
    /// assert_eq!(client.recv()?, "World");
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmsg_unwrap")]
    pub fn open_envelope(self) -> Result<(Multipart, Multipart), Multipart> {
        let mut addresses = self;
        let Some(delimiter) = addresses.iter().position(Message::is_empty) else { return Err(addresses) };
        if delimiter + 1 == addresses.len() {
            return Err(addresses);
        }
        let body = addresses.parts_mut().split_off(delimiter + 1);
        addresses.pop();
        Ok((addresses, body.into()))
    }

    /// Puts addresses and an empty delimiter before the message: what a ROUTER sends to a REQ or REP peer.
    ///
    /// `addresses` is what [`open_envelope`](Self::open_envelope) gave, or a routing id: a [`Message`], or `["name"]`. Without any, as
    /// [`Multipart::new()`](Self::new), the delimiter alone stands before the message: what a DEALER sends to a REP.
    ///
    /// ```
    /// use zmq::Multipart;
    /// let request = Multipart::from(["Hello"]).with_envelope(["worker 1"]);
    /// assert_eq!(request, ["worker 1", "", "Hello"]);
    /// assert_eq!(Multipart::from(["Hello"]).with_envelope(Multipart::new()), ["", "Hello"]);
    /// ```
    #[doc(alias = "zmsg_wrap")]
    #[must_use]
    pub fn with_envelope(self, addresses: impl Into<Multipart>) -> Multipart {
        let mut whole = addresses.into();
        whole.parts_mut().reserve(self.len() + 1);
        whole.push(Message::new());
        whole.extend(self);
        whole
    }
}
