//! Messages shared between threads, and a little of everything. `valgrind.sh` beside this file runs it under memcheck
//! and `races.sh` under the thread sanitizer; by itself it is a test like any other.

use std::{
    sync::{Arc, Barrier},
    thread,
};
use zmq::{Context, Message};

/// The first copy of a long payload writes to its source: many threads do it at once, and look at it.
#[test]
fn clones_in_many_threads() {
    for _ in 0..3 {
        let inner = Message::from(&[1; 10]);
        for message in [Message::from(vec![1; 1000]), Message::from(&[1; 1000]), inner] {
            let (message, start) = (Arc::new(message), Arc::new(Barrier::new(8)));
            let threads: Vec<_> = (0..8)
                .map(|number| {
                    let (message, start) = (message.clone(), start.clone());
                    thread::spawn(move || {
                        start.wait();
                        for _ in 0..5 {
                            let clone = Message::clone(&message);
                            assert!(!message.more());
                            assert_eq!(
                                message.iter().chain(&clone).map(|&byte| byte as usize).sum::<usize>(),
                                { 2 * message.len() }
                            );
                            assert!(message.gets("Peer-Address").is_none());
                            if number % 2 == 0 {
                                let mut own = clone;
                                own.make_mut().fill(2);
                            }
                        }
                    })
                })
                .collect();
            for thread in threads {
                thread.join().unwrap();
            }
            assert!(message.iter().all(|&byte| byte == 1));
        }
    }
}

/// Messages that came through a socket are shared in the same way, with what the connection says of them.
#[test]
fn received_clones_in_threads() {
    let ctx = Context::new().unwrap();
    let (push, pull) = (ctx.socket(zmq::PUSH).unwrap(), ctx.socket(zmq::PULL).unwrap());
    pull.bind("tcp://127.0.0.1:*").unwrap();
    push.connect(&pull.last_endpoint().unwrap()).unwrap();
    for size in [10, 5000] {
        push.send_multipart([vec![1; size], vec![2; size]]).unwrap();
        let received = Arc::new(pull.recv_multipart().unwrap());
        let start = Arc::new(Barrier::new(4));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (received, start) = (received.clone(), start.clone());
                thread::spawn(move || {
                    start.wait();
                    let clone = received.as_ref().clone();
                    assert!(clone[0].more() && received[0].more() && !received[1].more());
                    assert_eq!(received[0].gets("Socket-Type"), Some("PUSH"));
                    drop(received);
                    assert_eq!(clone[1], vec![2; size]);
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
    }
}

/// One of each pattern, opened and closed.
#[test]
fn a_little_of_everything() {
    let ctx = Context::new().unwrap();
    for endpoint in ["inproc://a", "tcp://127.0.0.1:*"] {
        let (req, rep) = (ctx.socket(zmq::REQ).unwrap(), ctx.socket(zmq::ROUTER).unwrap());
        rep.bind(endpoint).unwrap();
        req.connect(&rep.last_endpoint().unwrap()).unwrap();
        req.send(vec![7; 500]).unwrap();
        let mut request = rep.recv_multipart().unwrap();
        request[2].make_mut()[0] = 8;
        rep.send_multipart(request).unwrap();
        assert_eq!(req.recv().unwrap()[..2], [8, 7]);
        let failed = rep.try_send_multipart(zmq::Multipart::new()).unwrap_err();
        assert!(failed.to_string().contains("at least one part"));
    }
    assert!(ctx.socket(zmq::SUB).unwrap().bind("tcp://").is_err());
}
