//! Monitors: what they report, how they end, and that nobody who forgets one stops libzmq.
#![cfg(unix)]

mod support;

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};
use support::{bind_tcp, eventually, within};
use zmq::{Context, Errno, Event, EventMask, Monitor, MonitorEvent, ProtocolError, Socket, SocketType};

const WAIT: Duration = Duration::from_secs(20);

/// The next event, which must come.
#[track_caller]
fn next(monitor: &Monitor) -> MonitorEvent {
    monitor.recv_timeout(WAIT).unwrap().expect("an event")
}

/// The next event of those in `mask`.
#[track_caller]
fn next_of(monitor: &Monitor, mask: EventMask) -> MonitorEvent {
    loop {
        let event = next(monitor);
        if mask.contains(event.event.mask()) {
            return event;
        }
    }
}

/// Everything until the monitor stops.
#[track_caller]
fn rest(monitor: &Monitor) -> Vec<MonitorEvent> {
    let mut events = Vec::new();
    while !monitor.is_stopped() {
        events.push(next(monitor));
    }
    assert_eq!(events.pop().unwrap().event, Event::MonitorStopped);
    events
}

fn rep_req(ctx: &Context) -> (Socket<zmq::Rep>, Socket<zmq::Req>) {
    (ctx.socket(zmq::REP).unwrap(), ctx.socket(zmq::REQ).unwrap())
}

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

/// The first 64 bytes of ZMTP 3.0 with a security mechanism.
fn greeting(mechanism: &str) -> Vec<u8> {
    let mut greeting = vec![0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0];
    greeting.extend(mechanism.bytes());
    greeting.resize(64, 0);
    greeting
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
        let null = |body: &[u8]| [greeting("NULL"), command(body)].concat();
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
            peer.write_all(&[greeting("NULL"), command(&error)].concat()).unwrap();
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
fn nothing_comes_after_the_stop() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let server = ctx.socket(zmq::REP).unwrap();
        let monitor = server.monitor(EventMask::ALL).unwrap();
        assert!(monitor.try_recv().unwrap().is_none());
        assert!(monitor.recv_timeout(Duration::from_millis(1)).unwrap().is_none());
        assert!(monitor.events().unwrap().is_empty());
        let endpoint = bind_tcp(&server);
        server.stop_monitor();
        server.stop_monitor(); // of nothing
        server.unbind(&endpoint).unwrap();
        let events: Vec<_> = monitor.iter().map(|event| event.unwrap().event).collect();
        assert!(matches!(events[..], [Event::Listening { .. }, Event::MonitorStopped]), "{events:?}");
        assert_eq!(monitor.recv().unwrap_err(), Errno::ENOTCONN);
        assert_eq!(monitor.try_recv().unwrap_err(), Errno::ENOTCONN);
        assert_eq!(monitor.recv_timeout(None).unwrap_err(), Errno::ENOTCONN);
        assert!(monitor.iter().next().is_none());
    });
}

#[test]
fn several_in_turn() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (server, client) = rep_req(&ctx);
        let first = server.monitor(EventMask::LISTENING).unwrap();
        let endpoint = bind_tcp(&server);
        let second = server.monitor(EventMask::ACCEPTED).unwrap();
        assert!(matches!(rest(&first)[..], [MonitorEvent { event: Event::Listening { .. }, .. }]));
        drop(first); // must not stop the second
        client.connect(&endpoint).unwrap();
        assert!(matches!(next(&second).event, Event::Accepted { .. }));
        drop(second);
        for _ in 0..100 {
            drop(server.monitor(EventMask::ALL).unwrap());
        }
        let last = server.monitor(EventMask::ALL).unwrap();
        server.unbind(&endpoint).unwrap();
        assert!(matches!(next_of(&last, EventMask::CLOSED).event, Event::Closed { .. }));
    });
}

#[test]
fn on_another_thread_until_the_socket_goes() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (server, client) = rep_req(&ctx);
        let monitor = server.monitor(EventMask::ALL).unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        let watch = thread::spawn(move || {
            tell.send(support::raw::gettid()).unwrap();
            (&monitor).into_iter().map(|event| event.unwrap().event.mask()).collect::<Vec<_>>()
        });
        client.connect(&bind_tcp(&server)).unwrap();
        client.send("x").unwrap();
        server.recv().unwrap();
        let tid = told.recv().unwrap();
        eventually("the monitor waits", || support::is_blocked(tid));
        drop(server);
        let events = watch.join().unwrap();
        let start = [EventMask::LISTENING, EventMask::ACCEPTED, EventMask::HANDSHAKE_SUCCEEDED];
        assert_eq!(events[..3], start);
        assert_eq!(events[3..], [EventMask::MONITOR_STOPPED]);
    });
}

#[test]
fn a_shutdown_wakes_it() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let sockets = [0, 1].map(|_| ctx.socket(zmq::SUB).unwrap());
        let (tell, told) = std::sync::mpsc::channel();
        let watch = |socket: &Socket<zmq::Sub>, iterate: bool| {
            let (monitor, tell) = (socket.monitor(EventMask::ALL).unwrap(), tell.clone());
            thread::spawn(move || {
                tell.send(support::raw::gettid()).unwrap();
                match iterate {
                    true => assert!(monitor.iter().next().is_none()),
                    false => assert_eq!(monitor.recv().unwrap_err(), Errno::ETERM),
                }
            })
        };
        let watches = [watch(&sockets[0], false), watch(&sockets[1], true)];
        for _ in &watches {
            let tid = told.recv().unwrap();
            eventually("the monitor waits", || support::is_blocked(tid));
        }
        ctx.shutdown();
        for watch in watches {
            watch.join().unwrap();
        }
        assert_eq!(sockets[0].monitor(EventMask::ALL).unwrap_err(), Errno::ETERM);
        sockets[0].stop_monitor();
        drop(sockets);
        ctx.term();
    });
}

#[test]
fn it_can_be_polled() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (server, client) = rep_req(&ctx);
        let monitor = server.monitor(EventMask::HANDSHAKE_SUCCEEDED).unwrap();
        client.connect(&bind_tcp(&server)).unwrap();
        let mut items = [monitor.poll_item(), zmq::PollItem::new(&server, zmq::POLLIN)];
        assert_eq!(zmq::poll(&mut items, WAIT).unwrap(), 1);
        assert!(items[0].is_readable());
        assert_eq!(monitor.events().unwrap(), zmq::POLLIN);
        assert_eq!(monitor.recv().unwrap().event, Event::HandshakeSucceeded);
        assert!(monitor.events().unwrap().is_empty());
    });
}

/// A PAIR without a reader blocks; here that would be the thread of all connections, with a lock in its hand.
#[test]
fn a_monitor_that_was_dropped_stops_nobody() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let (server, client) = rep_req(&ctx);
        let monitor = server.monitor(EventMask::ALL).unwrap();
        let endpoint = bind_tcp(&server);
        thread::spawn(move || drop(monitor)).join().unwrap();
        drop(client.monitor(EventMask::ALL).unwrap());
        for _ in 0..50 {
            let client = ctx.socket(zmq::REQ).unwrap();
            client.connect(&endpoint).unwrap();
            client.send("x").unwrap();
            server.recv().unwrap();
            server.send("y").unwrap();
            client.recv().unwrap();
        }
        drop((server, client));
        ctx.term();
    });
}

/// Monitors come and go on one thread while connections do on others.
#[test]
fn dropped_and_replaced_under_load() {
    within(120, || {
        let ctx = Context::builder().io_threads(2).build().unwrap();
        let server = ctx.socket(zmq::PULL).unwrap();
        let endpoint = bind_tcp(&server);
        let clients = [0, 1].map(|_| {
            let (ctx, endpoint) = (ctx.clone(), endpoint.clone());
            thread::spawn(move || {
                for _ in 0..150 {
                    let client = ctx.socket(zmq::PUSH).unwrap();
                    client.connect(&endpoint).unwrap();
                    let monitor = client.monitor(EventMask::ALL).unwrap();
                    client.send("x").unwrap();
                    if client.as_raw() as usize % 64 < 32 {
                        drop(client);
                        drop(monitor);
                    } else {
                        drop(monitor);
                    }
                }
            })
        });
        let (give, take) = std::sync::mpsc::channel::<Monitor>();
        let reader = thread::spawn(move || take.into_iter().map(|monitor| monitor.try_recv()).count());
        for _ in 0..300 {
            let _ = give.send(server.monitor(EventMask::ALL).unwrap());
            server.recv().unwrap();
        }
        drop(give);
        assert_eq!(reader.join().unwrap(), 300);
        for client in clients {
            client.join().unwrap();
        }
        drop(server);
        ctx.term();
    });
}

/// Many more events than a queue has room for by default: they wait in memory, and the connections go on.
#[test]
fn a_monitor_that_nobody_reads() {
    within(240, || {
        let ctx = Context::new().unwrap();
        let server = ctx.socket(zmq::PULL).unwrap();
        let endpoint = bind_tcp(&server);
        let address = endpoint.strip_prefix("tcp://").unwrap();
        let monitor = server.monitor(EventMask::ALL).unwrap();
        let count = 2000;
        for _ in 0..count {
            // Three events and more: accepted, handshake failed, disconnected.
            let mut peer = TcpStream::connect(address).unwrap();
            peer.write_all(&greeting("CURVE")).unwrap();
            while peer.read(&mut [0; 256]).is_ok_and(|length| length > 0) {}
        }
        let client = ctx.socket(zmq::PUSH).unwrap();
        client.connect(&endpoint).unwrap();
        client.send("still alive").unwrap();
        assert_eq!(server.recv().unwrap(), "still alive");
        server.stop_monitor();
        let events = rest(&monitor);
        let seen = |mask| events.iter().filter(|event| event.event.mask() == mask).count();
        assert_eq!(seen(EventMask::ACCEPTED), count + 1);
        assert_eq!(seen(EventMask::HANDSHAKE_FAILED_PROTOCOL), count);
        assert_eq!(seen(EventMask::HANDSHAKE_SUCCEEDED), 1);
    });
}

#[test]
fn it_counts_as_a_socket() {
    within(60, || {
        let ctx = Context::builder().max_sockets(3).build().unwrap();
        let (server, client) = rep_req(&ctx);
        let monitor = server.monitor(EventMask::ALL).unwrap();
        assert_eq!(client.monitor(EventMask::ALL).unwrap_err(), Errno::EMFILE);
        bind_tcp(&server);
        assert!(matches!(next(&monitor).event, Event::Listening { .. })); // the first goes on
        drop(monitor);
        let monitor = client.monitor(EventMask::ALL).unwrap();
        drop((server, client));
        let error = ctx.clone().term_timeout(Duration::from_millis(1)).unwrap_err();
        assert!(error.to_string().starts_with("still open: PAIR"), "{error}");
        drop(monitor);
        ctx.term_timeout(WAIT).unwrap();
    });
}

#[test]
fn without_descriptors_it_is_an_error() {
    let name = "without_descriptors_it_is_an_error";
    support::in_child(name, 60, || {
        let ctx = Context::new().unwrap();
        let server = ctx.socket(zmq::REP).unwrap();
        let before = server.monitor(EventMask::ALL).unwrap();
        let mut files = Vec::new();
        while let Ok(file) = std::fs::File::open("/dev/null") {
            files.push(file);
            assert!(files.len() < 2_000_000);
        }
        for left in 0..2 {
            assert_eq!(server.monitor(EventMask::ALL).unwrap_err(), Errno::EMFILE, "{left}");
            files.pop();
        }
        files.truncate(files.len().saturating_sub(20));
        drop(before);
        let monitor = server.monitor(EventMask::ALL).unwrap();
        bind_tcp(&server);
        assert!(matches!(next(&monitor).event, Event::Listening { .. }));
        drop((server, monitor));
        ctx.term();
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

/// What the header of the vendored libzmq has is used by name.
#[test]
fn every_event_and_protocol_error_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let bindings = read("zmq-sys-vendored/src/bindings/draft.rs");
    let sources = ["mask.rs", "protocol_error.rs"].map(|file| read(&format!("src/monitor/{file}"))).concat();
    let names = bindings.split_whitespace().filter_map(|word| word.strip_suffix(':'));
    let names: Vec<_> = names
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
            drop(server);
            assert_eq!(rest(&at_server).last().unwrap().event, Event::HandshakeSucceeded);
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
            let asked = server.monitor_pipes_stats();
            if zmq::version() <= (4, 3, 5) {
                assert_eq!(asked.unwrap_err(), Errno::ENOTSUP);
            } else {
                asked.unwrap();
                let event = next_of(&monitor, EventMask::PIPES_STATS).event;
                assert_eq!(event, Event::PipesStats { outbound: 0, inbound: 0 });
            }
        });
    }
}
