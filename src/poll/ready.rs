//! What a poller found ready.

use super::{PollEvents, PollItem};
use std::{fmt, iter::FusedIterator, slice};

/// A ready item of a [`Poller`](super::Poller).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PollerEvent<T> {
    /// The key it was registered with.
    pub key: T,
    /// What happened.
    pub events: PollEvents,
}

impl<T> PollerEvent<T> {
    /// Whether a message can be received, or a descriptor read.
    pub fn is_readable(&self) -> bool {
        self.events.is_readable()
    }

    /// Whether a message can be sent, or a descriptor written.
    pub fn is_writable(&self) -> bool {
        self.events.is_writable()
    }

    /// Whether a descriptor has an error.
    pub fn is_error(&self) -> bool {
        self.events.is_error()
    }
}

/// The ready items of a [`Poller`](super::Poller), in the order of registration.
pub struct Ready<'p, 'a, T> {
    /// The places of those that are yet to come.
    found: slice::Iter<'p, usize>,
    items: &'p [PollItem<'a>],
    keys: &'p [T],
}

impl<T: Clone> Iterator for Ready<'_, '_, T> {
    type Item = PollerEvent<T>;

    #[inline]
    fn next(&mut self) -> Option<PollerEvent<T>> {
        let place = *self.found.next()?;
        Some(PollerEvent { key: self.keys.get(place)?.clone(), events: self.items.get(place)?.revents() })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.found.len()))
    }
}

impl<T: Clone> FusedIterator for Ready<'_, '_, T> {}

impl<'p, 'a, T> Ready<'p, 'a, T> {
    pub(super) fn new(found: &'p [usize], items: &'p [PollItem<'a>], keys: &'p [T]) -> Ready<'p, 'a, T> {
        Ready { found: found.iter(), items, keys }
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

impl<T> fmt::Debug for Ready<'_, '_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ready").field("remaining", &self.found.len()).finish_non_exhaustive()
    }
}
