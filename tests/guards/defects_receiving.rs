//! What makes libzmq 4.3.5 abort while a message of several parts is being received is an error here. Each test runs in a
//! process of its own, so that SIGABRT fails the test and not the run.

use crate::support::{in_child, lacks};
use std::time::Duration;
use zmq::{Context, Errno, SocketType};

/// A poll takes the first part out of the queue; the rest must not lose its connection then.
#[test]
fn a_connection_taken_away_after_a_poll() {
    in_child!(60, || {
        let refused = lacks(&[8, 19, 42]);
        let pairs = [
            (SocketType::Pub, SocketType::Sub),
            (SocketType::XPub, SocketType::XSub),
            (SocketType::Dealer, SocketType::Router),
            (SocketType::Req, SocketType::Rep),
        ];
        for (sender, receiver) in pairs {
            for endpoint in ["inproc://poll", "tcp://127.0.0.1:*"] {
                let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
                let (from, to) = (ctx.socket(sender).unwrap(), ctx.socket(receiver).unwrap());
                from.bind(endpoint).unwrap();
                let endpoint = from.last_endpoint().unwrap();
                to.connect(&endpoint).unwrap();
                match receiver {
                    SocketType::Sub => to.subscribe("").unwrap(),
                    SocketType::XSub => to.send([1].as_slice()).unwrap(),
                    _ => (),
                }
                if sender == SocketType::XPub {
                    assert_eq!(from.recv().unwrap(), [1].as_slice());
                }
                // A publisher drops what it sends before it knows the subscription.
                let events = loop {
                    from.send_multipart(["a", "b"]).unwrap();
                    let events = to.poll(zmq::POLLIN, Duration::from_millis(10)).unwrap();
                    if sender != SocketType::Pub || !events.is_empty() {
                        break to.poll(zmq::POLLIN, Duration::from_secs(30)).unwrap();
                    }
                };
                assert_eq!(events, zmq::POLLIN, "{receiver}");

                let left = to.disconnect(&endpoint);
                if refused {
                    let error = left.unwrap_err();
                    assert_eq!(error, Errno::EFSM, "{receiver} {endpoint}");
                    assert!(error.to_string().contains(&endpoint), "{error}");
                } else {
                    left.unwrap();
                }
                let parts = to.recv_multipart().unwrap();
                assert_eq!(parts.last().unwrap(), "b");
                while to.try_recv_multipart().is_ok_and(|parts| parts.is_some()) {}
                if refused {
                    to.disconnect(&endpoint).unwrap();
                }
                assert!(!matches!(to.try_recv(), Ok(Some(_))));
            }
        }
    });
}
