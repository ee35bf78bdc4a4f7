//! A few safe lines that would end the process, fail without need, or lose something, with libzmq 4.3.5 as it is. What may abort
//! runs in a child.

use crate::support::{bind_tcp, eventually, in_child, lacks, raw, within};
use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};
use zmq::{
    Authenticator, Context, Errno, Message, PlainUsers, PollItem, Proxy, Security, SocketType, Timers,
};

const LONG: Duration = Duration::from_secs(30);

/// The first id that a ROUTER of 4.3.5 makes up, in every process.
const MADE_UP: &[u8] = &[0, 0x6b, 0x8b, 0x45, 0x67];

#[test]
fn routing_ids_that_a_router_makes_up() {
    in_child!(60, || {
        let ctx = Context::new().unwrap();
        let router = ctx.socket(zmq::ROUTER).unwrap();
        let endpoint = bind_tcp(&router);
        for kind in [SocketType::Req, SocketType::Dealer, SocketType::Router] {
            let socket = ctx.socket(kind).unwrap();
            for id in [MADE_UP, b"\0", b""] {
                if !id.is_empty() && !lacks(&[21]) {
                    socket.set_routing_id(id).unwrap();
                    continue;
                }
                let error = socket.set_routing_id(id).unwrap_err();
                assert_eq!(
                    (error.errno(), error.subject()),
                    (Errno::EINVAL, Some("ZMQ_ROUTING_ID")),
                    "{id:?}"
                );
                let error = ctx.socket_builder(kind).routing_id(id).build().unwrap_err();
                assert_eq!(
                    (error.errno(), error.subject()),
                    (Errno::EINVAL, Some("ZMQ_ROUTING_ID")),
                    "{id:?}"
                );
            }
            socket.set_routing_id([1, 0, 0]).unwrap();
            assert_eq!(socket.routing_id().unwrap(), [1, 0, 0]);
        }
        let named = ctx.socket(zmq::ROUTER).unwrap();
        assert_eq!(named.set_connect_routing_id(MADE_UP).is_err(), lacks(&[21]));
        // If it could, this is how it would end.
        let (one, two) = (ctx.socket(zmq::DEALER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
        let _ = one.set_routing_id(MADE_UP);
        for dealer in [one, two] {
            dealer.connect(&endpoint).unwrap();
            dealer.send("x").unwrap();
            assert_eq!(router.recv_multipart().unwrap()[1], "x");
        }
    });
}

#[test]
fn topics_and_the_stack() {
    in_child!(60, || {
        // The threads of Rust have 2 MiB, unless they are asked for another number.
        let body = || {
            let ctx = Context::new().unwrap();
            let socket = ctx.socket(zmq::SUB).unwrap();
            for size in [0, 1, 255, 8192, 8193, 40_000, 200_000] {
                let topic = vec![b'a'; size];
                match socket.subscribe(&topic) {
                    Ok(()) => {
                        assert!(size <= 8192 || !lacks(&[25]), "{size}");
                        socket.unsubscribe(&topic).unwrap();
                    }
                    Err(error) => {
                        assert!(size > 8192 && lacks(&[25]), "{size}: {error}");
                        assert_eq!(
                            (error.errno(), error.subject()),
                            (Errno::EMSGSIZE, Some("ZMQ_SUBSCRIBE"))
                        );
                        assert!(error.to_string().contains("8192"), "{error}");
                        assert_eq!(socket.unsubscribe(&topic).unwrap_err(), Errno::EMSGSIZE);
                        let built = ctx.socket_builder(zmq::SUB).subscribe(&topic).build();
                        assert_eq!(built.unwrap_err(), Errno::EMSGSIZE);
                    }
                }
                let _ = socket.subscribe(&topic); // and then it is dropped
            }
            // The same by messages.
            let xsub = ctx.socket(zmq::XSUB).unwrap();
            for size in [8192, 8193, 200_000] {
                for first in [1, 0] {
                    let message = [vec![first], vec![b'a'; size]].concat();
                    match xsub.send(&message[..]) {
                        Ok(()) => assert!(size <= 8192 || !lacks(&[25]), "{size}"),
                        Err(failed) => {
                            assert!(size > 8192 && lacks(&[25]), "{size}: {failed}");
                            assert_eq!(failed.errno(), Errno::EMSGSIZE);
                            assert_eq!(failed.into_message(), message, "and it comes back");
                        }
                    }
                }
            }
            xsub.send(vec![b'a'; 200_000]).unwrap(); // no topic
            drop(socket);
        };
        thread::spawn(body).join().unwrap();
    });
}

/// A subscriber that asks for too much is no reason for a proxy to end.
#[test]
fn a_long_topic_at_a_proxy() {
    in_child!(60, || {
        let ctx = Context::new().unwrap();
        let builder = Proxy::forwarder(&ctx).unwrap();
        let front = bind_tcp(builder.frontend());
        builder.backend().bind("inproc://back").unwrap();
        let proxy = builder.spawn().unwrap();
        let publisher = ctx.socket(zmq::XPUB).unwrap();
        publisher.set_rcvtimeo(Some(LONG)).unwrap();
        publisher.connect(&front).unwrap();
        // Over inproc nobody asks what kind the peer is, and this one sends what a stranger may over the network.
        let stranger = ctx.socket(zmq::PUSH).unwrap();
        stranger.connect("inproc://back").unwrap();
        for first in [1, 0, 1, 0] {
            stranger.send([vec![first], vec![b'a'; 64 << 10]].concat()).unwrap();
        }
        let subscriber = ctx.socket(zmq::SUB).unwrap();
        subscriber.set_rcvtimeo(Some(LONG)).unwrap();
        subscriber.connect("inproc://back").unwrap();
        subscriber.subscribe("news").unwrap();
        while publisher.recv().unwrap() != "\u{1}news" {}
        publisher.send("news").unwrap();
        assert_eq!(subscriber.recv().unwrap(), "news");
        stranger.send([vec![1], vec![b'a'; 200_000]].concat()).unwrap(); // and then it all ends
        drop(proxy);
    });
}

#[cfg(unix)]
#[test]
fn poll_after_the_limit_was_lowered() {
    in_child!(60, || {
        let ctx = Context::new().unwrap();
        let sockets: Vec<_> = (0..20).map(|_| ctx.socket(zmq::PULL).unwrap()).collect();
        let items = |count: usize| -> Vec<_> {
            sockets[..count].iter().map(|socket| PollItem::new(socket, zmq::POLLIN)).collect()
        };
        assert_eq!(zmq::poll(&mut items(16), Duration::ZERO).unwrap(), 0);
        raw::limit(libc::RLIMIT_NOFILE, 4);
        for count in [2, 4, 5, 16, 17, 20] {
            match zmq::poll(&mut items(count), Duration::from_millis(1)) {
                Ok(ready) => assert_eq!((ready, count <= 4), (0, true)),
                Err(error) => assert_eq!((error.errno(), count > 4), (Errno::EINVAL, true)),
            }
        }
        let mut poller = zmq::Poller::new();
        for socket in &sockets {
            poller.register(socket, (), zmq::POLLIN).unwrap();
        }
        assert_eq!(poller.wait(Duration::ZERO).unwrap_err(), Errno::EINVAL);
        raw::limit(libc::RLIMIT_NOFILE, 1);
        assert!(sockets[0].poll(zmq::POLLIN, Duration::from_millis(1)).unwrap().is_empty());
        assert!(sockets[0].recv_timeout(Duration::from_millis(1)).unwrap().is_none());
    });
}

/// libzmq closes sockets in the background.
#[cfg(unix)]
#[test]
fn sockets_that_come_and_go_quickly() {
    in_child!(120, || {
        let ctx = Context::builder().max_sockets(8).build().unwrap();
        raw::limit(libc::RLIMIT_NOFILE, 40);
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let ctx = ctx.clone();
                thread::spawn(move || {
                    for round in 0..3000 {
                        let socket =
                            ctx.socket(zmq::DEALER).unwrap_or_else(|error| panic!("{round}: {error}"));
                        if round % 10 == 0 {
                            socket.bind_to_random_port("tcp://127.0.0.1").unwrap();
                        }
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        // Where there really is no more, that is said, and soon.
        let sockets: Vec<_> = (0..8).map(|_| ctx.socket(zmq::DEALER).unwrap()).collect();
        assert_eq!(ctx.socket(zmq::DEALER).unwrap_err(), Errno::EMFILE);
        drop(sockets);
        raw::limit(libc::RLIMIT_NOFILE, 3);
        let started = Instant::now();
        assert_eq!(ctx.socket(zmq::DEALER).unwrap_err(), Errno::EMFILE);
        assert!(started.elapsed() < Duration::from_secs(10));
        thread::sleep(Duration::from_millis(1100)); // the time that closed sockets have
        let started = Instant::now();
        assert_eq!(ctx.socket(zmq::DEALER).unwrap_err(), Errno::EMFILE);
        assert!(started.elapsed() < Duration::from_millis(900), "nothing was closed lately");
    });
}

/// 200,000 took hours when each was looked for among all.
#[test]
fn many_timers() {
    within(60, || {
        const COUNT: usize = 200_000;
        let mut timers = Timers::new().unwrap();
        let ids: Vec<_> = (0..COUNT).map(|_| timers.add(LONG, |_| ()).unwrap()).collect();
        for id in &ids {
            timers.reset(*id).unwrap();
            timers.set_interval(*id, 2 * LONG).unwrap();
        }
        for id in ids {
            timers.cancel(id).unwrap();
        }
        assert_eq!(timers.timeout(), None);
        for _ in 0..COUNT / 10 {
            let id = timers.add(Duration::from_millis(1), |_| panic!("cancelled")).unwrap();
            timers.cancel(id).unwrap();
        }
        // All due at once, and each takes the next one away.
        let ids: Vec<_> = (0..COUNT / 10)
            .map(|_| {
                let next = |control: &mut zmq::TimerControl<'_, '_>| {
                    let id = control.id();
                    let _ = control.cancel(id);
                };
                timers.add(Duration::from_millis(1), next).unwrap()
            })
            .collect();
        thread::sleep(Duration::from_millis(50));
        assert_eq!(timers.execute().unwrap(), ids.len());
        assert!(timers.is_empty());
    });
}

/// What a SUB sends are subscriptions, and none is lost for want of room.
#[test]
fn more_topics_than_the_high_water_mark() {
    within(120, || {
        const TOPICS: usize = 3000;
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let publisher = ctx.socket(zmq::XPUB).unwrap();
        publisher.set_rcvhwm(0).unwrap();
        let endpoint = bind_tcp(&publisher);
        drop(publisher);
        let sub = ctx.socket(zmq::SUB).unwrap();
        let mark = if lacks(&[23]) { 0 } else { 1000 };
        assert_eq!(sub.sndhwm().unwrap(), mark);
        sub.set_reconnect_ivl(Some(Duration::from_millis(10))).unwrap();
        sub.connect(&endpoint).unwrap();
        for topic in 0..TOPICS {
            sub.subscribe(format!("topic {topic}")).unwrap();
        }
        // It comes, and comes again.
        for round in 0..3 {
            let publisher = ctx.socket(zmq::XPUB).unwrap();
            publisher.set_rcvhwm(0).unwrap();
            eventually("the port is free", || publisher.bind(&endpoint).is_ok());
            let mut topics = std::collections::HashSet::new();
            let deadline = Instant::now() + LONG;
            while topics.len() < TOPICS {
                let _ = sub.events(); // it sends them again in one of its calls
                if let Some(topic) = publisher.recv_timeout(Duration::from_millis(20)).unwrap() {
                    topics.insert(topic.to_vec());
                }
                assert!(Instant::now() < deadline, "{} topics of {TOPICS} in round {round}", topics.len());
            }
        }
        // The program decides, where it does.
        let sub = ctx.socket(zmq::SUB).unwrap();
        sub.set_sndhwm(7).unwrap();
        assert_eq!(sub.sndhwm().unwrap(), 7);
        assert_eq!(ctx.socket_builder(zmq::SUB).sndhwm(8).build().unwrap().sndhwm().unwrap(), 8);
        assert_eq!(Proxy::forwarder(&ctx).unwrap().frontend().sndhwm().unwrap(), mark);
    });
}

#[test]
fn servers_that_would_hear_nothing() {
    within(60, || {
        if !lacks(&[22]) {
            return; // `mended.rs` has that
        }
        let kinds: &[SocketType] = if zmq::has(zmq::Capability::Draft) && cfg!(feature = "draft") {
            &[SocketType::Req, SocketType::Dish]
        } else {
            &[SocketType::Req]
        };
        for &kind in kinds {
            let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
            let server = |curve: bool| {
                let server = ctx.socket(kind).unwrap();
                let security = match curve {
                    true => Security::curve_server(&zmq::KeyPair::generate().unwrap().secret),
                    false => Security::plain_server(),
                };
                server.set_security(&security).unwrap();
                server
            };
            let authenticator = Authenticator::start(&ctx).unwrap();
            authenticator.configure_plain("*", PlainUsers::from([("alice", "secret")]));
            for curve in [false, true] {
                if curve && !zmq::has(zmq::Capability::Curve) {
                    continue;
                }
                let error = server(curve).bind("tcp://127.0.0.1:*").unwrap_err();
                assert_eq!(error, Errno::ENOTSUP);
                assert!(error.to_string().contains("authenticator"), "{error}");
            }
            // Without a mechanism, and with a domain; and as a client, or within the process.
            let domain = ctx.socket(kind).unwrap();
            domain.set_zap_domain("global").unwrap();
            assert_eq!(domain.bind("tcp://127.0.0.1:*").unwrap_err(), Errno::ENOTSUP);
            ctx.socket(kind).unwrap().bind("tcp://127.0.0.1:*").unwrap();
            let client = ctx.socket(kind).unwrap();
            client.set_security(&Security::plain_client("alice", "secret")).unwrap();
            client.bind("tcp://127.0.0.1:*").unwrap();
            drop(authenticator);
            // The other way round: not while such a socket is open.
            let bound = server(false);
            bound.bind("tcp://127.0.0.1:*").unwrap();
            let error = Authenticator::start(&ctx).unwrap_err();
            assert_eq!(error, Errno::ENOTSUP);
            ctx.socket(zmq::PULL).unwrap().bind("inproc://another").unwrap();
            drop(bound);
            Authenticator::start(&ctx).unwrap();
        }
    });
}

/// Keys of files go the same way.
#[cfg(feature = "serde")]
#[test]
fn options_by_name() {
    let options: Result<zmq::SocketOptions, _> = serde_json::from_str(r#"{ "routing_id": "\u0000k" }"#);
    let ctx = Context::new().unwrap();
    let built = ctx.socket_builder(zmq::DEALER).options(options.unwrap()).build();
    if lacks(&[21]) {
        let error = built.unwrap_err();
        assert_eq!((error.errno(), error.subject()), (Errno::EINVAL, Some("ZMQ_ROUTING_ID")));
    } else {
        assert_eq!(built.unwrap().routing_id().unwrap(), b"\0k");
    }
}

/// A client of web sockets masks what it sends: in a copy, where others see the payload.
#[test]
fn payloads_of_others_over_web_sockets() {
    in_child!(60, || {
        if !zmq::has(zmq::Capability::Ws) {
            return;
        }
        let ctx = Context::new().unwrap();
        let (pull, push) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
        pull.bind("ws://127.0.0.1:*").unwrap();
        push.connect(&pull.last_endpoint().unwrap()).unwrap();
        let bytes: Arc<[u8]> = vec![7; 1000].into();
        let messages = [Message::from(bytes.clone()), Message::from_owner(Seen(bytes.clone()))];
        for message in messages {
            push.send(message).unwrap();
            assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), vec![7; 1000]);
            assert_eq!(*bytes, [7; 1000]);
        }
        #[cfg(feature = "bytes")]
        {
            let bytes = bytes::Bytes::from(vec![7; 1000]);
            push.send(bytes.clone()).unwrap();
            assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), vec![7; 1000]);
            assert_eq!(*bytes, [7; 1000]);
        }
    });
}

/// An owner that is not the only one.
struct Seen(Arc<[u8]>);

impl AsRef<[u8]> for Seen {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
