//! For programs of the crate `zmq` 0.10 that move here: names of old that say what they are called now (`old_names.rs`), the errors
//! of a program's own ([`errors_from!`](crate::errors_from)), and the calls of C that the package `compat/zmq-compat` is made of. Those are
//! hidden, since whoever writes for this crate has better ones.

mod errors;
mod old_names;

use crate::{
    Flags, Message, PollEvents, PollItem, Result, SNDMORE, Socket, SocketType,
    context::{Waiter, ZAP},
    guard::{authentication, sends},
    kind::{CanRecv, CanSend, Kind},
    poll,
    socket::link::Format,
};
use std::ffi::c_long;

impl<K: Kind> Socket<K> {
    /// C's call to send, from a message that is empty afterwards. A signal ends it.
    #[doc(hidden)]
    #[inline]
    pub fn send_flags_from(&self, message: &mut Message, flags: Flags) -> Result<()>
    where
        K: CanSend,
    {
        if flags.contains(SNDMORE) {
            sends::may_begin(self.raw().facts(), "send_flags_from")?;
        }
        self.raw().send(message.raw_mut(), flags.bits())?;
        message.sent();
        Ok(())
    }

    /// C's call to receive, into a message whose old content is released. A signal ends it.
    #[doc(hidden)]
    #[inline]
    pub fn recv_flags_into(&self, message: &mut Message, flags: Flags) -> Result<()>
    where
        K: CanRecv,
    {
        self.raw().recv(message, flags.bits())
    }

    /// C's monitor, under a name that the compiler does not suggest for `get_monitor_socket`: a PAIR within libzmq is bound to `endpoint` and sends events of two parts. While nobody is connected there, or reads
    /// too slowly, the threads that report an event wait, and so does whoever closes the socket.
    #[doc(hidden)]
    pub fn send_events_to(&self, endpoint: &str, events: u16) -> Result<()> {
        if endpoint == ZAP {
            authentication::may_bind()?;
        }
        let raw = self.raw();
        let pair = Waiter { id: raw.facts().id, kind: SocketType::Pair, conflates: false };
        raw.replace_monitor(None);
        // Nobody keeps the link: libzmq stops this monitor when another one starts, or when the socket has closed all it had.
        raw.context().over_reaping(
            || {
                raw.context().bind_within(endpoint, &pair, || {
                    raw.start_monitor(endpoint, events.into(), Format::One).map(drop)
                })
            },
            || (),
        )
    }
}

impl<'a> PollItem<'a> {
    /// Another item for the same, with the events that this one has.
    #[doc(hidden)]
    #[inline]
    pub fn again(&self) -> PollItem<'a> {
        self.copied()
    }

    /// Whether it waits for this descriptor, and for no socket.
    #[doc(hidden)]
    #[cfg(unix)]
    pub fn is_for_raw_fd(&self, fd: std::os::fd::RawFd) -> bool {
        self.target() == (std::ptr::null_mut(), fd)
    }

    /// Whether it waits for this system socket, and for no socket of libzmq.
    #[doc(hidden)]
    #[cfg(windows)]
    pub fn is_for_raw_socket(&self, socket: std::os::windows::io::RawSocket) -> bool {
        self.target() == (std::ptr::null_mut(), socket as _)
    }

    /// Waits for `events` of a descriptor that whoever calls keeps open: if it is not, the poll fails or finds an error.
    #[doc(hidden)]
    #[cfg(unix)]
    pub fn from_raw_fd(fd: std::os::fd::RawFd, events: PollEvents) -> PollItem<'a> {
        PollItem::from_item(std::ptr::null_mut(), fd, events)
    }

    /// Waits for `events` of a system socket that whoever calls keeps open.
    #[doc(hidden)]
    #[cfg(windows)]
    pub fn from_raw_socket(socket: std::os::windows::io::RawSocket, events: PollEvents) -> PollItem<'a> {
        PollItem::from_item(std::ptr::null_mut(), socket as _, events)
    }
}

/// C's call to poll: for so many milliseconds, less than 0 for ever. A signal ends it.
#[doc(hidden)]
pub fn poll_once(items: &mut [PollItem<'_>], timeout: i64) -> Result<usize> {
    // Where a C long has 32 bits, 24 days are the longest wait.
    poll::raw::poll(items, c_long::try_from(timeout).unwrap_or(c_long::MAX))
}
