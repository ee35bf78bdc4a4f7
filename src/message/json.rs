//! JSON as a payload; feature `serde`.

use super::Message;
use serde::{Deserialize, Serialize};

impl Message {
    /// Makes a message of a value as JSON; feature `serde`.
    ///
    /// # Errors
    /// Not a JSON value, as a map with keys other than text.
    ///
    /// ```
    /// assert_eq!(zmq::Message::from_json(&[1, 2]).unwrap(), "[1,2]");
    /// ```
    pub fn from_json<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Message> {
        serde_json::to_vec(value).map(Message::from)
    }

    /// Reads the payload as JSON; feature `serde`. The value may borrow from the message.
    ///
    /// # Errors
    /// Not JSON, or JSON of another type.
    ///
    /// ```
    /// let message = zmq::Message::from(r#"["Berlin", 21.5]"#);
    /// let (city, degrees): (&str, f64) = message.to_json().unwrap();
    /// assert_eq!((city, degrees), ("Berlin", 21.5));
    /// ```
    pub fn to_json<'a, T: Deserialize<'a>>(&'a self) -> serde_json::Result<T> {
        serde_json::from_slice(self)
    }
}
