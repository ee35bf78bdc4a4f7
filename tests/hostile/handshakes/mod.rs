//! Strangers that say everything wrong that can be said: at each step of the greeting and the handshake of CURVE and PLAIN,
//! over TCP by hand. None gets in, friends are served all the while, and no memory stays behind.
//!
//! With a libzmq of the system there are no boxes here to make a client of CURVE by hand; what a real one said is replayed.
#![cfg(target_os = "linux")]

#[cfg(zmq_test_boxes)]
mod curve;
#[cfg(zmq_test_boxes)]
mod inside;
#[cfg(zmq_test_boxes)]
mod raw;
mod script;

use crate::support::{bind_tcp, eventually, in_child, resident};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use script::{STEPS, Script, mutate};
use std::{
    collections::BTreeMap,
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    thread,
    time::Duration,
};
use zmq::{Authenticator, Context, Event, EventMask, KeyPair, Monitor, PublicKey, Security};

/// How many handshakes, by how many hostile threads.
const HANDSHAKES: usize = 10_000;
const THREADS: usize = 8;
/// What memory may grow by, in KiB, after the first part of them.
const GROWTH: u64 = 24 * 1024;
/// How long to wait for an answer to what was mutated.
const SOON: Duration = Duration::from_millis(15);
/// How long to wait for what must come.
const LONG: Duration = Duration::from_secs(30);

const NAME: &str = "friend";
const PASSWORD: &str = "the right password of a friend";

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// What the threads of a test tell each other.
#[derive(Default)]
struct Progress {
    friends: AtomicUsize,
    strangers: AtomicUsize,
    done: AtomicBool,
}

/// Answers friends, and must hear of nobody else.
fn serve(server: zmq::Socket<zmq::Router>, progress: &Progress) {
    let _finish = Finish(progress);
    while !progress.done.load(Relaxed) {
        let Ok(request) = server.recv_multipart() else { continue };
        assert!(request.len() == 3 && request[2].starts_with(b"friend "), "somebody got in: {request:?}");
        server.send_multipart(request).unwrap();
    }
}

/// Counts what happens to connections, until the server is closed.
fn watch(monitor: &Monitor) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for event in monitor.iter() {
        let what = match event.unwrap().event {
            Event::HandshakeSucceeded => "handshake succeeded".to_owned(),
            Event::HandshakeFailedProtocol { error, .. } => format!("{error:?}"),
            Event::HandshakeFailedAuth { .. } => "turned away".to_owned(),
            Event::HandshakeFailedNoDetail { .. } => "broken off".to_owned(),
            _ => continue,
        };
        *seen.entry(what).or_default() += 1;
    }
    seen
}

/// Comes again and again as a friend, each time with a new connection.
fn visit<Role>(endpoint: &str, security: &Security<Role>, progress: &Progress) {
    let _finish = Finish(progress);
    let ctx = context();
    while !progress.done.load(Relaxed) {
        let text = format!("friend {}", progress.friends.load(Relaxed));
        let friend = ctx.socket_builder(zmq::REQ).security(security).connect(endpoint).build().unwrap();
        friend.send(&text).unwrap();
        assert_eq!(friend.recv_timeout(LONG).unwrap().expect("friends are served"), text.as_str());
        progress.friends.fetch_add(1, Relaxed);
        thread::sleep(Duration::from_millis(2));
    }
}

/// What the server says next: a greeting, or the body of a frame. `None` if it says nothing more, or not in time.
fn answer(stream: &mut TcpStream, step: usize, time: Duration) -> Option<Vec<u8>> {
    stream.set_read_timeout(Some(time)).unwrap();
    let mut body = vec![0; 64];
    if step > 0 {
        let mut head = [0; 2];
        stream.read_exact(&mut head).ok()?;
        body.resize(usize::from(head[1]), 0);
    }
    stream.read_exact(&mut body).ok()?;
    Some(body)
}

/// One hostile connection, from its first byte until the server has closed it.
fn attack(endpoint: &str, mut script: Script, rng: &mut StdRng) {
    let mut stream = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
    stream.set_nodelay(true).unwrap();
    // One in fifty says all as it should be.
    let wrong = if rng.random_bool(0.02) { STEPS } else { rng.random_range(0..STEPS) };
    let (mut heard, mut blind) = (None, false);
    for step in 0..STEPS {
        let mut bytes = script.say(step, heard.as_deref(), rng);
        let end = step == wrong && mutate(&mut bytes, rng);
        if stream.write_all(&bytes).is_err() || end {
            break; // turned away already, or enough said
        }
        if step + 1 < STEPS && !blind {
            heard = answer(&mut stream, step, if step < wrong { LONG } else { SOON });
            blind = heard.is_none();
        }
    }
    turned_off(stream);
}

/// Ends a connection, and waits until the server has closed it, too.
fn turned_off(mut stream: TcpStream) {
    // Both fail where the server was faster.
    let _ = stream.shutdown(Shutdown::Write);
    stream.set_read_timeout(Some(LONG)).unwrap();
    let mut rest = [0; 4096];
    loop {
        match stream.read(&mut rest) {
            Ok(0) => break,
            Ok(_) => (),
            Err(error) => {
                let silent = [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind());
                assert!(!silent, "the server keeps a connection that has ended");
                break;
            }
        }
    }
}

/// Attacks a server from all sides while a friend comes and goes.
fn besiege<A, B>(
    server: &Security<A>,
    friend: &Security<B>,
    known: [u8; 32],
    scripts: impl Fn(&mut StdRng) -> Script + Sync,
    depths: &[(&str, usize)],
) {
    let seed: u64 =
        std::env::var("ZMQ_TEST_SEED").ok().map_or_else(rand::random, |seed| seed.parse().unwrap());
    println!("ZMQ_TEST_SEED={seed}");
    let ctx = context();
    let _door = door(&ctx, known);
    let socket = ctx.socket_builder(zmq::ROUTER).security(server).rcvtimeo(Some(SOON)).build().unwrap();
    let monitor = socket.monitor(EventMask::ALL).unwrap();
    let endpoint = bind_tcp(&socket);
    let progress = Progress::default();
    thread::scope(|scope| {
        let (endpoint, progress, scripts) = (&endpoint, &progress, &scripts);
        let seen = scope.spawn(move || watch(&monitor));
        scope.spawn(move || serve(socket, progress));
        let visitor = scope.spawn(move || visit(endpoint, friend, progress));
        let strangers: Vec<_> = (0..THREADS as u64)
            .map(|thread| {
                scope.spawn(move || {
                    let rng = &mut StdRng::seed_from_u64(seed.wrapping_add(thread));
                    while progress.strangers.fetch_add(1, Relaxed) < HANDSHAKES
                        && !progress.done.load(Relaxed)
                    {
                        attack(endpoint, scripts(rng), rng);
                    }
                })
            })
            .collect();
        while progress.strangers.load(Relaxed) < HANDSHAKES / 5 && !progress.done.load(Relaxed) {
            thread::sleep(SOON);
        }
        let (before, friends) = (resident(), progress.friends.load(Relaxed));
        for stranger in strangers {
            stranger.join().unwrap();
        }
        let (growth, more) = (resident().saturating_sub(before), progress.friends.load(Relaxed) - friends);
        println!("{more} friends served meanwhile, memory grew by {growth} KiB");
        // And once more after all of them.
        let friends = progress.friends.load(Relaxed);
        eventually("a friend is served in the end", || progress.friends.load(Relaxed) > friends);
        progress.done.store(true, Relaxed);
        visitor.join().unwrap();
        let seen = seen.join().unwrap();
        println!("{seen:?}");
        assert_eq!(seen["handshake succeeded"], progress.friends.load(Relaxed), "of friends only");
        for (what, often) in depths {
            assert!(seen.get(*what).is_some_and(|seen| seen >= often), "{what} not {often} times: {seen:?}");
        }
        assert!(more >= 20, "{more} friends were served");
        assert!(growth < GROWTH, "memory grew by {growth} KiB");
    });
}

/// An authenticator that knows one friend, by the key or by name and password.
fn door(ctx: &Context, known: [u8; 32]) -> Authenticator {
    let door = Authenticator::start(ctx).unwrap();
    door.configure_curve("global", [PublicKey::from_bytes(known)]);
    door.configure_plain("global", [(NAME, PASSWORD)]);
    door
}

/// Tells the threads to end, also when it panics.
struct Finish<'a>(&'a Progress);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        self.0.done.store(true, Relaxed);
    }
}

/// What a real friend says to a server with these keys, seen on the way: greeting, HELLO, INITIATE, and the rest.
fn record<A, B>(server: &Security<A>, friend: &Security<B>, known: [u8; 32]) -> Vec<Vec<u8>> {
    let ctx = context();
    let _door = door(&ctx, known);
    let socket = ctx.socket_builder(zmq::ROUTER).security(server).build().unwrap();
    let endpoint = bind_tcp(&socket);
    let relay = TcpListener::bind("127.0.0.1:0").unwrap();
    let between = format!("tcp://{}", relay.local_addr().unwrap());
    let client = ctx.socket_builder(zmq::REQ).security(friend).connect(&between).build().unwrap();
    let (mut near, _) = relay.accept().unwrap();
    let mut far = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
    let (mut near_out, mut far_in) = (near.try_clone().unwrap(), far.try_clone().unwrap());
    let back = thread::spawn(move || std::io::copy(&mut far_in, &mut near_out));
    let there = thread::spawn(move || {
        let (mut said, mut buffer) = (Vec::new(), [0; 4096]);
        while let Ok(read @ 1..) = near.read(&mut buffer) {
            said.extend(&buffer[..read]);
            far.write_all(&buffer[..read]).unwrap();
        }
        let _ = far.shutdown(Shutdown::Both);
        said
    });
    client.send("said once").unwrap();
    let request = socket.recv_multipart().unwrap();
    assert_eq!(request[2], "said once");
    drop(client);
    let said = there.join().unwrap();
    let _ = back.join().unwrap();

    let mut steps = vec![said[..64].to_vec()];
    let mut rest = &said[64..];
    for name in [b"\x05HELLO".as_slice(), b"\x08INITIATE"] {
        let head = if rest[0] & 2 == 0 { 2 } else { 9 };
        let length = rest[1..head].iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let (frame, more) = rest.split_at(head + length);
        assert!(frame[head..].starts_with(name));
        steps.push(frame.to_vec());
        rest = more;
    }
    steps.push(rest.to_vec());
    steps
}

#[test]
fn strangers_at_a_curve_server() {
    if !zmq::has("curve") {
        return;
    }
    in_child!(300, || {
        let (server, friend) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let public = *server.public.as_bytes();
        let known = *friend.public.as_bytes();
        let server = Security::curve_server(&server.secret).zap_domain("global");
        let friend = Security::curve_client(&public.into(), &friend);
        let recorded = record(&server, &friend, known);
        besiege(
            &server,
            &friend,
            known,
            |rng| match rng.random_range(0..20) {
                0 => Script::null(),
                1 => Script::old(rng),
                2 => Script::plain(NAME.as_bytes(), PASSWORD.as_bytes()),
                #[cfg(zmq_test_boxes)]
                10.. => Script::live(public, known, rng),
                _ => Script::Fixed(recorded.clone()),
            },
            &[
                ("ZMTP_MECHANISM_MISMATCH", 300),
                ("ZMTP_MALFORMED_COMMAND_HELLO", 30),
                #[cfg(zmq_test_boxes)]
                ("ZMTP_MALFORMED_COMMAND_INITIATE", 30),
                ("ZMTP_CRYPTOGRAPHIC", 1000),
                #[cfg(zmq_test_boxes)]
                ("turned away", 300),
            ],
        );
    });
}

#[test]
fn strangers_at_a_plain_server() {
    in_child!(300, || {
        let server = Security::plain_server().zap_domain("global");
        let friend = Security::plain_client(NAME, PASSWORD);
        besiege(
            &server,
            &friend,
            [0; 32],
            |rng| match rng.random_range(0..20) {
                0 => Script::null(),
                1 => Script::old(rng),
                2 => Script::plain(&[0xFF; 255], &[0; 255]),
                3 => Script::plain(b"", b""),
                4 => Script::plain(NAME.as_bytes(), b""),
                _ => Script::plain(NAME.as_bytes(), b"what a stranger guesses"),
            },
            &[("ZMTP_MECHANISM_MISMATCH", 300), ("ZMTP_MALFORMED_COMMAND_HELLO", 30), ("turned away", 1000)],
        );
    });
}
