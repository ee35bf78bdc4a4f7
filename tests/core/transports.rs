//! Each transport that needs nothing but this machine carries messages, in the forms of endpoint that it has; and a
//! transport that is not there says what brings it. Multicast is in multicast.rs, `wss` in ../security/wss.rs.

use crate::support::{self, in_child, in_child_named, this_test, within};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};
use zmq::{Capability, Context, Errno, Multipart, Socket};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// Prints a line past the test harness, which hides what passing tests print.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Several parts, one of them empty and one larger than any buffer on the way.
fn message() -> Multipart {
    Multipart::from(vec![b"text".to_vec(), Vec::new(), vec![0xff; 300_000]])
}

/// Lets a message go there and back.
#[track_caller]
fn exchange(client: &Socket<zmq::Req>, server: &Socket<zmq::Rep>) {
    client.send_multipart(message()).unwrap();
    let request = server.recv_multipart().unwrap();
    assert_eq!(request, message());
    server.send_multipart(request).unwrap();
    assert_eq!(client.recv_multipart().unwrap(), message());
}

/// Binds to `endpoint`, connects to what it became, and lets a message go there and back.
#[track_caller]
fn crosses(endpoint: &str) -> String {
    let endpoint = endpoint.to_owned();
    within(60, move || {
        let ctx = context();
        let (client, server) = (ctx.socket(zmq::REQ).unwrap(), ctx.socket(zmq::REP).unwrap());
        let v6 = endpoint.contains('[');
        client.set_ipv6(v6).unwrap();
        server.set_ipv6(v6).unwrap();
        // A port that was free a moment ago may be another's for a moment.
        support::eventually("the endpoint is free", || match server.bind(&endpoint) {
            Err(error) if error == Errno::EADDRINUSE => false,
            bound => bound.map(|()| true).unwrap(),
        });
        let bound = server.last_endpoint().unwrap();
        client.connect(&bound.replace("//0.0.0.0:", "//127.0.0.1:")).unwrap();
        exchange(&client, &server);
        bound
    })
}

fn has_ipv6() -> bool {
    let has = TcpListener::bind("[::1]:0").is_ok();
    if !has {
        say("SKIPPED: this machine has no IPv6 address ::1");
    }
    has
}

/// The port at the end of an endpoint that begins with `start`.
#[track_caller]
fn port(endpoint: &str, start: &str) -> u16 {
    let port = endpoint.strip_prefix(start).and_then(|rest| rest.trim_end_matches('/').parse().ok());
    port.filter(|&port| port > 0).unwrap_or_else(|| panic!("{endpoint} is not {start}<port>"))
}

#[test]
fn inproc() {
    assert_eq!(crosses("inproc://name"), "inproc://name");
    let long = format!("inproc://{}", "n".repeat(5000));
    assert_eq!(crosses(&long), long);
    // The other order.
    within(60, || {
        let ctx = context();
        let (client, server) = (ctx.socket(zmq::REQ).unwrap(), ctx.socket(zmq::REP).unwrap());
        client.connect("inproc://late").unwrap();
        server.bind("inproc://late").unwrap();
        exchange(&client, &server);
    });
}

#[cfg(unix)]
#[test]
fn ipc_path() {
    let path = std::env::temp_dir().join(format!("zmq-transports-{}", std::process::id()));
    let endpoint = format!("ipc://{}", path.to_str().unwrap());
    assert_eq!(crosses(&endpoint), endpoint);
    // The file stays, and the next bind takes it over.
    assert!(path.exists());
    assert_eq!(crosses(&endpoint), endpoint);
    std::fs::remove_file(path).unwrap();
}

#[cfg(unix)]
#[test]
fn ipc_wildcard() {
    let (first, second) = (crosses("ipc://*"), crosses("ipc://*"));
    assert!(first.starts_with("ipc://") && !first.ends_with('*') && first != second, "{first} {second}");
}

#[test]
#[cfg(target_os = "linux")]
fn ipc_wildcard_without_a_folder() {
    let nowhere = [("TMPDIR", ""), ("TEMPDIR", ""), ("TMP", "")];
    in_child_named(&this_test!(), 30, &nowhere, || {
        let folder =
            std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("gone-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        std::env::set_current_dir(&folder).unwrap();
        std::fs::remove_dir(&folder).unwrap();
        let error = context().socket(zmq::REP).unwrap().bind("ipc://*").unwrap_err();
        assert_eq!(error.errno(), Errno::ENOENT);
        assert!(error.to_string().contains("or else in the current folder"), "{error}");
    });
}

#[test]
#[cfg(target_os = "linux")]
fn ipc_abstract() {
    let name = format!("ipc://@zmq-transports-{}", std::process::id());
    assert_eq!(crosses(&name), name);
}

#[test]
fn tcp() {
    port(&crosses("tcp://127.0.0.1:*"), "tcp://127.0.0.1:");
    port(&crosses("tcp://127.0.0.1:0"), "tcp://127.0.0.1:");
    port(&crosses("tcp://*:*"), "tcp://0.0.0.0:");
    // The port of one socket that is gone is free for the next, as a number.
    let bound = crosses("tcp://127.0.0.1:*");
    assert_eq!(crosses(&bound), bound);
}

#[test]
fn tcp_over_ipv6() {
    if has_ipv6() {
        port(&crosses("tcp://[::1]:*"), "tcp://[::1]:");
    }
}

/// The name of an interface stands for its address.
#[cfg(unix)] // interfaces of Windows have no names that libzmq knows
#[test]
fn tcp_by_interface() {
    let name = if cfg!(target_os = "linux") { "lo" } else { "lo0" };
    port(&crosses(&format!("tcp://{name}:*")), "tcp://127.0.0.1:");
    let error = context().socket(zmq::REP).unwrap().bind("tcp://no-such-interface:*").unwrap_err();
    assert_eq!(error, Errno::ENODEV);
}

/// A connection from an address that was chosen, as the peer sees it.
#[test]
#[cfg(target_os = "linux")] // elsewhere 127.0.0.2 is no address of the machine
fn tcp_from_an_address() {
    within(60, || {
        let ctx = context();
        let (client, server) = (ctx.socket(zmq::REQ).unwrap(), ctx.socket(zmq::REP).unwrap());
        server.bind("tcp://127.0.0.1:*").unwrap();
        let port = port(&server.last_endpoint().unwrap(), "tcp://127.0.0.1:");
        client.connect(&format!("tcp://127.0.0.2:0;127.0.0.1:{port}")).unwrap();
        exchange(&client, &server);

        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        client.connect(&format!("tcp://127.0.0.3:0;127.0.0.1:{port}")).unwrap();
        let (_connection, peer) = listener.accept().unwrap();
        assert_eq!(peer.ip().to_string(), "127.0.0.3");
    });
}

/// Whether this libzmq has `ws`, which belongs to upstream's draft; ours always has.
fn has_ws() -> bool {
    let has = zmq::has(Capability::Ws);
    assert!(has || !support::is_vendored());
    if !has {
        say("SKIPPED: the system's libzmq was built without ws");
    }
    has
}

#[test]
fn ws() {
    if !has_ws() {
        return;
    }
    port(&crosses("ws://127.0.0.1:*"), "ws://127.0.0.1:");
    port(&crosses("ws://*:*"), "ws://0.0.0.0:");
    let bound = crosses("ws://127.0.0.1:*/path");
    assert!(bound.starts_with("ws://127.0.0.1:") && bound.ends_with("/path"), "{bound}");
    if has_ipv6() {
        port(&crosses("ws://[::1]:*"), "ws://[::1]:");
    }
}

/// A frame of a web socket as a client sends it, masked with zeros.
fn frame(payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x82, 0x80 | payload.len() as u8, 0, 0, 0, 0];
    frame.extend(payload);
    frame
}

/// A client that knows HTTP and RFC 6455 alone: what libzmq speaks is a web socket.
#[test]
fn ws_by_hand() {
    if !has_ws() {
        return;
    }
    within(60, || {
        let ctx = context();
        let server = ctx.socket(zmq::PAIR).unwrap();
        server.bind("ws://127.0.0.1:*/chat").unwrap();
        let bound = server.last_endpoint().unwrap();
        let address = bound.strip_prefix("ws://").and_then(|rest| rest.strip_suffix("/chat")).unwrap();
        let mut client = TcpStream::connect(address).unwrap();
        let request = format!(
            "GET /chat HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ZWS2.0\r\n\
             Sec-WebSocket-Version: 13\r\n\r\n"
        );
        client.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte).unwrap();
            answer.push(byte[0]);
        }
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
        // The key of the example in RFC 6455, and its answer there.
        assert!(answer.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), "{answer}");
        assert!(answer.contains("Sec-WebSocket-Protocol: ZWS2.0\r\n"), "{answer}");

        // An empty routing id, then two parts: the first byte says whether more follow.
        for payload in [&b"\0"[..], b"\x01Hello", b"\0World"] {
            client.write_all(&frame(payload)).unwrap();
        }
        assert_eq!(
            server.recv_multipart().unwrap(),
            Multipart::from(vec![b"Hello".to_vec(), b"World".to_vec()])
        );
        server.send("back").unwrap();
        let mut bytes = [0; 3 + 7];
        client.read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"\x82\x01\0\x82\x05\0back");
    });
}

/// `tipc` where the kernel has it. Where it has not, binding is an error, and nothing aborts.
#[test]
#[cfg(target_os = "linux")]
fn tipc() {
    if !zmq::has(Capability::Tipc) {
        return say("SKIPPED: this libzmq was built without tipc");
    }
    let mut skipped = true;
    in_child!(60, || {
        let number = 5000 + std::process::id();
        let (client, server) = (context().socket(zmq::REQ).unwrap(), context().socket(zmq::REP).unwrap());
        let bound = server.bind(&format!("tipc://{{{number},0,0}}"));
        client.connect(&format!("tipc://{{{number},0}}@0.0.0")).unwrap();
        match bound {
            Ok(()) => exchange(&client, &server),
            Err(error) => {
                assert_eq!(error, Errno::from_raw(libc::EAFNOSUPPORT));
                // A connection is attempted again and again, in vain.
                let waits = client.send_timeout("x", Duration::from_millis(300)).map(drop);
                println!("{waits:?}");
            }
        }
    });
    // By now the kernel has loaded it, if it can.
    if let Ok(protocols) = std::fs::read_to_string("/proc/net/protocols") {
        skipped = !protocols.contains("TIPC");
    }
    if skipped {
        say("SKIPPED: this kernel has no tipc; that it is an error was tested");
    }
}

/// What this libzmq lacks is an error that names what brings it; what it has is no such error.
#[test]
fn a_missing_transport_names_its_feature() {
    let transports = [
        ("pgm://eth0;239.192.0.1:5555", "pgm", "`pgm`"),
        ("epgm://eth0;239.192.0.1:5555", "pgm", "`pgm`"),
        ("norm://239.192.0.1:5555", "norm", "`norm`"),
        ("wss://127.0.0.1:5555", "WSS", "`wss`"),
        ("ws://127.0.0.1:5555", "WS", "`vendored`"),
        ("ipc://here", "ipc", "on Windows use `tcp`"),
        ("tipc://{5555,0,0}", "tipc", "`vendored`"),
        ("vmci://*:5555", "vmci", "no feature"),
    ];
    let publisher = context().socket(zmq::PUB).unwrap();
    let mut missing = 0;
    for (endpoint, capability, words) in transports {
        if zmq::has(capability) {
            continue;
        }
        missing += 1;
        let scheme = endpoint.split(':').next().unwrap();
        for (what, result) in
            [("bind to", publisher.bind(endpoint)), ("connect to", publisher.connect(endpoint))]
        {
            let error = result.unwrap_err();
            assert_eq!(error, Errno::EPROTONOSUPPORT, "{endpoint}");
            let text = error.to_string();
            for word in [what, endpoint, words, &format!("without the transport `{scheme}`")] {
                assert!(text.contains(word), "{text:?} does not say {word:?}");
            }
        }
    }
    assert!(missing > 0, "vmci is in no build");
    // Another error keeps its own text.
    let text = publisher.bind("carrier-pigeon://home").unwrap_err().to_string();
    assert!(!text.contains("feature"), "{text}");
}

/// What the features say is what is there.
#[test]
fn features_are_capabilities() {
    if !support::is_vendored() {
        return;
    }
    for (capability, expected) in [
        (Capability::Pgm, cfg!(feature = "pgm")),
        (Capability::Norm, cfg!(feature = "norm")),
        (Capability::Wss, cfg!(feature = "wss")),
        (Capability::Gssapi, cfg!(feature = "gssapi")),
        (Capability::Draft, cfg!(feature = "draft")),
        (Capability::Curve, cfg!(feature = "curve")),
        (Capability::Ws, true),
        (Capability::Ipc, cfg!(unix)),
        (Capability::Tipc, cfg!(target_os = "linux")),
        (Capability::Vmci, false),
    ] {
        assert_eq!(zmq::has(capability), expected, "{capability:?}");
    }
}
