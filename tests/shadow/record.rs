//! What was sent and has not arrived yet, and what has.

use crate::body::Name;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

#[derive(Default)]
pub struct Record {
    /// For any of its peers, by sender.
    shared: BTreeMap<usize, BTreeSet<u32>>,
    /// For one, by sender and receiver, in order.
    addressed: BTreeMap<(usize, usize), VecDeque<u32>>,
    /// The last that came, by sender and receiver.
    last: BTreeMap<(usize, usize), u32>,
    /// Those that may lose messages on the way: a queue is full, or a receiver left with its queue.
    lossy: bool,
}

impl Record {
    pub fn lossy(&mut self) {
        self.lossy = true;
    }

    pub fn is_lossy(&self) -> bool {
        self.lossy
    }

    pub fn sent_to_one(&mut self, name: Name) {
        self.shared.entry(name.sender).or_default().insert(name.number);
    }

    pub fn sent_to(&mut self, name: Name, receiver: usize) {
        self.addressed.entry((name.sender, receiver)).or_default().push_back(name.number);
    }

    /// It left; what was for it is gone.
    pub fn left(&mut self, receiver: usize) {
        self.addressed.retain(|&(_, of), _| of != receiver);
    }

    #[track_caller]
    pub fn received(&mut self, name: Name, receiver: usize, addressed: bool) {
        let key = (name.sender, receiver);
        if addressed {
            let waiting = self.addressed.entry(key).or_default();
            if self.lossy {
                while waiting.front().is_some_and(|&number| number < name.number) {
                    waiting.pop_front();
                }
            }
            assert_eq!(
                waiting.pop_front(),
                Some(name.number),
                "{name:?} came to {receiver} before another, again, or not for it"
            );
        } else {
            let known = self.shared.entry(name.sender).or_default().remove(&name.number);
            assert!(known, "{name:?} came to {receiver} twice, or was never sent");
        }
        if let Some(last) = self.last.insert(key, name.number) {
            assert!(last < name.number, "{name:?} came to {receiver} after {last}");
        }
    }

    /// Whether all that was promised has arrived.
    pub fn is_complete(&self) -> bool {
        self.lossy || self.missing().is_empty()
    }

    /// What has not arrived: the sender, the receiver if it was for one, and the numbers.
    pub fn missing(&self) -> Vec<(usize, Option<usize>, Vec<u32>)> {
        let shared = self.shared.iter().map(|(&sender, of)| (sender, None, of.iter().copied().collect()));
        let addressed = self.addressed.iter();
        let addressed = addressed.map(|(&(sender, to), of)| (sender, Some(to), of.iter().copied().collect()));
        shared.chain(addressed).filter(|(_, _, numbers): &(_, _, Vec<u32>)| !numbers.is_empty()).collect()
    }
}
