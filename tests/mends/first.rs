//! What a new peer is told first, and over which transports a kind goes.

use zmq_sys::*;

use crate::{mended, raw::Context};

#[test]
fn mend_62_a_probe_comes_after_the_routing_id() {
    mended!(20, || {
        let context = Context::new();
        let router = context.socket(ZMQ_ROUTER);
        router.connect("inproc://probe");
        let dealer = context.socket(ZMQ_DEALER);
        dealer.set_bytes(ZMQ_ROUTING_ID, b"name").unwrap();
        dealer.set(ZMQ_PROBE_ROUTER, 1);
        dealer.bind("inproc://probe");
        assert_eq!(router.recv_message(), [b"name".to_vec(), vec![]]);
        router.send(b"name", ZMQ_SNDMORE);
        router.send(b"welcome", 0);
        assert_eq!(dealer.recv().0, b"welcome");
        dealer.close();
        router.close();
        context.term().unwrap();
    });
}

#[cfg(feature = "draft")]
#[test]
fn mend_62_a_greeting_and_a_probe_in_the_smallest_queue() {
    mended!(20, || {
        for kind in [ZMQ_DEALER, ZMQ_ROUTER] {
            for bind_first in [false, true] {
                let context = Context::new();
                let greeter = context.socket(kind);
                greeter.set(ZMQ_SNDHWM, 1);
                greeter.set(ZMQ_PROBE_ROUTER, 1);
                greeter.set_bytes(ZMQ_HELLO_MSG, b"hello").unwrap();
                greeter.set_bytes(ZMQ_ROUTING_ID, b"greeter").unwrap();
                let other = context.socket(ZMQ_ROUTER);
                other.set(ZMQ_RCVHWM, 1);
                other.set_bytes(ZMQ_ROUTING_ID, b"other").unwrap();
                if bind_first {
                    other.bind("inproc://greeting");
                    greeter.connect("inproc://greeting");
                } else {
                    greeter.connect("inproc://greeting");
                    other.bind("inproc://greeting");
                }
                let mut first = [other.recv_message(), other.recv_message()];
                first.sort();
                assert_eq!(first, [[b"greeter".to_vec(), vec![]], [b"greeter".to_vec(), b"hello".to_vec()]]);
                // There is room again, and the list of those with room has it once.
                for _ in 0..100 {
                    greeter.can_receive(); // it has heard the name of the other
                    if kind == ZMQ_ROUTER {
                        greeter.send(b"other", ZMQ_SNDMORE);
                    }
                    greeter.send(b"more", 0);
                    assert_eq!(other.recv_message(), [&b"greeter"[..], b"more"]);
                }
                greeter.close();
                other.close();
                context.term().unwrap();
            }
        }
    });
}

#[test]
fn mend_63_without_framing_there_is_no_inproc() {
    mended!(20, || {
        let context = Context::new();
        let stream = context.socket(ZMQ_STREAM);
        let raw_router = context.socket(ZMQ_ROUTER);
        raw_router.set(ZMQ_ROUTER_RAW, 1);
        let dealer = context.socket(ZMQ_DEALER);
        dealer.set(ZMQ_LINGER, 0);
        dealer.bind("inproc://dealer");
        for socket in [stream, raw_router] {
            for refused in [
                socket.try_connect("inproc://dealer"),
                socket.try_bind("inproc://raw"),
                socket.try_connect("inproc://no"),
            ] {
                assert_eq!(refused.unwrap_err().raw_os_error(), Some(ENOCOMPATPROTO));
            }
            socket.bind("tcp://127.0.0.1:*");
            socket.close();
        }
        dealer.close();
        context.term().unwrap();
    });
}

#[cfg(feature = "draft")]
#[test]
fn mend_63_datagrams_go_over_udp() {
    mended!(20, || {
        let context = Context::new();
        let dgram = context.socket(ZMQ_DGRAM);
        for endpoint in ["tcp://127.0.0.1:*", "ipc://*", "inproc://dgram"] {
            assert_eq!(
                dgram.try_bind(endpoint).unwrap_err().raw_os_error(),
                Some(ENOCOMPATPROTO),
                "{endpoint}"
            );
        }
        for endpoint in ["tcp://127.0.0.1:9", "ipc:///tmp/nobody", "inproc://nobody"] {
            assert_eq!(
                dgram.try_connect(endpoint).unwrap_err().raw_os_error(),
                Some(ENOCOMPATPROTO),
                "{endpoint}"
            );
        }
        dgram.close();
        context.term().unwrap();
    });
}
