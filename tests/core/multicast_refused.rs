//! No endpoint, option or size of `epgm`, `pgm` and `norm` aborts the process, or keeps it busy for ever. What needs a network
//! that is in order runs between the hosts of multicast.sh.
#![cfg(target_os = "linux")]

use crate::support::{
    hosts::{between_hosts, wait},
    in_child, raw,
};
use std::{thread, time::Duration};
use zmq::{Context, Errno, Multipart};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// The largest part that norm takes.
const NORM: usize = 2038;

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
    between_hosts!("norm", wait, refused);
}

/// What libzmq would abort over is an error, for either side, and what is taken does not abort later.
#[test]
fn bad_endpoints_are_errors() {
    in_child!(100, || refusals("lo"));
}

/// The same where multicast works, and where an interface has an address too many for OpenPGM.
#[test]
fn bad_endpoints_are_errors_on_a_network() {
    between_hosts!("pgm", wait, || {
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
    between_hosts!("pgm", wait, drop_and_bind);
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
    between_hosts!(
        "pgm",
        || loop {
            thread::park()
        },
        all,
    );
}
