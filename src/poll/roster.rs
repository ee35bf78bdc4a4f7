//! Who is registered: each gets a number that stays its own, while its place in the list is one less when another before it goes.

use super::PollItem;
use crate::{Errno, Error, Result};
use std::collections::BTreeMap;

/// The address of a socket, or none and a descriptor.
type Target = (usize, zmq_sys::zmq_fd_t);

/// Finds places in the list of items.
#[derive(Default)]
pub(super) struct Roster {
    /// One for each item, at the same place; each is larger than the one before.
    numbers: Vec<u64>,
    next: u64,
    by_target: BTreeMap<Target, u64>,
}

fn target(item: &PollItem<'_>) -> Target {
    (item.item.socket.addr(), item.item.fd)
}

impl Roster {
    pub const fn new() -> Roster {
        Roster { numbers: Vec::new(), next: 0, by_target: BTreeMap::new() }
    }

    /// Adds an item at the end of the list, and gives its number.
    pub fn add(&mut self, item: &PollItem<'_>) -> Result<u64> {
        let number = self.next;
        if self.by_target.contains_key(&target(item)) {
            return Err(Error::refused(Errno::EINVAL, "Poller", "registered already"));
        }
        self.by_target.insert(target(item), number);
        self.numbers.push(number);
        self.next += 1;
        Ok(number)
    }

    /// The place of what waits for the same as `item`, and its number.
    pub fn find(&self, item: &PollItem<'_>) -> Result<(usize, u64)> {
        let number = self.by_target.get(&target(item)).copied();
        let found = number.and_then(|number| Some((self.place(number)?, number)));
        found.ok_or_else(|| Error::refused(Errno::EINVAL, "Poller", "not registered"))
    }

    /// Where the item with a number is, if it is still there.
    pub fn place(&self, number: u64) -> Option<usize> {
        self.numbers.binary_search(&number).ok()
    }

    /// The numbers, in the order of the list.
    #[cfg(any(target_os = "linux", target_os = "android"))] // its one reader waits by epoll
    pub fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    /// Takes an item out.
    pub fn remove(&mut self, place: usize, item: &PollItem<'_>) {
        self.by_target.remove(&target(item));
        self.numbers.remove(place);
    }
}
