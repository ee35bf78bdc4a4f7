//! The end of a world.

use super::World;
use crate::total::Total;
use rand::RngExt as _;
use std::time::{Duration, Instant};

impl World {
    /// Everything that was promised arrives, and nothing else; then nothing is left of it.
    pub(super) fn end(mut self) -> Total {
        let until = Instant::now() + Duration::from_secs(30);
        let late = |world: &World| {
            let missing = world.record.missing();
            format!("{:?}: never arrived (sender, receiver, numbers): {missing:?}", world.pattern)
        };
        while !self.record.is_complete() || self.nodes.iter().any(|node| !node.asked.is_empty()) {
            assert!(Instant::now() < until, "{}", late(&self));
            for node in 0..self.nodes.len() {
                if self.nodes[node].end.is_some() {
                    self.receive(node);
                }
                if !self.nodes[node].asked.is_empty() {
                    self.send(node);
                }
            }
        }
        for node in 0..self.nodes.len() {
            if self.nodes[node].end.is_some() && self.rng.random_bool(0.3) {
                self.begin_a_message(node);
            }
        }
        // Again, if there is something: what comes now is refused by the record.
        for _ in 0..3 {
            for node in 0..self.nodes.len() {
                while self.nodes[node].end.is_some() && self.receive(node) {}
            }
        }
        let mut left: Vec<_> = self.nodes.iter_mut().filter_map(|node| node.end.take()).collect();
        while !left.is_empty() {
            let at = self.rng.random_range(0..left.len());
            let end = left.swap_remove(at);
            // What is for a receiver that is gone would be waited for without an end.
            if self.receiver_left || self.record.is_lossy() || self.rng.random_bool(0.2) {
                end.with(|socket| socket.set_linger(Some(Duration::ZERO))).unwrap();
            }
            drop(end);
        }
        drop(self.ctx);
        self.total.owners = self.book.len() as u64;
        self.book.close();
        self.total
    }
}
