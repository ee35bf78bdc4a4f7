//! The calls of a socket, with what is around each call of C: the process is asked for, signals do not end it, and what the call
//! changed is noted. `wait.rs` has those that wait.

use super::{checked, codec, raw::RawSocket, touches::Touches};
use crate::{
    Error, Message, Result, SocketType, context::Keep, error::over_signals, message::raw::RawMessage,
    process::Birth,
};
use std::{
    ffi::{CStr, c_void},
    time::Instant,
};

impl RawSocket {
    /// Refuses a call on a forked child's copy: the descriptors are the parent's, and so are the threads they wake.
    #[inline]
    pub fn here(&self) -> Result<()> {
        self.facts().birth.check("socket")
    }

    /// The process that may use it.
    pub fn birth(&self) -> Birth {
        self.facts().birth
    }

    /// The descriptor, if the kind has one.
    pub fn fd_number(&self) -> Option<zmq_sys::zmq_fd_t> {
        self.facts().fd
    }

    /// Looks up the descriptor, if the kind has one. Asked right after the socket is made, C cannot fail here, and makes
    /// no system call.
    pub(super) fn find_fd(&mut self) -> Result<()> {
        let kind = self.facts().kind;
        if !kind.is_draft() || kind == SocketType::Dgram {
            let mut fd = [0; size_of::<zmq_sys::zmq_fd_t>()];
            self.get_bytes(zmq_sys::ZMQ_FD, &mut fd)?;
            self.facts_mut().fd = Some(zmq_sys::zmq_fd_t::from_ne_bytes(fd));
        }
        Ok(())
    }

    /// Other code may use this socket, too.
    pub fn share(&self) {
        self.facts().rare.shared.set(true);
        self.touches().add();
        self.context().inproc.share();
    }

    /// The calls that a poller is to know of.
    pub fn touches(&self) -> &Touches {
        &self.facts().rare.touches
    }

    /// The C socket for a call that polls it.
    pub fn polled_ptr(&self) -> *mut c_void {
        self.facts().polled.set(true);
        self.as_ptr()
    }

    /// `ZMQ_EVENTS`: what could be done now, as bits.
    pub fn events(&self) -> Result<i32> {
        let mut value = [0; 4];
        self.facts().polled.set(true);
        over_signals(|| self.get_bytes(zmq_sys::ZMQ_EVENTS, &mut value))?;
        Ok(i32::from_ne_bytes(value))
    }

    /// Sets an option that is a C int.
    pub fn set_int(&self, option: i32, value: i32) -> Result<()> {
        self.set_int_once(option, value)?;
        match option {
            zmq_sys::ZMQ_SNDTIMEO => self.facts().set_sndtimeo(value),
            zmq_sys::ZMQ_RCVTIMEO => self.facts().set_rcvtimeo(value),
            zmq_sys::ZMQ_CONFLATE => self.facts().conflates.set(value != 0),
            _ => (),
        }
        Ok(())
    }

    pub fn bind(&self, endpoint: &CStr) -> Result<()> {
        for _ in 0..10 {
            match self.context().over_reaping(|| self.bind_once(endpoint), || ()) {
                // While it reports the failure to a monitor, a libzmq up to 4.3.5 without mend 80 can lose the error number;
                // with a clock of the processor, not twice within the same millisecond.
                Err(error)
                    if !zmq_sys::has_mend(80) && error.is_would_block() && self.monitor().is_some() => {}
                result => return result,
            }
        }
        self.bind_once(endpoint)
    }

    /// Sends a part and leaves `message` empty, or fails and leaves it as it was.
    #[inline(always)]
    pub fn send(&self, message: &mut RawMessage, flags: i32) -> Result<()> {
        if self.facts().checks_sends() {
            return checked::send(self, message, flags);
        }
        if self.call_send(message, flags) { Ok(()) } else { Err(Error::last()) }
    }

    /// Receives a part into `message`, whose old content is released.
    #[inline(always)]
    pub fn recv(&self, message: &mut Message, flags: i32) -> Result<()> {
        self.here()?;
        let size = self.call_recv(message, flags);
        message.take_in(size).map(drop)
    }

    /// For how long messages that may have been sent to `inproc` names that nobody has bound are kept after the socket has left;
    /// nothing, if there are none.
    pub(super) fn keep(&self) -> Option<Keep> {
        let rare = &self.facts().rare;
        if !rare.sent.get() && !rare.shared.get() {
            return None;
        }
        match codec::millis_or_forever::get(self, zmq_sys::ZMQ_LINGER) {
            Ok(Some(linger)) if linger.is_zero() => None,
            Ok(Some(linger)) => Instant::now().checked_add(linger).map(Keep::Until),
            _ => Some(Keep::ForEver),
        }
    }
}
