//! Sending where libzmq would abort, lose or forget: what [`Guard::is_watched`](super::guard::Guard::is_watched) is for.

use super::{codec, multicast, raw::RawSocket};
use crate::{Errno, Error, Result, message::raw::RawMessage};

impl RawSocket {
    #[cold]
    pub(super) fn send_watched(&self, message: &mut RawMessage, flags: i32) -> Result<()> {
        self.here()?;
        if self.guard().is_dgram() {
            return self.send_datagram(message, flags);
        }
        if self.guard().norm() {
            multicast::fits_norm(message.bytes().len())?;
        }
        if self.guard().looks_at_topics() {
            codec::topic::may_send(message.bytes())?;
        }
        if self.guard().is_radio() {
            self.guard().radio_may_send(1 + message.group_len() + message.bytes().len())?;
        }
        self.send_unwatched(message, flags)?;
        if self.guard().notes() {
            self.guard().note(self.sndtimeo() >= 0);
        }
        Ok(())
    }

    /// Sends one of the two parts of a DGRAM message, never waiting. Without a connection, C closes the message it does
    /// not send, says nothing of why, and aborts if it was to wait: so it gets a copy.
    fn send_datagram(&self, message: &mut RawMessage, flags: i32) -> Result<()> {
        let more = flags & zmq_sys::ZMQ_SNDMORE != 0;
        if more == self.guard().half_sent.get() {
            let reason = "a DGRAM socket sends two parts: address and datagram";
            return Err(Error::refused(Errno::EINVAL, "send", reason));
        }
        let mut copy = message.share()?;
        match self.send_unwatched(&mut copy, flags | zmq_sys::ZMQ_DONTWAIT) {
            Ok(()) => {
                *message = RawMessage::empty();
                self.guard().half_sent.set(more);
                Ok(())
            }
            Err(error) if error == Errno::ETERM || error == Errno::EINTR => Err(error),
            Err(_) => Err(Errno::EAGAIN.into()),
        }
    }
}
