//! What was done, in numbers.

use std::{fmt, str::FromStr};

/// What was done.
#[derive(Default)]
pub struct Total {
    pub worlds: u64,
    pub sent: u64,
    pub received: u64,
    pub refused: u64,
    pub owners: u64,
}

impl Total {
    pub fn add(&mut self, other: Total) {
        self.worlds += other.worlds;
        self.sent += other.sent;
        self.received += other.received;
        self.refused += other.refused;
        self.owners += other.owners;
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Total { worlds, sent, received, refused, owners } = self;
        write!(f, "{worlds} worlds, {sent} sent, {received} received, {refused} refused, {owners} owners")
    }
}

impl FromStr for Total {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Total, Self::Err> {
        let mut numbers = text.split(", ").map(|item| item.split(' ').next().unwrap_or("").parse());
        let mut next = || numbers.next().unwrap_or(Ok(0));
        Ok(Total { worlds: next()?, sent: next()?, received: next()?, refused: next()?, owners: next()? })
    }
}
