//! Payloads that lie in memory of the program: libzmq says when it has let go of them.

mod raw;

use super::{INLINE, Message, out_of_memory, raw::RawMessage};
use crate::Result;
use std::sync::Arc;

impl Message {
    /// A message over memory that lives as long as the program; nothing is copied.
    #[doc(alias = "zmq_send_const")]
    pub fn from_static(bytes: &'static [u8]) -> Message {
        if bytes.len() <= INLINE {
            return Message::from(bytes);
        }
        Message::foreign(RawMessage::borrowed(bytes), bytes.len())
    }

    /// A message over bytes that `owner` keeps; nothing is copied unless it is short.
    ///
    /// `owner` is dropped when libzmq has let go of the payload: once, on whatever thread that happens, often
    /// an I/O thread, and also when the send fails, the socket closes with the message queued or the context
    /// ends. A panic in its `drop` ends there and reaches nobody. Its `as_ref` is called once.
    ///
    /// ```
    /// use zmq::Message;
    /// let message = Message::from_owner(vec![7u8; 1_000_000]);
    /// assert_eq!(message.len(), 1_000_000);
    /// ```
    #[doc(alias = "zmq_msg_init_data")]
    pub fn from_owner<T: AsRef<[u8]> + Send + Sync + 'static>(owner: T) -> Message {
        Message::foreign(RawMessage::from_owner(Box::new(owner)), 0)
    }

    /// A payload of somebody else, copied after all if it is short.
    fn foreign(made: Result<RawMessage>, size: usize) -> Message {
        match made {
            Ok(raw) => Message { raw, own: false, more: false },
            Err(_) => out_of_memory(size),
        }
    }
}

impl From<Vec<u8>> for Message {
    /// Does not copy, unless it is short.
    fn from(bytes: Vec<u8>) -> Message {
        let size = bytes.len();
        if size <= INLINE {
            return Message::from(&bytes[..]);
        }
        Message::foreign(RawMessage::from_vec(bytes), size)
    }
}

impl From<Arc<[u8]>> for Message {
    /// Does not copy, unless it is short; the other holders of the `Arc` share the bytes.
    fn from(bytes: Arc<[u8]>) -> Message {
        let size = bytes.len();
        if size <= INLINE {
            return Message::from(&bytes[..]);
        }
        Message::foreign(RawMessage::from_arc(bytes), size)
    }
}
