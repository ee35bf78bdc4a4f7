//! Sending where a message is checked first, since libzmq would abort or lose it, or since it is to be noted; and in a forked child.

use super::raw::RawSocket;
use crate::{Errno, Error, Result, guard::sends, message::raw::RawMessage};

#[cold]
pub(super) fn send(socket: &RawSocket, message: &mut RawMessage, flags: i32) -> Result<()> {
    socket.here()?;
    let facts = socket.facts();
    if sends::never_wait(facts) {
        return send_datagram(socket, message, flags);
    }
    sends::may_send(facts, message.bytes(), || message.group_len())?;
    call(socket, message, flags).map_err(|error| sends::explain(facts, error))?;
    if facts.rare.notes.get() {
        facts.rare.sent.set(true);
        facts.rare.notes.set(false);
        facts.check_sends(sends::are_checked(facts));
    }
    Ok(())
}

/// Sends one of the two parts of a DGRAM message, never waiting. Without a connection, C closes the message it does
/// not send, says nothing of why, and aborts if it was to wait: so it gets a copy.
fn send_datagram(socket: &RawSocket, message: &mut RawMessage, flags: i32) -> Result<()> {
    let more = flags & zmq_sys::ZMQ_SNDMORE != 0;
    sends::may_send_half(socket.facts(), more)?;
    let mut copy = message.share()?;
    match call(socket, &mut copy, flags | zmq_sys::ZMQ_DONTWAIT) {
        Ok(()) => {
            *message = RawMessage::empty();
            socket.facts().rare.half_sent.set(more);
            Ok(())
        }
        Err(error) if error == Errno::ETERM || error == Errno::EINTR => Err(error),
        Err(_) => Err(Errno::EAGAIN.into()),
    }
}

fn call(socket: &RawSocket, message: &mut RawMessage, flags: i32) -> Result<()> {
    if socket.call_send(message, flags) { Ok(()) } else { Err(Error::last()) }
}
