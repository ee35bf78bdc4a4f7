//! Monitors that stop, are replaced, dropped, forgotten or polled: nobody waits for them for ever.

use crate::support::{self, bind_tcp, events::*, eventually, within, zmtp::greeting};
use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};
use zmq::{Context, Errno, Event, EventMask, Monitor, MonitorEvent, Socket};

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

#[cfg(target_os = "linux")]
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

#[cfg(target_os = "linux")]
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
        let reader =
            thread::spawn(move || take.into_iter().filter(|monitor| monitor.try_recv().is_ok()).count());
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

#[cfg(target_os = "linux")]
#[test]
fn without_descriptors_it_is_an_error() {
    support::in_child!(60, || {
        let ctx = Context::new().unwrap();
        let server = ctx.socket(zmq::REP).unwrap();
        let before = server.monitor(EventMask::ALL).unwrap();
        support::wait_for_quiet_descriptors();
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
