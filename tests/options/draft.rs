//! The options of the draft API, against a library that was built with it; one without it says that it does not know them.
#![cfg(feature = "draft")]

use crate::support::{
    self,
    table::{refused, rows, same},
    within,
};
use zmq::{Capability, Context, Errno, Error, NormMode, RouterNotify, SocketType, SocketType::*};

#[test]
fn values() {
    within(20, || {
        let ctx = Context::new().unwrap();
        if !zmq::has(Capability::Draft) {
            refused("ZMQ_HELLO_MSG", "", ctx.socket(zmq::DEALER).unwrap().set_hello_msg(b"x"));
            refused("ZMQ_IN_BATCH_SIZE", "", ctx.socket(zmq::DEALER).unwrap().set_in_batch_size(64));
            return;
        }
        let both = RouterNotify::CONNECT | RouterNotify::DISCONNECT;
        rows! { ctx.socket(zmq::ROUTER).unwrap();
            ZMQ_ROUTER_NOTIFY: router_notify = RouterNotify::NONE, set_router_notify: RouterNotify::DISCONNECT, both => RouterNotify::from_raw(4), RouterNotify::from_raw(-1);
            ZMQ_IN_BATCH_SIZE: in_batch_size = 8192, set_in_batch_size: 64, 1 << 24 => 0, 63, (1 << 24) + 1;
            ZMQ_OUT_BATCH_SIZE: out_batch_size = 8192, set_out_batch_size: 64, 1 << 24 => 63, u32::MAX;
            ZMQ_PRIORITY: priority = 0, set_priority: 6, 0 => u32::MAX;
        }
        let router = ctx.socket(zmq::ROUTER).unwrap();
        for message in [&b"hello"[..], b"", &[7; 1000]] {
            router.set_hello_msg(message).unwrap();
            router.set_disconnect_msg(message).unwrap();
            ctx.socket(zmq::DEALER).unwrap().set_hiccup_msg(message).unwrap();
        }
        for micros in [0, 1, i32::MAX as u32] {
            router.set_busy_poll(micros).unwrap();
        }
        refused("ZMQ_BUSY_POLL", "", router.set_busy_poll(u32::MAX));
        let subscriber = ctx.socket(zmq::XSUB).unwrap();
        subscriber.set_xsub_verbose_unsubscribe(true).unwrap();
        subscriber.set_xsub_verbose_unsubscribe(false).unwrap();
    });
}

/// A call on a socket of a kind that is known at run time only.
type Call = fn(&zmq::Socket<SocketType>) -> Result<(), Error>;

#[test]
fn kinds_that_lack_an_option_refuse_it() {
    let rows: &[(&str, &[SocketType], Call)] = &[
        ("ZMQ_ROUTER_NOTIFY", &[Router], |s| s.set_router_notify(RouterNotify::CONNECT)),
        ("ZMQ_HELLO_MSG", &[Router, Dealer], |s| s.set_hello_msg(b"x")),
        ("ZMQ_DISCONNECT_MSG", &[Router], |s| s.set_disconnect_msg(b"x")),
        ("ZMQ_HICCUP_MSG", &[Dealer], |s| s.set_hiccup_msg(b"x")),
        ("ZMQ_XSUB_VERBOSE_UNSUBSCRIBE", &[XSub], |s| s.set_xsub_verbose_unsubscribe(true)),
    ];
    if !zmq::has(Capability::Draft) {
        return;
    }
    within(20, move || {
        let ctx = Context::new().unwrap();
        for (name, kinds, call) in rows {
            for &kind in SocketType::STABLE {
                let result = call(&ctx.socket(kind).unwrap());
                match result {
                    Ok(()) => assert!(kinds.contains(&kind), "{name} of {kind}"),
                    Err(_) if kinds.contains(&kind) => panic!("{name} of {kind}: {result:?}"),
                    result => refused(name, "", result),
                }
            }
        }
    });
}

#[test]
fn norm() {
    within(20, || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::PUB).unwrap();
        if !zmq::has(Capability::Norm) {
            for result in [
                socket.set_norm_mode(NormMode::Fixed),
                socket.set_norm_unicast_nack(true),
                socket.set_norm_buffer_size(1),
                socket.set_norm_segment_size(1),
                socket.set_norm_block_size(1),
                socket.set_norm_num_parity(1),
                socket.set_norm_num_autoparity(1),
                socket.set_norm_push(true),
                socket.norm_mode().map(drop),
            ] {
                let error = result.unwrap_err();
                assert!(error.to_string().contains("feature `norm`"), "{error}");
            }
            return;
        }
        rows! { ctx.socket(zmq::PUB).unwrap();
            ZMQ_NORM_MODE: norm_mode = NormMode::Cc, set_norm_mode: NormMode::Fixed, NormMode::CceEcnOnly => NormMode::Other(5);
            ZMQ_NORM_UNICAST_NACK: norm_unicast_nack = false, set_norm_unicast_nack: true, false;
            ZMQ_NORM_BUFFER_SIZE: norm_buffer_size = 2048, set_norm_buffer_size: 1 => 0;
            ZMQ_NORM_SEGMENT_SIZE: norm_segment_size = 1400, set_norm_segment_size: 1 => 0, 65_536;
            ZMQ_NORM_BLOCK_SIZE: norm_block_size = 16, set_norm_block_size: 1, 255 => 0, 256;
            ZMQ_NORM_NUM_PARITY: norm_num_parity = 4, set_norm_num_parity: 0, 254 => 255;
            ZMQ_NORM_NUM_AUTOPARITY: norm_num_autoparity = 0, set_norm_num_autoparity: 254 => 255;
            ZMQ_NORM_PUSH: norm_push = false, set_norm_push: true, false;
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn names_of_threads() {
    within(20, || {
        if !zmq::has(Capability::Draft) {
            return;
        }
        let build = |prefix| Context::builder().thread_name_prefix_text(prefix).build();
        let ctx = build("mine!").unwrap();
        assert_eq!(ctx.thread_name_prefix_text().unwrap(), "mine!");
        if cfg!(target_os = "linux") && support::is_vendored() {
            support::eventually("the threads have the name", || {
                support::threads().values().any(|name| name.starts_with("mine!/ZMQbg"))
            });
        }
        assert_eq!(Context::new().unwrap().thread_name_prefix_text().unwrap(), "");
        for refused in ["", "four", "seventeen letters", "a\0b"] {
            let error = build(refused).unwrap_err();
            assert_eq!((error.errno(), error.subject()), (Errno::EINVAL, Some("ZMQ_THREAD_NAME_PREFIX")));
        }
    });
}
