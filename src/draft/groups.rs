//! RADIO and DISH: messages for groups.

use crate::{
    Errno, Error, Message, Result, SendError, Socket,
    kind::{CanJoin, CanSend, CanSendToGroup, Kind},
};
use std::ffi::CString;

/// libzmq keeps so many bytes of a name inside the message. Of longer ones it counts the users, and forgets all but one
/// where a message goes to several peers, so that the name is freed more than once.
pub(super) const GROUP_MAX: usize = 14;

/// The name of a group as C takes it.
pub(super) fn c_group(group: &str) -> Result<CString> {
    let refused = |reason: &str| Error::refused(Errno::EINVAL, "group", reason.to_owned());
    if group.len() > GROUP_MAX {
        return Err(refused("the name of a group has 14 bytes at most"));
    }
    CString::new(group).map_err(|_| refused("the name of a group cannot contain a NUL character"))
}

/// Draft: the groups of a DISH.
impl<K: Kind> Socket<K> {
    /// Joins `group`, a name of 1 to 14 bytes. The RADIO peers learn of it in the background: earlier messages are missed
    /// (a slow joiner). Over udp the peers are not told; messages for other groups are dropped on arrival.
    ///
    /// With an installed libzmq up to 4.3.5 a DISH has to trust its RADIO peers, except over udp: a message to the empty
    /// group aborts the process while the receive queue is full. A queue [without limit](Self::set_rcvhwm) is never full.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): joined already; the name is empty, too long or contains NUL.
    /// [`ENOTSUP`](Errno::ENOTSUP): this kind, known at run time only, does not join.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let dish = ctx.socket(zmq::DISH)?;
    /// dish.bind("tcp://127.0.0.1:*")?;
    /// dish.join("weather")?;
    /// let radio = ctx.socket(zmq::RADIO)?;
    /// radio.connect(&dish.last_endpoint()?)?;
    /// let received = loop {
    ///     radio.send_to_group("weather", "22 degrees")?; // dropped until the RADIO knows of the DISH
    ///     if let Some(message) = dish.recv_timeout(std::time::Duration::from_millis(10))? {
    ///         break message;
    ///     }
    /// };
    /// assert_eq!((received.group(), &received[..]), (Some("weather"), &b"22 degrees"[..]));
    /// # Ok(()) }
    /// ```
    /// ```compile_fail,E0277
    /// # fn main() -> zmq::Result<()> {
    /// let radio = zmq::Context::new()?.socket(zmq::RADIO)?;
    /// radio.join("weather")?; // only DISH joins
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_join")]
    pub fn join(&self, group: &str) -> Result<()>
    where
        K: CanJoin,
    {
        let named = |error: Error| error.rename(format!("join {group:?}"));
        if group.is_empty() {
            // A full queue and a message for the empty group end the process.
            return Err(named(Error::refused(Errno::EINVAL, "", "the name of a group cannot be empty")));
        }
        let c_group = c_group(group).map_err(named)?;
        self.raw().join(&c_group).map_err(|error| {
            let joined = error == Errno::EINVAL;
            let error = named(error);
            if joined { error.because("joined already") } else { error }
        })
    }

    /// Leaves `group`; its queued messages are dropped.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): not joined. [`ENOTSUP`](Errno::ENOTSUP): this kind, known at run time only, does not
    /// join.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let dish = ctx.socket(zmq::DISH)?;
    /// dish.join("weather")?;
    /// dish.leave("weather")?;
    /// assert_eq!(dish.leave("weather").unwrap_err(), zmq::Errno::EINVAL); // not joined
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_leave")]
    pub fn leave(&self, group: &str) -> Result<()>
    where
        K: CanJoin,
    {
        let named = |error: Error| error.rename(format!("leave {group:?}"));
        let c_group = c_group(group).map_err(named)?;
        self.raw().leave(&c_group).map_err(|error| {
            let not_joined = error == Errno::EINVAL;
            let error = named(error);
            if not_joined { error.because("not joined") } else { error }
        })
    }
}

/// Draft: the groups of a RADIO.
///
/// A RADIO receives nothing but the names of groups. With an installed libzmq up to 4.3.5 it takes 260 bytes from a peer at
/// most, unless [`set_maxmsgsize`](Self::set_maxmsgsize) or a security mechanism was set before it binds and connects: a
/// peer aborts the process by joining an overlong name. A DISH with more metadata in its handshake is rejected.
impl<K: Kind> Socket<K> {
    /// Sends a message to all peers in `group`, a name of 1 to 14 bytes. As [`Message::set_group`] and
    /// [`send`](Self::send).
    ///
    /// A RADIO never blocks: it silently drops messages for a full queue, and for groups without a member. Over udp, peers
    /// need not join, and message, group and one byte have 8192 bytes at most: once connected over udp, a RADIO sends
    /// nothing larger on any transport. With an installed libzmq up to 4.3.5, it cannot connect over udp after a larger
    /// message.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL): the name is empty, too long or contains NUL. [`EMSGSIZE`](Errno::EMSGSIZE): too large
    /// for a datagram. Others as [`send`](Self::send).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let radio = ctx.socket(zmq::RADIO)?;
    /// radio.bind("tcp://127.0.0.1:*")?;
    /// radio.send_to_group("weather", "22 degrees")?; // no member: dropped
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_msg_set_group")]
    pub fn send_to_group(&self, group: &str, message: impl Into<Message>) -> Result<(), SendError>
    where
        K: CanSendToGroup + CanSend,
    {
        self.send(to_group(group, message.into())?)
    }
}

/// The message for that group.
pub(crate) fn to_group(group: &str, mut message: Message) -> Result<Message, SendError> {
    if group.is_empty() {
        let reason = "the name of a group cannot be empty";
        return Err(SendError::new(Error::refused(Errno::EINVAL, "send_to_group", reason), message));
    }
    match message.set_group(group) {
        Ok(()) => Ok(message),
        Err(error) => Err(SendError::new(error.rename("send_to_group"), message)),
    }
}
