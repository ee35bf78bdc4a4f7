//! Options of a socket as a value of their own.

use crate::socket::options::{rows, setting::Value};
use std::fmt;

/// A set of socket options, for [`SocketBuilder::options`](crate::SocketBuilder::options) or [`apply`](Self::apply).
///
/// With the feature `serde` they are read from a configuration file and written to one, in any format of `serde`:
///
/// ```
/// # #[cfg(feature = "serde")] fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let file = r#"{ "sndhwm": 10, "linger": "30s", "reconnect_ivl": 250, "tcp_keepalive": true, "metadata": ["X-job:7"] }"#;
/// let options: zmq::SocketOptions = serde_json::from_str(file)?;
/// let ctx = zmq::Context::new()?;
/// let socket = ctx.socket_builder(zmq::DEALER).options(options).bind("tcp://127.0.0.1:*").build()?;
/// assert_eq!(socket.sndhwm()?, 10);
///
/// let error = serde_json::from_str::<zmq::SocketOptions>(r#"{ "sndhmw": 10 }"#).unwrap_err();
/// assert!(error.to_string().contains("unknown field `sndhmw`"));
/// # socket.set_linger(std::time::Duration::ZERO)?;
/// # Ok(()) }
/// # #[cfg(not(feature = "serde"))] fn main() {}
/// ```
///
/// The names are those of the methods of [`SocketBuilder`](crate::SocketBuilder). A time is a number of milliseconds or a
/// text such as `"100ms"`, `"30s"`, `"5m"`, `"1h"`. `None` is `null`, or `"none"` unless the value is a text. Bytes are a
/// text or a list of numbers; CURVE keys are 40 characters in Z85 or 32 numbers. An option with several values, such as
/// `subscribe`, takes one value or a list. Flags are `"conn-refused|handshake-failed"`. Unknown names, duplicates and
/// values of the wrong type are errors with the key; values refused by libzmq are errors of `build` or
/// [`apply`](Self::apply) with the option. Secret keys and passwords are written in the clear.
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
