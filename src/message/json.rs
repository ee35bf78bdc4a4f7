//! JSON as a payload; feature `serde`.

use super::Message;
use serde::{Deserialize, Serialize};

impl Message {
    /// A message with a value as JSON; feature `serde`.
    ///
    /// # Errors
    /// JSON has no form for it, as for a map whose keys are no texts.
    ///
    /// ```
    /// assert_eq!(zmq::Message::from_json(&[1, 2]).unwrap(), "[1,2]");
    /// ```
    pub fn from_json<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Message> {
        serde_json::to_vec(value).map(Message::from)
    }

    /// The value that the payload has as JSON, and that may borrow from it; feature `serde`.
    ///
    /// # Errors
    /// It is not JSON, or not of that type.
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
