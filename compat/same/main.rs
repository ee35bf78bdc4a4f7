//! What each option, endpoint and call answers, a line each: the same on rust-zmq as on what stands in for it.
//!
//! `cargo xtask compat` makes a package of it on both bridges, and compares what they print.

use std::{
    fmt::Debug,
    panic::{self, AssertUnwindSafe},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};
use zmq::{Context, Result, Socket, SocketType};

const KINDS: [SocketType; 12] = [
    zmq::PAIR,
    zmq::PUB,
    zmq::SUB,
    zmq::REQ,
    zmq::REP,
    zmq::DEALER,
    zmq::ROUTER,
    zmq::PULL,
    zmq::PUSH,
    zmq::XPUB,
    zmq::XSUB,
    zmq::STREAM,
];

/// Around each border that libzmq, this crate or the system has.
const NUMBERS: [i32; 28] = [
    0,
    1,
    -1,
    2,
    -2,
    8,
    9,
    99,
    100,
    101,
    127,
    128,
    150,
    255,
    256,
    500,
    1000,
    32_767,
    32_768,
    65_535,
    65_536,
    1_000_000,
    2_147_483,
    2_147_484,
    6_553_599,
    6_553_600,
    i32::MAX,
    i32::MIN,
];

fn main() {
    panic::set_hook(Box::new(|_| ()));
    let context = Context::new();
    for kind in KINDS {
        for bound in [false, true] {
            let at = Place { context: &context, kind, bound };
            numbers(&at);
            flags(&at);
            texts(&at);
            bytes(&at);
        }
        // In a context of its own: a name that a socket has given up may be taken for a moment.
        endpoints(&Context::new(), kind);
        calls(&context, kind);
    }
    sizes(&context);
    functions();
}

/// Where an option is set: on a socket of a kind, before it is bound or afterwards.
struct Place<'a> {
    context: &'a Context,
    kind: SocketType,
    bound: bool,
}

impl Place<'_> {
    fn socket(&self, option: &str) -> Socket {
        let socket = open(self.context, self.kind);
        if self.bound {
            let inproc = format!("inproc://{:?}-{option}", self.kind);
            socket.bind(if self.kind == zmq::STREAM { "tcp://127.0.0.1:*" } else { &inproc }).unwrap();
        }
        socket
    }

    fn say<T: Debug>(&self, option: &str, value: &dyn Debug, answer: impl FnOnce() -> Result<T>) {
        let when = if self.bound { "bound" } else { "new" };
        say(&format!("{:?} {when} {option} {value:?}", self.kind), answer);
    }
}

fn open(context: &Context, kind: SocketType) -> Socket {
    let socket = context.socket(kind).unwrap();
    socket.set_linger(0).unwrap();
    socket
}

/// Prints what a call answers: its value, C's number of its error, or that it panics.
fn say<T: Debug>(what: &str, answer: impl FnOnce() -> Result<T>) {
    match panic::catch_unwind(AssertUnwindSafe(answer)) {
        Ok(Ok(value)) => println!("{what}: {value:?}"),
        Ok(Err(error)) => println!("{what}: error {}", error.to_raw()),
        Err(_) => println!("{what}: panics"),
    }
}

/// Sets each value, and reads what is set then.
macro_rules! each {
    ($at:ident, $values:expr; $($name:literal $set:ident $get:ident)*) => {$(
        let socket = $at.socket($name);
        $at.say($name, &"default", || socket.$get());
        for value in $values {
            $at.say($name, &value, || socket.$set(value));
            $at.say($name, &"then", || socket.$get());
        }
    )*};
}

fn numbers(at: &Place) {
    each! { at, NUMBERS;
        "sndhwm" set_sndhwm get_sndhwm
        "rcvhwm" set_rcvhwm get_rcvhwm
        "rate" set_rate get_rate
        "recovery_ivl" set_recovery_ivl get_recovery_ivl
        "sndbuf" set_sndbuf get_sndbuf
        "rcvbuf" set_rcvbuf get_rcvbuf
        "tos" set_tos get_tos
        "linger" set_linger get_linger
        "reconnect_ivl" set_reconnect_ivl get_reconnect_ivl
        "reconnect_ivl_max" set_reconnect_ivl_max get_reconnect_ivl_max
        "backlog" set_backlog get_backlog
        "multicast_hops" set_multicast_hops get_multicast_hops
        "rcvtimeo" set_rcvtimeo get_rcvtimeo
        "sndtimeo" set_sndtimeo get_sndtimeo
        "tcp_keepalive" set_tcp_keepalive get_tcp_keepalive
        "tcp_keepalive_cnt" set_tcp_keepalive_cnt get_tcp_keepalive_cnt
        "tcp_keepalive_idle" set_tcp_keepalive_idle get_tcp_keepalive_idle
        "tcp_keepalive_intvl" set_tcp_keepalive_intvl get_tcp_keepalive_intvl
        "handshake_ivl" set_handshake_ivl get_handshake_ivl
        "heartbeat_ivl" set_heartbeat_ivl get_heartbeat_ivl
        "heartbeat_ttl" set_heartbeat_ttl get_heartbeat_ttl
        "heartbeat_timeout" set_heartbeat_timeout get_heartbeat_timeout
        "connect_timeout" set_connect_timeout get_connect_timeout
    }
    each! { at, NUMBERS.map(i64::from).into_iter().chain([i64::MAX, i64::MIN]);
    "maxmsgsize" set_maxmsgsize get_maxmsgsize }
    each! { at, [0, 1, 2, u64::MAX]; "affinity" set_affinity get_affinity }
}

fn flags(at: &Place) {
    each! { at, [true, false];
        "ipv6" set_ipv6 is_ipv6
        "immediate" set_immediate is_immediate
        "plain_server" set_plain_server is_plain_server
        "conflate" set_conflate is_conflate
        "probe_router" set_probe_router is_probe_router
        "router_mandatory" set_router_mandatory is_router_mandatory
        "router_handover" set_router_handover is_router_handover
        "curve_server" set_curve_server is_curve_server
        "gssapi_server" set_gssapi_server is_gssapi_server
        "gssapi_plaintext" set_gssapi_plaintext is_gssapi_plaintext
        // These three cannot be read.
        "req_relaxed" set_req_relaxed get_socket_type
        "req_correlate" set_req_correlate get_socket_type
        "xpub_verbose" set_xpub_verbose get_socket_type
    }
}

fn texts(at: &Place) {
    let long = ["a".repeat(252), "b".repeat(255), "c".repeat(256), "d".repeat(300)];
    let long = long.iter().map(String::as_str);
    let texts = || ["", "text", "ein Wört", "with\0zero", "127.0.0.1:1080"].into_iter().chain(long.clone());
    let maybe = || texts().map(Some).chain([None]);
    each! { at, maybe();
        "socks_proxy" set_socks_proxy get_socks_proxy
        "plain_username" set_plain_username get_plain_username
        "plain_password" set_plain_password get_plain_password
        "xpub_welcome_msg" set_xpub_welcome_msg get_socket_type
    }
    each! { at, texts();
        "zap_domain" set_zap_domain get_zap_domain
        "gssapi_principal" set_gssapi_principal get_gssapi_principal
        "gssapi_service_principal" set_gssapi_service_principal get_gssapi_service_principal
    }
    at.say("mechanism", &"then", || at.socket("mechanism").get_mechanism());
}

fn bytes(at: &Place) {
    let names: [&[u8]; 7] = [b"", b"a", b"\0a", b"five!", &[7; 255], &[7; 256], &[0; 5]];
    each! { at, names; "identity" set_identity get_identity }
    each! { at, names; "subscribe" set_subscribe get_socket_type }
    each! { at, names; "unsubscribe" set_unsubscribe get_socket_type }
    let text = b"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
    let ended = [&text[..], b"\0"].concat();
    let keys: [&[u8]; 9] =
        [b"", &[7; 31], &[7; 32], &[7; 33], &text[..39], text, &ended, &[b'#'; 41], &[b'~'; 40]];
    each! { at, keys;
        "curve_publickey" set_curve_publickey get_curve_publickey
        "curve_secretkey" set_curve_secretkey get_curve_secretkey
        "curve_serverkey" set_curve_serverkey get_curve_serverkey
    }
}

fn endpoints(context: &Context, kind: SocketType) {
    let inproc = |length| format!("inproc://{}", "n".repeat(length));
    let ipc = |length| format!("ipc:///tmp/{}", "n".repeat(length));
    let long = [inproc(255), inproc(256), inproc(257), inproc(1000), ipc(200)];
    let endpoints = [
        "",
        "x",
        "://",
        "tcp",
        "tcp:",
        "tcp://",
        "tcp://*",
        "tcp://:",
        "tcp://:0",
        "tcp://*:",
        "tcp://*:x",
        "tcp://*:-1",
        "tcp://*:65536",
        "tcp://*:99999999999",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:",
        "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:*",
        "tcp://127.0.0.1:1x",
        "tcp://127.0.0.1:99999",
        "tcp://127.0.0.1:!",
        "tcp://[::1]:*",
        "tcp://[::1:*",
        "tcp://[]:*",
        "tcp://lo:*",
        "tcp://nointerface:*",
        "tcp://300.0.0.1:*",
        "tcp://no such host:1",
        "tcp://;127.0.0.1:1",
        "tcp://192.0.2.1:*",
        "TCP://127.0.0.1:*",
        " tcp://127.0.0.1:*",
        "tcp://127.0.0.1:* ",
        "tcp:// 127.0.0.1:*",
        "inproc://",
        "inproc:// ",
        "inproc://a",
        "inproc://a/b:c",
        "ipc://",
        "ipc:// ",
        "ipc:///no/such/folder/name",
        "ipc:///",
        "udp://127.0.0.1:*",
        "udp://127.0.0.1:5555",
        "pgm://127.0.0.1;239.0.0.1:5555",
        "epgm://127.0.0.1;239.0.0.1:5555",
        "norm://127.0.0.1:5555",
        "tipc://{1,2,3}",
        "vmci://*:*",
        "ws://127.0.0.1:*",
        "vsock://*:*",
        "unknown://127.0.0.1:1",
        "with\0zero",
    ];
    for endpoint in endpoints.into_iter().chain(long.iter().map(String::as_str)) {
        let socket = open(context, kind);
        let what = |call: &str| format!("{kind:?} {call} {endpoint:?}");
        say(&what("unbind"), || socket.unbind(endpoint));
        say(&what("disconnect"), || socket.disconnect(endpoint));
        say(&what("bind"), || socket.bind(endpoint));
        say(&what("last_endpoint"), || Ok(socket.get_last_endpoint()?.map(|text| port_hidden(&text))));
        say(&what("bind again"), || socket.bind(endpoint));
        say(&what("unbind"), || socket.unbind(endpoint));
        let socket = open(context, kind);
        say(&what("connect"), || socket.connect(endpoint));
        say(&what("connect again"), || socket.connect(endpoint));
        say(&what("disconnect"), || socket.disconnect(endpoint));
        let socket = open(context, kind);
        say(&what("monitor"), || socket.monitor(endpoint, 1));
    }
}

/// A port that the system has chosen is not the same twice.
fn port_hidden(endpoint: &str) -> String {
    let (start, port) = endpoint.rsplit_once(':').unwrap_or((endpoint, ""));
    let chosen = port.trim_end_matches('/').parse::<u16>().is_ok_and(|port| port > 30_000);
    if chosen { format!("{start}:PORT") } else { endpoint.to_owned() }
}

static NAMES: AtomicU32 = AtomicU32::new(0);

/// Each call on a socket that is alone, and then on one with a peer.
fn calls(context: &Context, kind: SocketType) {
    // A STREAM has tcp only, and a peer that speaks no ZMTP.
    let with_peers = if kind == zmq::STREAM { &[false][..] } else { &[false, true] };
    for &peered in with_peers {
        let fresh = || {
            let socket = open(context, kind);
            let peer = peered.then(|| {
                let peer = open(context, peer_of(kind));
                // The name before may still be taken: a socket closes in the background.
                let name = format!("inproc://calls-{}", NAMES.fetch_add(1, Relaxed));
                peer.bind(&name).unwrap();
                socket.connect(&name).unwrap();
                if matches!(kind, SocketType::SUB | SocketType::XSUB) {
                    let subscribed = if kind == zmq::SUB {
                        socket.set_subscribe(b"")
                    } else {
                        socket.send(&b"\x01"[..], 0)
                    };
                    subscribed.unwrap();
                }
                peer
            });
            (socket, peer)
        };
        let what = |call: &str| format!("{kind:?} {} {call}", if peered { "peered" } else { "alone" });
        for flags in [zmq::DONTWAIT, zmq::DONTWAIT | zmq::SNDMORE, zmq::DONTWAIT | 4, zmq::DONTWAIT | -8] {
            let (socket, _peer) = fresh();
            say(&what(&format!("send {flags}")), || socket.send("text", flags));
            say(&what("send again"), || socket.send("text", zmq::DONTWAIT));
            say(&what("send a third time"), || socket.send("text", zmq::DONTWAIT));
            say(&what("recv then"), || socket.recv_bytes(zmq::DONTWAIT));
        }
        let (socket, peer) = fresh();
        say(&what("recv"), || socket.recv_bytes(zmq::DONTWAIT));
        say(&what("recv_into nothing"), || socket.recv_into(&mut [], zmq::DONTWAIT));
        say(&what("recv_multipart"), || socket.recv_multipart(zmq::DONTWAIT));
        say(&what("recv_string"), || socket.recv_string(zmq::DONTWAIT));
        say(&what("rcvmore"), || socket.get_rcvmore());
        say(&what("events"), || socket.get_events());
        say(&what("kind"), || socket.get_socket_type());
        say(&what("poll in"), || socket.poll(zmq::POLLIN, 0));
        say(&what("poll out"), || socket.poll(zmq::POLLOUT, 0));
        say(&what("poll nothing"), || socket.poll(zmq::PollEvents::empty(), 0));
        say(&what("send nothing"), || socket.send_multipart(Vec::<&str>::new(), zmq::DONTWAIT));
        say(&what("send parts"), || socket.send_multipart(["a", "", "c"], zmq::DONTWAIT));
        say(&what("send empty"), || socket.send("", zmq::DONTWAIT));
        if let Some(peer) = peer {
            say(&what("peer recv"), || peer.recv_multipart(zmq::DONTWAIT).map(named));
            say(&what("peer send"), || peer.send_multipart(["x", "", "yz"], zmq::DONTWAIT));
            let mut buffer = [9; 1];
            say(&what("events then"), || socket.get_events());
            say(&what("recv_into one"), || socket.recv_into(&mut buffer, zmq::DONTWAIT));
            println!("{}: {buffer:?}", what("buffer"));
            say(&what("rcvmore then"), || socket.get_rcvmore());
            say(&what("recv the rest"), || socket.recv_multipart(zmq::DONTWAIT).map(named));
            say(&what("answer"), || socket.send("answer", zmq::DONTWAIT));
        }
    }
}

/// A routing id that libzmq has made is not the same twice.
fn named(parts: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let made = |part: &[u8]| part.len() == 5 && part[0] == 0;
    parts.into_iter().map(|part| if made(&part) { b"ID".to_vec() } else { part }).collect()
}

fn peer_of(kind: SocketType) -> SocketType {
    match kind {
        SocketType::PAIR => zmq::PAIR,
        SocketType::PUB => zmq::XSUB,
        SocketType::SUB => zmq::XPUB,
        SocketType::REQ => zmq::ROUTER,
        SocketType::REP => zmq::DEALER,
        SocketType::DEALER => zmq::DEALER,
        SocketType::ROUTER => zmq::DEALER,
        SocketType::PULL => zmq::PUSH,
        SocketType::PUSH => zmq::PULL,
        SocketType::XPUB => zmq::SUB,
        SocketType::XSUB => zmq::PUB,
        SocketType::STREAM => unreachable!(),
    }
}

/// What the system is given for each connection: a message over tcp, with each value.
fn sizes(context: &Context) {
    macro_rules! over_tcp {
        ($($name:literal $set:ident)*) => {$(
            for value in NUMBERS {
                say(&format!("over tcp {} {value}", $name), || {
                    let (a, b) = (open(context, zmq::PUSH), open(context, zmq::PULL));
                    for socket in [&a, &b] {
                        // What cannot be set is said above.
                        let _ = socket.$set(value);
                        socket.set_sndtimeo(20_000)?;
                        socket.set_rcvtimeo(20_000)?;
                    }
                    b.bind("tcp://127.0.0.1:*")?;
                    a.connect(&b.get_last_endpoint()?.unwrap())?;
                    a.set_linger(20_000)?;
                    a.send("text", 0)?;
                    b.recv_string(0)
                });
            }
        )*};
    }
    // With some numbers of keepalive there is never a connection on rust-zmq: `tests/behaviour/options.rs` of `zmq-compat` looks at those.
    over_tcp! {
        "sndbuf" set_sndbuf
        "rcvbuf" set_rcvbuf
        "tos" set_tos
        "backlog" set_backlog
    }
}

fn functions() {
    for length in 0..9 {
        let data = vec![200; length];
        println!("z85_encode {length}: {:?}", zmq::z85_encode(&data).map_err(drop));
    }
    for text in ["", "rq:rM", "rq:rM>}U?@", "rq:", "rq:r M"] {
        println!("z85_decode {text:?}: {:?}", zmq::z85_decode(text).map_err(drop));
    }
    for name in ["curve", "ipc", "tcp", "ws", "draft", "", "CURVE"] {
        println!("has {name:?}: {:?}", zmq::has(name));
    }
    say("poll of nothing", || zmq::poll(&mut [], 1));
    for raw in 0..200 {
        let error = panic::catch_unwind(|| zmq::Error::from_raw(raw));
        match error {
            Ok(error) => println!("error {raw}: {} {error} {error:?} {}", error.to_raw(), error.message()),
            Err(_) => println!("error {raw}: panics"),
        }
    }
    for raw in 156_384_712..156_384_770 {
        let error = panic::catch_unwind(|| zmq::Error::from_raw(raw));
        match error {
            Ok(error) => println!("error {raw}: {} {error} {error:?} {}", error.to_raw(), error.message()),
            Err(_) => println!("error {raw}: panics"),
        }
    }
}
