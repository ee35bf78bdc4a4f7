//! Payloads that lie in memory of the program: libzmq says when it has let go of them.

mod raw;

use super::{INLINE, Message, out_of_memory, raw::RawMessage, tracker::Tracked};
use crate::Result;
use std::sync::Arc;

impl Message {
    /// A message over static memory, zero-copy.
    #[doc(alias = "zmq_send_const")]
    pub fn from_static(bytes: &'static [u8]) -> Message {
        if bytes.len() <= INLINE {
            return Message::from(bytes);
        }
        Message::foreign(RawMessage::borrowed(bytes), bytes.len())
    }

    /// A message over the bytes of `owner`, zero-copy unless it is short.
    ///
    /// Its `as_ref` is called once.
    ///
    /// # Where the owner is dropped
    /// `owner` is dropped once, when libzmq has released the payload in this message and all of its clones: after it was
    /// sent, and also when the send fails, the message is dropped, the socket closes with the message queued or the context
    /// ends. Since this can happen during any call, a thread of this crate (`zmq-release`) drops the owner a moment later.
    /// Its `drop` may use sockets, and be the last handle to a context.
    /// - Owners are dropped one after another, in the order of release: a slow `drop` delays the others. A context ending
    ///   there is terminated by a thread of its own.
    /// - A panic in `drop` ends there and reaches nobody.
    /// - To wait for the drop, use a [`MessageTracker`](crate::MessageTracker). At the end of the process, the rest is not
    ///   dropped.
    /// - In a forked child, the owners of the parent are not dropped.
    /// - Memory without a `drop` of the program is freed at once, on any thread: `Vec<u8>`, `String`, `Box<[u8]>`,
    ///   `Arc<[u8]>`, a `Cow` of bytes, a [`Message`], and types without `drop`. If few bytes are copied, this call drops
    ///   the owner.
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
