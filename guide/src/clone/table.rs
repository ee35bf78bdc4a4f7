//! The table of a server.

use crate::kvmsg::KvMsg;
use std::{collections::HashMap, time::Instant};
use zmq::Message;

/// Keys and values, with the number of the last update.
///
/// ```
/// use std::time::{Duration, Instant};
/// use zmq_guide::{clone::Table, kvmsg::KvMsg};
/// let (mut table, now) = (Table::default(), Instant::now());
/// let mut update = KvMsg::new("/client/1", "value");
/// update.set_ttl(Duration::from_secs(1));
/// assert_eq!(table.update(update, now).sequence, 1);
/// assert_eq!(table.snapshot(b"/client/", now).count(), 1);
/// assert_eq!(table.snapshot(b"/server/", now).count(), 0);
/// let gone = table.expire(now + Duration::from_secs(1));
/// assert_eq!((gone[0].sequence, gone[0].body.is_empty()), (2, true));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Table {
    values: HashMap<Message, Value>,
    sequence: u64,
}

#[derive(Debug, Clone)]
struct Value {
    body: Message,
    sequence: u64,
    expires: Option<Instant>,
}

impl Table {
    /// The number of the last update.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Sets the number of the last update, as a snapshot ends with it.
    pub fn set_sequence(&mut self, sequence: u64) {
        self.sequence = sequence;
    }

    /// The value of a key.
    pub fn get(&self, key: &[u8]) -> Option<&Message> {
        self.values.get(key).map(|value| &value.body)
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Stores a value, or deletes one, whatever its number.
    pub fn store(&mut self, update: KvMsg, now: Instant) {
        let expires = update.ttl().map(|time| now + time);
        if update.body.is_empty() {
            self.values.remove(&update.key);
        } else {
            self.values.insert(update.key, Value { body: update.body, sequence: update.sequence, expires });
        }
    }

    /// The server's part: gives an update the next number, stores it, and returns what is to be published.
    pub fn update(&mut self, mut update: KvMsg, now: Instant) -> KvMsg {
        self.sequence += 1;
        update.sequence = self.sequence;
        self.store(update.clone(), now);
        update
    }

    /// The client's part: stores a published update, unless it is older than what is here. Says whether it did.
    pub fn follow(&mut self, update: KvMsg, now: Instant) -> bool {
        let newer = update.sequence > self.sequence;
        if newer {
            self.sequence = update.sequence;
            self.store(update, now);
        }
        newer
    }

    /// Deletes what has lived long enough, and returns what is to be published.
    pub fn expire(&mut self, now: Instant) -> Vec<KvMsg> {
        let dead = self.values.iter().filter(|(_, value)| value.expires.is_some_and(|end| end <= now));
        let dead: Vec<Message> = dead.map(|(key, _)| key.clone()).collect();
        dead.into_iter().map(|key| self.update(KvMsg::new(key, ""), now)).collect()
    }

    /// The values whose keys begin so, for a snapshot.
    pub fn snapshot<'a>(&'a self, subtree: &'a [u8], now: Instant) -> impl Iterator<Item = KvMsg> + 'a {
        let found = self.values.iter().filter(|(key, _)| key.starts_with(subtree));
        found.map(move |(key, value)| {
            let mut update = KvMsg {
                key: key.clone(),
                sequence: value.sequence,
                uuid: None,
                properties: Vec::new(),
                body: value.body.clone(),
            };
            if let Some(end) = value.expires {
                update.set_ttl(end.saturating_duration_since(now).max(std::time::Duration::from_millis(1)));
            }
            update
        })
    }
}
