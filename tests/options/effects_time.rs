//! What the options of time and of connections do.
#![cfg(target_os = "linux")]

use crate::support::{
    bind_tcp, in_child, raw,
    socks::Socks,
    within,
    zmtp::{COMMAND, Peer},
};
use std::{
    net::TcpListener,
    time::{Duration, Instant},
};
use zmq::{Context, Event, EventMask, Monitor, ReconnectStop, Socket};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// An endpoint of this machine that refuses connections, for as long as the test takes: it is held, and nobody listens.
fn refusing() -> (raw::Held, String) {
    let held = raw::Held::new();
    let endpoint = format!("tcp://127.0.0.1:{}", held.port);
    (held, endpoint)
}

/// The next so many intervals before connecting again.
fn intervals(monitor: &Monitor, count: usize) -> Vec<Duration> {
    let retries = monitor.iter().map(Result::unwrap).filter_map(|event| match event.event {
        Event::ConnectRetried { interval } => Some(interval),
        _ => None,
    });
    retries.take(count).collect()
}

/// One call, and all three are as they were if one is refused.
#[test]
fn heartbeats_by_one_call() {
    let ctx = context();
    let second = Duration::from_secs(1);
    let socket = ctx.socket(zmq::ROUTER).unwrap();
    socket.set_rcvhwm(0).unwrap(); // for an installed libzmq
    let read = || {
        let ttl = socket.heartbeat_ttl().unwrap();
        (socket.heartbeat_ivl().unwrap(), socket.heartbeat_timeout().unwrap(), ttl)
    };
    socket.set_heartbeat(second, 2 * second, 3 * second).unwrap();
    let set = (Some(second), Some(2 * second), Some(3 * second));
    assert_eq!(read(), set);
    let long = Duration::from_secs(u64::MAX / 1000);
    for (refused, option) in [
        (socket.set_heartbeat(long, 4 * second, 5 * second), "ZMQ_HEARTBEAT_IVL"),
        (socket.set_heartbeat(4 * second, long, 5 * second), "ZMQ_HEARTBEAT_TIMEOUT"),
        (socket.set_heartbeat(4 * second, 5 * second, long), "ZMQ_HEARTBEAT_TTL"),
    ] {
        let error = refused.unwrap_err();
        assert_eq!((error.errno(), error.subject()), (zmq::Errno::EINVAL, Some(option)));
        assert_eq!(read(), set, "{option}");
    }
    socket.set_heartbeat(second, None, None).unwrap();
    assert_eq!(read(), (Some(second), None, None), "the timeout is the interval");
    socket.set_heartbeat(None, None, None).unwrap();
    assert_eq!(socket.heartbeat_ivl().unwrap(), None);
}

#[test]
fn connecting_again_takes_longer_each_time() {
    within(60, || {
        let ctx = context();
        let (_held, endpoint) = refusing();
        let socket = ctx.socket(zmq::DEALER).unwrap();
        socket.set_reconnect_ivl(Some(Duration::from_millis(10))).unwrap();
        socket.set_reconnect_ivl_max(Some(Duration::from_millis(60))).unwrap();
        let monitor = socket.monitor(EventMask::ALL).unwrap();
        socket.connect(&endpoint).unwrap();
        let found = intervals(&monitor, 5);
        // Twice as long each time, up to the most; before 4.3.5, and a random part of the first more.
        for (interval, least) in found.iter().zip([10, 20, 40, 60, 60]) {
            assert!((least..least + 10).contains(&interval.as_millis()), "{found:?}");
        }

        // Without a most, each is the interval and a random part of it more.
        let steady = ctx.socket(zmq::DEALER).unwrap();
        steady.set_reconnect_ivl(Some(Duration::from_millis(10))).unwrap();
        let monitor = steady.monitor(EventMask::ALL).unwrap();
        steady.connect(&endpoint).unwrap();
        for interval in intervals(&monitor, 5) {
            assert!((10..20).contains(&interval.as_millis()), "{interval:?}");
        }
    });
}

/// Whether the socket has given up, as far as a new listener at the port can tell in a while.
fn gives_up(socket: &Socket<zmq::Dealer>, held: raw::Held, wait: Duration) -> bool {
    let listener = held.listen();
    listener.set_nonblocking(true).unwrap();
    let until = Instant::now() + wait;
    while Instant::now() < until {
        if listener.accept().is_ok() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = socket.events();
    true
}

#[test]
fn connecting_stops_where_told() {
    within(60, || {
        for stop in [ReconnectStop::NONE, ReconnectStop::CONN_REFUSED] {
            let ctx = context();
            let (held, endpoint) = refusing();
            let socket = ctx.socket(zmq::DEALER).unwrap();
            socket.set_reconnect_stop(stop).unwrap();
            socket.set_reconnect_ivl(Some(Duration::from_millis(10))).unwrap();
            let monitor = socket.monitor(EventMask::ALL).unwrap();
            socket.connect(&endpoint).unwrap();
            // The first attempt is refused.
            loop {
                let event = monitor.recv().unwrap().event;
                if matches!(event, Event::Closed { .. } | Event::ConnectRetried { .. }) {
                    break;
                }
            }
            let stopped = stop == ReconnectStop::CONN_REFUSED;
            let wait = if stopped { Duration::from_millis(300) } else { Duration::from_secs(20) };
            assert_eq!(gives_up(&socket, held, wait), stopped, "{stop:?}");
        }
    });
}

#[test]
fn connecting_stops_after_a_failed_handshake() {
    if zmq::version() < (4, 3, 5) {
        return; // it always stops
    }
    within(60, || {
        for stop in [ReconnectStop::NONE, ReconnectStop::HANDSHAKE_FAILED] {
            let ctx = context();
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let socket = ctx.socket(zmq::DEALER).unwrap();
            socket.set_reconnect_stop(stop).unwrap();
            socket.set_reconnect_ivl(Some(Duration::from_millis(10))).unwrap();
            let monitor = socket.monitor(EventMask::ALL).unwrap();
            socket.connect(&format!("tcp://{}", listener.local_addr().unwrap())).unwrap();
            // It takes a connection and goes away without a word.
            drop(Peer::accept(&listener));
            while !matches!(monitor.recv().unwrap().event, Event::Disconnected { .. }) {}
            // What a socket does after it has given up is nothing: so it is asked for a while.
            let stopped = stop == ReconnectStop::HANDSHAKE_FAILED;
            listener.set_nonblocking(true).unwrap();
            let until = Instant::now() + Duration::from_millis(if stopped { 300 } else { 20_000 });
            let mut again = false;
            while !again && Instant::now() < until {
                again = listener.accept().is_ok();
                std::thread::sleep(Duration::from_millis(5));
            }
            assert_eq!(again, !stopped, "{stop:?}");
        }
    });
}

#[test]
fn an_attempt_ends_in_time() {
    within(60, || {
        let ctx = context();
        let (full, endpoint) = raw::full_listener();
        let socket = ctx.socket(zmq::DEALER).unwrap();
        socket.set_connect_timeout(Some(Duration::from_millis(100))).unwrap();
        let monitor = socket.monitor(EventMask::ALL).unwrap();
        let started = Instant::now();
        socket.connect(&endpoint).unwrap();
        assert_eq!(intervals(&monitor, 1).len(), 1); // the system itself would wait for minutes
        assert!(started.elapsed() >= Duration::from_millis(99));
        drop(full);
    });
}

#[test]
fn a_peer_that_never_speaks_is_let_go() {
    within(60, || {
        let ctx = context();
        let socket = ctx.socket(zmq::DEALER).unwrap();
        socket.set_handshake_ivl(Some(Duration::from_millis(100))).unwrap();
        let endpoint = bind_tcp(&socket);
        let started = Instant::now();
        let mut silent = Peer::connect(&endpoint);
        assert!(silent.is_closed_by_peer());
        assert!(started.elapsed() >= Duration::from_millis(99));
        // One that greets and then falls silent, too.
        let mut half = Peer::connect(&endpoint);
        half.greet();
        assert!(half.is_closed_by_peer());
        // One that speaks stays, as its message long after shows.
        let mut polite = Peer::connect(&endpoint);
        polite.shake_hands("DEALER", &[]);
        std::thread::sleep(Duration::from_millis(200));
        polite.send(0, b"still here");
        assert_eq!(socket.recv().unwrap(), "still here");
    });
}

/// In libzmq 4.3.5, a socket that is closed while it waits to ask a proxy again ends the process. So the server stays until
/// its client has gone.
#[test]
fn connections_through_a_proxy() {
    within(60, || {
        for login in [None, Some(("user", "secret"))] {
            let (here, there) = (context(), context());
            let proxy = Socks::start(login);
            let (rep, req) = (there.socket(zmq::REP).unwrap(), here.socket(zmq::REQ).unwrap());
            let endpoint = bind_tcp(&rep);
            req.set_socks_proxy(Some(&proxy.address.to_string())).unwrap();
            if let Some((user, password)) = login {
                req.set_socks_username(Some(user)).unwrap();
                req.set_socks_password(Some(password)).unwrap();
            }
            req.connect(&endpoint).unwrap();
            req.send("Hello").unwrap();
            assert_eq!(rep.recv().unwrap(), "Hello");
            rep.send("World").unwrap();
            assert_eq!(req.recv().unwrap(), "World");
            assert_eq!(proxy.asked.recv().unwrap(), endpoint.strip_prefix("tcp://").unwrap());
            drop(req);
            here.term();
        }
    });
}

#[test]
fn nobody_comes_through_a_proxy_with_a_wrong_password() {
    in_child!(60, || {
        let ctx = context();
        let proxy = Socks::start(Some(("user", "secret")));
        let (rep, req) = (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap());
        let endpoint = bind_tcp(&rep);
        req.set_socks_proxy(Some(&proxy.address.to_string())).unwrap();
        req.set_socks_username(Some("user")).unwrap();
        req.set_socks_password(Some("wrong")).unwrap();
        req.connect(&endpoint).unwrap();
        req.send("Hello").unwrap();
        assert!(rep.recv_timeout(Duration::from_millis(300)).unwrap().is_none());
        assert!(proxy.asked.try_recv().is_err());
        std::mem::forget((req, ctx)); // open to the end: see above
    });
}

#[test]
fn signs_of_life_are_asked_for() {
    within(60, || {
        let ctx = context();
        let socket = ctx.socket(zmq::DEALER).unwrap();
        socket.set_rcvhwm(0).unwrap();
        socket.set_heartbeat_ttl(Some(Duration::from_secs(7))).unwrap();
        socket.set_heartbeat_timeout(Some(Duration::from_millis(500))).unwrap();
        socket.set_heartbeat_ivl(Some(Duration::from_millis(50))).unwrap();
        let mut peer = Peer::connect(&bind_tcp(&socket));
        peer.shake_hands("DEALER", &[]);
        for _ in 0..3 {
            let (flags, body) = peer.receive().unwrap();
            assert_eq!((flags, &body[..]), (COMMAND, b"\x04PING\x00\x46".as_slice()), "70 tenths");
            peer.send(COMMAND, b"\x04PONG");
        }
        // From now on it is silent.
        assert!(peer.is_closed_by_peer());
    });
}
