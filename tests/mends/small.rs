//! Options in a moment, or of a value, that was not thought of.

use std::{ffi::CString, io::Read, io::Write, time::Duration};

use zmq_sys::*;

use crate::{
    mended,
    peer::{self, settle},
    raw::Context,
};

#[test]
fn mend_27_a_name_for_a_connection_that_is_taken() {
    mended!(20, || {
        for kind in [ZMQ_ROUTER, ZMQ_STREAM] {
            let context = Context::new();
            let (_listener, endpoint) = peer::listener();
            let socket = context.socket(kind);
            socket.set(ZMQ_LINGER, 0);
            socket.set_bytes(ZMQ_CONNECT_ROUTING_ID, b"name").unwrap();
            socket.connect(&endpoint);
            let error = socket.set_bytes(ZMQ_CONNECT_ROUTING_ID, b"name").unwrap_err();
            assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
            socket.connect(&endpoint);
            socket.close();
            context.term().unwrap();
        }
    });
}

#[test]
fn mend_27_immediate_changes_while_a_connection_lives() {
    mended!(20, || {
        let context = Context::new();
        let (listener, endpoint) = peer::listener();
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_IMMEDIATE, 1);
        push.set(ZMQ_RECONNECT_IVL, 10);
        push.connect(&endpoint);
        let first = peer::accept(&listener, "PULL");
        push.set(ZMQ_IMMEDIATE, 0);
        drop(first);
        let mut second = peer::accept(&listener, "PULL");
        settle();
        push.send(b"hello", 0);
        assert_eq!(second.receive(), Some((0, b"hello".to_vec())));
        push.close();
        context.term().unwrap();
    });
}

#[cfg(feature = "draft")]
#[test]
fn mend_39_a_peer_comes_and_goes_while_the_queue_is_full() {
    mended!(20, || {
        let context = Context::new();
        let (listener, endpoint) = peer::listener();
        let router = context.socket(ZMQ_ROUTER);
        router.set(ZMQ_RCVHWM, 10);
        router.set(ZMQ_RECONNECT_IVL, 10);
        let notify = ZMQ_NOTIFY_CONNECT | ZMQ_NOTIFY_DISCONNECT;
        router.set(ZMQ_ROUTER_NOTIFY, notify);
        router.connect(&endpoint);
        let mut first = peer::accept(&listener, "DEALER");
        // With what tells of the connection it is full.
        for number in 0..9 {
            first.send(0, &[number]);
        }
        settle();
        drop(first);
        let mut second = peer::accept(&listener, "DEALER");
        settle();
        second.send(0, b"second");
        let expected = [vec![Vec::new()], (0..9).map(|number| vec![number]).collect()].concat();
        let told = [Vec::new(), Vec::new(), b"second".to_vec()];
        for body in expected.into_iter().chain(told) {
            assert_eq!(router.recv_message()[1], body);
        }
        router.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_45_an_empty_message_without_framing() {
    mended!(20, || {
        let context = Context::new();
        let (listener, endpoint) = peer::listener();
        let router = context.socket(ZMQ_ROUTER);
        router.set(ZMQ_ROUTER_RAW, 1);
        router.set(ZMQ_PROBE_ROUTER, 1);
        router.set_bytes(ZMQ_CONNECT_ROUTING_ID, b"name").unwrap();
        router.connect(&endpoint);
        let (mut stream, _) = listener.accept().unwrap();
        settle();
        router.send(b"name", ZMQ_SNDMORE);
        router.send(b"bytes", 0);
        let mut bytes = [0; 5];
        stream.read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"bytes");
        router.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_45_a_host_name_too_long_for_a_proxy() {
    mended!(20, || {
        let context = Context::new();
        let (listener, proxy) = peer::listener();
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_LINGER, 0);
        push.set(ZMQ_RECONNECT_IVL, 10);
        push.set_bytes(ZMQ_SOCKS_PROXY, proxy.strip_prefix("tcp://").unwrap().as_bytes()).unwrap();
        push.connect(&format!("tcp://{}:5555", "a".repeat(300)));
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            stream.read_exact(&mut [0; 3]).unwrap();
            stream.write_all(&[5, 0]).unwrap();
            assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0, "it goes on");
        }
        push.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_80_a_monitor_takes_no_error_number() {
    mended!(30, || {
        let context = zmq::Context::new().unwrap();
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = CString::new(format!("tcp://{}", taken.local_addr().unwrap())).unwrap();
        let pull = context.socket(zmq::PULL).unwrap();
        let monitor = pull.monitor(zmq::EventMask::BIND_FAILED).unwrap();
        for _ in 0..10 {
            // Past the crate, which calls again.
            let error = crate::support::raw::bind(&pull, &endpoint).unwrap_err();
            assert_eq!(error.raw_os_error(), Some(libc::EADDRINUSE));
            assert!(monitor.recv_timeout(Duration::from_secs(10)).unwrap().is_some());
            std::thread::sleep(Duration::from_millis(3)); // sooner, no command is looked for, and no number lost
        }
    });
}
