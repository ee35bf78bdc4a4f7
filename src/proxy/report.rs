//! What a proxy did, and how it ended.

use crate::{Errno, Error, ErrorKind, Multipart};
use std::fmt;

/// Parts and bytes of one direction of a socket.
///
/// C calls them messages: a request of three parts counts three.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let streamer = zmq::Proxy::streamer(&ctx)?;
/// streamer.frontend().bind("inproc://in")?;
/// streamer.backend().bind("inproc://out")?;
/// let proxy = streamer.spawn()?;
/// let push = ctx.socket_builder(zmq::PUSH).connect("inproc://in").build()?;
/// let pull = ctx.socket_builder(zmq::PULL).connect("inproc://out").build()?;
/// push.send_multipart(["head", "body"])?;
/// pull.recv_multipart()?;
/// let statistics = proxy.stop()?.statistics();
/// assert_eq!(statistics.frontend.received, zmq::proxy::Tally { parts: 2, bytes: 8 });
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// The number of parts.
    pub parts: u64,
    /// The bytes in them.
    pub bytes: u64,
}

/// The traffic of one socket of a proxy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Traffic {
    /// Received by the socket.
    pub received: Tally,
    /// Sent by the socket.
    pub sent: Tally,
}

/// The traffic of a proxy since its start.
///
/// A message waiting for a full queue is counted as received, not as sent.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let streamer = zmq::Proxy::streamer(&ctx)?;
/// streamer.frontend().bind("inproc://in")?;
/// streamer.backend().bind("inproc://out")?;
/// let proxy = streamer.spawn()?;
/// let push = ctx.socket_builder(zmq::PUSH).connect("inproc://in").build()?;
/// let pull = ctx.socket_builder(zmq::PULL).connect("inproc://out").build()?;
/// push.send_multipart(["head", "body"])?;
/// pull.recv_multipart()?;
/// let statistics = proxy.stop()?.statistics();
/// assert_eq!(statistics.frontend.received, statistics.backend.sent); // all went through
/// assert_eq!(statistics.backend.received.parts, 0); // a PUSH receives nothing
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[doc(alias = "STATISTICS")]
pub struct ProxyStatistics {
    /// Through the frontend.
    pub frontend: Traffic,
    /// Through the backend.
    pub backend: Traffic,
}

impl ProxyStatistics {
    /// The eight numbers in the order of the reply to `STATISTICS`.
    pub(super) fn numbers(&self) -> [u64; 8] {
        let (front, back) = (&self.frontend, &self.backend);
        let [a, b] = [front.received, front.sent].map(|tally| [tally.parts, tally.bytes]);
        let [c, d] = [back.received, back.sent].map(|tally| [tally.parts, tally.bytes]);
        [a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1]]
    }

    /// From a reply to `STATISTICS`: eight parts, each a number of 64 bits in the byte order of the host.
    ///
    /// `None` if it is malformed.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::{Multipart, ProxyStatistics};
    /// let reply: Multipart = (1..=8_u64).map(|number| number.to_ne_bytes()).collect();
    /// let statistics = ProxyStatistics::from_reply(&reply).expect("eight numbers");
    /// assert_eq!(statistics.frontend.received.parts, 1);
    /// assert_eq!(statistics.backend.sent.bytes, 8);
    /// # Ok(()) }
    /// ```
    pub fn from_reply(reply: &Multipart) -> Option<ProxyStatistics> {
        let numbers: Vec<u64> = reply
            .iter()
            .map(|part| <[u8; 8]>::try_from(&part[..]).ok().map(u64::from_ne_bytes))
            .collect::<Option<_>>()?;
        let &[a, b, c, d, e, f, g, h] = &numbers[..] else { return None };
        let tally = |parts, bytes| Tally { parts, bytes };
        Some(ProxyStatistics {
            frontend: Traffic { received: tally(a, b), sent: tally(c, d) },
            backend: Traffic { received: tally(e, f), sent: tally(g, h) },
        })
    }
}

/// The end of a proxy: its statistics and unsent messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyEnd {
    pub(super) statistics: ProxyStatistics,
    pub(super) unsent: Vec<Multipart>,
}

impl ProxyEnd {
    /// The traffic of the proxy.
    pub fn statistics(&self) -> ProxyStatistics {
        self.statistics
    }

    /// The messages received and not sent: at most one for each direction, if the queue of the other side was full at the
    /// end. If the end of the context cut a message, only its remaining parts; no peer receives any of it.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let streamer = zmq::Proxy::streamer(&ctx)?;
    /// streamer.frontend().bind("inproc://in")?;
    /// streamer.backend().bind("inproc://out")?;
    /// let end = streamer.spawn()?.stop()?;
    /// for message in end.unsent() {
    ///     eprintln!("in transit at the end: {message:?}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn unsent(&self) -> &[Multipart] {
        &self.unsent
    }

    /// Takes the unsent messages.
    pub fn into_unsent(self) -> Vec<Multipart> {
        self.unsent
    }
}

/// The error that ended a proxy, with its statistics and unsent messages.
///
/// `?` turns it into an [`Error`] (or an [`std::io::Error`]) where the rest does not matter.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let (frontend, backend) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// ctx.shutdown();
/// let Err(ended) = zmq::proxy(&frontend, &backend);
/// assert_eq!(ended.errno(), zmq::Errno::ETERM);
/// let (error, end) = ended.into_parts();
/// println!("{error}; {} messages unsent", end.unsent().len());
/// # Ok(()) }
/// ```
#[derive(Clone, thiserror::Error)]
#[error("the proxy ended: {error}")]
pub struct ProxyError {
    error: Error,
    end: ProxyEnd,
}

impl ProxyError {
    #[cold]
    pub(crate) fn new(error: Error, end: ProxyEnd) -> ProxyError {
        ProxyError { error, end }
    }

    /// Why it ended.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The error number.
    pub fn errno(&self) -> Errno {
        self.error.errno()
    }

    /// What a program can do about it.
    pub fn kind(&self) -> ErrorKind {
        self.error.kind()
    }

    /// True if the context was shut down (`ETERM`).
    pub fn is_terminated(&self) -> bool {
        self.error.is_terminated()
    }

    /// Statistics and unsent messages.
    pub fn end(&self) -> &ProxyEnd {
        &self.end
    }

    /// Takes both apart.
    pub fn into_parts(self) -> (Error, ProxyEnd) {
        (self.error, self.end)
    }
}

impl From<Error> for ProxyError {
    fn from(error: Error) -> ProxyError {
        ProxyError { error, end: ProxyEnd::default() }
    }
}

impl From<ProxyError> for Error {
    fn from(ended: ProxyError) -> Error {
        ended.error
    }
}

impl From<ProxyError> for std::io::Error {
    fn from(ended: ProxyError) -> std::io::Error {
        ended.error.into()
    }
}

/// The messages are not printed: they may be large or secret.
impl fmt::Debug for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProxyError({}, {} unsent)", self.error, self.end.unsent.len())
    }
}
