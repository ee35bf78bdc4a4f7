//! Sockets without a kind in the type.

mod forms;
mod options;
mod texts;
mod transfer;

pub use transfer::{DONTWAIT, SNDMORE, Sendable};

use crate::{PollEvents, PollItem, Result, poll, poll::RawFd};
use options::Kept;
use std::{ffi::c_void, fmt};

/// A socket of any kind; closed when dropped.
pub struct Socket {
    inner: zmq_safe::Socket,
    kept: Kept,
}

impl Socket {
    /// The socket of zmq-safe, for what is ported already.
    pub fn as_core(&self) -> &zmq_safe::Socket {
        &self.inner
    }

    /// The socket of zmq-safe; `try_into_kind` puts its kind into the type.
    pub fn into_core(self) -> zmq_safe::Socket {
        self.inner
    }

    /// A socket that zmq-safe has made, for what is not ported yet.
    pub fn from_core<K: zmq_safe::kind::Kind>(socket: zmq_safe::Socket<K>) -> Socket {
        Socket { inner: socket.into_dyn(), kept: Kept::default() }
    }

    /// The C socket. Whoever closes it breaks this one.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::as_raw`"))]
    pub fn as_mut_ptr(&mut self) -> *mut c_void {
        self.inner.as_raw()
    }

    /// Accepts peers.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::bind`"))]
    pub fn bind(&self, endpoint: &str) -> Result<()> {
        Ok(self.inner.bind(endpoint)?)
    }

    /// Stops accepting peers.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::unbind`"))]
    pub fn unbind(&self, endpoint: &str) -> Result<()> {
        Ok(self.inner.unbind(endpoint)?)
    }

    /// Connects.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::connect`"))]
    pub fn connect(&self, endpoint: &str) -> Result<()> {
        Ok(self.inner.connect(endpoint)?)
    }

    /// Ends a connection.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::disconnect`"))]
    pub fn disconnect(&self, endpoint: &str) -> Result<()> {
        Ok(self.inner.disconnect(endpoint)?)
    }

    /// Lets events go to `monitor_endpoint`, an `inproc` name, where a PAIR is to connect at once: while nobody reads, the
    /// threads of the context wait.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::monitor`, which gives typed events"))]
    pub fn monitor(&self, monitor_endpoint: &str, events: i32) -> Result<()> {
        Ok(self.inner.send_events_to(monitor_endpoint, events as u16)?)
    }

    /// An item for [`poll`](crate::poll()).
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `PollItem::new`"))]
    pub fn as_poll_item(&self, events: PollEvents) -> PollItem<'_> {
        PollItem::from_socket(self, events)
    }

    /// Waits for this socket only; gives 0 or 1.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Socket::poll`, which gives the events"))]
    pub fn poll(&self, events: PollEvents, timeout_ms: i64) -> Result<i32> {
        poll::wait(&mut [PollItem::from_socket(self, events)], timeout_ms)
    }

    /// The descriptor, for waiting only.
    fn fd(&self) -> Result<RawFd> {
        #[cfg(unix)]
        use std::os::fd::AsRawFd as _;
        #[cfg(windows)]
        use std::os::windows::io::AsRawSocket as _;
        let fd = self.inner.fd()?;
        #[cfg(unix)]
        return Ok(fd.as_raw_fd());
        #[cfg(windows)]
        return Ok(fd.as_raw_socket());
    }
}

/// For waiting only. -1 for a kind of the draft API that has none.
#[cfg(unix)]
impl std::os::fd::AsRawFd for Socket {
    fn as_raw_fd(&self) -> RawFd {
        self.fd().unwrap_or(-1)
    }
}

/// For waiting only. An invalid socket for a kind of the draft API that has none.
#[cfg(windows)]
impl std::os::windows::io::AsRawSocket for Socket {
    fn as_raw_socket(&self) -> RawFd {
        self.fd().unwrap_or(RawFd::MAX)
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
