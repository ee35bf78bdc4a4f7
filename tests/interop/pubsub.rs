//! PUB and SUB with pyzmq: subscribers that come late and leave, topics, and messages of several parts.
//!
//! The publishers are XPUB sockets: they receive the subscriptions, which tell when somebody has come or gone.

use crate::common::{Remote, bind_tcp, context, with_peers};
use std::time::Duration;
use zmq::{Context, Socket, Sub};

fn subscriber(context: &Context, endpoint: &str, topic: &str) -> Socket<Sub> {
    let socket = context.socket(zmq::SUB).unwrap();
    socket.connect(endpoint).unwrap();
    socket.subscribe(topic).unwrap();
    socket
}

#[test]
fn their_subscribers_come_late_and_leave() {
    with_peers(|| {
        let publisher = context().socket(zmq::XPUB).unwrap();
        let endpoint = bind_tcp(&publisher);
        let remote = Remote::new();
        publisher.send("a: nobody is here").unwrap();

        let first = remote.socket("SUB");
        first.set("subscribe", b"a");
        first.connect(&endpoint);
        assert_eq!(publisher.recv().unwrap(), b"\x01a");
        publisher.send("a: one is here").unwrap();
        publisher.send("b: not for the first").unwrap();

        let second = remote.socket("SUB");
        second.set("subscribe", b"b");
        second.connect(&endpoint);
        assert_eq!(publisher.recv().unwrap(), b"\x01b");
        publisher.send("a: two are here").unwrap();
        publisher.send("b: for the second").unwrap();
        assert_eq!(first.recv(), [b"a: one is here"]);
        assert_eq!(first.recv(), [b"a: two are here"]);
        assert_eq!(second.recv(), [b"b: for the second"]);

        first.close();
        assert_eq!(publisher.recv().unwrap(), b"\x00a");
        publisher.send("a: nobody listens").unwrap();
        publisher.send("b: one is left").unwrap();
        assert_eq!(second.recv(), [b"b: one is left"]);

        // It comes back, and has missed what it missed.
        let again = remote.socket("SUB");
        again.set("subscribe", b"a");
        again.connect(&endpoint);
        assert_eq!(publisher.recv().unwrap(), b"\x01a");
        publisher.send("a: welcome back").unwrap();
        assert_eq!(again.recv(), [b"a: welcome back"]);
    });
}

#[test]
fn our_subscribers_come_late_and_leave() {
    with_peers(|| {
        let remote = Remote::new();
        let publisher = remote.socket("XPUB");
        let endpoint = publisher.bind("tcp://127.0.0.1:*");
        let context = context();
        publisher.send(&["a: nobody is here"]);

        let first = subscriber(&context, &endpoint, "a");
        assert_eq!(publisher.recv(), [b"\x01a"]);
        publisher.send(&["a: one is here"]);
        publisher.send(&["b: not for the first"]);

        let second = subscriber(&context, &endpoint, "b");
        assert_eq!(publisher.recv(), [b"\x01b"]);
        publisher.send(&["a: two are here"]);
        publisher.send(&["b: for the second"]);
        assert_eq!(first.recv().unwrap(), "a: one is here");
        assert_eq!(first.recv().unwrap(), "a: two are here");
        assert_eq!(second.recv().unwrap(), "b: for the second");

        drop(first);
        assert_eq!(publisher.recv(), [b"\x00a"]);
        publisher.send(&["a: nobody listens"]);
        publisher.send(&["b: one is left"]);
        assert_eq!(second.recv().unwrap(), "b: one is left");

        let again = subscriber(&context, &endpoint, "a");
        assert_eq!(publisher.recv(), [b"\x01a"]);
        publisher.send(&["a: welcome back"]);
        assert_eq!(again.recv().unwrap(), "a: welcome back");
    });
}

/// A subscription that is taken back, and a topic that is not text.
#[test]
fn our_subscriber_changes_its_mind() {
    with_peers(|| {
        let remote = Remote::new();
        let publisher = remote.socket("XPUB");
        let endpoint = publisher.bind("tcp://127.0.0.1:*");
        let socket = subscriber(&context(), &endpoint, "a");
        socket.subscribe(b"\xff\x00").unwrap();
        assert_eq!([publisher.recv(), publisher.recv()], [[b"\x01a".to_vec()], [b"\x01\xff\x00".to_vec()]]);
        socket.unsubscribe("a").unwrap();
        assert_eq!(publisher.recv(), [b"\x00a"]);
        publisher.send(&[b"a".as_slice(), b"dropped"]);
        publisher.send(&[b"\xff\x00\xff".as_slice(), b"", b"kept"]);
        let received = socket.recv_multipart().unwrap();
        assert_eq!(received, zmq::Multipart::from([b"\xff\x00\xff".as_slice(), b"", b"kept"]));
    });
}

/// The plain kinds, as the tutorial has them: PUB does not tell when somebody listens, so it repeats itself.
#[test]
fn their_pub_is_heard_by_our_sub() {
    with_peers(|| {
        let remote = Remote::new();
        let publisher = remote.socket("PUB");
        let socket = subscriber(&context(), &publisher.bind("tcp://127.0.0.1:*"), "weather");
        let received = loop {
            publisher.send(&["sports", "no"]);
            publisher.send(&["weather", "sunny"]);
            if socket.poll(zmq::POLLIN, Duration::from_millis(10)).unwrap().contains(zmq::POLLIN) {
                break socket.recv_multipart().unwrap();
            }
        };
        assert_eq!(received, zmq::Multipart::from(["weather", "sunny"]));
    });
}

/// Who binds does not matter: here the subscriber does.
#[test]
fn their_subscriber_binds_and_many_publishers_connect() {
    with_peers(|| {
        let remote = Remote::new();
        let subscriber = remote.socket("SUB");
        subscriber.set("subscribe", b"");
        let endpoint = subscriber.bind("tcp://127.0.0.1:*");
        let context = context();
        let publishers: Vec<_> = (0..10u8)
            .map(|number| {
                let publisher = context.socket(zmq::XPUB).unwrap();
                // A socket takes in who connects only while it is used: it receives meanwhile.
                let received = subscriber.recv_while(|| {
                    publisher.connect(&endpoint).unwrap();
                    assert_eq!(publisher.recv().unwrap(), b"\x01");
                    publisher.send([number]).unwrap();
                });
                assert_eq!(received, [[number]]);
                publisher
            })
            .collect();
        publishers.iter().for_each(|publisher| publisher.send("from each").unwrap());
        publishers.iter().for_each(|_| assert_eq!(subscriber.recv(), [b"from each"]));
    });
}
