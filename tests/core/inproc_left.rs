//! What is left at a name of `inproc` by those who were gone before it was bound: their messages, and who greets them. What may abort
//! runs in a child.
#![cfg(target_os = "linux")]

use crate::support::{descriptors, eventually, in_child, lacks, new_descriptors, within};
use std::time::Duration;
#[cfg(feature = "draft")]
use zmq::SocketType;
use zmq::{Context, Errno};

const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(20);

/// As libzmq has it: what was sent is there for whoever binds the name, unless the linger period is over.
#[test]
fn messages_outlive_their_socket() {
    within(60, || {
        let ctx = Context::new().unwrap();
        let left = |name: &str, linger, send: &dyn Fn(&zmq::Socket<zmq::Push>)| {
            let push = ctx.socket(zmq::PUSH).unwrap();
            push.set_linger(linger).unwrap();
            push.connect(name).unwrap();
            send(&push);
            drop(push);
            let pull = ctx.socket(zmq::PULL).unwrap();
            pull.bind(name).unwrap();
            let mut got = Vec::new();
            while let Some(message) = pull.recv_timeout(SHORT).unwrap() {
                got.push(message.to_str().unwrap().to_owned());
            }
            got
        };
        assert_eq!(left("inproc://a", None, &|push| push.send("x").unwrap()), ["x"]);
        assert_eq!(left("inproc://b", Some(LONG), &|push| assert!(push.try_send("x").is_ok())), ["x"]);
        assert_eq!(left("inproc://c", None, &|push| push.send_multipart(["x", "y"]).unwrap()), ["x", "y"]);
        assert_eq!(left("inproc://d", Some(LONG), &|push| push.send_timeout("x", LONG).unwrap()), ["x"]);
        assert!(left("inproc://e", Some(Duration::ZERO), &|push| push.send("x").unwrap()).is_empty());
        assert!(left("inproc://f", None, &|_| ()).is_empty());
        // The first is noted, others are not looked at; and again where the socket waits anew.
        let push = ctx.socket(zmq::PUSH).unwrap();
        for name in ["inproc://g", "inproc://h"] {
            let pull = ctx.socket(zmq::PULL).unwrap();
            push.connect(name).unwrap();
            push.send("x").unwrap();
            push.send("y").unwrap();
            pull.bind(name).unwrap();
            assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), "x");
            assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), "y");
            push.disconnect(name).unwrap();
        }
    });
}

#[test]
fn messages_for_nobody_do_not_end_a_context() {
    in_child!(60, || {
        let ctx = Context::builder().max_sockets(20).build().unwrap();
        let leave = |number: usize, linger| {
            let push = ctx.socket(zmq::PUSH)?;
            push.set_linger(linger)?;
            push.connect(&format!("inproc://nobody-{number}"))?;
            push.send("x")?;
            Ok::<_, zmq::Error>(())
        };
        let pull = ctx.socket(zmq::PULL).unwrap();
        // A linger period that is over frees them.
        for number in 0..100 {
            eventually("there is a place again", || leave(number, Some(Duration::from_millis(1))).is_ok());
        }
        std::thread::sleep(Duration::from_millis(2)); // the last of those periods
        let error = (0..100).find_map(|number| leave(number, None).err()).unwrap();
        assert_eq!(error, Errno::EMFILE);
        assert!(error.to_string().contains("inproc"), "{error}");
        // It is not for good.
        let before = descriptors();
        let mut received = 0;
        for number in 0..100 {
            pull.bind(&format!("inproc://nobody-{number}")).unwrap();
        }
        while let Some(message) = pull.recv_timeout(SHORT).unwrap() {
            assert_eq!(message, "x");
            received += 1;
        }
        assert_eq!(received, 20);
        for number in 0..100 {
            leave(number, None).unwrap();
            assert_eq!(pull.recv_timeout(LONG).unwrap().unwrap(), "x");
            eventually("it lets go of who left", || {
                assert!(pull.try_recv().unwrap().is_none());
                new_descriptors(&before).is_empty()
            });
        }
        drop(pull);
        leave(0, None).unwrap();
        drop(ctx);
    });
}

#[test]
fn a_greeting_for_who_has_left() {
    in_child!(60, || {
        let ctx = Context::new().unwrap();
        let publisher = || {
            let publisher = ctx.socket(zmq::XPUB).unwrap();
            publisher.set_xpub_welcome_msg(b"welcome").unwrap();
            publisher
        };
        // Dropped, and disconnected.
        for drops in [true, false] {
            let subscriber = ctx.socket(zmq::SUB).unwrap();
            subscriber.subscribe("").unwrap();
            subscriber.connect("inproc://news").unwrap();
            if drops {
                drop(subscriber);
                publisher().bind("inproc://news").unwrap();
            } else {
                subscriber.disconnect("inproc://news").unwrap();
                publisher().bind("inproc://news").unwrap();
            }
        }
        // While another waits, it is that or nothing; who has no greeting may.
        let waits = ctx.socket(zmq::SUB).unwrap();
        waits.subscribe("").unwrap();
        waits.connect("inproc://news").unwrap();
        let leaves = ctx.socket(zmq::SUB).unwrap();
        leaves.connect("inproc://news").unwrap();
        drop(leaves);
        let publisher = publisher();
        if !lacks(&[26]) {
            publisher.bind("inproc://news").unwrap();
            assert_eq!(waits.recv_timeout(LONG).unwrap().unwrap(), "welcome");
            return;
        }
        let error = publisher.bind("inproc://news").unwrap_err();
        assert_eq!(error, Errno::EINVAL);
        assert!(error.to_string().contains("ZMQ_XPUB_WELCOME_MSG"), "{error}");
        publisher.set_xpub_welcome_msg(b"").unwrap();
        publisher.bind("inproc://news").unwrap();
        publisher.set_xpub_welcome_msg(b"welcome").unwrap();
        waits.set_rcvtimeo(Some(LONG)).unwrap();
        assert_eq!(publisher.recv_timeout(LONG).unwrap().unwrap(), b"\x01");
        publisher.send("news").unwrap();
        assert_eq!(waits.recv().unwrap(), "news");
    });
}

#[cfg(feature = "draft")]
#[test]
fn a_hello_for_who_has_left() {
    in_child!(60, || {
        let ctx = Context::new().unwrap();
        for kind in [SocketType::Dealer, SocketType::Router] {
            let leaves = ctx.socket(zmq::DEALER).unwrap();
            leaves.connect("inproc://hello").unwrap();
            drop(leaves);
            let greets = ctx.socket(kind).unwrap();
            greets.set_hello_msg(b"hello").unwrap();
            greets.bind("inproc://hello").unwrap();
            greets.unbind("inproc://hello").unwrap();
        }
    });
}
