//! Monitors: what they report.

use crate::support::{self, bind_tcp, events::*, within, zmtp::greeting};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};
use zmq::{Context, Errno, Event, EventMask, ProtocolError, SocketType};

#[cfg(target_os = "linux")]
#[test]
fn a_connection_from_both_sides() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (server, client) = rep_req(&ctx);
        let (at_server, at_client) =
            (server.monitor(EventMask::ALL).unwrap(), client.monitor(EventMask::ALL).unwrap());
        let endpoint = bind_tcp(&server);
        let listening = next(&at_server);
        let Event::Listening { fd: listener } = listening.event else { panic!("{listening:?}") };
        assert!(support::descriptors().contains_key(&(listener as i32)));
        assert_eq!(listening.endpoint, endpoint);

        client.connect(&endpoint).unwrap();
        let event = next(&at_server);
        let Event::Accepted { fd: accepted } = event.event else { panic!("{event:?}") };
        assert_eq!(event.endpoint, endpoint);
        assert_ne!(accepted, listener);
        assert_eq!(next(&at_server).event, Event::HandshakeSucceeded);

        let event = next(&at_client);
        assert_eq!(event.event, Event::ConnectDelayed { errno: Errno::EINPROGRESS });
        assert_eq!(event.endpoint, endpoint);
        let event = next(&at_client);
        let Event::Connected { fd: connected } = event.event else { panic!("{event:?}") };
        assert_eq!(event.endpoint, endpoint);
        assert!(![accepted, listener].contains(&connected));
        assert_eq!(next(&at_client).event, Event::HandshakeSucceeded);

        drop(client);
        let event = next(&at_server);
        assert_eq!(event.event, Event::Disconnected { fd: accepted });
        assert_eq!(event.endpoint, endpoint);
        assert_eq!(rest(&at_client), []);

        server.unbind(&endpoint).unwrap();
        let event = next(&at_server);
        assert_eq!(event.event, Event::Closed { fd: listener });
        assert_eq!(event.endpoint, endpoint);
        drop(server);
        assert_eq!(rest(&at_server), []);
    });
}

#[cfg(unix)]
#[test]
fn ipc_and_run_time_kinds() {
    within(60, || {
        let ctx = Context::new().unwrap();
        for kind in SocketType::STABLE {
            let socket = ctx.socket(*kind).unwrap();
            let monitor = socket.monitor(EventMask::ALL).unwrap();
            let (endpoint, pattern) = match kind {
                SocketType::Stream => ("tcp://127.0.0.1:*", "tcp://"),
                _ => ("ipc://*", "ipc://"),
            };
            socket.bind(endpoint).unwrap();
            let event = next(&monitor);
            assert!(matches!(event.event, Event::Listening { .. }), "{kind}: {event}");
            assert!(event.endpoint.starts_with(pattern), "{kind}: {event}");
            assert_eq!(event.endpoint, socket.last_endpoint().unwrap());
        }
    });
}

#[test]
fn retries_have_their_interval() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let client = ctx.socket(zmq::DEALER).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        client.set_reconnect_ivl(Some(Duration::from_millis(30))).unwrap();
        let monitor = client.monitor(EventMask::ALL).unwrap();
        let endpoint = format!("tcp://{free}");
        client.connect(&endpoint).unwrap();
        let mut closed = 0;
        for _ in 0..3 {
            let event = next_of(&monitor, EventMask::CONNECT_RETRIED | EventMask::CLOSED);
            assert_eq!(event.endpoint, endpoint);
            match event.event {
                // The interval and as much again, by chance.
                Event::ConnectRetried { interval } => {
                    assert!((30..60).contains(&interval.as_millis()), "{interval:?}");
                }
                _ => closed += 1,
            }
        }
        assert!(closed > 0);
    });
}

#[test]
fn a_port_in_use() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let server = ctx.socket(zmq::REP).unwrap();
        let monitor = server.monitor(EventMask::BIND_FAILED).unwrap();
        for _ in 0..50 {
            // libzmq's own answer is EAGAIN now and then, since it reports the event before it answers.
            let error = server.bind(&format!("tcp://{address}")).unwrap_err();
            assert_eq!(error, Errno::EADDRINUSE);
            let event = next(&monitor);
            assert_eq!(event.event, Event::BindFailed { errno: Errno::EADDRINUSE });
            assert!(event.endpoint.ends_with(&address), "{event}");
            thread::sleep(Duration::from_millis(2)); // it happens after a millisecond without an event
        }
    });
}

/// A command frame.
fn command(body: &[u8]) -> Vec<u8> {
    [&[4, body.len() as u8], body].concat()
}

#[test]
fn peers_that_break_the_protocol() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let server = ctx.socket(zmq::REP).unwrap();
        let endpoint = bind_tcp(&server);
        let failed = EventMask::HANDSHAKE_FAILED_PROTOCOL
            | EventMask::HANDSHAKE_FAILED_AUTH
            | EventMask::HANDSHAKE_FAILED_NO_DETAIL;
        let monitor =
            server.monitor(failed | EventMask::DISCONNECTED | EventMask::HANDSHAKE_SUCCEEDED).unwrap();
        let talk = |bytes: &[u8]| {
            let mut peer = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
            peer.write_all(bytes).unwrap();
            let event = next(&monitor);
            assert_eq!(event.endpoint, endpoint);
            assert!(failed.contains(event.event.mask()), "{event}");
            assert!(matches!(next(&monitor).event, Event::Disconnected { .. }));
            event.event
        };
        let broken = |bytes: &[u8]| match talk(bytes) {
            Event::HandshakeFailedProtocol { error } => error,
            event => panic!("{event}"),
        };
        assert_eq!(broken(&greeting("CURVE")), ProtocolError::ZMTP_MECHANISM_MISMATCH);
        let null = |body: &[u8]| [greeting("NULL").to_vec(), command(body)].concat();
        assert_eq!(broken(&null(b"\x05BOGUS")), ProtocolError::ZMTP_UNEXPECTED_COMMAND);
        assert_eq!(broken(&null(b"\x05ERROR\x20x")), ProtocolError::ZMTP_MALFORMED_COMMAND_ERROR);
    });
}

#[test]
fn a_peer_that_does_not_let_us_in() {
    within(60, || {
        let ctx = Context::new().unwrap();
        for status in ["300", "400", "500"] {
            let server = TcpListener::bind("127.0.0.1:0").unwrap();
            let client = ctx.socket(zmq::DEALER).unwrap();
            let monitor = client.monitor(EventMask::HANDSHAKE_FAILED_AUTH).unwrap();
            client.connect(&format!("tcp://{}", server.local_addr().unwrap())).unwrap();
            let (mut peer, _) = server.accept().unwrap();
            let error = [b"\x05ERROR\x03", status.as_bytes()].concat();
            peer.write_all(&[greeting("NULL").to_vec(), command(&error)].concat()).unwrap();
            let event = next(&monitor).event;
            assert_eq!(event, Event::HandshakeFailedAuth { status: status.parse().unwrap() });
        }
    });
}

#[test]
fn a_peer_that_goes_before_the_handshake() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let server = ctx.socket(zmq::REP).unwrap();
        let endpoint = bind_tcp(&server);
        let monitor = server.monitor(EventMask::HANDSHAKE_FAILED_NO_DETAIL).unwrap();
        let mut peer = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
        peer.read_exact(&mut [0; 10]).unwrap(); // the server has begun
        drop(peer);
        let event = next(&monitor);
        assert!(matches!(event.event, Event::HandshakeFailedNoDetail { .. }), "{event}");
    });
}

#[test]
fn the_mask_filters() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (server, client) = rep_req(&ctx);
        let at_server = server.monitor(EventMask::HANDSHAKE_SUCCEEDED).unwrap();
        let at_client = client.monitor(EventMask::NONE).unwrap();
        client.connect(&bind_tcp(&server)).unwrap();
        client.send("x").unwrap();
        server.recv().unwrap();
        assert_eq!(next(&at_server).event, Event::HandshakeSucceeded);
        server.stop_monitor();
        client.stop_monitor();
        assert_eq!(rest(&at_server), []);
        assert_eq!(rest(&at_client), []);
        let error = server.monitor(EventMask::from_bits(1 << 20)).unwrap_err();
        assert_eq!(error, Errno::EINVAL);
        assert_eq!(error.subject(), Some("monitor"));
    });
}

#[test]
fn names_of_the_mask() {
    assert_eq!(format!("{:?}", EventMask::ALL), "EventMask(ALL)");
    let some = EventMask::CONNECTED | EventMask::CLOSED | EventMask::from_bits(1 << 40);
    assert_eq!(format!("{some:?}"), "EventMask(CONNECTED | CLOSED | 0x10000000000)");
    assert!(EventMask::NONE.is_empty() && !some.is_empty());
    assert_eq!((EventMask::ALL & EventMask::CLOSED).bits(), 0x80);
    assert_eq!((!EventMask::ALL).bits(), 0);
}

/// What the header of libzmq 4.3.5 has is used by name. The page of what is wrapped lists all of that header.
#[test]
fn every_event_and_protocol_error_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let page = read("guide/coverage.md");
    let sources = ["mask.rs", "protocol_error.rs"].map(|file| read(&format!("monitor/{file}"))).concat();
    let names: Vec<_> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .filter(|name| name.starts_with("ZMQ_EVENT_") || name.starts_with("ZMQ_PROTOCOL_ERROR_"))
        .filter(|name| !name.starts_with("ZMQ_EVENT_ALL_V"))
        .collect();
    assert_eq!(names.len(), 17 + 21);
    for name in names {
        assert!(
            sources.contains(&format!("= {name};")) || sources.contains(&format!("zmq_sys::{name} ")),
            "{name}"
        );
    }
}

#[cfg(feature = "draft")]
mod draft {
    use super::*;

    #[test]
    fn both_ends() {
        within(60, || {
            let ctx = Context::new().unwrap();
            let (server, client) = rep_req(&ctx);
            let at_server = server.monitor_versioned(EventMask::ALL).unwrap();
            let at_client = client.monitor_versioned(EventMask::CONNECTED).unwrap();
            let endpoint = bind_tcp(&server);
            let listening = next(&at_server);
            assert!(matches!(listening.event, Event::Listening { .. }));
            assert_eq!(listening.endpoint, endpoint);
            let ends = listening.ends.unwrap();
            assert_eq!((ends.local, ends.remote), (endpoint.clone(), String::new()));
            client.connect(&endpoint).unwrap();
            let accepted = next(&at_server).ends.unwrap();
            let connected = next(&at_client).ends.unwrap();
            assert_eq!((&accepted.local, &accepted.remote), (&connected.remote, &connected.local));
            assert_eq!(accepted.local, endpoint);
            let done = next_of(&at_server, EventMask::HANDSHAKE_SUCCEEDED).ends.unwrap();
            assert_eq!((&done.local, &done.remote), (&accepted.local, &accepted.remote));
            drop(server);
            rest(&at_server);
        });
    }

    #[test]
    fn statistics_of_connections() {
        within(60, || {
            let ctx = Context::new().unwrap();
            let (server, client) = rep_req(&ctx);
            let mask = EventMask::PIPES_STATS | EventMask::HANDSHAKE_SUCCEEDED;
            assert_eq!(server.monitor(mask).unwrap_err(), Errno::EINVAL);
            let monitor = server.monitor_versioned(mask).unwrap();
            client.connect(&bind_tcp(&server)).unwrap();
            next_of(&monitor, EventMask::HANDSHAKE_SUCCEEDED);
            if support::lacks(&[10]) {
                assert_eq!(server.monitor_pipes_stats().unwrap_err(), Errno::ENOTSUP);
            } else {
                // The monitor may tell of the peer before the socket has looked for it.
                support::eventually("the socket knows its peer", || {
                    server.events().unwrap();
                    match server.monitor_pipes_stats() {
                        Err(error) if error == Errno::EAGAIN => false,
                        asked => asked.map(|()| true).unwrap(),
                    }
                });
                // The answer comes from the thread of the connection, and waits for a call of the socket.
                let mut told = None;
                support::eventually("the statistics are told", || {
                    server.events().unwrap();
                    told = monitor.try_recv().unwrap();
                    told.is_some()
                });
                assert_eq!(told.unwrap().event, Event::PipesStats { outbound: 0, inbound: 0 });
            }
        });
    }
}
