//! Where in a C message its parts lie, as mend 86 has the compiler of libzmq check: what most messages are asked for is read there,
//! and a short one is made there, without a call of C. Of an installed libzmq nothing is known, and C is called.
//!
//! Nothing here is unsafe: `raw.rs` says why what it reads is there.

use super::INLINE;
use zmq_sys::zmq_msg_t;

/// Whether it is known: a constant, so that the other half of each question is not compiled.
pub const KNOWN: bool = zmq_sys::has_mend(86);

/// A pointer to what the connection gave to the message.
const METADATA: usize = 0;

/// The payload of a short message.
pub const DATA: usize = METADATA + size_of::<*const ()>();

/// How many bytes it has.
pub const SIZE: usize = 41;

/// The type, a number.
pub const TYPE: usize = 42;

/// Flags.
const FLAGS: usize = 43;

/// Where the name of its group lies: in the message, or elsewhere.
const GROUP: usize = 48;

/// The type of a message with its payload in itself (`type_vsm`).
pub const SHORT: u8 = 101;

/// The flag of a part that others follow.
const MORE: u8 = 1;

/// Whether so many bytes can be a short message that is made here.
#[inline(always)]
pub fn fits(size: usize) -> bool {
    KNOWN && size <= INLINE
}

/// A message with a copy of `bytes`, as `zmq_msg_init_size` makes it; of zeros, if they do not fit.
///
/// Word by word, since the compiler keeps words in registers, and copies an array of bytes twice on its way to where it belongs.
#[inline(always)]
pub fn short(bytes: &[u8]) -> zmq_msg_t {
    let mut words = [[0; 8]; 5];
    if let Some(place) = words.as_flattened_mut().get_mut(..bytes.len()) {
        place.copy_from_slice(bytes);
    }
    let [first, second, third, fourth, [last, ..]] = words;
    let mut message = [0; size_of::<zmq_msg_t>()];
    message[DATA..DATA + 8].copy_from_slice(&u64::from_ne_bytes(first).to_ne_bytes());
    message[DATA + 8..DATA + 16].copy_from_slice(&u64::from_ne_bytes(second).to_ne_bytes());
    message[DATA + 16..DATA + 24].copy_from_slice(&u64::from_ne_bytes(third).to_ne_bytes());
    message[DATA + 24..DATA + 32].copy_from_slice(&u64::from_ne_bytes(fourth).to_ne_bytes());
    message[DATA + 32] = last;
    message[SIZE] = bytes.len() as u8;
    message[TYPE] = SHORT;
    zmq_msg_t { bytes: message }
}

/// Whether other parts follow.
#[inline(always)]
pub fn more(message: &zmq_msg_t) -> bool {
    message.bytes[FLAGS] & MORE != 0
}

/// Whether `zmq_msg_close` would find nothing to give back.
#[inline(always)]
pub fn owns_nothing(message: &zmq_msg_t) -> bool {
    let metadata = message.bytes.first_chunk().is_none_or(|bytes| usize::from_ne_bytes(*bytes) == 0);
    message.bytes[TYPE] == SHORT && metadata && message.bytes[GROUP] == 0
}
