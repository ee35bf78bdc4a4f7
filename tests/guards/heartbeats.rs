//! Heartbeats find a peer that falls silent, and never end the process: up to libzmq 4.3.5 they would, where a queue is
//! full or gone when their timers run out.

use crate::support::{self, bind_tcp, in_child, within};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};
use zmq::{Context, Errno, Socket, SocketType, kind::Kind};

const IVL: Option<Duration> = Some(Duration::from_millis(50));
const TIMEOUT: Duration = Duration::from_millis(100);

/// A socket that may have heartbeats.
fn beating<K: Kind>(ctx: &Context, kind: K) -> Socket<K> {
    let builder = ctx.socket_builder(kind).heartbeat_timeout(Some(TIMEOUT)).heartbeat_ivl(IVL);
    builder.linger(Some(Duration::ZERO)).rcvhwm(0).build().unwrap()
}

fn is_fragile() -> bool {
    support::lacks(&[1, 2, 3, 4, 13, 20])
}

#[test]
fn what_must_hold_before_and_while() {
    within(20, || {
        if !is_fragile() {
            return;
        }
        let ctx = Context::new().unwrap();
        let refuses = |result: Result<(), zmq::Error>, why: &str| {
            let error = result.unwrap_err();
            assert_eq!(error, Errno::EINVAL);
            assert!(error.to_string().contains(why), "{error}");
        };
        let socket = ctx.socket(zmq::ROUTER).unwrap();
        refuses(socket.set_heartbeat_ivl(IVL), "rcvhwm");
        socket.set_rcvhwm(0).unwrap();
        refuses(socket.set_heartbeat_ivl(IVL), "linger");
        socket.set_linger(Some(Duration::ZERO)).unwrap();
        socket.set_router_handover(true).unwrap();
        refuses(socket.set_heartbeat_ivl(IVL), "HANDOVER");
        socket.set_router_handover(false).unwrap();
        socket.set_heartbeat_ivl(IVL).unwrap();
        assert_eq!(socket.heartbeat_ivl().unwrap(), IVL);
        refuses(socket.set_router_handover(true), "HANDOVER");
        refuses(socket.set_rcvhwm(1), "heartbeats");
        refuses(socket.set_linger(None), "heartbeats");
        socket.set_rcvhwm(0).unwrap();
        socket.set_sndhwm(7).unwrap();
        socket.set_heartbeat_ivl(None).unwrap();
        socket.set_linger(None).unwrap();
        socket.set_linger(Some(Duration::ZERO)).unwrap();
        socket.set_heartbeat_ivl(IVL).unwrap();

        // Connections that are there keep what they were made with.
        let endpoint = bind_tcp(&socket);
        socket.set_heartbeat_ivl(None).unwrap();
        refuses(socket.set_linger(None), "heartbeats");
        assert_eq!(socket.unbind(&endpoint).unwrap_err(), Errno::ENOTSUP);
        assert_eq!(socket.disconnect("tcp://127.0.0.1:9").unwrap_err(), Errno::ENOTSUP);
        socket.bind("inproc://heart").unwrap();
        socket.unbind("inproc://heart").unwrap();

        let pair = ctx.socket(zmq::PAIR).unwrap();
        pair.set_rcvhwm(0).unwrap();
        pair.set_linger(Some(Duration::ZERO)).unwrap();
        refuses(pair.set_heartbeat_ivl(IVL), "PAIR and CHANNEL");
    });
}

/// A PULL that does not receive for longer than the heartbeat allows, from a PUSH that has more than enough and then dies.
fn slow_consumer(pull_binds: bool, timeout: Duration, prepare: impl Fn(&Socket<zmq::Pull>, Duration)) {
    let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
    let others = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
    let (pull, push) = (ctx.socket(zmq::PULL).unwrap(), others.socket(zmq::PUSH).unwrap());
    prepare(&pull, timeout);
    push.set_sndhwm(0).unwrap();
    if pull_binds {
        push.connect(&bind_tcp(&pull)).unwrap();
    } else {
        pull.connect(&bind_tcp(&push)).unwrap();
    }
    // More than the system keeps for a connection. On a busy machine the first connection may fall to its heartbeats, with all
    // that was sent to it.
    let arrives = || {
        for _ in 0..20_000 {
            push.send(vec![7; 1000]).unwrap();
        }
        pull.recv_timeout(Duration::from_secs(2)).unwrap().is_some()
    };
    assert!((0..10).any(|_| arrives()), "nothing comes");
    thread::sleep(6 * TIMEOUT); // the timers must run out while nobody receives
    drop(push);
    others.term();
    thread::sleep(6 * TIMEOUT); // and again while nobody is there
    while pull.recv_timeout(Duration::from_millis(200)).unwrap().is_some() {}
}

/// All of them, side by side: each sleeps for most of its time.
fn slow_consumers(prepare: impl Fn(&Socket<zmq::Pull>, Duration) + Sync) {
    thread::scope(|scope| {
        for (binds, timeout) in
            [(false, Duration::ZERO), (true, Duration::ZERO), (false, TIMEOUT), (true, TIMEOUT)]
        {
            let prepare = &prepare;
            scope.spawn(move || slow_consumer(binds, timeout, prepare));
        }
    });
}

#[test]
fn a_slow_consumer_with_a_short_queue() {
    in_child!(60, || {
        slow_consumers(|pull, timeout| {
            // In every order, with and without the time limit.
            let _ = pull.set_heartbeat_ivl(IVL);
            pull.set_linger(Some(Duration::ZERO)).unwrap();
            pull.set_rcvhwm(1).unwrap();
            assert_eq!(pull.set_heartbeat_ivl(IVL).is_err(), is_fragile());
            pull.set_heartbeat_timeout(Some(timeout)).unwrap();
        });
    });
}

#[test]
fn a_slow_consumer_with_heartbeats() {
    in_child!(60, || {
        slow_consumers(|pull, timeout| {
            pull.set_rcvhwm(0).unwrap();
            pull.set_linger(Some(Duration::ZERO)).unwrap();
            pull.set_heartbeat_timeout(Some(timeout)).unwrap();
            pull.set_heartbeat_ivl(IVL).unwrap();
        });
    });
}

/// Sockets that come and go, on both sides, while heartbeats are on and messages on their way.
#[test]
fn ends_in_the_middle_of_it() {
    in_child!(60, || {
        for round in 0..20 {
            let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
            let server = beating(&ctx, zmq::DEALER);
            let endpoint = bind_tcp(&server);
            let clients: Vec<_> = (0..4)
                .map(|_| {
                    let client = beating(&ctx, zmq::DEALER);
                    client.connect(&endpoint).unwrap();
                    for _ in 0..500 {
                        let _ = client.try_send(vec![1; 1000]);
                        let _ = server.try_send(vec![2; 1000]);
                    }
                    client
                })
                .collect();
            assert!(server.recv_timeout(Duration::from_secs(20)).unwrap().is_some());
            let mut clients = clients.into_iter();
            drop(clients.next());
            if round % 2 == 0 {
                drop(server);
            }
            thread::sleep(Duration::from_millis(60));
        }
    });
}

/// The greeting of ZMTP 3.1 without security, and READY of a kind.
fn hello(kind: SocketType) -> Vec<u8> {
    let mut bytes = b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\x01NULL".to_vec();
    bytes.resize(64, 0);
    let mut ready = b"\x05READY\x0bSocket-Type\0\0\0".to_vec();
    ready.push(kind.name().len() as u8);
    ready.extend(kind.name().as_bytes());
    bytes.extend([4, ready.len() as u8]);
    bytes.extend(ready);
    bytes
}

/// Shakes hands, says `more`, and then only listens; gives all that came until the other side hung up.
fn silent(mut stream: TcpStream, more: &[u8]) -> Vec<u8> {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(&hello(SocketType::Push)).unwrap();
    let (mut heard, mut buffer) = (Vec::new(), [0; 100]);
    while !heard.windows(11).any(|word| word == b"Socket-Type") {
        let size = stream.read(&mut buffer).unwrap();
        assert!(size > 0, "no handshake: {heard:?}");
        heard.extend_from_slice(&buffer[..size]);
    }
    stream.write_all(more).unwrap();
    match stream.read_to_end(&mut heard) {
        Ok(_) => heard,
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => heard,
        Err(error) => panic!("still connected: {error}"),
    }
}

#[test]
fn a_peer_that_falls_silent_is_given_up() {
    within(60, || {
        let ctx = Context::new().unwrap();
        // It connects to us.
        let pull = beating(&ctx, zmq::PULL);
        let address = bind_tcp(&pull).replace("tcp://", "");
        let heard = silent(TcpStream::connect(&address).unwrap(), b"\0\x05early");
        assert!(heard.windows(5).any(|word| word == b"\x04PING"), "it was asked: {heard:?}");
        assert_eq!(pull.recv_timeout(Duration::from_secs(10)).unwrap().unwrap(), "early");
        // We connect to it, and again when it was given up.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let pull = beating(&ctx, zmq::PULL);
        pull.connect(&format!("tcp://{}", listener.local_addr().unwrap())).unwrap();
        for _ in 0..2 {
            let heard = silent(listener.accept().unwrap().0, b"");
            assert!(heard.windows(5).any(|word| word == b"\x04PING"));
        }
    });
}

/// Without any option here: the peer's own word, in tenths of a second.
#[test]
fn a_peer_that_outlives_its_time_to_live_is_given_up() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let pull = ctx.socket(zmq::PULL).unwrap();
        let address = bind_tcp(&pull).replace("tcp://", "");
        let heard = silent(TcpStream::connect(&address).unwrap(), b"\x04\x07\x04PING\0\x02");
        assert!(heard.windows(5).any(|word| word == b"\x04PONG"), "it was answered: {heard:?}");
    });
}
