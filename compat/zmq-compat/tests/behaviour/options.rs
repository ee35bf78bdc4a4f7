//! Options as rust-zmq has them, also where zmq-safe refuses a value that does nothing.

use super::{pair, zmq};
use zmq::zmq_safe;

#[test]
fn conflate_is_kept_where_it_does_nothing() {
    let context = zmq::Context::new();
    let (request, reply) = pair(&context, zmq::REQ, zmq::REP);
    for socket in [&request, &reply] {
        assert!(!socket.is_conflate().unwrap());
        socket.set_conflate(true).unwrap();
        assert!(socket.is_conflate().unwrap());
    }
    request.send_multipart(["all", "parts"], 0).unwrap();
    assert_eq!(reply.recv_multipart(0).unwrap(), [b"all".as_slice(), b"parts"]);
}

#[test]
fn conflate_after_bind() {
    let context = zmq::Context::new();
    let pull = context.socket(zmq::PULL).unwrap();
    pull.bind("tcp://127.0.0.1:*").unwrap();
    let set = pull.set_conflate(true);
    // An installed libzmq uses freed memory over it.
    assert_eq!(set.is_ok(), !zmq_safe::mends().is_empty() || zmq::version() > (4, 3, 5));
    assert_eq!(pull.is_conflate().unwrap(), set.is_ok());
}

#[test]
fn keepalive_that_the_system_does_not_take() {
    let context = zmq::Context::new();
    let (push, pull) = (context.socket(zmq::PUSH).unwrap(), context.socket(zmq::PULL).unwrap());
    for value in [500, 0, 9, -1] {
        push.set_tcp_keepalive_cnt(value).unwrap();
        push.set_tcp_keepalive_idle(value * 1000)
            .unwrap_or_else(|_| push.set_tcp_keepalive_idle(-1).unwrap());
        push.set_tcp_keepalive_intvl(value).unwrap();
        assert_eq!(push.get_tcp_keepalive_cnt().unwrap(), value);
        assert_eq!(push.get_tcp_keepalive_idle().unwrap(), if value < 0 { -1 } else { value * 1000 });
        assert_eq!(push.get_tcp_keepalive_intvl().unwrap(), value);
    }
    assert_eq!(push.set_tcp_keepalive_cnt(-2), Err(zmq::Error::EINVAL));
    // It connects, which it would not if the system was given the value.
    push.set_tcp_keepalive(1).unwrap();
    push.set_tcp_keepalive_cnt(500).unwrap();
    push.set_tcp_keepalive_idle(100_000).unwrap();
    pull.bind("tcp://127.0.0.1:*").unwrap();
    pull.set_rcvtimeo(30_000).unwrap();
    push.connect(&pull.get_last_endpoint().unwrap().unwrap()).unwrap();
    push.send("alive", 0).unwrap();
    assert_eq!(pull.recv_bytes(0).unwrap(), b"alive");
    assert_eq!(push.as_core().tcp_keepalive_cnt().unwrap(), Some(127));
}

#[test]
fn defaults_and_special_values_are_c_s_numbers() {
    let context = zmq::Context::new();
    let socket = context.socket(zmq::DEALER).unwrap();
    let defaults = [
        (socket.get_linger(), -1),
        (socket.get_rcvtimeo(), -1),
        (socket.get_sndhwm(), 1000),
        (socket.get_reconnect_ivl(), 100),
        (socket.get_reconnect_ivl_max(), 0),
        (socket.get_handshake_ivl(), 30_000),
        (socket.get_heartbeat_ivl(), 0),
        (socket.get_heartbeat_timeout(), -1),
        (socket.get_heartbeat_ttl(), 0),
        (socket.get_connect_timeout(), 0),
        (socket.get_sndbuf(), -1),
        (socket.get_tcp_keepalive(), -1),
        (socket.get_recovery_ivl(), 10_000),
    ];
    for (got, wanted) in defaults {
        assert_eq!(got, Ok(wanted));
    }
    assert_eq!((socket.get_maxmsgsize(), socket.get_affinity()), (Ok(-1), Ok(0)));
    for value in [0, 250, -1] {
        socket.set_linger(value).unwrap();
        assert_eq!(socket.get_linger(), Ok(value));
    }
    assert_eq!(
        (socket.set_linger(-2), socket.set_sndhwm(-1)),
        (Err(zmq::Error::EINVAL), Err(zmq::Error::EINVAL))
    );
    assert_eq!(socket.set_tcp_keepalive(2), Err(zmq::Error::EINVAL));
    // libzmq keeps tenths of a second, cut off.
    for (set, got) in [(50, 0), (250, 200), (6_553_599, 6_553_500)] {
        match socket.set_heartbeat_ttl(set) {
            Ok(()) => assert_eq!(socket.get_heartbeat_ttl(), Ok(got)),
            Err(error) => assert!(set > 65_500 && error == zmq::Error::EINVAL, "{set}"), // an installed libzmq
        }
    }
}

#[test]
fn what_libzmq_does_not_tell_is_einval() {
    let context = zmq::Context::new();
    let router = context.socket(zmq::ROUTER).unwrap();
    router.set_router_mandatory(true).unwrap();
    router.set_router_handover(true).unwrap();
    router.set_probe_router(false).unwrap();
    let told = [router.is_router_mandatory(), router.is_router_handover(), router.is_probe_router()];
    assert_eq!(told, [Err(zmq::Error::EINVAL); 3]);
    assert_eq!(context.socket(zmq::REQ).unwrap().set_subscribe(b"a"), Err(zmq::Error::EINVAL));
}

#[test]
fn keys_are_bytes_or_text() {
    if !zmq::has("curve").unwrap() {
        return;
    }
    let pair = zmq::CurveKeyPair::new().unwrap();
    let text = zmq::z85_encode(&pair.secret_key).unwrap();
    let context = zmq::Context::new();
    let socket = context.socket(zmq::REP).unwrap();
    let with_nul = [text.as_bytes(), &[0]].concat();
    for key in [&pair.secret_key[..], text.as_bytes(), &with_nul] {
        socket.set_curve_secretkey(&[0; 32]).unwrap();
        socket.set_curve_secretkey(key).unwrap();
        assert_eq!(socket.get_curve_secretkey().unwrap(), pair.secret_key);
    }
    assert_eq!(socket.set_curve_secretkey(&[0; 31]), Err(zmq::Error::EINVAL));
    socket.set_curve_server(true).unwrap();
    assert_eq!(socket.get_mechanism(), Ok(zmq::Mechanism::ZMQ_CURVE));
    assert!(zmq::z85_decode("\u{e9}aaa").is_err() && zmq::z85_decode("~~~~~").is_err());
}

#[test]
fn numbers_that_do_nothing_are_kept() {
    let context = zmq::Context::new();
    let socket = context.socket(zmq::PUB).unwrap();
    for value in [256, 500, i32::MAX, 255, 0] {
        socket.set_tos(value).unwrap();
        socket.set_multicast_hops(value.max(1)).unwrap();
        assert_eq!((socket.get_tos().unwrap(), socket.get_multicast_hops().unwrap()), (value, value.max(1)));
    }
    socket.set_tos(500).unwrap();
    // What the system makes of it.
    assert_eq!(socket.as_core().tos().unwrap(), 500 & 0xff);
    assert_eq!(socket.set_tos(-1), Err(zmq::Error::EINVAL));
    for value in [-1, -2, i64::MIN, 7] {
        socket.set_maxmsgsize(value).unwrap();
        assert_eq!(socket.get_maxmsgsize().unwrap(), value);
    }
}
