//! What an endpoint is: what libzmq would mistake is refused before it sees it, with an error that says which part is wrong;
//! what it understands as it was meant is taken.
#![cfg(unix)]

mod support;

use std::{
    ffi::CString,
    fs, io,
    time::{Duration, Instant},
};
use support::{in_child_with, is_child, raw, within};
use zmq::{Context, Errno, Socket, SocketType};

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
    ("tcp://127.0.0.1:0", Works, Says(EINVAL, "nobody can be bound to port 0")),
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
            assert!(system.contains(&error.errno()), "{error}");
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
        check_all(&rows);
    });
}

#[test]
fn tipc() {
    if zmq::has("tipc") {
        within(20, || check_all(TIPC));
    }
}

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

#[test]
fn a_folder_for_temporary_files_that_is_too_long_is_named() {
    let name = "a_folder_for_temporary_files_that_is_too_long_is_named";
    let folder = std::env::temp_dir().join(format!("zmq-{}-{}", std::process::id(), "long".repeat(25)));
    if !is_child(name) {
        fs::create_dir_all(&folder).unwrap();
    }
    let environment = [("TMPDIR", folder.to_str().unwrap())];
    in_child_with(name, 20, &environment, || {
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

/// A small generator of numbers; the seed is told with what fails.
struct Random(u64);

impl Random {
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from[(self.0 >> 33) as usize % from.len()]
    }
}

/// Calls again for a moment while the address is in use: libzmq closes its sockets a moment later.
fn settled<E>(mut call: impl FnMut() -> Result<(), E>, in_use: impl Fn(&E) -> bool) -> Result<(), E> {
    let deadline = Instant::now() + Duration::from_secs(2);
    loop {
        let result = call();
        if !result.as_ref().is_err_and(&in_use) || Instant::now() > deadline {
            return result;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The port at the end of the endpoint a socket is bound to.
fn bound_port(socket: &Socket<SocketType>) -> String {
    let endpoint = socket.last_endpoint().unwrap();
    let address = endpoint.split_once("://").unwrap().1.split('/').next().unwrap().to_owned();
    address.rsplit_once(':').unwrap().1.to_owned()
}

/// Random endpoints: what C binds to where the text says, we do; what we bind to is where the text says; and what we refuse
/// says why. Compared with C's own call.
#[test]
fn what_c_binds_to_sensibly_we_bind_to() {
    within(240, || {
        let ctx = Context::new().unwrap();
        let fresh = || {
            let socket = ctx.socket(SocketType::Dealer).unwrap();
            socket.set_linger(Some(Duration::ZERO)).unwrap();
            socket
        };
        // A port that was free a moment ago.
        let probe = fresh();
        probe.bind("tcp://127.0.0.1:*").unwrap();
        let free = bound_port(&probe);
        drop(probe);
        let transports: &[&str] = if zmq::has("WS") { &["tcp", "tcp", "ws"] } else { &["tcp"] };
        let hosts = [
            "*",
            "127.0.0.1",
            "lo",
            "localhost",
            "127.1",
            "[127.0.0.1]",
            "0.0.0.0",
            "",
            "::1",
            "[::1]",
            "1.2.3.4",
            "lo%lo",
            "*%lo",
            "127.0.0.1%lo",
            " lo",
            "lo/",
            "[lo",
            "a;b",
            "::ffff:127.0.0.1",
            "127.0.0.1:1",
            "\u{1}",
        ];
        let ports = [
            "*", "0", "00", "", "-1", "+", "x", "0x", "70000", "free", "+free", "0free", "free/", "free/a",
            "freex", " free", "free ",
        ];
        let (mut both, mut refused, mut taken) = (0, 0, 0);
        let seed = u64::from(std::process::id());
        let mut random = Random(seed);
        for _ in 0..500 {
            // Half of the pieces are good.
            let transport = random.pick(transports);
            let host =
                if random.pick(&[true, false]) { random.pick(&hosts[..7]) } else { random.pick(&hosts) };
            let port = if random.pick(&[true, false]) {
                random.pick(&["*", "0", "free", "0free"])
            } else {
                random.pick(&ports)
            };
            let source = random.pick(&["", "", "", "127.0.0.1:0;", "lo:*;", "lo;", ":0;", ";"]);
            let port = port.replace("free", &free);
            let endpoint = format!("{transport}://{source}{host}:{port}");
            let (ours, theirs) = (fresh(), fresh());
            let c_endpoint = CString::new(&*endpoint).unwrap();
            let in_use = |error: &io::Error| error.kind() == io::ErrorKind::AddrInUse;
            let c = settled(|| raw::bind(&theirs, &c_endpoint), in_use);
            let c_port = c.is_ok().then(|| bound_port(&theirs));
            drop(theirs);
            let bound = settled(|| ours.bind(&endpoint), |error| *error == Errno::EADDRINUSE);
            if c.as_ref().is_err_and(in_use) || bound.as_ref().is_err_and(|error| *error == Errno::EADDRINUSE)
            {
                taken += 1; // by another program
                continue;
            }
            let said = port.split('/').next().unwrap_or_default();
            let asked = said.trim_start_matches('0');
            match bound {
                Ok(()) => {
                    let bound = bound_port(&ours);
                    let there = ["", "*"].contains(&asked) || asked == bound;
                    assert!(there, "seed {seed}: {endpoint} is bound to {bound}");
                    assert!(c.is_ok(), "seed {seed}: C refuses {endpoint}: {c:?}");
                    both += 1;
                }
                Err(error) => {
                    refused += 1;
                    // C is bound where the text says: at the very number, or at a free one that was asked for.
                    let literal = c_port.as_deref() == Some(asked);
                    let sensible = (literal || c_port.is_some() && ["*", "0"].contains(&said))
                        && (transport == "ws" || !port.contains('/'))
                        && !host.contains('%');
                    assert!(!sensible, "seed {seed}: C takes {endpoint}, and we say {error}");
                    let told = error.to_string();
                    let system = [Errno::EADDRNOTAVAIL, Errno::EACCES];
                    let vague = ["Invalid argument", "No such device"].iter().any(|text| told.contains(text));
                    assert!(system.contains(&error.errno()) || !vague, "seed {seed}: {told}");
                }
            }
        }
        println!("{both} bound, {refused} refused, {taken} taken");
        assert!(both > 40 && refused > 100, "{both} bound, {refused} refused, {taken} taken");
    });
}

/// Random endpoints to connect to, made of good pieces and bad ones: all good is taken, one bad is refused with a reason.
#[test]
fn what_can_work_is_connected_and_nothing_else() {
    within(120, || {
        let ctx = Context::new().unwrap();
        let (good_hosts, good_ports) = (
            ["127.0.0.1", "localhost", "[127.0.0.1]", "a-b.c_d.invalid", "127.1"],
            ["1", "9", "65535", "0009"],
        );
        let bad_hosts =
            ["", "*", "1.2.3.4:5", "a/b", "a b", "[a", "bücher", "127.0.0.1%lo", "[::1]", "-", "."];
        let bad_ports = ["", "0", "*", "-1", "+9", "9x", "0x9", "65536", "9/", " 9", "9 "];
        let sources = ["", "", "127.0.0.1:0;", "lo:*;"];
        let bad_sources = ["127.0.0.1;", ";", "*:0;", "127.0.0.1:x;", "no-such-nic:0;", ":0;"];
        let seed = u64::from(std::process::id());
        let mut random = Random(seed);
        for number in 0..300 {
            let (mut host, mut port, mut source) =
                (random.pick(&good_hosts), random.pick(&good_ports), random.pick(&sources));
            let bad = random.pick(&[0, 1, 2, 3]);
            match bad {
                1 => host = random.pick(&bad_hosts),
                2 => port = random.pick(&bad_ports),
                3 => source = random.pick(&bad_sources),
                _ => (),
            }
            let endpoint = format!("tcp://{source}{host}:{port}");
            let socket = ctx.socket(zmq::DEALER).unwrap();
            match socket.connect(&endpoint) {
                Ok(()) => assert_eq!(bad, 0, "seed {seed}, {number}: {endpoint} is taken"),
                Err(error) => {
                    assert!(bad > 0, "seed {seed}, {number}: {error}");
                    assert!(!error.to_string().contains("Invalid argument"), "no reason: {error}");
                }
            }
        }
    });
}
