//! What is sent: each message says who sent it and which it is, and by that how it has to look.

use crate::owners::Book;
use rand::rngs::StdRng;
use zmq::Multipart;

/// Who sent a message, and which of his it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    pub sender: usize,
    pub number: u32,
}

/// The sizes that payloads have: around what fits into a message, into a batch, and beyond.
const SIZES: [usize; 11] = [0, 1, 28, 29, 33, 34, 300, 5000, 8191, 8193, 20_000];

/// The bytes of all parts. The first begins with one of two topics.
pub fn bytes(name: Name, single: bool, answer_to: Option<Name>) -> Vec<Vec<u8>> {
    let Name { sender, number } = name;
    let seed = (number as usize).wrapping_mul(7).wrapping_add(sender * 3);
    let topic = if number % 2 == 0 { 'a' } else { 'b' };
    let mut head = format!("{topic} {sender} {number} ").into_bytes();
    head.extend(std::iter::repeat_n(b'.', SIZES[seed % 7]));
    let mut parts = vec![head];
    if !single {
        let rest = (0..seed % 4).map(|part| vec![(seed + part) as u8; SIZES[(seed + part) % SIZES.len()]]);
        parts.extend(rest);
    }
    if let Some(Name { sender, number }) = answer_to {
        parts.push(format!("re {sender} {number}").into_bytes());
    }
    parts
}

/// The same in messages, by many ways.
pub fn message(rng: &mut StdRng, book: &mut Book, name: Name, single: bool, re: Option<Name>) -> Multipart {
    let parts = bytes(name, single, re);
    parts.into_iter().map(|part| book.message(rng, part, None)).collect()
}

/// Reads what came, and sees that it is whole.
#[track_caller]
pub fn read(parts: &Multipart, single: bool) -> (Name, Option<Name>) {
    let words = |part: &[u8]| -> Vec<String> {
        String::from_utf8_lossy(part).split(' ').map(str::to_owned).collect()
    };
    let pair = |words: &[String]| -> Option<Name> {
        Some(Name { sender: words.first()?.parse().ok()?, number: words.get(1)?.parse().ok()? })
    };
    let shown =
        || parts.iter().map(|part| String::from_utf8_lossy(&part[..part.len().min(40)])).collect::<Vec<_>>();
    let Some(name) = parts.first().and_then(|head| pair(&words(head)[1..])) else {
        panic!("no beginning of a message: {:?}", shown());
    };
    let last = words(parts.last().unwrap());
    let re = if parts.len() > 1 && last[0] == "re" { pair(&last[1..]) } else { None };
    let expected = bytes(name, single, re);
    assert!(parts.iter().eq(expected.iter()), "{name:?} is torn: {:?}", shown());
    (name, re)
}

/// Takes a message off what a stream of bytes has brought so far, if it is whole.
#[track_caller]
pub fn take(bytes_so_far: &mut Vec<u8>) -> Option<Vec<u8>> {
    let head = bytes_so_far.split_inclusive(|&byte| byte == b' ').take(3).map(<[u8]>::len).sum::<usize>();
    let words = String::from_utf8_lossy(&bytes_so_far[..head]).into_owned();
    let numbers: Vec<u32> = words.split(' ').skip(1).filter_map(|word| word.parse().ok()).collect();
    let [sender, number] = numbers[..] else {
        assert!(head < 40, "no beginning of a message: {words:.80}");
        return None;
    };
    if !words.ends_with(' ') {
        return None; // there may be more digits
    }
    let length = bytes(Name { sender: sender as usize, number }, true, None)[0].len();
    (bytes_so_far.len() >= length).then(|| bytes_so_far.drain(..length).collect())
}
