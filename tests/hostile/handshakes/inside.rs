//! Friends that go mad once they are in: messages of CURVE with something wrong in the box or around it.

use super::{
    LONG, Progress, answer, context,
    curve::Handshake,
    door,
    script::{COMMAND, frame, greeting, metadata, mutate},
    turned_off, visit,
};
#[cfg(target_os = "linux")]
use crate::support::resident;
use crate::support::{bind_tcp, in_child};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::{io::Write, net::TcpStream, sync::atomic::Ordering::Relaxed, thread};
use zmq::{KeyPair, Security};

const VISITS: usize = 2000;

/// Goes through the whole handshake as a friend.
fn enter(endpoint: &str, server: &KeyPair, friend: &KeyPair) -> (TcpStream, Handshake) {
    let mut handshake = Handshake::new(*server.public.as_bytes());
    (handshake.public, handshake.secret) = (*friend.public.as_bytes(), *friend.secret.as_bytes());
    let mut stream = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
    stream.write_all(&greeting("CURVE")).unwrap();
    answer(&mut stream, 0, LONG).unwrap();
    stream.write_all(&frame(COMMAND, &handshake.hello())).unwrap();
    handshake.welcome(&answer(&mut stream, 1, LONG).unwrap());
    let initiate = handshake.initiate(&metadata(&[("Socket-Type", "REQ")]), &mut |_| ());
    stream.write_all(&frame(COMMAND, &initiate)).unwrap();
    let ready = answer(&mut stream, 2, LONG).unwrap();
    assert!(ready.starts_with(b"\x05READY"), "a friend is let in");
    (stream, handshake)
}

/// Something that is like a message, and its count.
fn nonsense(handshake: &Handshake, count: u64, rng: &mut StdRng) -> Vec<u8> {
    let names: &[&[u8]] = &[b"\x04PING", b"\x04PONG", b"\x09SUBSCRIBE", b"\x06CANCEL", b"\x05READY", b""];
    let mut plain = vec![rng.random_range(0..8)];
    plain.extend(names[rng.random_range(0..names.len())]);
    plain.extend((0..rng.random_range(0..300)).map(|_| rng.random::<u8>()));
    plain.truncate(rng.random_range(0..=plain.len()));
    let count = if rng.random_bool(0.05) { rng.random() } else { count };
    let mut bytes = frame(rng.random_range(0..8) & !2, &handshake.seal(count, &plain));
    if rng.random_bool(0.2) {
        mutate(&mut bytes, rng);
    }
    bytes
}

#[cfg(target_os = "linux")]
#[test]
fn friends_that_go_mad() {
    in_child!(300, || {
        let seed: u64 = rand::random();
        println!("seed {seed}");
        let rng = &mut StdRng::seed_from_u64(seed);
        let (keys, friend) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let ctx = context();
        let _door = door(&ctx, *friend.public.as_bytes());
        let security = Security::curve_server(&keys.secret).zap_domain("global");
        let server =
            ctx.socket_builder(zmq::ROUTER).security(&security).rcvtimeo(Some(LONG)).build().unwrap();
        let endpoint = bind_tcp(&server);
        let progress = Progress::default();
        thread::scope(|scope| {
            let (progress, endpoint) = (&progress, &endpoint);
            scope.spawn(move || {
                // Those who make sense are answered.
                while let Ok(request) = server.recv_multipart() {
                    if request.len() == 3 && request[2].starts_with(b"friend ") {
                        server.send_multipart(request).unwrap();
                    } else if request.iter().any(|part| part == "the end") {
                        break;
                    }
                }
            });
            let security = Security::curve_client(&keys.public, &friend);
            let visitor = scope.spawn(move || visit(endpoint, &security, progress));
            let mut before = 0;
            for visit in 0..VISITS {
                if visit == VISITS / 4 {
                    before = resident();
                }
                let (mut stream, handshake) = enter(endpoint, &keys, &friend);
                for count in 0..rng.random_range(1..20) {
                    if stream.write_all(&nonsense(&handshake, 3 + count, rng)).is_err() {
                        break; // it was too much
                    }
                }
                turned_off(stream);
            }
            let growth = resident().saturating_sub(before);
            let friends = progress.friends.load(Relaxed);
            println!("{friends} friends served meanwhile, memory grew by {growth} KiB");
            progress.done.store(true, Relaxed);
            visitor.join().unwrap();
            let (mut stream, handshake) = enter(endpoint, &keys, &friend);
            stream.write_all(&frame(0, &handshake.message(b"the end"))).unwrap();
            assert!(friends >= 20, "{friends} friends were served");
            assert!(growth < super::GROWTH, "memory grew by {growth} KiB");
        });
    });
}

/// What libzmq up to 4.3.5 adds to the answer to a PING that is cut short is the peer's own with CURVE: SECURITY.md says so.
#[test]
fn a_ping_that_is_cut_short_tells_nothing_new() {
    in_child!(60, || {
        let (keys, friend) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let ctx = context();
        let _door = door(&ctx, *friend.public.as_bytes());
        let security = Security::curve_server(&keys.secret).zap_domain("global");
        let server = ctx.socket_builder(zmq::ROUTER).security(&security).build().unwrap();
        let endpoint = bind_tcp(&server);
        for length in [5, 6] {
            let (mut stream, handshake) = enter(&endpoint, &keys, &friend);
            let plain = [b"\x02", &b"\x04PING\x00"[..length]].concat();
            let ping = handshake.seal(3, &plain);
            stream.write_all(&frame(0, &ping)).unwrap();
            if !crate::support::lacks(&[6]) {
                // It is not answered, and the next one is.
                let whole = handshake.seal(4, b"\x02\x04PING\0\0mine");
                stream.write_all(&frame(0, &whole)).unwrap();
                let pong = handshake.open(&answer(&mut stream, 1, LONG).unwrap()).unwrap();
                assert_eq!(pong, b"\x02\x04PONGmine");
                continue;
            }
            let pong = handshake.open(&answer(&mut stream, 1, LONG).unwrap()).unwrap();
            let context = pong.strip_prefix(b"\x02\x04PONG").unwrap();
            // The box is opened in its place.
            let mut own = ping.clone();
            own[16..16 + plain.len()].copy_from_slice(&plain);
            assert!(context == &own[7..23] || context.is_empty(), "{context:02x?} of {own:02x?}");
        }
    });
}
