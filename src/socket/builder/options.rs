//! Options of a socket as a value of their own.

use crate::socket::options::{rows, value::Value};
use std::fmt;

/// Options for a socket that is made later, for [`SocketBuilder::options`](crate::SocketBuilder::options) or
/// [`apply`](Self::apply).
///
/// With the feature `serde` they are read from a configuration file and written to one.
#[derive(Clone, Default, PartialEq)]
pub struct SocketOptions {
    entries: Vec<(&'static str, Value)>,
}

impl SocketOptions {
    /// No options.
    pub fn new() -> SocketOptions {
        SocketOptions::default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Notes a value, in place of the one before unless the option is a list.
    pub(crate) fn keep(&mut self, key: &'static str, value: Value) {
        if !rows().any(|row| row.key == key && row.adds) {
            self.entries.retain(|(known, _)| *known != key);
        }
        self.entries.push((key, value));
    }

    pub(crate) fn extend(&mut self, other: SocketOptions) {
        self.entries.retain(|(known, _)| !other.entries.iter().any(|(key, _)| key == known));
        self.entries.extend(other.entries);
    }

    /// The values of an option, in the order in which they were set.
    pub(crate) fn values(&self, key: &str) -> impl Iterator<Item = &Value> {
        self.entries.iter().filter(move |(known, _)| *known == key).map(|(_, value)| value)
    }
}

/// The options by name, of secret keys and passwords not the value.
impl fmt::Debug for SocketOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_secret = |key: &str| ["secret", "password", "key_pem"].iter().any(|word| key.contains(word));
        let mut map = f.debug_map();
        for (key, value) in &self.entries {
            map.key(&format_args!("{key}"));
            if is_secret(key) {
                map.value(&format_args!("(secret)"));
            } else {
                map.value(value);
            }
        }
        map.finish()
    }
}
