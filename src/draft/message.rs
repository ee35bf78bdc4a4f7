//! What the draft API ties to a message beside its bytes: a group, or the routing id of a peer.

use super::groups::{GROUP_MAX, c_group};
use crate::{Message, Result, message::raw::RawMessage};

/// Draft: groups and routing ids. Clones keep them, a failed send returns them, and a successful send takes them along.
impl Message {
    /// Sets the group for a RADIO to send to: at most 14 bytes without NUL. An empty name clears it.
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL): the name is too long or contains NUL. Longer names, up to 255 bytes, crash
    /// libzmq 4.3.5 as soon as there are two peers.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let mut message = zmq::Message::from("22 degrees");
    /// message.set_group("weather")?;
    /// assert_eq!(message.group(), Some("weather"));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_set_group")]
    pub fn set_group(&mut self, group: &str) -> Result<()> {
        let group = c_group(group).map_err(|error| error.about("set_group"))?;
        if self.group_bytes().len() > GROUP_MAX {
            // C would take the new name for the pointer to the old one, which came from a peer: start anew.
            let routing_id = self.routing_id();
            *self = Message::from(&self[..]);
            if let Some(routing_id) = routing_id {
                self.set_routing_id(routing_id)?;
            }
        }
        self.raw_mut().set_group(&group)
    }

    /// The group this message is for, or came to a DISH for. `None` if there is none or it is not text.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let mut message = zmq::Message::from("22 degrees");
    /// assert_eq!(message.group(), None);
    /// message.set_group("weather")?;
    /// assert_eq!(message.group(), Some("weather"));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_group")]
    pub fn group(&self) -> Option<&str> {
        let group = std::str::from_utf8(self.group_bytes()).ok()?;
        (!group.is_empty()).then_some(group)
    }

    /// As [`group`](Self::group), whatever bytes the peer sent; empty if there is none.
    #[doc(alias = "zmq_msg_group")]
    pub fn group_bytes(&self) -> &[u8] {
        self.raw().group()
    }

    /// Sets the peer for a SERVER or PEER to send to.
    ///
    /// # Errors
    /// [`EINVAL`](crate::Errno::EINVAL): zero is no routing id.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let mut message = zmq::Message::from("reply");
    /// message.set_routing_id(7)?;
    /// assert_eq!(message.routing_id(), Some(7));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_set_routing_id")]
    pub fn set_routing_id(&mut self, routing_id: u32) -> Result<()> {
        self.raw_mut().set_routing_id(routing_id).map_err(|error| error.about("set_routing_id"))
    }

    /// The peer this message goes to, or came from to a SERVER or PEER; never zero. To answer a received message, send one
    /// with the same routing id, or the message itself.
    ///
    /// ```
    /// let mut message = zmq::Message::from("to whom?");
    /// assert_eq!(message.routing_id(), None);
    /// message.set_routing_id(7).unwrap();
    /// assert_eq!(message.routing_id(), Some(7));
    /// ```
    #[doc(alias = "zmq_msg_routing_id")]
    pub fn routing_id(&self) -> Option<u32> {
        match self.raw().routing_id() {
            0 => None,
            routing_id => Some(routing_id),
        }
    }
}

impl RawMessage {
    /// Takes over group and routing id.
    pub fn take_over(&mut self, from: &RawMessage) {
        if let Some(group) = std::str::from_utf8(from.group()).ok().filter(|group| !group.is_empty()) {
            // A name that is refused here is one that no call of ours made or received.
            let _ = c_group(group).and_then(|group| self.set_group(&group));
        }
        let _ = self.set_routing_id(from.routing_id()); // zero is none, and refused
    }
}
