//! DGRAM: datagrams to and from programs that know no ZeroMQ.

use crate::{
    Errno, Error, Message, Multipart, Result, SendError, Socket, SocketType,
    kind::{CanRecv, CanSendDatagram, CanSendMultipart, Kind},
};

/// Draft: UDP datagrams of DGRAM sockets.
///
/// A DGRAM socket is bound to one address at a time, `udp://127.0.0.1:5555` or the like, IPv4 only; with an installed
/// libzmq up to 4.3.5, to one in all, since that cannot unbind it. UDP binds asynchronously: a failed bind is not reported;
/// then nothing is sent or received.
impl<K: Kind> Socket<K> {
    /// Sends a datagram to an address such as `"192.168.1.7:5555"`; waits while the queue is full. As
    /// [`send_multipart`](Self::send_multipart) of address and datagram.
    ///
    /// Dropped silently if the address is not an IPv4 address with a port.
    ///
    /// # Errors
    /// - [`EMSGSIZE`](crate::Errno::EMSGSIZE): the datagram has more than 8192 bytes.
    /// - [`EINVAL`](crate::Errno::EINVAL): its kind, known at run time only, is not DGRAM; or, with an installed libzmq up to 4.3.5,
    ///   the socket is not bound. Else it waits until [`sndtimeo`](Self::set_sndtimeo) ends.
    /// - [`EFSM`](crate::Errno::EFSM), with an installed libzmq up to 4.3.5: the bind failed in the background while a datagram was
    ///   sent.
    /// - others as [`send_multipart`](Self::send_multipart).
    ///
    /// ```no_run
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let socket = ctx.socket(zmq::DGRAM)?;
    /// socket.bind("udp://*:5555")?;
    /// let (address, datagram) = socket.recv_from()?;
    /// socket.send_to_address(&address, datagram)?;
    /// # Ok(()) }
    /// ```
    /// ```compile_fail,E0277
    /// # fn main() -> zmq::Result<()> {
    /// let socket = zmq::Context::new()?.socket(zmq::DGRAM)?;
    /// socket.send("to whom?")?; // a datagram has an address
    /// # Ok(()) }
    /// ```
    pub fn send_to_address(
        &self,
        address: &str,
        datagram: impl Into<Message>,
    ) -> Result<(), SendError<Multipart>>
    where
        K: CanSendDatagram + CanSendMultipart,
    {
        let parts = Multipart::from([Message::from(address), datagram.into()]);
        match is_dgram(self.socket_type(), "send_to_address") {
            Ok(()) => self.send_multipart(parts),
            Err(error) => Err(SendError::new(error, parts)),
        }
    }

    /// Receives a datagram and the address it came from, such as `"192.168.1.7:5555"`; waits as [`recv`](Self::recv) does.
    ///
    /// # Errors
    /// As [`recv`](Self::recv). [`EINVAL`](crate::Errno::EINVAL): this kind, known at run time only, is not DGRAM.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let dgram = ctx.socket(zmq::DGRAM)?;
    /// dgram.bind("udp://127.0.0.1:*")?;
    /// dgram.set_rcvtimeo(std::time::Duration::from_millis(10))?;
    /// assert!(dgram.recv_from().unwrap_err().is_would_block()); // nobody sends
    /// # Ok(()) }
    /// ```
    pub fn recv_from(&self) -> Result<(String, Message)>
    where
        K: CanSendDatagram + CanRecv,
    {
        is_dgram(self.socket_type(), "recv_from")?;
        self.recv_multipart().map(from_parts)
    }
}

/// The address, and the datagram.
pub(crate) fn from_parts(mut parts: Multipart) -> (String, Message) {
    let datagram = parts.pop().unwrap_or_default();
    let address = parts.pop().unwrap_or_default();
    let address = address.strip_suffix(b"\0").unwrap_or(&address); // C's string, with its end
    (String::from_utf8_lossy(address).into_owned(), datagram)
}

pub(crate) fn is_dgram(kind: SocketType, call: &'static str) -> Result<()> {
    match kind {
        SocketType::Dgram => Ok(()),
        kind => {
            Err(Error::refused(Errno::EINVAL, call, format!("a {kind} socket does not send to addresses")))
        }
    }
}
