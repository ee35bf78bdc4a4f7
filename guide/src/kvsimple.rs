//! A key with a value, in three parts: what the first two models of Clone send. From the third on it is [`kvmsg`](crate::kvmsg).

use zmq::{Message, Multipart, multipart};

/// A key with a value and a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KvSimple {
    /// The key.
    pub key: Message,
    /// The number of the update; on the wire 8 bytes, the most significant first.
    pub sequence: u64,
    /// The value.
    pub body: Message,
}

impl KvSimple {
    /// The message.
    pub fn into_parts(self) -> Multipart {
        multipart![self.key, self.sequence.to_be_bytes(), self.body]
    }

    /// Reads a message.
    ///
    /// # Errors
    /// The message, if it is none of these.
    ///
    /// ```
    /// use zmq_guide::kvsimple::KvSimple;
    /// let update = KvSimple { key: "key".into(), sequence: 1, body: "body".into() };
    /// assert_eq!(KvSimple::parse(update.clone().into_parts()), Ok(update));
    /// assert!(KvSimple::parse(["key", "1", "body"].into()).is_err()); // a number of one byte
    /// ```
    pub fn parse(parts: Multipart) -> Result<KvSimple, Multipart> {
        let [key, sequence, body] = <[Message; 3]>::try_from(parts)?;
        match <[u8; 8]>::try_from(&sequence[..]) {
            Ok(number) => Ok(KvSimple { key, sequence: u64::from_be_bytes(number), body }),
            Err(_) => Err([key, sequence, body].into()),
        }
    }
}
