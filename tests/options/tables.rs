//! Every option against the real library: its default, what it takes and gives back, what it refuses, and which kinds
//! have it. What an option does is tested elsewhere.

use crate::support::{
    self,
    table::{refused, rows, same, set_only},
    within,
};
use std::time::Duration;
use zmq::{
    Context, Errno, Error, GssapiNameType, Mechanism, ReconnectStop, Socket, SocketType, SocketType::*,
    kind::Kind,
};

fn ms(millis: u64) -> Option<Duration> {
    Some(Duration::from_millis(millis))
}

fn time(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Every kind has these.
fn common<K: Kind>(ctx: &Context, kind: K) {
    let new = || ctx.socket(kind).unwrap();
    let linger = if kind.socket_type() == XSub || kind.socket_type() == Sub { ms(0) } else { None };
    // What a SUB sends are subscriptions, and 4.3.5 loses those above the mark.
    let sndhwm = if kind.socket_type() == Sub && support::lacks(&[23]) { 0 } else { 1000 };
    let ttl = if support::lacks(&[6]) { 65_500 } else { 6_553_500 };
    rows! { new();
        ZMQ_AFFINITY: affinity = 0, set_affinity: 1, u64::MAX, 0;
        ZMQ_ROUTING_ID: routing_id = b"", set_routing_id: b"\x01", b"name", &[255; 255] => b"", &[1; 256];
        ZMQ_RATE: rate = 100, set_rate: 1, 5000 => 0, u32::MAX;
        ZMQ_RECOVERY_IVL: recovery_ivl = time(10_000), set_recovery_ivl: time(0), time(5) => Duration::MAX;
        ZMQ_SNDBUF: sndbuf = None::<u32>, set_sndbuf: Some(0), Some(65_536), None => Some(u32::MAX);
        ZMQ_RCVBUF: rcvbuf = None::<u32>, set_rcvbuf: Some(0), Some(65_536), None => Some(1 << 31);
        ZMQ_LINGER: linger = linger, set_linger: ms(0), ms(1500), ms(i32::MAX as u64), None => ms(1 << 31);
        ZMQ_RECONNECT_IVL: reconnect_ivl = ms(100), set_reconnect_ivl: None, ms(0), ms(7) => ms(1 << 31);
        ZMQ_RECONNECT_IVL_MAX: reconnect_ivl_max = None::<Duration>, set_reconnect_ivl_max: ms(7), None => ms(1 << 31);
        ZMQ_BACKLOG: backlog = 100, set_backlog: 0, 1, 4096 => u32::MAX;
        ZMQ_MAXMSGSIZE: maxmsgsize = None::<u64>, set_maxmsgsize: Some(0), Some(1 << 40), None => Some(u64::MAX);
        ZMQ_SNDHWM: sndhwm = sndhwm, set_sndhwm: 0, 1, 5000 => u32::MAX;
        ZMQ_RCVHWM: rcvhwm = 1000, set_rcvhwm: 0, 1, 5000 => u32::MAX;
        ZMQ_MULTICAST_HOPS: multicast_hops = 1, set_multicast_hops: 2, 255 => 0, 256;
        ZMQ_RCVTIMEO: rcvtimeo = None::<Duration>, set_rcvtimeo: ms(0), ms(7), None => ms(1 << 31);
        ZMQ_SNDTIMEO: sndtimeo = None::<Duration>, set_sndtimeo: ms(0), ms(7), None => ms(1 << 31);
        ZMQ_TCP_KEEPALIVE: tcp_keepalive = None::<bool>, set_tcp_keepalive: Some(true), Some(false), None;
        ZMQ_TCP_KEEPALIVE_CNT: tcp_keepalive_cnt = None::<u32>, set_tcp_keepalive_cnt: Some(1), Some(127), None => Some(0), Some(128);
        ZMQ_TCP_KEEPALIVE_IDLE: tcp_keepalive_idle = None::<Duration>, set_tcp_keepalive_idle: ms(1000), ms(32_767_000), None => ms(0), ms(32_767_001);
        ZMQ_TCP_KEEPALIVE_INTVL: tcp_keepalive_intvl = None::<Duration>, set_tcp_keepalive_intvl: ms(1000), None => ms(0), ms(32_767_001);
        ZMQ_IMMEDIATE: immediate = false, set_immediate: true, false;
        ZMQ_IPV6: ipv6 = false, set_ipv6: true, false;
        ZMQ_IPV4ONLY: ipv4only = true, set_ipv4only: false, true;
        ZMQ_PLAIN_SERVER: plain_server = false, set_plain_server: true, false;
        ZMQ_PLAIN_USERNAME: plain_username = None::<String>, set_plain_username: Some("me"), Some(&*"x".repeat(255)) => Some(""), Some("a\0b"), Some(&*"x".repeat(256));
        ZMQ_PLAIN_PASSWORD: plain_password = None::<String>, set_plain_password: Some("ß"), Some(&*"x".repeat(255)) => Some(""), Some("a\0b"), Some(&*"x".repeat(256));
        ZMQ_ZAP_DOMAIN: zap_domain = "", set_zap_domain: "global", &*"x".repeat(255) => "", &*"x".repeat(256);
        ZMQ_TOS: tos = 0, set_tos: 0x28, 255, 0 => 256, u32::MAX;
        ZMQ_HANDSHAKE_IVL: handshake_ivl = ms(30_000), set_handshake_ivl: ms(7), None => ms(1 << 31);
        ZMQ_SOCKS_PROXY: socks_proxy = None::<String>, set_socks_proxy: Some("localhost:1080"), None => Some("");
        ZMQ_HEARTBEAT_TTL: heartbeat_ttl = None::<Duration>, set_heartbeat_ttl: ms(100), ms(ttl), None => ms(99), ms(ttl + 1);
        ZMQ_CONNECT_TIMEOUT: connect_timeout = None::<Duration>, set_connect_timeout: ms(7), None => ms(1 << 31);
        ZMQ_TCP_MAXRT: tcp_maxrt = None::<Duration>, set_tcp_maxrt: ms(7), None => ms(1 << 31);
        ZMQ_MULTICAST_MAXTPDU: multicast_maxtpdu = 1500, set_multicast_maxtpdu: 1, 65_535 => 0, 65_536;
        ZMQ_BINDTODEVICE: bindtodevice = None::<String>, set_bindtodevice: Some("lo"), Some("123456789012345"), None => Some(""), Some("1234567890123456");
    }
    // Rows that need what not every library was built with are in tests of their own.
    set_only! { new();
        ZMQ_TCP_ACCEPT_FILTER: set_tcp_accept_filter: Some("127.0.0.1"), Some("10.0.0.0/8"), None => Some(""), Some("10.0.0.0/33"), Some("10.0.0.0/-1"), Some("10.0.0.0/"), Some("nobody");
        ZMQ_METADATA: set_named_metadata: ("X-a", "1"), ("X-a", "2"), ("X-long", &*"v".repeat(10_000)) => ("a", "1"), ("X-", "1"), ("X-a:b", "1"), ("X-a", ""), ("", ""), (&*format!("X-{}", "n".repeat(254)), "1");
    }
    let socket = new();
    assert_eq!(socket.heartbeat_timeout().unwrap(), None, "as long as the interval");
    for good in [time(7), time(0)] {
        socket.set_heartbeat_timeout(Some(good)).unwrap();
        assert_eq!(socket.heartbeat_timeout().unwrap(), Some(good));
    }
    refused("ZMQ_HEARTBEAT_TIMEOUT", "", socket.set_heartbeat_timeout(ms(1 << 31)));
    assert_eq!(socket.heartbeat_ivl().unwrap(), None);
    socket.set_heartbeat_ivl(None).unwrap();
    refused("ZMQ_HEARTBEAT_IVL", "", socket.set_heartbeat_ivl(ms(1 << 31)));
    same("ZMQ_PLAIN_USERNAME", socket.set_plain_username(Some("me")), Ok::<_, Error>(()));
    assert_eq!(socket.mechanism().unwrap(), Mechanism::Plain);
    socket.set_plain_username(None).unwrap();
    assert_eq!(socket.mechanism().unwrap(), Mechanism::Null);
    assert!(!socket.rcvmore().unwrap() && !socket.thread_safe().unwrap());
    assert_eq!(socket.socket_type(), kind.socket_type());
    assert_eq!(support::raw::type_of(&socket), kind.socket_type().raw(), "ZMQ_TYPE");
}

/// `set_metadata` with its two values in one.
trait NamedMetadata {
    fn set_named_metadata(&self, property: (&str, &str)) -> Result<(), Error>;
}

impl<K: Kind> NamedMetadata for Socket<K> {
    fn set_named_metadata(&self, (name, value): (&str, &str)) -> Result<(), Error> {
        self.set_metadata(name, value)
    }
}

#[test]
fn options_of_every_kind() {
    within(60, || {
        let ctx = Context::new().unwrap();
        for &kind in SocketType::STABLE {
            common(&ctx, kind);
        }
        common(&ctx, zmq::DEALER); // the typed ones are the same
    });
}

/// Draft in 4.3.5, and there in every build of it.
#[test]
fn options_of_every_kind_that_4_3_5_calls_draft() {
    if zmq::version() < (4, 3, 5) {
        return eprintln!(
            "left out: libzmq {:?} has some of these, and says of which by EINVAL",
            zmq::version()
        );
    }
    within(20, || {
        let ctx = Context::new().unwrap();
        let stop = ReconnectStop::CONN_REFUSED | ReconnectStop::HANDSHAKE_FAILED;
        let server = ctx.socket(zmq::PULL).unwrap();
        if support::lacks(&[27]) {
            refused("ZMQ_ZAP_ENFORCE_DOMAIN", true, server.set_zap_enforce_domain(true));
        }
        server.set_zap_enforce_domain(false).unwrap();
        server.set_zap_domain("global").unwrap();
        rows! { server;
            ZMQ_ZAP_ENFORCE_DOMAIN: zap_enforce_domain = false, set_zap_enforce_domain: true, false;
        }
        rows! { ctx.socket(zmq::PULL).unwrap();
            ZMQ_LOOPBACK_FASTPATH: loopback_fastpath = false, set_loopback_fastpath: true, false;
            ZMQ_MULTICAST_LOOP: multicast_loop = true, set_multicast_loop: false, true;
            ZMQ_SOCKS_USERNAME: socks_username = None::<String>, set_socks_username: Some("me"), Some(&*"x".repeat(255)), None => Some(""), Some(&*"x".repeat(256));
            ZMQ_SOCKS_PASSWORD: socks_password = None::<String>, set_socks_password: Some("pw"), Some(&*"x".repeat(255)), None => Some(""), Some(&*"x".repeat(256));
            ZMQ_RECONNECT_STOP: reconnect_stop = ReconnectStop::NONE, set_reconnect_stop: stop, ReconnectStop::NONE;
        }
        set_only! { ctx.socket(zmq::XPUB).unwrap();
            ZMQ_XPUB_MANUAL_LAST_VALUE: set_xpub_manual_last_value: true, false;
            ZMQ_ONLY_FIRST_SUBSCRIBE: set_only_first_subscribe: true, false;
        }
        ctx.socket(zmq::XSUB).unwrap().set_only_first_subscribe(true).unwrap();
        let subscriber = ctx.socket(zmq::SUB).unwrap();
        assert_eq!(subscriber.topics_count().unwrap(), 0);
        for topic in ["a", "b", "b", "bc"] {
            subscriber.subscribe(topic).unwrap();
        }
        assert_eq!(subscriber.topics_count().unwrap(), 3);
    });
}

#[test]
fn options_of_some_kinds() {
    within(20, || {
        let ctx = Context::new().unwrap();
        rows! { ctx.socket(zmq::SUB).unwrap();
            ZMQ_CONFLATE: conflate = false, set_conflate: true, false;
            ZMQ_INVERT_MATCHING: invert_matching = false, set_invert_matching: true, false;
        }
        set_only! { ctx.socket(zmq::ROUTER).unwrap();
            ZMQ_ROUTER_MANDATORY: set_router_mandatory: true, false;
            ZMQ_ROUTER_HANDOVER: set_router_handover: true, false;
            ZMQ_ROUTER_RAW: set_router_raw: false, true, true => false;
            ZMQ_PROBE_ROUTER: set_probe_router: true, false;
            ZMQ_CONNECT_ROUTING_ID: set_connect_routing_id: b"a", b"b", &[1; 255] => b"", &[1; 256];
        }
        set_only! { ctx.socket(zmq::REQ).unwrap();
            ZMQ_PROBE_ROUTER: set_probe_router: true, false;
            ZMQ_REQ_CORRELATE: set_req_correlate: true, false;
            ZMQ_REQ_RELAXED: set_req_relaxed: true, false;
        }
        set_only! { ctx.socket(zmq::STREAM).unwrap();
            ZMQ_STREAM_NOTIFY: set_stream_notify: false, true;
            ZMQ_CONNECT_ROUTING_ID: set_connect_routing_id: b"a" => b"", &[1; 256];
        }
        set_only! { ctx.socket(zmq::XPUB).unwrap();
            ZMQ_XPUB_VERBOSE: set_xpub_verbose: true, false;
            ZMQ_XPUB_VERBOSER: set_xpub_verboser: true, false;
            ZMQ_XPUB_NODROP: set_xpub_nodrop: true, false;
            ZMQ_XPUB_WELCOME_MSG: set_xpub_welcome_msg: b"hello", b"", &[7; 1000];
            ZMQ_XPUB_MANUAL: set_xpub_manual: true, false;
        }
        let publisher = ctx.socket(zmq::PUB).unwrap();
        publisher.set_xpub_nodrop(true).unwrap();
        publisher.set_xpub_welcome_msg(b"hello").unwrap();
        publisher.set_invert_matching(true).unwrap();
    });
}

/// A call on a socket of a kind that is known at run time only.
type Call = fn(&Socket<SocketType>) -> Result<(), Error>;

/// What only some kinds have is refused by the others, and the refusal says so.
#[test]
fn kinds_that_lack_an_option_refuse_it() {
    let rows: &[(&str, &[SocketType], Call)] = &[
        ("ZMQ_CONFLATE", &[Pub, Sub, Dealer, Pull, Push], |s| s.set_conflate(true)),
        ("ZMQ_INVERT_MATCHING", &[Pub, Sub, XPub, XSub], |s| s.set_invert_matching(true)),
        ("ZMQ_ROUTER_MANDATORY", &[Router], |s| s.set_router_mandatory(true)),
        ("ZMQ_ROUTER_HANDOVER", &[Router], |s| s.set_router_handover(true)),
        ("ZMQ_ROUTER_RAW", &[Router], |s| s.set_router_raw(true)),
        ("ZMQ_PROBE_ROUTER", &[Req, Dealer, Router], |s| s.set_probe_router(true)),
        ("ZMQ_CONNECT_ROUTING_ID", &[Router, Stream], |s| s.set_connect_routing_id(b"x")),
        ("ZMQ_REQ_CORRELATE", &[Req], |s| s.set_req_correlate(true)),
        ("ZMQ_REQ_RELAXED", &[Req], |s| s.set_req_relaxed(true)),
        ("ZMQ_STREAM_NOTIFY", &[Stream], |s| s.set_stream_notify(true)),
        ("ZMQ_XPUB_NODROP", &[Pub, XPub], |s| s.set_xpub_nodrop(true)),
        ("ZMQ_XPUB_WELCOME_MSG", &[Pub, XPub], |s| s.set_xpub_welcome_msg(b"x")),
        ("ZMQ_XPUB_VERBOSE", &[XPub], |s| s.set_xpub_verbose(true)),
        ("ZMQ_XPUB_VERBOSER", &[XPub], |s| s.set_xpub_verboser(true)),
        ("ZMQ_XPUB_MANUAL", &[XPub], |s| s.set_xpub_manual(true)),
        ("ZMQ_SUBSCRIBE", &[Sub], |s| s.subscribe("x")),
        ("ZMQ_UNSUBSCRIBE", &[Sub], |s| s.subscribe("x").and_then(|()| s.unsubscribe("x"))),
    ];
    let newer: &[(&str, &[SocketType], Call)] = &[
        ("ZMQ_XPUB_MANUAL_LAST_VALUE", &[XPub], |s| s.set_xpub_manual_last_value(true)),
        ("ZMQ_ONLY_FIRST_SUBSCRIBE", &[XPub, XSub], |s| s.set_only_first_subscribe(true)),
        ("ZMQ_TOPICS_COUNT", &[Pub, Sub, XPub, XSub], |s| s.topics_count().map(drop)),
    ];
    within(20, move || {
        let ctx = Context::new().unwrap();
        let newer = if zmq::version() >= (4, 3, 5) { newer } else { &[] };
        for (name, kinds, call) in rows.iter().chain(newer) {
            for &kind in SocketType::STABLE {
                let result = call(&ctx.socket(kind).unwrap());
                assert_eq!(result.is_ok(), kinds.contains(&kind), "{name} of {kind}: {result:?}");
                if let Err(error) = result {
                    assert_eq!(error, Errno::EINVAL, "{kind}: {error}");
                    assert!(error.to_string().contains(name.trim_start_matches("ZMQ_UN")), "{kind}: {error}");
                }
            }
        }
    });
}

#[test]
fn names_of_values() {
    for (text, value) in [("none", ReconnectStop::NONE), ("conn-refused", ReconnectStop::CONN_REFUSED)] {
        assert_eq!((value.to_string().as_str(), text.parse().unwrap()), (text, value));
    }
    let both = ReconnectStop::CONN_REFUSED | ReconnectStop::HANDSHAKE_FAILED;
    assert_eq!("conn-refused | handshake-failed".parse::<ReconnectStop>().unwrap(), both);
    assert_eq!(both.to_string(), "conn-refused|handshake-failed");
    assert!("conn".parse::<ReconnectStop>().unwrap_err().to_string().contains("handshake-failed"));
    assert_eq!("krb5-principal".parse::<GssapiNameType>().unwrap(), GssapiNameType::Krb5Principal);
    assert_eq!((Mechanism::from_raw(2), Mechanism::from_raw(9)), (Mechanism::Curve, Mechanism::Other(9)));
    assert_eq!((Mechanism::Curve.raw(), Mechanism::Other(9).raw()), (2, 9));
}

/// The options of a context.
#[test]
fn options_of_the_context() {
    within(20, || {
        let ctx = Context::new().unwrap();
        assert_eq!((ctx.io_threads().unwrap(), ctx.max_sockets()), (1, 1023));
        assert!(ctx.socket_limit().unwrap() >= 1023);
        assert_eq!((ctx.max_msgsz().unwrap(), ctx.msg_t_size().unwrap()), (i32::MAX as u32, 64));
        assert!(!ctx.ipv6().unwrap() && ctx.blocky().unwrap());
        assert_eq!(ctx.thread_sched_policy().unwrap(), None);
        for blocky in [false, true] {
            ctx.set_blocky(blocky).unwrap();
            assert_eq!(ctx.blocky().unwrap(), blocky);
        }
        for ipv6 in [true, false] {
            ctx.set_ipv6(ipv6).unwrap();
            assert_eq!(ctx.ipv6().unwrap(), ipv6);
        }
        let threads = |threads| Context::builder().io_threads(threads);
        let ctx = threads(3).max_sockets(7).max_msgsz(99).ipv6(true).blocky(false).build().unwrap();
        assert_eq!((ctx.io_threads().unwrap(), ctx.max_sockets(), ctx.max_msgsz().unwrap()), (3, 7, 99));
        assert!(ctx.ipv6().unwrap() && !ctx.blocky().unwrap());
        if zmq::version() >= (4, 3, 5) {
            assert_eq!(ctx.thread_name_prefix().unwrap(), 0);
            assert!(ctx.zero_copy_recv().unwrap());
            let ctx = Context::builder().thread_name_prefix(7).zero_copy_recv(false).build().unwrap();
            assert_eq!(ctx.thread_name_prefix().unwrap(), 7);
            assert!(!ctx.zero_copy_recv().unwrap());
            ctx.set_zero_copy_recv(true).unwrap();
            assert!(ctx.zero_copy_recv().unwrap());
        }
        let error = Context::builder().max_msgsz(u32::MAX).build().unwrap_err();
        assert!(error.to_string().contains("ZMQ_MAX_MSGSZ"), "{error}");
    });
}
