//! What happens to the connections of a socket.

mod event;
mod mask;
mod protocol_error;

pub use event::{Event, MonitorEvent};
pub use mask::EventMask;
pub use protocol_error::ProtocolError;

use event::parse;
#[cfg(feature = "draft")]
pub(crate) use event::{from_values, text};

use crate::{
    Errno, Error, IntoTimeout, Message, PollEvents, PollItem, Pollable, Result, Socket,
    kind::{Kind, Pair},
    poll::POLLIN,
    socket::{
        link::{Format, MonitorLink},
        private_endpoint,
        raw::RawSocket,
    },
};
use std::{cell::Cell, fmt, sync::Arc};

/// The events of one socket, from [`Socket::monitor`] on.
///
/// Events queue here in their order until they are received; [`Event::MonitorStopped`] is the last.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use zmq::{Event, EventMask};
/// let ctx = zmq::Context::new()?;
/// let server = ctx.socket(zmq::REP)?;
/// let monitor = server.monitor(EventMask::ACCEPTED | EventMask::HANDSHAKE_SUCCEEDED)?;
/// let port = server.bind_to_random_port("tcp://127.0.0.1")?;
/// let client = ctx.socket(zmq::REQ)?;
/// client.connect(&format!("tcp://127.0.0.1:{port}"))?;
/// let accepted = monitor.recv()?;
/// assert!(matches!(accepted.event, Event::Accepted { .. }));
/// assert_eq!(accepted.endpoint, server.last_endpoint()?);
/// assert_eq!(monitor.recv()?.event, Event::HandshakeSucceeded);
/// # Ok(()) }
/// ```
///
/// # Threads
/// A monitor may move to another thread than its socket, and usually does; it is used by one thread at a time:
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let server = ctx.socket(zmq::REP)?;
/// let monitor = server.monitor(zmq::EventMask::ALL)?;
/// let watch = std::thread::spawn(move || {
///     for event in &monitor {
///         println!("{}", event?);
///     }
///     Ok::<_, zmq::Error>(())
/// });
/// server.bind_to_random_port("tcp://127.0.0.1")?;
/// drop(server); // ends the events, and so the thread
/// watch.join().unwrap()
/// # }
/// ```
/// ```compile_fail,E0277
/// fn share<T: Sync>() {}
/// share::<zmq::Monitor>(); // not Sync
/// ```
///
/// # The end
/// Drop the monitor and its socket in any order, on any thread. When the socket is dropped, or its monitor
/// [stopped](Socket::stop_monitor) or replaced, earlier events can still be received. Later ones, such as connections
/// closed in the background, are not reported. Dropping the monitor stops the events at their source.
///
/// [`Context::shutdown`](crate::Context::shutdown) ends every wait with [`ETERM`](Errno::ETERM). The context does not end before
/// the monitor is dropped, since it is a socket of the context; it counts as
/// [one](crate::ContextBuilder::max_sockets).
///
/// # Memory
/// The queue has no limit: at a limit libzmq's I/O threads would stop, and the connections with them. An event takes about
/// 200 bytes until it is received. Request only the events you need, and drop an unread monitor.
#[doc(alias = "zmq_socket_monitor")]
pub struct Monitor {
    pair: Socket<Pair>,
    link: Arc<MonitorLink>,
    format: Format,
    /// Whether the last event was received.
    stopped: Cell<bool>,
}

/// Monitoring.
impl<K: Kind> Socket<K> {
    /// Starts a monitor: reports connections, handshakes and disconnections of this socket from now on, filtered by `mask`.
    ///
    /// A socket has one monitor at a time: a new one replaces it, and the old one receives [`Event::MonitorStopped`], its
    /// last event whatever its mask. Only transports with connections have events, as `tcp` and `ipc`; `inproc` has none.
    ///
    /// # Errors
    /// - [`EMFILE`](Errno::EMFILE): the context is at its [maximum of sockets](crate::ContextBuilder::max_sockets), or the
    ///   process has no descriptors left. A monitor is one socket and takes two descriptors.
    /// - [`EINVAL`](Errno::EINVAL): `mask` has an event of the draft API.
    /// - [`ETERM`](Errno::ETERM): the context was shut down.
    ///
    /// # Notes
    /// A failed [`bind`](Self::bind) may report [`Event::BindFailed`] more than once: up to libzmq 4.3.5 the report can
    /// overwrite the error number, and `bind` tries again to learn it.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::{Event, EventMask};
    /// let server = ctx.socket(zmq::REP)?;
    /// server.bind("tcp://127.0.0.1:*")?;
    /// let client = ctx.socket(zmq::REQ)?;
    /// let monitor = client.monitor(EventMask::CONNECTED | EventMask::HANDSHAKE_SUCCEEDED)?;
    /// client.connect(&server.last_endpoint()?)?;
    ///
    /// assert!(matches!(monitor.recv()?.event, Event::Connected { .. }));
    /// assert_eq!(monitor.recv()?.event, Event::HandshakeSucceeded); // messages can flow
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_socket_monitor")]
    #[doc(alias = "get_monitor_socket")]
    pub fn monitor(&self, mask: EventMask) -> Result<Monitor> {
        Monitor::start(self, mask, Format::One)
    }

    /// Stops the monitor of this socket, if there is one. [`Event::MonitorStopped`] follows its queued events.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::{Event, EventMask};
    /// let socket = ctx.socket(zmq::REP)?;
    /// let monitor = socket.monitor(EventMask::ALL)?;
    /// socket.stop_monitor();
    /// assert_eq!(monitor.recv()?.event, Event::MonitorStopped);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "zmq_socket_monitor")]
    #[doc(alias = "disable_monitor")]
    pub fn stop_monitor(&self) {
        self.raw().replace_monitor(None);
    }
}

impl Monitor {
    pub(crate) fn start<K: Kind>(socket: &Socket<K>, mask: EventMask, format: Format) -> Result<Monitor> {
        Monitor::try_start(socket, mask, format).map_err(|error| error.rename("monitor"))
    }

    fn try_start<K: Kind>(socket: &Socket<K>, mask: EventMask, format: Format) -> Result<Monitor> {
        let raw = socket.raw();
        let context = raw.context();
        let pair = Socket::new(RawSocket::open(context, crate::SocketType::Pair)?, Pair);
        // A full queue would block libzmq's threads.
        pair.set_rcvhwm(0)?;
        let endpoint = private_endpoint("monitor");
        let mask = mask | EventMask::MONITOR_STOPPED; // else nobody could tell that no more come

        raw.replace_monitor(None);
        let id = pair.raw().facts().id;
        let mut link = None;
        let mut bind = || {
            context.inproc.bind_monitor(&endpoint, id, || {
                link = Some(raw.start_monitor(&endpoint, mask.bits(), format)?);
                Ok(())
            })
        };
        context.over_reaping(&mut bind, || ())?;
        let link = link.ok_or(Errno::EINVAL)?;
        raw.replace_monitor(Some(link.clone()));
        // Made first, so that whatever fails from here on stops the events before the queue closes.
        let monitor = Monitor { pair, link, format, stopped: Cell::new(false) };
        loop {
            match monitor.pair.connect(&endpoint) {
                Ok(()) => return Ok(monitor),
                Err(error) if error == Errno::EINTR => (),
                Err(error) => return Err(error),
            }
        }
    }

    /// Receives an event; blocks until there is one. A wait interrupted by a signal resumes.
    ///
    /// # Errors
    /// - [`ENOTCONN`](Errno::ENOTCONN): [`Event::MonitorStopped`] was received; no more events come.
    /// - [`ETERM`](Errno::ETERM): the context was shut down.
    /// - [`EINVAL`](Errno::EINVAL): libzmq sent something else than an event; the next one can be received.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::{Event, EventMask};
    /// let socket = ctx.socket(zmq::REP)?;
    /// let monitor = socket.monitor(EventMask::ALL)?;
    /// socket.bind("tcp://127.0.0.1:*")?;
    /// let event = monitor.recv()?;
    /// assert!(matches!(event.event, Event::Listening { .. }));
    /// assert_eq!(event.endpoint, socket.last_endpoint()?);
    /// # Ok(()) }
    /// ```
    pub fn recv(&self) -> Result<MonitorEvent> {
        self.not_stopped()?;
        self.read(self.pair.recv()?)
    }

    /// Receives an event if there is one now; `None` if there is not.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let socket = ctx.socket(zmq::REP)?;
    /// let monitor = socket.monitor(zmq::EventMask::ALL)?;
    /// assert!(monitor.try_recv()?.is_none()); // nothing has happened
    /// # Ok(()) }
    /// ```
    pub fn try_recv(&self) -> Result<Option<MonitorEvent>> {
        self.not_stopped()?;
        self.pair.try_recv()?.map(|first| self.read(first)).transpose()
    }

    /// As [`recv`](Self::recv), waiting for `timeout` at most; `None` if nothing came. A timeout of `None` waits for ever;
    /// fractions of a millisecond round up.
    ///
    /// # Errors
    /// As [`recv`](Self::recv). [`EINVAL`](Errno::EINVAL): a timeout of more than 24 days.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let socket = ctx.socket(zmq::REP)?;
    /// let monitor = socket.monitor(zmq::EventMask::ALL)?;
    /// assert!(monitor.recv_timeout(Duration::from_millis(10))?.is_none());
    /// # Ok(()) }
    /// ```
    pub fn recv_timeout(&self, timeout: impl IntoTimeout) -> Result<Option<MonitorEvent>> {
        self.not_stopped()?;
        self.pair.recv_timeout(timeout)?.map(|first| self.read(first)).transpose()
    }

    /// Iterates over the events: blocks for each, and ends after [`Event::MonitorStopped`] or when the context is shut
    /// down.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let socket = ctx.socket(zmq::REP)?;
    /// let monitor = socket.monitor(zmq::EventMask::LISTENING)?;
    /// socket.bind("tcp://127.0.0.1:*")?;
    /// drop(socket);
    /// let events: zmq::Result<Vec<_>> = monitor.iter().collect(); // until the socket is gone
    /// assert_eq!(events?.len(), 2); // Listening, MonitorStopped
    /// # Ok(()) }
    /// ```
    pub fn iter(&self) -> MonitorIter<'_> {
        MonitorIter { monitor: self }
    }

    /// Whether [`Event::MonitorStopped`] was received.
    pub fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    /// An item for [`poll`](crate::poll()), readable when there is an event to receive.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let socket = ctx.socket(zmq::REP)?;
    /// let monitor = socket.monitor(zmq::EventMask::ALL)?;
    /// socket.bind("tcp://127.0.0.1:*")?;
    /// let mut items = [zmq::PollItem::new(&socket, zmq::POLLIN), monitor.poll_item()];
    /// zmq::poll(&mut items, Duration::from_secs(5))?;
    /// assert!(!items[0].is_readable() && items[1].is_readable());
    /// # Ok(()) }
    /// ```
    pub fn poll_item(&self) -> PollItem<'_> {
        PollItem::new(&self.pair, POLLIN)
    }

    /// [`POLLIN`], if there is an event to receive now.
    ///
    /// # Errors
    /// [`ETERM`](Errno::ETERM): the context was shut down.
    ///
    /// # Examples
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// let socket = ctx.socket(zmq::REP)?;
    /// let monitor = socket.monitor(zmq::EventMask::ALL)?;
    /// assert!(monitor.events()?.is_empty());
    /// socket.bind("tcp://127.0.0.1:*")?;
    /// assert_eq!(monitor.events()?, zmq::POLLIN);
    /// # Ok(()) }
    /// ```
    pub fn events(&self) -> Result<PollEvents> {
        Ok(self.pair.events()? & POLLIN)
    }

    /// The queue of the events.
    #[cfg(any(feature = "tokio", feature = "async-io"))]
    pub(crate) fn pair(&self) -> &Socket<Pair> {
        &self.pair
    }

    fn not_stopped(&self) -> Result<()> {
        if self.stopped.get() {
            return Err(Error::refused(Errno::ENOTCONN, "monitor", "it was stopped, and has no more events"));
        }
        Ok(())
    }

    /// Reads the event that begins with `first`. The other parts are there when the first is.
    fn read(&self, first: Message) -> Result<MonitorEvent> {
        let mut parts = vec![first];
        while parts.last().is_some_and(Message::more) {
            parts.push(self.pair.recv()?);
        }
        let event = parse(self.format, &parts)?;
        if event.event == Event::MonitorStopped {
            self.stopped.set(true);
        }
        Ok(event)
    }
}

/// The events of a [`Monitor`], from [`Monitor::iter`].
#[derive(Debug)]
pub struct MonitorIter<'a> {
    monitor: &'a Monitor,
}

impl Iterator for MonitorIter<'_> {
    type Item = Result<MonitorEvent>;

    fn next(&mut self) -> Option<Result<MonitorEvent>> {
        if self.monitor.is_stopped() {
            return None;
        }
        Some(self.monitor.recv()).filter(|event| !event.as_ref().is_err_and(Error::is_terminated))
    }
}

impl<'a> IntoIterator for &'a Monitor {
    type Item = Result<MonitorEvent>;
    type IntoIter = MonitorIter<'a>;

    fn into_iter(self) -> MonitorIter<'a> {
        self.iter()
    }
}

impl Pollable for Monitor {
    fn to_poll_item(&self, events: PollEvents) -> PollItem<'_> {
        PollItem::new(&self.pair, events)
    }
}

impl fmt::Debug for Monitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Monitor({:?})", self.pair.raw().as_ptr())
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        // Before the queue closes: libzmq's threads would wait for another reader, and the connections with them.
        self.link.stop();
    }
}
