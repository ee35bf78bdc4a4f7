//! `epgm`, `pgm`, `norm` and `udp` between two hosts, which multicast.sh makes. Each test runs itself again on the hosts, as
//! a sender and as a receiver.
#![cfg(target_os = "linux")]

use crate::support::{hosts::between_hosts, raw};
use std::{thread, time::Duration};
use zmq::{Context, Errno, Multipart, Socket};

/// How many messages must arrive.
const MESSAGES: usize = 50;
fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// The size of a part that no packet holds.
const LARGE: usize = 20_000;
/// The largest part that norm takes, which no packet holds either.
const NORM: usize = 2038;

/// A part that a lost or doubled piece would change.
fn payload(number: usize, size: usize) -> Vec<u8> {
    (0..size).map(|at| (at * 7 + number) as u8).collect()
}

/// Fast enough for a test: 40 Mbit/s. NORM finds a rate by itself unless told to keep to this one.
fn hurry<K>(socket: &Socket<K>) {
    raw::set_int(socket, zmq_sys::ZMQ_RATE, 40_000).unwrap();
    #[cfg(feature = "draft")]
    if zmq::has("norm") {
        raw::set_int(socket, zmq_sys::ZMQ_NORM_MODE, zmq_sys::ZMQ_NORM_FIXED).unwrap();
    }
}

/// A PUB that sends to a group for as long as it lives; two messages of three are for somebody else.
fn publish(endpoint: &str, bind: bool, size: usize) {
    let ctx = context();
    let publisher = ctx.socket(zmq::PUB).unwrap();
    hurry(&publisher);
    if bind { publisher.bind(endpoint) } else { publisher.connect(endpoint) }.unwrap();
    for number in 0.. {
        for topic in ["weather", "news", "weather report"] {
            let parts = [topic.as_bytes().to_vec(), number.to_string().into_bytes(), payload(number, size)];
            publisher.send_multipart(Multipart::from(parts.to_vec())).unwrap();
        }
        // The pace of the source, not a synchronisation.
        thread::sleep(Duration::from_millis(20));
    }
}

/// A SUB that takes news alone: whole, in order and without a gap once it has begun.
fn subscribe(endpoint: &str, bind: bool, size: usize) {
    let ctx = context();
    let subscriber = ctx.socket(zmq::SUB).unwrap();
    hurry(&subscriber);
    subscriber.set_rcvhwm(0).unwrap();
    subscriber.subscribe("news").unwrap();
    if bind { subscriber.bind(endpoint) } else { subscriber.connect(endpoint) }.unwrap();
    let mut next = None;
    for _ in 0..MESSAGES {
        let message = subscriber.recv_multipart().unwrap();
        let parts: Vec<Vec<u8>> = message.iter().map(|part| part.to_vec()).collect();
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[0], b"news");
        let number: usize = std::str::from_utf8(&parts[1]).unwrap().parse().unwrap();
        assert_eq!(parts[2], payload(number, size), "message {number} was changed on the way");
        assert_eq!(next.unwrap_or(number), number, "a message is missing");
        next = Some(number + 1);
    }
}

#[test]
fn epgm() {
    let endpoint = "epgm://cable;239.192.7.1:5651";
    between_hosts!("pgm", || publish(endpoint, true, LARGE), || subscribe(endpoint, false, LARGE));
}

/// By the address of the interface, which differs from host to host, and with the roles of bind and connect exchanged.
#[test]
fn epgm_by_address() {
    let endpoint = |number| format!("epgm://10.198.7.{number};239.192.7.2:5652");
    between_hosts!("pgm", || publish(&endpoint(1), false, LARGE), || subscribe(&endpoint(2), true, LARGE),);
}

/// PGM over IP itself, for which one must be root.
#[test]
fn pgm() {
    let endpoint = "pgm://cable;239.192.7.3:5653";
    between_hosts!("pgm", || publish(endpoint, true, LARGE), || subscribe(endpoint, false, LARGE));
}

#[test]
fn norm() {
    let endpoint = |number| format!("norm://{number},cable;239.192.7.4:5654");
    between_hosts!("norm", || publish(&endpoint(1), true, NORM), || subscribe(&endpoint(2), false, NORM),);
}

/// A subscriber that stops to read is not the end of anybody.
#[test]
fn epgm_with_a_slow_subscriber() {
    let endpoint = "epgm://cable;239.192.7.5:5655";
    let slow = || {
        let ctx = context();
        let subscriber = ctx.socket(zmq::SUB).unwrap();
        hurry(&subscriber);
        subscriber.subscribe("").unwrap();
        // A full queue would be the end of the process, so it may have no limit.
        let error = subscriber.connect(endpoint).unwrap_err();
        assert!(error == Errno::EINVAL && error.to_string().contains("set_rcvhwm(0)"), "{error}");
        subscriber.set_rcvhwm(0).unwrap();
        subscriber.connect(endpoint).unwrap();
        for _ in 0..10 {
            for part in subscriber.recv_multipart().unwrap().iter().skip(2) {
                assert_eq!(part.len(), LARGE);
            }
            // Meanwhile some thirty messages arrive.
            thread::sleep(Duration::from_millis(200));
        }
    };
    between_hosts!("pgm", || publish(endpoint, true, LARGE), slow);
}

#[test]
fn norm_with_a_slow_subscriber() {
    let endpoint = |number| format!("norm://{number},cable;239.192.7.6:5656");
    let slow = || {
        let ctx = context();
        let subscriber = ctx.socket(zmq::SUB).unwrap();
        subscriber.set_rcvhwm(3).unwrap();
        subscriber.subscribe("").unwrap();
        subscriber.connect(&endpoint(2)).unwrap();
        for _ in 0..10 {
            for part in subscriber.recv_multipart().unwrap().iter().skip(2) {
                assert_eq!(part.len(), NORM);
            }
            thread::sleep(Duration::from_millis(200));
        }
    };
    between_hosts!("norm", || publish(&endpoint(1), true, NORM), slow);
}

/// Several subscribers on a host get everything, and one that leaves and comes back goes on.
fn leave_and_return(endpoint: &str) {
    let ctx = context();
    let subscribers = [(); 2].map(|()| {
        let subscriber = ctx.socket(zmq::SUB).unwrap();
        hurry(&subscriber);
        subscriber.set_rcvhwm(0).unwrap();
        subscriber.subscribe("news").unwrap();
        subscriber.connect(endpoint).unwrap();
        subscriber
    });
    for subscriber in &subscribers {
        assert_eq!(subscriber.recv_multipart().unwrap().len(), 3);
    }
    let [first, second] = subscribers;
    first.disconnect(endpoint).unwrap();
    // What had arrived is taken first; then nothing comes any more.
    while first.recv_timeout(Duration::from_millis(500)).unwrap().is_some() {}
    first.connect(endpoint).unwrap();
    assert_eq!(first.recv_multipart().unwrap().len(), 3);
    assert_eq!(second.recv_multipart().unwrap().len(), 3);
}

#[test]
fn epgm_leave_and_return() {
    let endpoint = "epgm://cable;239.192.7.10:5661";
    let leave = || leave_and_return(endpoint);
    between_hosts!("pgm", || publish(endpoint, true, LARGE), leave);
}

#[test]
fn norm_leave_and_return() {
    let endpoint = |number| format!("norm://{number},cable;239.192.7.11:5662");
    let leave = || leave_and_return(&endpoint(2));
    between_hosts!("norm", || publish(&endpoint(1), true, NORM), leave);
}

/// RADIO to DISH over a group, and to one host.
#[test]
#[cfg(feature = "draft")]
fn udp() {
    fn radio() {
        let ctx = context();
        let radio = ctx.socket(zmq::SocketType::Radio).unwrap();
        radio.connect("udp://cable;239.192.7.7:5657").unwrap();
        radio.connect("udp://10.198.7.2:5658").unwrap();
        for number in 0usize.. {
            raw::send_to_group(&radio, c"weather", b"rain");
            raw::send_to_group(&radio, c"news", &payload(number, 1000)[..]);
            thread::sleep(Duration::from_millis(20));
        }
    }
    fn dish() {
        let ctx = context();
        for endpoint in ["udp://cable;239.192.7.7:5657", "udp://10.198.7.2:5658"] {
            let dish = ctx.socket(zmq::SocketType::Dish).unwrap();
            dish.bind(endpoint).unwrap();
            raw::join(&dish, c"news");
            for _ in 0..MESSAGES {
                let message = dish.recv().unwrap();
                let number = usize::from(message[0]);
                assert_eq!(&message[..], &payload(number, 1000)[..], "{endpoint}");
            }
        }
    }
    between_hosts!("draft", radio, dish);
}
