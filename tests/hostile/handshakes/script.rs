//! What a hostile client says, step by step, and the ways in which it says it wrong.

#[cfg(zmq_test_boxes)]
use super::curve::Handshake;
use rand::{RngExt as _, rngs::StdRng};

/// The steps of every script: greeting, HELLO, INITIATE, and messages.
pub const STEPS: usize = 4;

/// What it says when all goes well for it.
pub enum Script {
    /// Always the same.
    Fixed(Vec<Vec<u8>>),
    /// CURVE with keys of its own, and metadata that may be anything.
    #[cfg(zmq_test_boxes)]
    Live(Box<Handshake>, Vec<u8>),
}

/// A greeting of ZMTP 3.1.
pub fn greeting(mechanism: &str) -> Vec<u8> {
    let mut greeting = vec![0; 64];
    (greeting[0], greeting[9], greeting[10], greeting[11]) = (0xFF, 0x7F, 3, 1);
    greeting[12..12 + mechanism.len()].copy_from_slice(mechanism.as_bytes());
    greeting
}

const MESSAGE: u8 = 0;
const LONG: u8 = 2;
pub const COMMAND: u8 = 4;

pub fn frame(flags: u8, body: &[u8]) -> Vec<u8> {
    let mut frame = match u8::try_from(body.len()) {
        Ok(length) => vec![flags, length],
        Err(_) => [&[flags | LONG][..], &(body.len() as u64).to_be_bytes()].concat(),
    };
    frame.extend(body);
    frame
}

/// Properties as in READY and INITIATE.
pub fn metadata(properties: &[(&str, &str)]) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, value) in properties {
        all.push(name.len() as u8);
        all.extend(name.bytes());
        all.extend((value.len() as u32).to_be_bytes());
        all.extend(value.bytes());
    }
    all
}

/// What no server may ever receive.
fn hostile_message() -> Vec<u8> {
    [frame(1, b""), frame(MESSAGE, b"hostile")].concat()
}

impl Script {
    /// A client of PLAIN.
    pub fn plain(name: &[u8], password: &[u8]) -> Script {
        let hello = [b"\x05HELLO", &[name.len() as u8][..], name, &[password.len() as u8], password].concat();
        let initiate = [b"\x08INITIATE", &metadata(&[("Socket-Type", "REQ"), ("Identity", "")])[..]].concat();
        Script::Fixed(vec![
            greeting("PLAIN"),
            frame(COMMAND, &hello),
            frame(COMMAND, &initiate),
            hostile_message(),
        ])
    }

    /// A client that knows of no security.
    pub fn null() -> Script {
        let ready = [b"\x05READY", &metadata(&[("Socket-Type", "REQ")])[..]].concat();
        Script::Fixed(vec![
            greeting("NULL"),
            frame(COMMAND, &ready),
            frame(COMMAND, &ready),
            hostile_message(),
        ])
    }

    /// A client of ZMTP 1.0 or 2.0, which have no security.
    pub fn old(rng: &mut StdRng) -> Script {
        let signature = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F];
        Script::Fixed(match rng.random_range(0..3) {
            0 => vec![vec![1, 0], b"\x01\x01".to_vec(), b"\x08\x00hostile".to_vec(), Vec::new()],
            1 => {
                vec![[&signature[..], &[0, 3]].concat(), vec![1, 0], b"\x08\x00hostile".to_vec(), Vec::new()]
            }
            _ => vec![[&signature[..], &[1, 3]].concat(), vec![0, 0], hostile_message(), Vec::new()],
        })
    }

    /// A client of CURVE that knows the server's key, but is not known itself.
    #[cfg(zmq_test_boxes)]
    pub fn live(server: [u8; 32], known: [u8; 32], rng: &mut StdRng) -> Script {
        let mut handshake = Box::new(Handshake::new(server));
        if rng.random_bool(0.2) {
            handshake.public = known; // whose secret key it does not have
        }
        let mut metadata = metadata(&[("Socket-Type", "REQ"), ("Identity", "")]);
        match rng.random_range(0..10) {
            0 => metadata.clear(),
            1 => metadata = self::metadata(&[("Socket-Type", "PUB"), ("Identity", "me")]),
            2 => metadata.truncate(rng.random_range(0..metadata.len())),
            3 => metadata = self::metadata(&[("Socket-Type", "REQ"), ("Identity", &"i".repeat(300))]),
            4 => {
                metadata =
                    self::metadata(&[("", ""), ("", ""), ("X-a", ""), ("X-a", "twice"), ("User-Id", "root")])
            }
            5 => metadata.extend([3, b'X', b'-', b'b', 0xFF, 0xFF, 0xFF, 0xFF]),
            6 => metadata.extend((0..rng.random_range(1..5000)).map(|_| rng.random::<u8>())),
            7 => garble(&mut metadata, rng),
            _ => (),
        }
        Script::Live(handshake, metadata)
    }

    /// What to say at a step, after `answer` to the one before.
    #[cfg_attr(not(zmq_test_boxes), allow(unused_variables))]
    pub fn say(&mut self, step: usize, answer: Option<&[u8]>, rng: &mut StdRng) -> Vec<u8> {
        match self {
            Script::Fixed(steps) => steps[step].clone(),
            #[cfg(zmq_test_boxes)]
            Script::Live(handshake, metadata) => match step {
                0 => greeting("CURVE"),
                1 => frame(COMMAND, &handshake.hello()),
                2 => {
                    handshake.welcome(answer.unwrap_or_default());
                    let way = rng.random_range(0..10);
                    let initiate = handshake.initiate(metadata, &mut |plain| match way {
                        0 => plain.truncate(rng.random_range(0..=plain.len())),
                        1 => garble(plain, rng),
                        2 => plain[..32].fill(0),
                        _ => (),
                    });
                    frame(COMMAND, &initiate)
                }
                _ => frame(MESSAGE, &handshake.message(b"hostile")),
            },
        }
    }
}

/// Writes over a few bytes.
fn garble(bytes: &mut [u8], rng: &mut StdRng) {
    if bytes.is_empty() {
        return;
    }
    for _ in 0..rng.random_range(1..8) {
        let at = rng.random_range(0..bytes.len());
        bytes[at] = rng.random();
    }
}

/// A length for a frame that does not have it.
fn wrong_length(rng: &mut StdRng) -> [u8; 8] {
    let lengths = [0, 1, 5, 199, 201, 256, 1 << 16, 1 << 31, 1 << 40, 1 << 63, u64::MAX, u64::MAX - 8];
    lengths[rng.random_range(0..lengths.len())].to_be_bytes()
}

/// Makes a step wrong. The connection ends there if the second is true.
pub fn mutate(bytes: &mut Vec<u8>, rng: &mut StdRng) -> bool {
    let length = bytes.len().max(1);
    let at = rng.random_range(0..length);
    match rng.random_range(0..13) {
        0..=2 if !bytes.is_empty() => bytes[at] ^= 1 << rng.random_range(0..8),
        3 => garble(bytes, rng),
        4 => {
            bytes.truncate(at);
            return true;
        }
        5 => bytes.truncate(at), // and goes on with the next step
        6 => {
            let more: Vec<u8> = (0..rng.random_range(1..64)).map(|_| rng.random()).collect();
            bytes.splice(at.min(bytes.len())..at.min(bytes.len()), more);
        }
        7 => drop(bytes.drain(at.min(bytes.len())..(at + rng.random_range(1..32)).min(bytes.len()))),
        8 => {
            // Another length before the same body.
            let body = bytes.split_off(bytes.len().min(2));
            *bytes = [&[COMMAND | LONG][..], &wrong_length(rng), &body].concat();
        }
        9 => {
            // The same beginning, and a body that is far too long.
            let body = bytes.split_off(bytes.len().min(2));
            let size = [1000, 8193, 100_000, 400_000][rng.random_range(0..4)];
            *bytes = frame(COMMAND, &[&body[..], &vec![0; size]].concat());
        }
        10 => *bytes = (0..rng.random_range(0..600)).map(|_| rng.random()).collect(),
        11 => bytes.clear(),
        _ => *bytes = bytes.repeat(2),
    }
    false
}
