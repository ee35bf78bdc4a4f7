//! `epgm`, `pgm`, `norm` and `udp` between two hosts, which multicast.sh makes; and that no endpoint or option of theirs
//! aborts the process. Each test runs itself again on the hosts, as a sender and as a receiver.
#![cfg(target_os = "linux")]

mod support;

use std::{
    io::Write,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use support::{in_child, raw};
use zmq::{Context, Errno, Multipart, Socket};

/// What this process is to do: `send` or `receive`.
const ROLE: &str = "ZMQ_TEST_ROLE";
/// How many messages must arrive.
const MESSAGES: usize = 50;
/// How long they may take, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

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

/// A process that ends with the test.
struct Side(Child);

impl Side {
    fn start(host: &str, test: &str, role: &str) -> Side {
        let child = Command::new("ip")
            .args(["netns", "exec", host])
            .arg(std::env::current_exe().unwrap())
            .args([test, "--exact", "--nocapture", "--test-threads=1"])
            .env(ROLE, role)
            .stdin(Stdio::null())
            .spawn();
        Side(child.unwrap())
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs `receive` on one host and `send` on the other, until `receive` has ended.
#[track_caller]
fn between_hosts(test: &str, capability: &str, send: impl FnOnce(), receive: impl FnOnce()) {
    if !zmq::has(capability) {
        return say(&format!("SKIPPED: {test}: this libzmq was built without {capability}"));
    }
    match std::env::var(ROLE).as_deref() {
        Ok("send") => return send(),
        Ok("receive") => {
            raw::alarm(PATIENCE.as_secs() as u32);
            return receive();
        }
        _ => (),
    }
    let Ok(hosts) = std::env::var("ZMQ_TEST_HOSTS") else {
        return say(&format!("SKIPPED: {test}: run tests/multicast.sh, which makes two hosts for it"));
    };
    let (sender, receiver) = hosts.split_once(' ').unwrap();
    let mut receiver = Side::start(receiver, test, "receive");
    let mut sender = Side::start(sender, test, "send");
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = receiver.0.try_wait().unwrap() {
            assert!(status.success(), "the receiver of {test}: {status}");
            break;
        }
        if let Some(status) = sender.0.try_wait().unwrap() {
            panic!("the sender of {test} ended: {status}");
        }
        assert!(Instant::now() < deadline, "{test}: not all messages in {PATIENCE:?}");
        thread::sleep(Duration::from_millis(10));
    }
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
    between_hosts("epgm", "pgm", || publish(endpoint, true, LARGE), || subscribe(endpoint, false, LARGE));
}

/// By the address of the interface, which differs from host to host, and with the roles of bind and connect exchanged.
#[test]
fn epgm_by_address() {
    let endpoint = |number| format!("epgm://10.198.7.{number};239.192.7.2:5652");
    between_hosts(
        "epgm_by_address",
        "pgm",
        || publish(&endpoint(1), false, LARGE),
        || subscribe(&endpoint(2), true, LARGE),
    );
}

/// PGM over IP itself, for which one must be root.
#[test]
fn pgm() {
    let endpoint = "pgm://cable;239.192.7.3:5653";
    between_hosts("pgm", "pgm", || publish(endpoint, true, LARGE), || subscribe(endpoint, false, LARGE));
}

#[test]
fn norm() {
    let endpoint = |number| format!("norm://{number},cable;239.192.7.4:5654");
    between_hosts(
        "norm",
        "norm",
        || publish(&endpoint(1), true, NORM),
        || subscribe(&endpoint(2), false, NORM),
    );
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
    between_hosts("epgm_with_a_slow_subscriber", "pgm", || publish(endpoint, true, LARGE), slow);
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
    between_hosts("norm_with_a_slow_subscriber", "norm", || publish(&endpoint(1), true, NORM), slow);
}

/// A part that libzmq would never get done with is refused, by each way to send, and the socket goes on.
#[test]
fn norm_refuses_large_parts() {
    let refused = || {
        let publisher = context().socket(zmq::PUB).unwrap();
        publisher.send(vec![0; NORM + 1]).unwrap(); // to nobody yet
        publisher.bind("norm://1,cable;239.192.7.8:5660").unwrap();
        assert_eq!(publisher.send(vec![0; NORM + 1]).unwrap_err().errno(), Errno::EMSGSIZE);
        assert_eq!(publisher.try_send(vec![0; NORM + 1]).unwrap_err().errno(), Errno::EMSGSIZE);
        let parts = Multipart::from(vec![b"x".to_vec(), vec![0; NORM + 1], b"x".to_vec()]);
        let error = publisher.send_multipart(parts).unwrap_err();
        assert_eq!(error.errno(), Errno::EMSGSIZE);
        publisher.send(vec![0; NORM]).unwrap();
    };
    between_hosts("norm_refuses_large_parts", "norm", wait, refused);
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
    between_hosts("udp", "draft", radio, dish);
}

/// What libzmq would abort over is an error, for either side, and what is taken does not abort later.
#[test]
fn bad_endpoints_are_errors() {
    in_child("bad_endpoints_are_errors", 100, || refusals("lo"));
}

/// The same where multicast works, and where an interface has an address too many for OpenPGM.
#[test]
fn bad_endpoints_are_errors_on_a_network() {
    between_hosts("bad_endpoints_are_errors_on_a_network", "pgm", wait, || {
        refusals("cable");
        refusals("several");
        let publisher = context().socket(zmq::PUB).unwrap();
        let error = publisher.bind("epgm://several;239.192.7.9:5600").unwrap_err();
        assert!(error == Errno::EINVAL && error.to_string().contains("several addresses"), "{error}");
        publisher.bind("norm://1,several;239.192.7.9:5600").unwrap();
    });
}

fn refusals(interface: &str) {
    let taken = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    let taken = taken.local_addr().unwrap().port();
    let schemes = ["epgm", "pgm", "norm"].into_iter();
    for scheme in schemes.filter(|scheme| zmq::has(scheme.trim_start_matches('e'))) {
        let port_taken = format!("lo;239.192.7.9:{taken}");
        let long = format!("{};239.192.7.9:5600", "x".repeat(300));
        let addresses = [
            "",
            ":",
            ";",
            ";;",
            "::::",
            ";:5600",
            "lo",
            "lo;",
            "lo;:5600",
            "lo;239.192.7.9",
            "lo;239.192.7.9:",
            "lo;239.192.7.9:0",
            "lo;239.192.7.9:65536",
            "lo;239.192.7.9:-1",
            "lo;239.192.7.9:x",
            "lo;10.0.0.1:x",
            "no-such;239.192.7.9:5600",
            "256.1.1.1;239.192.7.9:5600",
            "8.8.8.8;239.192.7.9:5600",
            "lo;no.such.host.invalid:5600",
            "lo;ff02::1:5600",
            "[::1];[ff02::1]:5600",
            "lo;%s%s%n:5600",
            "lo;239.192.7.9,,;:5600",
            "lo;;239.192.7.9:5600",
            "1,;239.192.7.9:5600",
            ",lo;239.192.7.9:5600",
            "x,lo;239.192.7.9:5600",
            &port_taken,
            &long,
        ];
        for address in addresses {
            let endpoint = format!("{scheme}://{}", address.replace("lo;", &format!("{interface};")));
            for kind in [zmq::SocketType::Pub, zmq::SocketType::Sub] {
                let socket = context().socket(kind).unwrap();
                socket.set_rcvhwm(0).unwrap();
                if socket.bind(&endpoint).is_ok() {
                    println!("taken: {endpoint}");
                    let _ = socket.try_send("x");
                    thread::sleep(Duration::from_millis(100)); // what aborts would do it now
                } else {
                    assert!(socket.connect(&endpoint).is_err(), "{endpoint}");
                }
            }
        }
        // Kinds that have no business there.
        let error = context().socket(zmq::PUSH).unwrap().connect(&format!("{scheme}://lo;239.192.7.9:5600"));
        assert_eq!(error.unwrap_err(), Errno::ENOCOMPATPROTO);
    }
}

/// Raw sockets are for root.
#[test]
fn pgm_without_the_privilege_is_an_error() {
    let drop_and_bind = || {
        raw::drop_privileges();
        let publisher = context().socket(zmq::PUB).unwrap();
        let error = publisher.bind("pgm://cable;239.192.7.9:5600").unwrap_err();
        assert_eq!(error, Errno::EPERM);
        assert!(error.to_string().contains("raw socket"), "{error}");
    };
    between_hosts("pgm_without_the_privilege_is_an_error", "pgm", wait, drop_and_bind);
}

/// The other side of a test that needs none.
fn wait() {
    loop {
        thread::park();
    }
}

/// Options that the libraries refuse when it is too late, on a network that is in order.
#[test]
fn bad_options_are_errors() {
    let cases = [
        (zmq_sys::ZMQ_RATE, i32::MAX),
        (zmq_sys::ZMQ_RATE, 1),
        (zmq_sys::ZMQ_RECOVERY_IVL, i32::MAX),
        (zmq_sys::ZMQ_MULTICAST_MAXTPDU, 1),
        (zmq_sys::ZMQ_MULTICAST_MAXTPDU, 40),
        (zmq_sys::ZMQ_MULTICAST_MAXTPDU, i32::MAX),
        (zmq_sys::ZMQ_MULTICAST_HOPS, i32::MAX),
    ];
    let all = || {
        for endpoint in ["epgm://cable;239.192.7.8:5659", "norm://1,cable;239.192.7.8:5660"] {
            for (option, value) in cases {
                let publisher = context().socket(zmq::PUB).unwrap();
                raw::set_int(&publisher, option, value).unwrap();
                let result = publisher.bind(endpoint);
                let norm = endpoint.starts_with("norm") && option != zmq_sys::ZMQ_MULTICAST_HOPS;
                assert!(result.is_err() != norm, "{endpoint}: {option} {value}: {result:?}");
            }
            // The limits themselves.
            for (tpdu, rate, recovery) in [(256, 3, 10), (65_535, 600, 1000), (1500, 2_147_483, 60)] {
                for kind in [zmq::SocketType::Pub, zmq::SocketType::Sub] {
                    let socket = context().socket(kind).unwrap();
                    raw::set_int(&socket, zmq_sys::ZMQ_MULTICAST_MAXTPDU, tpdu).unwrap();
                    raw::set_int(&socket, zmq_sys::ZMQ_RATE, rate).unwrap();
                    raw::set_int(&socket, zmq_sys::ZMQ_RECOVERY_IVL, recovery).unwrap();
                    socket.set_rcvhwm(0).unwrap();
                    socket.bind(endpoint).unwrap();
                    let _ = socket.try_send("x");
                    thread::sleep(Duration::from_millis(100)); // what aborts would do it now
                }
            }
        }
    };
    between_hosts(
        "bad_options_are_errors",
        "pgm",
        || loop {
            thread::park()
        },
        all,
    );
}
