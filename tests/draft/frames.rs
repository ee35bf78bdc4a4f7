//! Peers that speak ZMTP and send anything: frames at random, after a handshake in order, to each of the draft kinds. A
//! child must neither abort nor hang.

use crate::support::{bind_tcp, draft::context, in_child};
use rand::{Rng as _, RngExt as _, SeedableRng as _, rngs::StdRng};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};
use zmq::{Socket, SocketType};

/// Which kinds libzmq lets connect to each other.
const PAIRS: [(SocketType, SocketType); 8] = [
    (SocketType::Server, SocketType::Client),
    (SocketType::Client, SocketType::Server),
    (SocketType::Radio, SocketType::Dish),
    (SocketType::Dish, SocketType::Radio),
    (SocketType::Scatter, SocketType::Gather),
    (SocketType::Gather, SocketType::Scatter),
    (SocketType::Peer, SocketType::Peer),
    (SocketType::Channel, SocketType::Channel),
];

/// Names of commands, with their lengths. Not PING: one that is still unread when its connection is gone ends any process up
/// to libzmq 4.3.5, which is not about these kinds.
const COMMANDS: [&[u8]; 8] = [
    b"\x04JOIN",
    b"\x05LEAVE",
    b"\x09SUBSCRIBE",
    b"\x06CANCEL",
    b"\x04PONG",
    b"\x05ERROR",
    b"\x05READY",
    b"",
];

/// Connects as a peer of a kind; nothing if the other side hangs up.
fn peer(endpoint: &str, kind: SocketType, minor: u8) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(endpoint.strip_prefix("tcp://")?).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    stream.set_write_timeout(Some(Duration::from_millis(200))).ok()?;
    let mut greeting = [0; 64];
    (greeting[0], greeting[9], greeting[10], greeting[11]) = (0xff, 0x7f, 3, minor);
    greeting[12..16].copy_from_slice(b"NULL");
    stream.write_all(&greeting).ok()?;
    let name = kind.name().as_bytes();
    let mut ready = vec![4, 22 + name.len() as u8];
    ready.extend(b"\x05READY\x0bSocket-Type\0\0\0");
    ready.push(name.len() as u8);
    ready.extend(name);
    stream.write_all(&ready).ok()?;
    // The other side is ready when its own READY has come.
    stream.read_exact(&mut greeting).ok()?;
    let mut frame = [0; 2];
    stream.read_exact(&mut frame).ok()?;
    stream.read_exact(&mut vec![0; frame[1].into()]).ok()?;
    Some(stream)
}

/// A frame of a message or a command.
fn frame(rng: &mut StdRng) -> Vec<u8> {
    let mut body = if rng.random_bool(0.5) {
        COMMANDS[rng.random_range(0..COMMANDS.len())].to_vec()
    } else {
        Vec::new()
    };
    let size = [0, 1, 14, 15, 40, 255, 256, 300, 9000][rng.random_range(0..9)];
    let start = body.len();
    body.resize(start + size, b'g');
    if rng.random_bool(0.3) {
        rng.fill_bytes(&mut body[start..]);
    }
    let flags = [0, 0, 1, 1, 4, 4, 5, 8, 0xff][rng.random_range(0..9)];
    let mut frame = Vec::new();
    if rng.random_bool(0.02) {
        frame.extend([2 | flags, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]); // too long to be true
    } else if body.len() > 255 {
        frame.push(flags | 2);
        frame.extend((body.len() as u64).to_be_bytes());
    } else {
        frame.extend([flags & !2, body.len() as u8]);
    }
    frame.extend(body);
    frame
}

/// What the program does with its socket meanwhile.
fn act(rng: &mut StdRng, socket: &Socket<SocketType>) {
    for _ in 0..rng.random_range(0..20) {
        if let Ok(Some(message)) = socket.try_recv() {
            let _ = socket.try_send(message);
        }
        let _ = socket.send_to_group("g", "x").is_ok() || socket.try_send("x").is_ok();
        let _ = socket.events();
    }
}

#[test]
fn frames_at_random() {
    in_child!(60, || {
        let seed = std::env::var("ZMQ_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed: u64 = seed.unwrap_or_else(rand::random);
        println!("ZMQ_TEST_SEED={seed}"); // printed if the child fails
        let rng = &mut StdRng::seed_from_u64(seed);
        let deadline = Instant::now() + Duration::from_secs(5);
        let mut connected = 0;
        while Instant::now() < deadline {
            let ctx = context();
            let (kind, other) = PAIRS[rng.random_range(0..PAIRS.len())];
            let socket = ctx.socket(kind).unwrap();
            // A full queue of a DISH cannot take messages for the empty group; see `join`.
            socket.set_rcvhwm(if kind == SocketType::Dish { 0 } else { rng.random_range(0..4) }).unwrap();
            let _ = socket.join("g");
            let _ = socket.set_sndtimeo(Some(Duration::ZERO));
            let endpoint = bind_tcp(&socket);
            for _ in 0..rng.random_range(1..4) {
                let Some(mut stream) = peer(&endpoint, other, rng.random_range(0..2)) else { continue };
                connected += 1;
                for _ in 0..rng.random_range(0..60) {
                    if stream.write_all(&frame(rng)).is_err() {
                        break;
                    }
                    if rng.random_bool(0.1) {
                        act(rng, &socket);
                    }
                }
                act(rng, &socket);
            }
        }
        assert!(connected > 0);
    });
}
