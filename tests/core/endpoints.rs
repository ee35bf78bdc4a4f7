//! What an endpoint is: what libzmq would mistake is refused before it sees it, with an error that says which part is wrong;
//! what it understands as it was meant is taken.

use crate::support::{in_child, in_child_named, is_child, raw, this_test, within};
use std::{fs, time::Duration};
use zmq::{Context, Errno};

/// What a call must answer.
#[derive(Clone, Copy)]
enum Answer {
    Works,
    /// An error with this number and text.
    Says(Errno, &'static str),
}
use Answer::{Says, Works};

const EINVAL: Errno = Errno::EINVAL;
const PORT: Answer = Says(EINVAL, "is not a port: a port is a number from 1 to 65535");
const IPV6: Answer = Says(EINVAL, "is an address of IPv6, which is off: call set_ipv6(true) first");
const NO_INTERFACE: Answer = Says(Errno::ENODEV, "no interface of this machine is called");
const NOBODY: Answer = Says(Errno::ENODEV, "no interface or address of that name on this machine");

/// An endpoint, and what bind and connect answer.
type Row = (&'static str, Answer, Answer);

const TCP: &[Row] = &[
    ("tcp://127.0.0.1:*", Works, Says(EINVAL, "`*` is a port to bind to")),
    ("tcp://127.0.0.1:0", Works, Says(EINVAL, "no peer is bound to port 0")),
    ("tcp://*:*", Works, Says(EINVAL, "`*` is a port to bind to")),
    ("tcp://localhost:*", Works, Says(EINVAL, "`*` is a port to bind to")),
    ("tcp://*:9", Works, Says(EINVAL, "`*` is an address to bind to")),
    ("tcp://*:-1", PORT, PORT),
    ("tcp://127.0.0.1:+7", PORT, PORT),
    ("tcp://127.0.0.1:55x5", PORT, PORT),
    ("tcp://127.0.0.1:5555/path", PORT, PORT),
    ("tcp://127.0.0.1:0x50", PORT, PORT),
    ("tcp://127.0.0.1:70000", PORT, PORT),
    ("tcp://127.0.0.1:http", PORT, PORT),
    ("tcp://127.0.0.1", Says(EINVAL, "the port is missing"), Says(EINVAL, "the port is missing")),
    (
        "tcp://1.2.3.4:5555:6",
        Says(EINVAL, "one port follows the host"),
        Says(EINVAL, "one port follows the host"),
    ),
    (
        "tcp://:5555",
        Says(EINVAL, "`*` stands for all addresses"),
        Says(EINVAL, "the host before the port is missing"),
    ),
    ("tcp://[::1]:5555", IPV6, IPV6),
    ("tcp://::1:5555", IPV6, IPV6),
    ("tcp://[::1:5555", Says(EINVAL, "brackets go around"), Says(EINVAL, "brackets go around")),
    ("tcp://no-such-interface:*", NOBODY, Says(EINVAL, "`*` is a port to bind to")),
    ("tcp://no-such-host.invalid:9", NOBODY, Works), // it may come up later
    ("tcp://192.0.2.1:*", Says(Errno::EADDRNOTAVAIL, ""), Says(EINVAL, "`*` is a port to bind to")),
    ("tcp://127.0.0.1:*;127.0.0.1:9", Works, Works),
    ("tcp://lo:0;127.0.0.1:9", Works, Works),
    (
        "tcp://127.0.0.1;127.0.0.1:9",
        Says(EINVAL, "a port is missing, 0 for any"),
        Says(EINVAL, "a port is missing, 0 for any"),
    ),
    ("tcp://127.0.0.1:x;127.0.0.1:9", PORT, PORT),
    ("tcp://no-such-nic:0;127.0.0.1:9", NO_INTERFACE, NO_INTERFACE),
    ("ws://127.0.0.1:70000", PORT, PORT),
    ("ws://127.0.0.1:55x5/path", PORT, PORT),
    ("ws://127.0.0.1:*/path", Works, Says(EINVAL, "`*` is a port to bind to")),
    ("ws://127.0.0.1:9/path", Works, Works),
    ("ws://[::1]:9/path", IPV6, IPV6),
    ("ws://no-such-interface:*", NOBODY, Says(EINVAL, "`*` is a port to bind to")),
    ("ws://no-such-host.invalid:9", NOBODY, Says(EINVAL, "no address of that host was found")),
    (
        "ws://127.0.0.1:9/a b",
        Says(EINVAL, "a space or a control character"),
        Says(EINVAL, "a space or a control character"),
    ),
];

const OTHERS: &[Row] = &[
    ("ipc://*", Works, Says(EINVAL, "`*` is a path to bind to")),
    ("ipc://*x", Says(EINVAL, "write ./*x"), Works),
    ("ipc://@", Says(EINVAL, "the name after `@` is missing"), Says(EINVAL, "the name after `@` is missing")),
    ("inproc://any name; at all:/", Works, Works),
    ("inproc://", Says(EINVAL, "the address after `inproc://` is missing"), Says(EINVAL, "is missing")),
    ("", Says(EINVAL, "as in tcp://127.0.0.1:5555"), Says(EINVAL, "as in tcp://127.0.0.1:5555")),
    (
        "127.0.0.1:5555",
        Says(EINVAL, "as in tcp://127.0.0.1:5555"),
        Says(EINVAL, "as in tcp://127.0.0.1:5555"),
    ),
    ("carrier-pigeon://home", Says(Errno::EPROTONOSUPPORT, ""), Says(Errno::EPROTONOSUPPORT, "")),
    ("udp://127.0.0.1:9", Says(Errno::ENOCOMPATPROTO, ""), Says(Errno::ENOCOMPATPROTO, "")),
    ("udp://127.0.0.1:x", PORT, PORT),
];

const TIPC: &[Row] = &[
    ("tipc://5555", Says(EINVAL, "not of the form"), Says(EINVAL, "not of the form")),
    ("tipc://{5555,5,4}", Says(EINVAL, "less than the lower"), Says(EINVAL, "less than the lower")),
    ("tipc://{5,0,0}", Says(EINVAL, "reserved"), Says(EINVAL, "reserved")),
    ("tipc://{5555,0}@1.2", Says(EINVAL, "is not a node"), Says(EINVAL, "is not a node")),
    ("tipc://<*>", Works, Says(EINVAL, "is an address to bind to")),
    ("tipc://{5555,0,0}", Works, Says(EINVAL, "one instance")),
    ("tipc://{5555,0}@0.0.0", Works, Works),
];

#[track_caller]
fn check(call: &str, endpoint: &str, result: zmq::Result<()>, answer: Answer) {
    match (answer, result) {
        (Works, Ok(())) => (),
        // A port may be taken, and the kernel may lack what the library has.
        (Works, Err(error)) if call == "bind to" => {
            let system = [Errno::EADDRINUSE, Errno::EACCES, Errno::EAFNOSUPPORT, Errno::EADDRNOTAVAIL];
            // Before 4.3.5 libzmq knows "localhost" only where it connects.
            let unknown = error == Errno::ENODEV && zmq::version() < (4, 3, 5);
            assert!(unknown || system.contains(&error.errno()), "{error}");
        }
        (Works, Err(error)) => panic!("{error}"),
        (Says(_, text), Ok(())) => panic!("{call} {endpoint} must say: {text}"),
        (Says(errno, text), Err(error)) => {
            let told = error.to_string();
            assert_eq!(error, errno, "{told}");
            assert!(told.starts_with(&format!("{call} {endpoint:?}: ")) && told.contains(text), "{told}");
        }
    }
}

fn check_all(rows: &[Row]) {
    let ctx = Context::new().unwrap();
    for &(endpoint, bind, connect) in rows {
        let socket = || {
            let socket = ctx.socket(zmq::DEALER).unwrap();
            socket.set_linger(Some(Duration::ZERO)).unwrap();
            socket
        };
        check("bind to", endpoint, socket().bind(endpoint), bind);
        check("connect to", endpoint, socket().connect(endpoint), connect);
    }
}

#[test]
fn each_endpoint_has_its_answer() {
    within(60, || {
        let websocket = zmq::has("WS");
        let rows: Vec<Row> =
            TCP.iter().filter(|row| websocket || !row.0.starts_with("ws")).chain(OTHERS).copied().collect();
        // Windows has no `ipc` here, and its interfaces have no names that libzmq knows.
        let known = |row: &Row| cfg!(unix) || !row.0.starts_with("ipc") && !row.0.contains("nic");
        let rows: Vec<Row> = rows.into_iter().filter(known).collect();
        check_all(&rows);
    });
}

#[test]
fn tipc() {
    if zmq::has("tipc") {
        within(20, || check_all(TIPC));
    }
}

#[cfg(unix)] // elsewhere the zones that a machine has are not known
#[test]
fn addresses_of_ipv6_and_their_zones() {
    within(20, || {
        // It outlives the context: libzmq 4.3.5 may abort when a proxy goes.
        let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let ctx = Context::new().unwrap();
        let socket = || {
            let socket = ctx.socket(zmq::DEALER).unwrap();
            socket.set_ipv6(true).unwrap();
            socket
        };
        socket().connect("tcp://[::1]:9").unwrap();
        socket().connect("tcp://[fe80::1%lo]:9").unwrap();
        socket().connect("tcp://[fe80::1%1]:9").unwrap();
        for zone in ["no-such-nic", "2147483646"] {
            let endpoint = format!("tcp://[fe80::1%{zone}]:9");
            check("connect to", &endpoint, socket().connect(&endpoint), NO_INTERFACE);
            check("bind to", &endpoint, socket().bind(&endpoint), NO_INTERFACE);
        }
        // The proxy is told the host as it stands there, and has interfaces of its own.
        let socket = ctx.socket(zmq::DEALER).unwrap();
        socket.set_socks_proxy(Some(&proxy.local_addr().unwrap().to_string())).unwrap();
        socket.connect("tcp://[::1]:9").unwrap();
        let sourced = "tcp://127.0.0.1:0;127.0.0.1:9";
        check("connect to", sourced, socket.connect(sourced), Says(EINVAL, "does not go with a SOCKS proxy"));
    });
}

#[cfg(unix)]
#[test]
fn a_path_that_is_too_long_says_the_limit() {
    let limit = if cfg!(target_os = "linux") { 107 } else { 103 };
    within(20, move || {
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::DEALER).unwrap();
        let longest = format!("ipc://@{}", "n".repeat(limit - 1));
        socket.connect(&longest).unwrap();
        for error in [socket.connect(&format!("{longest}n")), socket.bind(&format!("{longest}n"))] {
            let error = error.unwrap_err();
            assert_eq!(error, Errno::ENAMETOOLONG);
            assert!(
                error.to_string().contains(&format!("{} bytes, and {limit} at most", limit + 1)),
                "{error}"
            );
        }
    });
}

#[cfg(unix)]
#[test]
fn a_folder_for_temporary_files_that_is_too_long_is_named() {
    let name = &this_test!();
    let folder = std::env::temp_dir().join(format!("zmq-{}-{}", std::process::id(), "long".repeat(25)));
    if !is_child(name) {
        fs::create_dir_all(&folder).unwrap();
    }
    let environment = [("TMPDIR", folder.to_str().unwrap())];
    in_child_named(name, 20, &environment, || {
        let error = Context::new().unwrap().socket(zmq::REP).unwrap().bind("ipc://*").unwrap_err();
        assert_eq!(error, Errno::ENAMETOOLONG);
        assert!(
            error.to_string().contains("TMPDIR") && error.to_string().contains("bytes at most"),
            "{error}"
        );
    });
    if !is_child(name) {
        fs::remove_dir(&folder).unwrap();
    }
}

/// libzmq resolves an endpoint that it does not know, and aborts if it has no descriptor left to list interfaces with.
#[cfg(unix)]
#[test]
fn leaving_an_unknown_endpoint_without_descriptors() {
    in_child!(30, || {
        raw::limit(libc::RLIMIT_NOFILE, 100);
        let ctx = Context::new().unwrap();
        let socket = ctx.socket(zmq::DEALER).unwrap();
        socket.set_linger(Some(Duration::ZERO)).unwrap();
        socket.bind("tcp://127.0.0.1:*").unwrap();
        let bound = socket.last_endpoint().unwrap();
        socket.connect("tcp://127.0.0.1:9").unwrap();
        assert_eq!(socket.unbind("tcp://127.0.0.1:1").unwrap_err(), Errno::ENOENT);
        let held: Vec<_> = std::iter::from_fn(|| fs::File::open("/dev/null").ok()).collect();
        for error in [socket.unbind("tcp://127.0.0.1:1"), socket.disconnect("tcp://127.0.0.1:1")] {
            assert_eq!(error.unwrap_err(), Errno::EMFILE);
        }
        // What is known can be left.
        socket.disconnect("tcp://127.0.0.1:9").unwrap();
        drop(held);
        socket.unbind(&bound).unwrap();
    });
}
