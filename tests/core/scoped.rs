//! Endpoints as values, and for a scope; a context that is destroyed.

use crate::support::{lacks, within};
use std::{thread, time::Duration};
use zmq::{Context, Endpoint, Errno};

#[test]
fn endpoints_have_parts() {
    for (text, transport, host, port, wildcard) in [
        ("tcp://127.0.0.1:5555", "tcp", Some("127.0.0.1"), Some(5555), false),
        ("tcp://*:5555", "tcp", Some("*"), Some(5555), false),
        ("tcp://[::1]:80", "tcp", Some("::1"), Some(80), false),
        ("tcp://127.0.0.1:*", "tcp", Some("127.0.0.1"), None, true),
        ("tcp://127.0.0.1:0", "tcp", Some("127.0.0.1"), Some(0), true),
        ("tcp://eth0:0;server:5555", "tcp", Some("server"), Some(5555), false),
        ("udp://239.0.0.1:5555", "udp", Some("239.0.0.1"), Some(5555), false),
        ("udp://127.0.0.1;239.0.0.1:5555", "udp", Some("239.0.0.1"), Some(5555), false),
        ("ws://localhost:80/a:b;c", "ws", Some("localhost"), Some(80), false),
        ("epgm://eth0;239.192.0.1:5555", "epgm", Some("239.192.0.1"), Some(5555), false),
        ("ipc:///tmp/work:1", "ipc", None, None, false),
        ("ipc://*", "ipc", None, None, true),
        ("inproc://any name: at all", "inproc", None, None, false),
        ("carrier-pigeon://home", "carrier-pigeon", None, None, false),
    ] {
        let endpoint: Endpoint = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        let found = (endpoint.transport(), endpoint.host(), endpoint.port(), endpoint.is_wildcard());
        assert_eq!(found, (transport, host, port, wildcard), "{text}");
        assert_eq!(endpoint.to_string(), text);
        assert_eq!(format!("{}://{}", endpoint.transport(), endpoint.address()), text);
        let moved = endpoint.with_port(81);
        assert_eq!(moved.as_ref().ok().and_then(Endpoint::port), host.map(|_| 81), "{text}");
        assert_eq!(moved.map_err(|error| error.errno()).err(), host.is_none().then_some(Errno::EINVAL));
    }
    assert_eq!(Endpoint::new("ws://h:80/a:b;c").unwrap().with_port(81).unwrap(), "ws://h:81/a:b;c");
    assert_eq!(Endpoint::from(std::net::SocketAddr::from(([127, 0, 0, 1], 5))), "tcp://127.0.0.1:5");
    assert_eq!(Endpoint::ipc("*").unwrap().path(), None);
    assert_eq!(Endpoint::tcp("[::1]", 5).unwrap(), "tcp://[::1]:5");
}

#[test]
fn what_cannot_work_is_no_endpoint() {
    for text in [
        "",
        "tcp",
        "tcp://",
        "://x",
        "tcp://127.0.0.1",
        "tcp://*:55x5",
        "tcp://127.0.0.1:70000",
        "inproc://",
        "inproc://a\0b",
    ] {
        let error = text.parse::<Endpoint>().unwrap_err();
        assert_eq!(error, Errno::EINVAL, "{text:?}");
        assert!(error.to_string().contains(&format!("{text:?}")), "{text:?} is not in: {error}");
    }
    let long = format!("ipc:///{}", "x".repeat(200));
    assert_eq!(Endpoint::new(long).unwrap_err(), Errno::ENAMETOOLONG);
    assert_eq!(Endpoint::tcp("", 5).unwrap_err(), Errno::EINVAL);
    assert_eq!(Endpoint::inproc("").unwrap_err(), Errno::EINVAL);
}

/// Wherever a text is.
#[test]
fn endpoints_are_taken_as_texts_are() {
    let ctx = Context::new().unwrap();
    let (server, client) = (ctx.socket(zmq::PULL).unwrap(), ctx.socket(zmq::PUSH).unwrap());
    let any = Endpoint::tcp("127.0.0.1", None).unwrap();
    server.bind(&any).unwrap();
    let bound: Endpoint = server.last_endpoint().unwrap().parse().unwrap();
    assert!(!bound.is_wildcard() && bound == server.last_endpoint().unwrap());
    client.connect(&bound).unwrap();
    client.send("Hello").unwrap();
    assert_eq!(server.recv().unwrap(), "Hello");
    client.disconnect(&bound).unwrap();
    server.unbind(&bound).unwrap();
    let inproc = Endpoint::inproc("taken-as-text").unwrap();
    let built = ctx.socket_builder(zmq::PULL).bind(&inproc).build().unwrap();
    let guard = client.scoped_connect(&inproc).unwrap();
    guard.send("again").unwrap();
    assert_eq!(built.recv().unwrap(), "again");
}

#[test]
fn all_addresses_become_one_to_connect_to() {
    for (bound, connects) in [
        ("tcp://*:5555", "tcp://127.0.0.1:5555"),
        ("tcp://0.0.0.0:5555", "tcp://127.0.0.1:5555"),
        ("ws://0.0.0.0:80/path", "ws://127.0.0.1:80/path"),
        ("udp://*:5555", "udp://127.0.0.1:5555"),
        // And what is one already.
        ("tcp://127.0.0.2:5555", "tcp://127.0.0.2:5555"),
        ("tcp://[::1]:5555", "tcp://[::1]:5555"),
        ("tcp://eth0:0;0.0.0.0.example:5555", "tcp://eth0:0;0.0.0.0.example:5555"),
        ("udp://239.0.0.1:5555", "udp://239.0.0.1:5555"),
        ("ipc:///tmp/0.0.0.0:1", "ipc:///tmp/0.0.0.0:1"),
        ("inproc://*:5555", "inproc://*:5555"),
    ] {
        assert_eq!(Endpoint::new(bound).unwrap().connectable().unwrap(), connects);
    }
    #[cfg(not(target_os = "openbsd"))]
    for all in ["tcp://[::]:5555", "tcp://:::5555", "tcp://[0:0:0:0:0:0:0:0]:5555"] {
        assert_eq!(Endpoint::new(all).unwrap().connectable().unwrap(), "tcp://127.0.0.1:5555", "{all}");
    }
    for unknown in ["tcp://*:*", "tcp://127.0.0.1:0", "ipc://*"] {
        let error = Endpoint::new(unknown).unwrap().connectable().unwrap_err();
        assert_eq!(error, Errno::EINVAL);
        assert!(error.to_string().contains(unknown), "{error}");
    }
}

/// Bound to all addresses, of one family or both: a socket as it is made connects to it.
#[test]
fn a_socket_says_where_to_connect() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let server = ctx.socket(zmq::PULL).unwrap();
        let error = server.connectable_endpoint().unwrap_err();
        assert_eq!((error.errno(), error.subject()), (Errno::EINVAL, Some("connectable_endpoint")));
        let both = ctx.socket(zmq::PULL).unwrap();
        both.set_ipv6(true).unwrap();
        for (server, endpoint) in [
            (&server, "tcp://*:*"),
            (&server, "tcp://127.0.0.1:*"),
            (&server, "inproc://connectable"),
            #[cfg(unix)]
            (&server, "ipc://*"),
            (&both, "tcp://*:*"),
        ] {
            if let Err(error) = server.bind(endpoint) {
                assert_eq!(endpoint, "tcp://*:*", "{error}"); // of both families, on a machine without the second
                continue;
            }
            let client = ctx.socket(zmq::PUSH).unwrap();
            client.connect(&server.connectable_endpoint().unwrap()).unwrap();
            client.send("Hello").unwrap();
            assert_eq!(server.recv_timeout(Duration::from_secs(30)).unwrap().unwrap(), "Hello", "{endpoint}");
            assert_eq!(client.connectable_endpoint().unwrap(), client.last_endpoint().unwrap());
        }
    });
}

#[cfg(feature = "serde")]
#[test]
fn endpoints_in_files() {
    let list: Vec<Endpoint> = serde_json::from_str(r#"["tcp://*:5555", "inproc://work"]"#).unwrap();
    assert_eq!(list, ["tcp://*:5555", "inproc://work"]);
    assert_eq!(serde_json::to_string(&list).unwrap(), r#"["tcp://*:5555","inproc://work"]"#);
    let error = serde_json::from_str::<Endpoint>(r#""tcp://*:55x5""#).unwrap_err().to_string();
    assert!(error.contains("55x5"), "{error}");
    assert!(serde_json::from_str::<Endpoint>("5").unwrap_err().to_string().contains("an endpoint such as"));
}

#[test]
fn a_guard_leaves_its_endpoint() {
    let ctx = Context::new().unwrap();
    let server = ctx.socket(zmq::REP).unwrap();
    let bound = server.scoped_bind("tcp://127.0.0.1:*").unwrap();
    let endpoint = bound.endpoint().to_owned();
    assert_eq!(endpoint, server.last_endpoint().unwrap());
    assert_eq!(bound.socket_type(), zmq::SocketType::Rep, "it reads as the socket");
    let other = ctx.socket(zmq::REP).unwrap();
    assert_eq!(other.bind(&endpoint).unwrap_err(), Errno::EADDRINUSE);
    drop(bound);
    assert_eq!(server.unbind(&endpoint).unwrap_err(), Errno::ENOENT);

    let client = ctx.socket(zmq::REQ).unwrap();
    drop(client.scoped_connect(&endpoint).unwrap());
    assert_eq!(client.disconnect(&endpoint).unwrap_err(), Errno::ENOENT);

    // What was left already is an error of `leave`, and none of a drop.
    let bound = server.scoped_bind("inproc://left").unwrap();
    server.unbind("inproc://left").unwrap();
    assert_eq!(bound.leave().unwrap_err(), Errno::ENOENT);
    let bound = server.scoped_bind("inproc://left").unwrap();
    server.unbind("inproc://left").unwrap();
    drop(bound);
    let kept = server.scoped_bind("inproc://kept").unwrap().keep();
    server.unbind(&kept).unwrap();
    assert_eq!(server.scoped_bind("tcp://127.0.0.1:55x5").unwrap_err(), Errno::EINVAL);
}

/// A lingering message for a peer that never comes holds a context up for ever; `destroy` bounds it for all sockets.
#[test]
fn destroy_bounds_the_linger_of_all_sockets() {
    within(60, || {
        let ctx = Context::new().unwrap();
        // A name that nobody binds keeps messages as a port without a listener does.
        let sockets: Vec<_> = ["tcp://127.0.0.1:1", "inproc://nobody"]
            .into_iter()
            .map(|endpoint| {
                let socket = ctx.socket(zmq::PUSH).unwrap();
                socket.connect(endpoint).unwrap();
                socket.send("to nobody").unwrap();
                assert_eq!(socket.linger().unwrap(), None);
                socket
            })
            .collect();
        let blocked = ctx.socket(zmq::PULL).unwrap();
        blocked.bind("inproc://blocked").unwrap();
        let waits = thread::spawn(move || blocked.recv().unwrap_err());
        let ended = thread::spawn({
            let ctx = ctx.clone();
            move || ctx.destroy(Duration::from_millis(10))
        });
        assert_eq!(waits.join().unwrap(), Errno::ETERM);
        assert!(!ended.is_finished(), "sockets are open");
        drop(sockets);
        ended.join().unwrap().unwrap();
        assert!(ctx.is_shut_down());
    });
}

/// Also of a socket whose call met the end, which nothing could be set on before.
#[test]
fn destroy_bounds_the_linger_of_a_socket_that_waited() {
    if lacks(&[83]) {
        return;
    }
    within(60, || {
        let ctx = Context::new().unwrap();
        let dealer = ctx.socket(zmq::DEALER).unwrap();
        dealer.connect("tcp://127.0.0.1:1").unwrap();
        dealer.send("to nobody").unwrap();
        let waits = thread::spawn(move || {
            assert_eq!(dealer.recv().unwrap_err(), Errno::ETERM);
            assert_eq!(dealer.send("no more").unwrap_err().error(), &Errno::ETERM);
        });
        ctx.destroy(Duration::from_millis(10)).unwrap();
        waits.join().unwrap();
    });
}

/// What comes within the period is delivered.
#[test]
fn destroy_delivers() {
    within(60, || {
        let there = Context::new().unwrap();
        let server = there.socket(zmq::PULL).unwrap();
        server.bind("tcp://127.0.0.1:*").unwrap();
        let ctx = Context::builder().linger(Duration::ZERO).build().unwrap();
        let client = ctx.socket(zmq::PUSH).unwrap();
        client.connect(&server.last_endpoint().unwrap()).unwrap();
        for number in 0..100u32 {
            client.send(number.to_be_bytes()).unwrap();
        }
        let ended = thread::spawn({
            let ctx = ctx.clone();
            move || ctx.destroy(Duration::from_secs(30))
        });
        while !ctx.is_shut_down() {
            thread::yield_now();
        }
        drop(client);
        for number in 0..100u32 {
            assert_eq!(server.recv().unwrap(), number.to_be_bytes());
        }
        ended.join().unwrap().unwrap();
    });
}
