//! Log records over PUB, and connections in the log; feature `tracing`.

mod connections;
mod fields;

use crate::{
    Pub, Socket,
    kind::{CanPublish, CanSendMultipart, Kind},
};
use fields::Fields;
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{Layer, layer::Context};

/// Publishes log records: a [layer](tracing_subscriber::Layer) for `tracing`, wire-compatible with pyzmq's `PUBHandler` and its
/// subscribers, such as `python -m zmq.log`.
///
/// A record is a message of two parts:
/// - the topic: the [root topic](Self::root_topic), the level (`TRACE`, `DEBUG`, `INFO`, `WARNING`, `ERROR`, as in Python) and the field
///   `topic` of the record, joined by dots. What is not set is left out: `INFO`, `app.WARNING`, `app.ERROR.disk`.
/// - the text, with a line break at its end: level, file and line (not for `INFO`), message, other fields.
///
/// A PUB never blocks: slow subscribers and late ones ("slow joiner") miss records. After a shutdown of the context, and in a forked
/// child, records are dropped.
///
/// The layer owns its socket, and the socket holds the context open. A global layer is never dropped: keep a
/// [`guard`](Self::guard), and drop it to close the socket.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use tracing_subscriber::layer::SubscriberExt;
/// let ctx = zmq::Context::new()?;
/// let publisher = ctx.socket_builder(zmq::XPUB).bind("inproc://log").build()?; // PUB, for most programs
/// let subscriber = ctx.socket_builder(zmq::SUB).connect("inproc://log").subscribe("app.WARNING").build()?;
/// # publisher.recv()?; // the subscription
/// let layer = zmq::PubLayer::new(publisher).root_topic("app");
/// # let (file, line) = (file!(), line!() + 3);
/// tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
///     tracing::info!("all is well");
///     tracing::warn!(free = 17, "the disk is full");
/// });
/// let [topic, text] = subscriber.recv_parts()?;
/// assert_eq!(topic, "app.WARNING");
/// assert!(text.ends_with(b" - the disk is full free=17\n"));
/// # Ok(()) }
/// ```
#[doc(alias = "PUBHandler")]
pub struct PubLayer<K = Pub> {
    socket: Arc<Mutex<Option<Socket<K>>>>,
    root: String,
}

/// Closes the socket of a [`PubLayer`] when dropped; returned by [`PubLayer::guard`].
#[must_use = "the layer publishes nothing once it is dropped"]
pub struct PubLayerGuard(#[allow(dead_code)] Box<dyn Send + Sync>);

/// Takes the socket away when it is dropped.
struct Taken<K>(Arc<Mutex<Option<Socket<K>>>>);

impl<K> Drop for Taken<K> {
    fn drop(&mut self) {
        let socket = lock(&self.0).take();
        drop(socket);
    }
}

fn lock<K>(socket: &Mutex<Option<Socket<K>>>) -> MutexGuard<'_, Option<Socket<K>>> {
    socket.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K: CanPublish + CanSendMultipart> PubLayer<K> {
    /// Publishes over a PUB or XPUB. Bind or connect it first.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// let ctx = zmq::Context::new()?;
    /// let layer = zmq::PubLayer::new(ctx.socket_builder(zmq::PUB).bind("tcp://127.0.0.1:*").build()?);
    /// # Ok(()) }
    /// ```
    pub fn new(socket: Socket<K>) -> PubLayer<K> {
        PubLayer { socket: Arc::new(Mutex::new(Some(socket))), root: String::new() }
    }

    /// Sets the first word of every topic, as the name of the program. Default: none.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let publisher = ctx.socket(zmq::PUB)?;
    /// let layer = zmq::PubLayer::new(publisher).root_topic("app"); // app.INFO
    /// # Ok(()) }
    /// ```
    #[doc(alias = "setRootTopic")]
    pub fn root_topic(mut self, topic: impl Into<String>) -> PubLayer<K> {
        self.root = topic.into();
        self
    }

    /// Returns a guard for the end of `main`: dropping it closes the socket. The last records are delivered within its linger
    /// period, and the context can end.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// # let publisher = ctx.socket(zmq::PUB)?;
    /// let layer = zmq::PubLayer::new(publisher);
    /// let guard = layer.guard();
    /// // tracing_subscriber::registry().with(layer).init(), the program, and in the end:
    /// drop(guard);
    /// ctx.term();
    /// # drop(layer);
    /// # Ok(()) }
    /// ```
    pub fn guard(&self) -> PubLayerGuard {
        PubLayerGuard(Box::new(Taken(self.socket.clone())))
    }

    /// The topic of a record.
    fn topic(&self, level: Level, topic: Option<&str>) -> String {
        let words = [Some(&*self.root), Some(name(level)), topic];
        let words: Vec<_> = words.into_iter().flatten().filter(|word| !word.is_empty()).collect();
        words.join(".")
    }
}

impl<S: Subscriber, K: CanPublish + CanSendMultipart> Layer<S> for PubLayer<K> {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        // Before the socket is locked: values are written by code of others, which may log itself.
        let fields = Fields::of(event);
        let metadata = event.metadata();
        let topic = self.topic(*metadata.level(), fields.topic.as_deref());
        let text = fields.line(metadata);
        if let Some(socket) = &*lock(&self.socket) {
            // The context was shut down, or this is a forked child: there is nobody to publish for.
            let _ = socket.send_multipart([topic, text]);
        }
    }
}

/// A level in Python's words.
fn name(level: Level) -> &'static str {
    match level {
        Level::TRACE => "TRACE",
        Level::DEBUG => "DEBUG",
        Level::INFO => "INFO",
        Level::WARN => "WARNING",
        Level::ERROR => "ERROR",
    }
}

/// The root topic, and whether it still publishes.
impl<K: Kind> fmt::Debug for PubLayer<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let socket = lock(&self.socket);
        f.debug_struct("PubLayer").field("root_topic", &self.root).field("socket", &*socket).finish()
    }
}

impl fmt::Debug for PubLayerGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PubLayerGuard").finish_non_exhaustive()
    }
}
