//! Payloads that lie in memory of the program: libzmq says when it has let go of them.

mod raw;

use super::{INLINE, Message, out_of_memory, raw::RawMessage, tracker::Tracked};
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
    /// Its `as_ref` is called once.
    ///
    /// # Where the owner is dropped
    /// `owner` is dropped once, when libzmq has let go of the payload in this message and all of its clones: after it was
    /// sent, and also when the send fails, the message is dropped, the socket closes with the message queued or the context
    /// ends. That may be in the middle of any call, so the owner is dropped a moment later, by a thread of this crate that
    /// does nothing else (`zmq-release`). In its `drop` it may use any socket it has, and be the last handle to a context.
    /// - One owner is dropped after another, in the order in which they were let go of: a `drop` that waits keeps others
    ///   waiting. A context that ends there is seen out by a thread of its own.
    /// - A panic in `drop` ends there and reaches nobody.
    /// - To wait until it is dropped, take a [`MessageTracker`](crate::MessageTracker). What is not dropped when the process
    ///   ends never is.
    /// - In a forked child, the owners of the parent are not dropped.
    /// - Memory that has no code of the program to run is freed at once, wherever that is: `Vec<u8>`, `String`, `Box<[u8]>`,
    ///   `Arc<[u8]>`, a `Cow` of bytes, a [`Message`], and whatever has no `drop` at all. An owner whose bytes are copied, since
    ///   they are few, is dropped by this call.
    ///
    /// ```
    /// use zmq::Message;
    /// let message = Message::from_owner(vec![7u8; 1_000_000]);
    /// assert_eq!(message.len(), 1_000_000);
    /// ```
    #[doc(alias = "zmq_msg_init_data")]
    pub fn from_owner<T: AsRef<[u8]> + Send + Sync + 'static>(owner: T) -> Message {
        Message::foreign(RawMessage::from_any_owner(owner), 0)
    }

    /// As [`from_owner`](Self::from_owner), of a payload that is tracked.
    pub(super) fn from_tracked<T: AsRef<[u8]> + Send + Sync + 'static>(tracked: Tracked<T>) -> Message {
        Message::foreign(RawMessage::from_tracked(tracked), 0)
    }

    /// As [`from_owner`](Self::from_owner), of bytes that may be somebody's, or just memory.
    #[cfg(feature = "bytes")]
    pub(super) fn from_bytes(bytes: bytes::Bytes) -> Message {
        Message::foreign(RawMessage::from_bytes(bytes), 0)
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
