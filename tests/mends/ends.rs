//! Sockets and contexts that end.

use std::{io::ErrorKind, time::Duration};

use zmq_sys::*;

use crate::{
    mended,
    peer::{self, settle},
    raw::Context,
    support::raw::Held,
    system::{leave_free, raw::limit_descriptors},
};

#[test]
fn mend_12_between_two_attempts_to_reach_a_proxy() {
    mended!(20, || {
        let context = Context::new();
        let held = Held::new();
        let push = context.socket(ZMQ_PUSH);
        let monitor = push.monitor(context, ZMQ_EVENT_CONNECT_RETRIED);
        push.set(ZMQ_LINGER, 0);
        push.set(ZMQ_RECONNECT_IVL, 3000);
        push.set_bytes(ZMQ_SOCKS_PROXY, format!("127.0.0.1:{}", held.port).as_bytes()).unwrap();
        push.connect("tcp://127.0.0.1:5555");
        assert_eq!(monitor.event(), ZMQ_EVENT_CONNECT_RETRIED);
        push.close();
        monitor.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_13_a_connection_that_is_not_made_again() {
    mended!(20, || {
        let context = Context::new();
        let (listener, endpoint) = peer::listener();
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_RECONNECT_IVL, -1);
        push.connect(&endpoint);
        let peer = peer::accept(&listener, "PULL");
        for _ in 0..100 {
            push.send(&[7; 1 << 20], 0);
        }
        peer::reset(peer);
        settle();
        push.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_13_a_name_that_was_handed_over() {
    mended!(20, || {
        let context = Context::new();
        let router = context.socket(ZMQ_ROUTER);
        router.set(ZMQ_ROUTER_HANDOVER, 1);
        let endpoint = router.bind("tcp://127.0.0.1:*");
        let mut first = peer::connect_as(&endpoint, b"name");
        first.send(0, b"hello");
        router.recv_message();
        for _ in 0..100 {
            router.send(b"name", ZMQ_SNDMORE);
            router.send(&[7; 1 << 20], 0);
        }
        let mut second = peer::connect_as(&endpoint, b"name");
        second.send(0, b"hello");
        router.recv_message();
        peer::reset(first);
        peer::reset(second);
        settle();
        router.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_13_and_20_a_bound_socket_answers_a_peer_that_leaves() {
    mended!(60, || {
        for round in 0..60 {
            for kind in [ZMQ_REP, ZMQ_ROUTER, ZMQ_DEALER, ZMQ_PAIR] {
                let context = Context::new();
                let socket = context.socket(kind);
                let endpoint = socket.bind(if round % 2 == 0 { "tcp://127.0.0.1:*" } else { "ipc://*" });
                let other = context.socket(if kind == ZMQ_PAIR { ZMQ_PAIR } else { ZMQ_DEALER });
                other.set(ZMQ_LINGER, 0);
                other.connect(&endpoint);
                other.send(b"", ZMQ_SNDMORE);
                other.send(b"hello", 0);
                let message = socket.recv_message();
                other.close();
                if kind == ZMQ_ROUTER {
                    socket.send(&message[0], ZMQ_SNDMORE);
                }
                let _ = socket.try_send(&[7; 100_000], ZMQ_DONTWAIT);
                socket.close();
                context.term().unwrap();
            }
        }
    });
}

#[test]
fn mend_15_a_connection_that_joins_itself() {
    mended!(20, || {
        let context = Context::new();
        let port = Held::new().port;
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_LINGER, 0);
        push.set(ZMQ_RECONNECT_IVL, 20);
        let monitor = push.monitor(context, ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CONNECT_RETRIED);
        push.connect(&format!("tcp://127.0.0.1:{port};127.0.0.1:{port}"));
        for _ in 0..5 {
            assert_eq!(monitor.event(), ZMQ_EVENT_CONNECT_RETRIED);
        }
        push.close();
        monitor.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_26_a_welcome_for_who_is_gone() {
    mended!(20, || {
        let context = Context::new();
        let sub = context.socket(ZMQ_SUB);
        sub.set_bytes(ZMQ_SUBSCRIBE, b"").unwrap();
        sub.connect("inproc://welcome");
        sub.close();
        settle();
        let publisher = context.socket(ZMQ_XPUB);
        publisher.set_bytes(ZMQ_XPUB_WELCOME_MSG, b"welcome").unwrap();
        publisher.bind("inproc://welcome");
        let late = context.socket(ZMQ_SUB);
        late.set_bytes(ZMQ_SUBSCRIBE, b"").unwrap();
        late.connect("inproc://welcome");
        publisher.can_receive();
        assert_eq!(late.recv().0, b"welcome");
        late.close();
        publisher.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_33_a_name_nobody_bound_and_no_descriptor() {
    mended!(20, || {
        let context = Context::new();
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_LINGER, 0);
        push.connect("inproc://nobody");
        push.close();
        std::thread::sleep(Duration::from_millis(100));
        let _full = leave_free(0);
        let error = context.term().unwrap_err();
        assert_eq!(error.raw_os_error(), Some(libc::EMFILE));
        assert_ne!(error.kind(), ErrorKind::Interrupted);
        limit_descriptors(256);
        context.term().unwrap();
    });
}

#[test]
fn mend_83_a_socket_that_waited_leaves_in_time() {
    mended!(20, || {
        let context = Context::new();
        let dealer = context.socket(ZMQ_DEALER);
        dealer.connect("tcp://127.0.0.1:1");
        dealer.send(b"to nobody", 0);
        context.shutdown();
        assert_eq!(dealer.try_recv(0).unwrap_err().raw_os_error(), Some(ETERM));
        // Only that: what has ended takes nothing else.
        let error = dealer.set_bytes(ZMQ_SNDHWM, &1_i32.to_ne_bytes()).unwrap_err();
        assert_eq!(error.raw_os_error(), Some(ETERM));
        dealer.set(ZMQ_LINGER, 0);
        dealer.close();
        context.term().unwrap();
    });
}
