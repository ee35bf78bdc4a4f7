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
    copy(bytes, words.as_flattened_mut());
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

/// Puts a copy of `bytes`, which [fit](fits), into a message that [`short`] made of none: for one that stays where it is.
#[inline(always)]
pub fn fill(message: &mut zmq_msg_t, bytes: &[u8]) {
    copy(bytes, &mut message.bytes[DATA..DATA + INLINE]);
    message.bytes[SIZE] = bytes.len() as u8;
}

/// Copies what [fits] in two or three moves, which may overlap: for a length that the compiler does not know `copy_from_slice` is a call.
#[inline(always)]
fn copy(bytes: &[u8], place: &mut [u8]) {
    let size = bytes.len();
    if size > INLINE {
        return;
    }
    if size > 16 {
        ends(bytes, place, u128::from_ne_bytes, u128::to_ne_bytes);
        if let (33.., Some(middle), Some(place)) = (size, bytes.get(16..32), place.get_mut(16..32)) {
            place.copy_from_slice(middle);
        }
    } else if size >= 8 {
        ends(bytes, place, u64::from_ne_bytes, u64::to_ne_bytes);
    } else if size >= 4 {
        ends(bytes, place, u32::from_ne_bytes, u32::to_ne_bytes);
    } else if let ([first, .., last], Some(middle)) = (bytes, bytes.get(size / 2)) {
        place[0] = *first;
        place[size / 2] = *middle;
        place[size - 1] = *last;
    } else if let [only] = bytes {
        place[0] = *only;
    }
}

/// The first and the last `N` bytes; there are as many, and not more than twice as many, or the rest is somebody else's. As numbers: of
/// copies of bytes at the ends of branches the compiler makes one call.
#[inline(always)]
fn ends<const N: usize, W>(bytes: &[u8], place: &mut [u8], load: fn([u8; N]) -> W, store: fn(W) -> [u8; N]) {
    let from = bytes.len() - N;
    if let (Some(first), Some(to)) = (bytes.first_chunk(), place.first_chunk_mut()) {
        *to = store(load(*first));
    }
    if let (Some(last), Some(to)) = (bytes.last_chunk(), place.get_mut(from..from + N)) {
        to.copy_from_slice(&store(load(*last)));
    }
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

#[cfg(test)]
mod tests {
    use super::{DATA, INLINE, SHORT, SIZE, TYPE, fill, short};

    #[test]
    fn every_length_is_copied() {
        let bytes: Vec<u8> = (1..=INLINE as u8).collect();
        for size in 0..=INLINE {
            let mut expected = [0; size_of::<zmq_sys::zmq_msg_t>()];
            expected[DATA..DATA + size].copy_from_slice(&bytes[..size]);
            (expected[SIZE], expected[TYPE]) = (size as u8, SHORT);
            assert_eq!(short(&bytes[..size]).bytes, expected, "{size}");
            let mut filled = short(&[]);
            fill(&mut filled, &bytes[..size]);
            assert_eq!(filled.bytes, expected, "{size}");
        }
    }
}
