//! What a poller of the draft API found ready.

use super::{Entry, raw::RawEvent};
use crate::PollerEvent;
use std::fmt;

pub(super) fn to_event<T: Clone>(
    entries: &[Option<Entry<'_, T>>],
    event: &RawEvent,
) -> Option<PollerEvent<T>> {
    let entry = entries.get(event.number())?.as_ref()?;
    Some(PollerEvent { key: entry.key.clone(), events: event.events() })
}

/// The ready items of a [`DraftPoller`](crate::DraftPoller).
pub struct ReadyDraft<'p, 'a, T> {
    found: std::slice::Iter<'p, RawEvent>,
    entries: &'p [Option<Entry<'a, T>>],
}

impl<T: Clone> Iterator for ReadyDraft<'_, '_, T> {
    type Item = PollerEvent<T>;

    fn next(&mut self) -> Option<PollerEvent<T>> {
        to_event(self.entries, self.found.next()?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.found.len()))
    }
}

impl<'p, 'a, T> ReadyDraft<'p, 'a, T> {
    pub(super) fn new(found: &'p [RawEvent], entries: &'p [Option<Entry<'a, T>>]) -> ReadyDraft<'p, 'a, T> {
        ReadyDraft { found: found.iter(), entries }
    }

    /// How many are ready and not yet given.
    pub fn remaining(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing is ready, as after a timeout.
    pub fn is_empty(&self) -> bool {
        self.found.len() == 0
    }
}

impl<T> fmt::Debug for ReadyDraft<'_, '_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadyDraft").field("remaining", &self.found.len()).finish_non_exhaustive()
    }
}
