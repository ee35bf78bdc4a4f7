//! Names of the crate `zmq` 0.10 for methods that are called otherwise here: a program of that crate compiles with them, and is told
//! the new name.

use crate::{
    Flags, PollEvents, PollItem, Result, Socket,
    kind::{CanRecv, CanSubscribe, Kind},
};

impl<K: Kind> Socket<K> {
    #[doc(hidden)]
    #[deprecated(note = "use `PollItem::new(&socket, events)`")]
    pub fn as_poll_item(&self, events: PollEvents) -> PollItem<'_> {
        PollItem::new(self, events)
    }

    #[doc(hidden)]
    #[deprecated(note = "use `subscribe`")]
    pub fn set_subscribe(&self, topic: &[u8]) -> Result<()>
    where
        K: CanSubscribe,
    {
        self.subscribe(topic)
    }

    #[doc(hidden)]
    #[deprecated(note = "use `unsubscribe`")]
    pub fn set_unsubscribe(&self, topic: &[u8]) -> Result<()>
    where
        K: CanSubscribe,
    {
        self.unsubscribe(topic)
    }

    #[doc(hidden)]
    #[deprecated(note = "use `set_routing_id`")]
    pub fn set_identity(&self, routing_id: &[u8]) -> Result<()> {
        self.set_routing_id(routing_id)
    }

    #[doc(hidden)]
    #[deprecated(note = "use `routing_id`")]
    pub fn get_identity(&self) -> Result<Vec<u8>> {
        self.routing_id()
    }

    #[doc(hidden)]
    #[deprecated(note = "use `last_endpoint`, a `String`")]
    pub fn get_last_endpoint(&self) -> Result<Result<String, Vec<u8>>> {
        self.last_endpoint().map(Ok)
    }

    #[doc(hidden)]
    #[deprecated(note = "use `Message::more`, or `rcvmore`")]
    pub fn get_rcvmore(&self) -> Result<bool> {
        self.rcvmore()
    }

    #[doc(hidden)]
    #[deprecated(note = "use `recv`, or `try_recv` for `DONTWAIT`")]
    pub fn recv_msg(&self, flags: impl Into<Flags>) -> Result<crate::Message>
    where
        K: CanRecv,
    {
        self.recv_flags(flags.into())
    }

    #[doc(hidden)]
    #[deprecated(note = "use `recv`, or `try_recv` for `DONTWAIT`: a `Message` is a `&[u8]`")]
    pub fn recv_bytes(&self, flags: impl Into<Flags>) -> Result<Vec<u8>>
    where
        K: CanRecv,
    {
        self.recv_flags(flags.into()).map(Vec::from)
    }
}

/// C's bits, of which those are kept that are flags here.
#[doc(hidden)]
impl From<i32> for Flags {
    fn from(bits: i32) -> Flags {
        Flags::from_bits(bits)
    }
}
