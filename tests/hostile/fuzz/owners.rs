//! Messages by every way that payloads come into one, and a book of which owners were let go of.

use super::setters::one;
use rand::{RngExt as _, rngs::StdRng};
use std::{
    borrow::Cow,
    panic::Location,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use zmq::{Context, Message, MessageTracker};

static NOTHING: [u8; 10_000] = [b'x'; 10_000];

/// What is known of the owners that were made.
#[derive(Default)]
pub struct Book {
    dropped: Vec<(String, Arc<AtomicUsize>)>,
    shared: Vec<(String, Arc<[u8]>)>,
    trackers: Vec<MessageTracker>,
    /// What is done with the owners that are made now.
    pub call: String,
}

/// An owner that notes when it goes; with a handle of the context, whose end may be where the last message ends.
struct Owner {
    bytes: Vec<u8>,
    drops: Arc<AtomicUsize>,
    _context: Option<Context>,
}

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.drops.fetch_add(1, Ordering::SeqCst);
        self.bytes.fill(0xdd); // who still reads it sees that
    }
}

impl Book {
    #[track_caller]
    fn owner(&mut self, bytes: Vec<u8>, context: Option<Context>) -> Owner {
        let drops = Arc::new(AtomicUsize::new(0));
        let made =
            format!("of {} bytes, made in line {}, {}", bytes.len(), Location::caller().line(), self.call);
        self.dropped.push((made, drops.clone()));
        Owner { bytes, drops, _context: context }
    }

    /// A message with these bytes, by a way that is chosen at random.
    pub fn message(&mut self, rng: &mut StdRng, bytes: Vec<u8>, context: Option<&Context>) -> Message {
        match rng.random_range(0..16) {
            0 => Message::from(&bytes[..]),
            1 => Message::from(bytes),
            2 => {
                let mut roomy = Vec::with_capacity(bytes.len() + 1 + rng.random_range(0..100));
                roomy.extend(bytes);
                Message::from(roomy)
            }
            3 => Message::from(bytes.into_boxed_slice()),
            4 => {
                let shared: Arc<[u8]> = bytes.into();
                self.shared.push((self.call.clone(), shared.clone()));
                Message::from(shared)
            }
            5 if bytes.iter().all(|&byte| byte == b'x') && bytes.len() <= NOTHING.len() => {
                Message::from_static(&NOTHING[..bytes.len()])
            }
            6 => {
                let mut message = Message::with_size(bytes.len());
                message.make_mut().copy_from_slice(&bytes);
                message
            }
            7 => {
                let (message, tracker) = Message::tracked(self.owner(bytes, None));
                self.trackers.push(tracker);
                message
            }
            8 => Message::from(Cow::Borrowed(&bytes[..])),
            9 => match String::from_utf8(bytes) {
                Ok(text) => Message::from(text),
                Err(error) => Message::from(error.into_bytes()),
            },
            10 => {
                // Clones, of which one goes at once and one is changed.
                let mut changed = Message::from_owner(self.owner(bytes, None));
                let message = changed.clone();
                changed.make_mut().fill(0xcc);
                message
            }
            11 => {
                let message = Message::from_owner(self.owner(bytes, None));
                drop(message.clone());
                message
            }
            #[cfg(feature = "bytes")]
            12 => bytes::Bytes::from(bytes).into(),
            #[cfg(feature = "bytes")]
            13 => bytes::Bytes::from_owner(self.owner(bytes, None)).into(),
            14 => Message::from_owner(self.owner(bytes, context.cloned())),
            _ => Message::from_owner(self.owner(bytes, None)),
        }
    }

    /// Every owner is gone, once each; only when no socket and no message is left.
    #[track_caller]
    pub fn close(self) {
        let until = Instant::now() + Duration::from_secs(10);
        let kept = |book: &Book| {
            let owners = book.dropped.iter().filter(|(_, drops)| drops.load(Ordering::SeqCst) == 0);
            let shared = book.shared.iter().filter(|(_, shared)| Arc::strong_count(shared) > 1);
            owners.map(|(made, _)| made).chain(shared.map(|(made, _)| made)).cloned().collect::<Vec<_>>()
        };
        loop {
            let kept = kept(&self);
            if kept.is_empty() {
                break;
            }
            assert!(Instant::now() < until, "never dropped: {kept:#?}");
            std::thread::sleep(Duration::from_millis(1));
        }
        for tracker in &self.trackers {
            assert!(
                tracker.wait(until.saturating_duration_since(Instant::now())),
                "a tracker waits for ever"
            );
        }
        for (made, drops) in &self.dropped {
            let drops = drops.load(Ordering::SeqCst);
            assert!(drops == 1, "dropped {drops} times: an owner {made}");
        }
    }

    /// How many owners were noted.
    pub fn len(&self) -> usize {
        self.dropped.len() + self.shared.len()
    }
}

/// Some payload, of a size at random.
#[allow(dead_code)] // what the fuzzer sends
pub fn bytes(rng: &mut StdRng) -> Vec<u8> {
    let size = one(rng, &[0, 0, 1, 1, 2, 28, 29, 33, 34, 5000, 8192, 10_000]);
    vec![one(rng, &[0, 1, 1, 2, b'a', b'x']); size]
}
