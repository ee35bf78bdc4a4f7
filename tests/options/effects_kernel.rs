//! Options that the kernel must hear of, read from its own descriptors. Each test runs in a process of its own.
#![cfg(target_os = "linux")]

use crate::support::{self, bind_tcp, descriptors, in_child, new_descriptors, raw, zmtp::Peer};
use std::{collections::BTreeMap, os::fd::AsRawFd, time::Duration};
use zmq::{Context, SocketType};

/// The listener and the connections of libzmq, after a DEALER that `set` prepared is bound and has a peer.
fn descriptors_of(set: impl Fn(&zmq::Socket<zmq::Dealer>)) -> (i32, Vec<i32>) {
    let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
    let before = descriptors();
    let (near, far) = (ctx.socket(zmq::DEALER).unwrap(), ctx.socket(zmq::DEALER).unwrap());
    set(&near);
    set(&far);
    far.connect(&bind_tcp(&near)).unwrap();
    far.send("x").unwrap();
    assert_eq!(near.recv().unwrap(), "x");
    near.send("y").unwrap();
    assert_eq!(far.recv().unwrap(), "y");
    let sockets: BTreeMap<_, _> =
        new_descriptors(&before).into_iter().filter(|(_, target)| target.starts_with("socket:")).collect();
    let (connections, listeners): (Vec<_>, Vec<_>) =
        sockets.into_keys().partition(|&fd| raw::is_tcp_connection(fd));
    assert_eq!((connections.len(), listeners.len()), (2, 1));
    // The kernel's answers must come while they are open: so the sockets stay.
    std::mem::forget((near, far, ctx));
    (listeners[0], connections)
}

#[test]
fn buffers() {
    in_child!(30, || {
        let (_, connections) = descriptors_of(|socket| {
            socket.set_sndbuf(Some(20_000)).unwrap();
            socket.set_rcvbuf(Some(30_000)).unwrap();
        });
        for fd in connections {
            // Linux doubles what it is told.
            assert_eq!(raw::int_option(fd, libc::SOL_SOCKET, libc::SO_SNDBUF), Some(40_000));
            assert_eq!(raw::int_option(fd, libc::SOL_SOCKET, libc::SO_RCVBUF), Some(60_000));
        }
    });
}

#[test]
fn type_of_service() {
    in_child!(30, || {
        let (_, connections) = descriptors_of(|socket| socket.set_tos(0x28).unwrap());
        for fd in connections {
            assert_eq!(raw::int_option(fd, libc::IPPROTO_IP, libc::IP_TOS), Some(0x28));
        }
    });
}

#[test]
fn the_backlog_of_a_listener() {
    if support::emulated("TCP_INFO") {
        return;
    }
    in_child!(30, || {
        let (listener, _) = descriptors_of(|socket| socket.set_backlog(7).unwrap());
        assert_eq!(raw::backlog(listener), 7);
    });
}

#[test]
fn how_long_data_may_stay_unacknowledged() {
    in_child!(30, || {
        let (_, connections) =
            descriptors_of(|socket| socket.set_tcp_maxrt(Some(Duration::from_millis(12_345))).unwrap());
        for fd in connections {
            assert_eq!(raw::int_option(fd, libc::IPPROTO_TCP, libc::TCP_USER_TIMEOUT), Some(12_345));
        }
    });
}

#[test]
fn one_interface_only() {
    if support::emulated("SO_BINDTODEVICE") {
        return;
    }
    in_child!(30, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let probe = ctx.socket(zmq::DEALER).unwrap();
        probe.set_bindtodevice(Some("lo")).unwrap();
        if probe.bind("tcp://127.0.0.1:*").is_err_and(|error| error == zmq::Errno::EPERM) {
            return eprintln!("SKIPPED: choosing a device takes CAP_NET_RAW");
        }
        drop(probe);
        ctx.term();
        let (listener, connections) = descriptors_of(|socket| socket.set_bindtodevice(Some("lo")).unwrap());
        for fd in connections.into_iter().chain([listener]) {
            assert_eq!(raw::device(fd), "lo");
        }
    });
}

#[test]
fn both_families_of_addresses() {
    in_child!(30, || {
        if std::net::TcpListener::bind("[::1]:0").is_err() {
            return eprintln!("SKIPPED: this machine has no IPv6");
        }
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        for ipv6 in [false, true] {
            let pull = ctx.socket(zmq::PULL).unwrap();
            pull.set_ipv6(ipv6).unwrap();
            assert_eq!(pull.bind("tcp://[::1]:*").is_ok(), ipv6);
            pull.bind("tcp://*:*").unwrap();
            let endpoint = pull.last_endpoint().unwrap();
            let port = endpoint.rsplit(':').next().unwrap();
            let reached = std::net::TcpStream::connect(format!("[::1]:{port}")).is_ok();
            assert_eq!(reached, ipv6);
            Peer::connect(&format!("tcp://127.0.0.1:{port}")).shake_hands("PUSH", &[]);
        }
    });
}

/// A listener that somebody else opened, as a service manager does.
#[test]
fn a_listener_handed_over() {
    in_child!(30, || {
        let ctx = Context::builder().linger(Some(Duration::ZERO)).build().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("tcp://{}", listener.local_addr().unwrap());
        let fd = listener.as_raw_fd();
        let rep = ctx.socket(SocketType::Rep).unwrap();
        rep.set_use_fd(listener.into()).unwrap();
        assert_eq!(rep.use_fd(), Some(fd));
        rep.bind(&endpoint).unwrap();
        assert_eq!(rep.use_fd(), None);
        let req = ctx.socket(zmq::REQ).unwrap();
        req.connect(&endpoint).unwrap();
        req.send("Hello").unwrap();
        assert_eq!(rep.recv().unwrap(), "Hello");
        assert!(descriptors().contains_key(&fd), "libzmq listens on it");
        drop(rep);
        support::eventually("libzmq closes it with the socket", || !descriptors().contains_key(&fd));
    });
}
