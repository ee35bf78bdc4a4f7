//! Telling when libzmq has let go of a payload that it was not given a copy of.

use super::{Message, Multipart};
use crate::IntoTimeout;
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// Tells when libzmq has released its tracked payloads, as pyzmq's class of this name.
///
/// A zero-copy payload stays in memory until the operating system has all of it, or, over `inproc`, until the receiver
/// drops it. It is also released when the message is dropped unsent, when the socket closes and its linger period is over,
/// and when the context ends. Done does not mean received.
///
/// It is done once the payload is dropped. A payload with a `drop` of the program's is dropped
/// [elsewhere](Message::from_owner), a moment after its release; memory such as a `Vec<u8>` at once.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// # pull.bind("inproc://tracked")?; push.connect("inproc://tracked")?;
/// let (message, tracker) = zmq::Message::tracked(vec![7; 1_000_000]);
/// push.send(message)?;
/// let received = pull.recv()?;
/// assert!(!tracker.is_done()); // the receiver has it, and has not dropped it
/// drop(received);
/// assert!(tracker.wait(None));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a tracker tells what it is asked for"]
pub struct MessageTracker {
    watches: Vec<Arc<Watch>>,
}

/// Whether one payload is gone.
#[derive(Debug, Default)]
struct Watch {
    gone: Mutex<bool>,
    changed: Condvar,
}

impl Watch {
    fn gone(&self) -> MutexGuard<'_, bool> {
        self.gone.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, deadline: Option<Instant>) -> bool {
        let mut gone = self.gone();
        while !*gone {
            gone = match deadline.map(|deadline| deadline.saturating_duration_since(Instant::now())) {
                None => self.changed.wait(gone).unwrap_or_else(PoisonError::into_inner),
                Some(left) if left.is_zero() => return false,
                Some(left) => self.changed.wait_timeout(gone, left).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
        true
    }
}

/// A payload that tells when it is dropped: after it is gone, and also if its own drop panics.
pub(crate) struct Tracked<T> {
    payload: T,
    _last: Last,
}

struct Last(Arc<Watch>);

impl<T: AsRef<[u8]>> AsRef<[u8]> for Tracked<T> {
    fn as_ref(&self) -> &[u8] {
        self.payload.as_ref()
    }
}

impl Drop for Last {
    fn drop(&mut self) {
        *self.0.gone() = true;
        self.0.changed.notify_all();
    }
}

impl MessageTracker {
    /// An empty tracker, already done; add payloads with [`track`](Self::track).
    pub const fn new() -> MessageTracker {
        MessageTracker { watches: Vec::new() }
    }

    /// Makes a message over `payload`, and tracks it.
    pub fn track<T: AsRef<[u8]> + Send + Sync + 'static>(&mut self, payload: T) -> Message {
        let watch = Arc::new(Watch::default());
        self.watches.push(watch.clone());
        Message::from_tracked(Tracked { payload, _last: Last(watch) })
    }

    /// Whether libzmq has released all of them.
    #[doc(alias = "done")]
    pub fn is_done(&self) -> bool {
        self.watches.iter().all(|watch| *watch.gone())
    }

    /// Waits until libzmq has released all of them, or `timeout` is over; returns whether it has. `None` waits for ever,
    /// zero only looks.
    ///
    /// Send or drop messages of the calling thread first: it would wait for itself.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// let (message, tracker) = zmq::Message::tracked(vec![0; 1000]);
    /// assert!(!tracker.wait(Duration::from_millis(1)));
    /// drop(message);
    /// assert!(tracker.wait(Duration::from_secs(5)));
    /// # Ok(()) }
    /// ```
    pub fn wait(&self, timeout: impl IntoTimeout) -> bool {
        let deadline = timeout.into_timeout().and_then(|timeout| Instant::now().checked_add(timeout));
        self.watches.iter().all(|watch| watch.wait(deadline))
    }
}

impl Extend<MessageTracker> for MessageTracker {
    fn extend<I: IntoIterator<Item = MessageTracker>>(&mut self, others: I) {
        self.watches.extend(others.into_iter().flat_map(|other| other.watches));
    }
}

impl FromIterator<MessageTracker> for MessageTracker {
    /// One for all that the others track.
    fn from_iter<I: IntoIterator<Item = MessageTracker>>(others: I) -> MessageTracker {
        let mut all = MessageTracker::new();
        all.extend(others);
        all
    }
}

impl Message {
    /// A message over `payload`, zero-copy, and its tracker: done when libzmq has released this message and all of its
    /// clones.
    ///
    /// As with [`from_owner`](Self::from_owner), a short payload is copied; the tracker is done at once.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use std::time::Duration;
    /// # let (push, pull) = (ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PULL)?);
    /// # pull.bind("inproc://tracked")?; push.connect("inproc://tracked")?;
    /// let (message, tracker) = zmq::Message::tracked(vec![0; 1_000_000]);
    /// push.send(message)?;
    /// assert!(!tracker.is_done()); // queued
    /// pull.recv()?; // and dropped
    /// assert!(tracker.wait(Duration::from_secs(5)));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "track")]
    pub fn tracked<T: AsRef<[u8]> + Send + Sync + 'static>(payload: T) -> (Message, MessageTracker) {
        let mut tracker = MessageTracker::new();
        let message = tracker.track(payload);
        (message, tracker)
    }
}

impl Multipart {
    /// As [`Message::tracked`], for all parts of a message.
    ///
    /// ```
    /// let (message, tracker) = zmq::Multipart::tracked(["head".into(), "body ".repeat(1000)]);
    /// drop(message);
    /// assert!(tracker.is_done());
    /// ```
    pub fn tracked<T: AsRef<[u8]> + Send + Sync + 'static>(
        payloads: impl IntoIterator<Item = T>,
    ) -> (Multipart, MessageTracker) {
        let mut tracker = MessageTracker::new();
        let message = payloads.into_iter().map(|payload| tracker.track(payload)).collect();
        (message, tracker)
    }
}
