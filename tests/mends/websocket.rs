//! The transport ws.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};

use zmq_sys::*;

use crate::{
    mended,
    peer::{self, settle},
    raw::{Context, Lent, Socket},
};

/// The flag of a command in ws.
const COMMAND: u8 = 2;

/// Whether this libzmq has it.
fn is_there() -> bool {
    zmq::has(zmq::Capability::Ws)
}

#[test]
fn mend_18_a_path_with_two_segments() {
    mended!(20, || {
        if !is_there() {
            return;
        }
        let context = Context::new();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_LINGER, 0);
        push.connect(&format!("ws://{}/first/second", listener.local_addr().unwrap()));
        let (mut stream, _) = listener.accept().unwrap();
        let head = peer::http_head(&mut stream);
        assert!(head.starts_with("GET /first/second HTTP/1.1\r\n"), "{head}");
        push.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_60_a_path_with_two_segments_where_libzmq_chooses_the_port() {
    mended!(20, || {
        if !is_there() {
            return;
        }
        let context = Context::new();
        for (address, path) in [("127.0.0.1:*", "/a/b"), ("*:*", "/a/b:c/"), ("127.0.0.1:0", "/a:80/b")] {
            let pull = context.socket(ZMQ_PULL);
            let endpoint = pull.bind(&format!("ws://{address}{path}"));
            assert!(endpoint.ends_with(path), "{endpoint}");
            let push = context.socket(ZMQ_PUSH);
            push.connect(&endpoint.replace("0.0.0.0", "127.0.0.1"));
            push.send(path.as_bytes(), 0);
            assert_eq!(pull.recv().0, path.as_bytes());
            pull.unbind(&endpoint);
            push.close();
            pull.close();
        }
        context.term().unwrap();
    });
}

#[test]
fn mend_60_a_colon_in_a_path() {
    mended!(20, || {
        if !is_there() {
            return;
        }
        let context = Context::new();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        for path in ["/a:b", "/80:90/c", "/:"] {
            let push = context.socket(ZMQ_PUSH);
            push.set(ZMQ_LINGER, 0);
            push.connect(&format!("ws://{}{path}", listener.local_addr().unwrap()));
            let mut stream = accept_within(&listener, Duration::from_secs(5)).expect("nobody comes");
            let head = peer::http_head(&mut stream);
            assert!(head.starts_with(&format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n")), "{head}");
            push.close();
        }
        context.term().unwrap();
    });
}

/// The next connection, if one comes in time.
fn accept_within(listener: &TcpListener, limit: Duration) -> Option<TcpStream> {
    let start = Instant::now();
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false).unwrap();
                return Some(stream);
            }
            Err(_) if start.elapsed() > limit => return None,
            Err(_) => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// Binds and connects a peer that offers a protocol; gives what it is answered.
fn connect(socket: Socket, protocol: &str) -> (TcpStream, String) {
    let endpoint = socket.bind("ws://127.0.0.1:*");
    let address = endpoint.strip_prefix("ws://").unwrap().trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = format!(
        "GET / HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: {protocol}\r\n\
         Sec-WebSocket-Version: 13\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut first = [0];
    let answer =
        if stream.peek(&mut first).unwrap_or(0) == 0 { String::new() } else { peer::http_head(&mut stream) };
    (stream, answer)
}

/// A frame as a client sends it, with a mask of zeros.
fn frame(opcode: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x80 | opcode, 0x80 | body.len() as u8, 0, 0, 0, 0];
    bytes.extend(body);
    bytes
}

fn receive(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut head = [0; 2];
    stream.read_exact(&mut head).unwrap();
    let mut body = vec![0; usize::from(head[1])];
    stream.read_exact(&mut body).unwrap();
    (head[0] & 0xF, body)
}

#[test]
fn mend_43_a_heartbeat_without_a_mechanism() {
    mended!(20, || {
        if !is_there() {
            return;
        }
        let context = Context::new();
        let pull = context.socket(ZMQ_PULL);
        pull.set(ZMQ_HEARTBEAT_IVL, 100);
        let (mut stream, answer) = connect(pull, "ZWS2.0");
        assert!(answer.contains("101"), "{answer}");
        // The routing id, which is empty but for its flags.
        assert_eq!(receive(&mut stream), (2, vec![0]));
        stream.write_all(&frame(2, b"\0")).unwrap();
        for round in 0..5u8 {
            assert_eq!(receive(&mut stream).0, 9, "a PING");
            stream.write_all(&frame(10, b"")).unwrap();
            stream.write_all(&frame(2, &[0, round])).unwrap();
            assert_eq!(pull.recv(), (vec![round], false));
        }
        pull.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_43_nobody_comes_in_past_the_authenticator() {
    mended!(20, || {
        if !is_there() {
            return;
        }
        let context = Context::new();
        let handler = context.socket(ZMQ_ROUTER);
        handler.bind("inproc://zeromq.zap.01");
        let pull = context.socket(ZMQ_PULL);
        pull.set_bytes(ZMQ_ZAP_DOMAIN, b"domain").unwrap();
        pull.set(ZMQ_RCVTIMEO, 1000);
        let (mut stream, answer) = connect(pull, "ZWS2.0");
        if !answer.is_empty() {
            let _ = stream.write_all(&frame(2, b"\0"));
            let _ = stream.write_all(&frame(2, b"\0secret"));
        }
        assert!(pull.try_recv(0).is_err(), "it was let in: {answer}");
        pull.close();
        handler.close();
        context.term().unwrap();
    });
}

#[test]
fn mend_43_a_path_too_long_for_a_request() {
    mended!(20, || {
        if !is_there() {
            return;
        }
        let context = Context::new();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let push = context.socket(ZMQ_PUSH);
        push.set(ZMQ_LINGER, 0);
        let long = format!("ws://{}/{}", listener.local_addr().unwrap(), "a".repeat(9000));
        assert_eq!(push.try_connect(&long).unwrap_err().raw_os_error(), Some(libc::EINVAL));
        settle();
        push.close();
        context.term().unwrap();
    });
}

#[test]
fn a_peer_that_closes_is_answered() {
    mended!(20, || {
        if !is_there() {
            return;
        }
        // The end of a connection is found out inside of the call that sends the answer.
        for _ in 0..20 {
            let context = Context::new();
            let pull = context.socket(ZMQ_PULL);
            let (mut stream, answer) = connect(pull, "ZWS2.0/NULL");
            assert!(answer.contains("101"), "{answer}");
            let (opcode, ready) = receive(&mut stream);
            assert_eq!((opcode, ready[0]), (2, COMMAND));
            stream.write_all(&frame(2, b"\x02\x05READY\x0bSocket-Type\0\0\0\x04PUSH")).unwrap();
            stream.write_all(&frame(2, b"\0hello")).unwrap();
            assert_eq!(pull.recv().0, b"hello");
            stream.write_all(&frame(8, b"")).unwrap();
            loop {
                let (opcode, _) = receive(&mut stream);
                if opcode == 8 {
                    break;
                }
            }
            assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
            pull.close();
            context.term().unwrap();
        }
    });
}

#[test]
fn mend_51_a_subscription_within_curve() {
    mended!(30, || {
        if !zmq::has(zmq::Capability::Curve) {
            return eprintln!("SKIPPED: this libzmq has no CURVE");
        }
        let context = zmq::Context::new().unwrap();
        let keys = zmq::KeyPair::generate().unwrap();
        let publisher = context.socket(zmq::PUB).unwrap();
        publisher.set_security(&zmq::Security::curve_server(&keys.secret)).unwrap();
        publisher.set_linger(Some(Duration::ZERO)).unwrap();
        let monitor = publisher.monitor(zmq::EventMask::ALL).unwrap();
        publisher.bind("ws://127.0.0.1:*").unwrap();
        let sub = context.socket(zmq::SUB).unwrap();
        let own = zmq::KeyPair::generate().unwrap();
        sub.set_security(&zmq::Security::curve_client(&keys.public, &own)).unwrap();
        sub.subscribe("b").unwrap();
        sub.connect(&publisher.last_endpoint().unwrap()).unwrap();
        let receives = |topic: &str, times: u32| {
            (0..times).any(|_| {
                for text in ["a", "b", "c"] {
                    publisher.send(text).unwrap();
                }
                let received = sub.recv_timeout(Duration::from_millis(10)).unwrap();
                received.is_some_and(|message| message == topic)
            })
        };
        assert!(receives("b", 500), "nothing comes");
        let shakes = |event: &zmq::MonitorEvent| matches!(event.event, zmq::Event::HandshakeSucceeded);
        let mut events = Vec::new();
        while let Some(event) = monitor.recv_timeout(Duration::from_millis(20)).unwrap() {
            events.push(event);
        }
        assert_eq!(events.iter().filter(|event| shakes(event)).count(), 1, "{events:?}");
        // And it is taken back.
        sub.subscribe("c").unwrap();
        sub.unsubscribe("b").unwrap();
        assert!(receives("c", 500), "nothing comes");
        while sub.recv_timeout(Duration::from_millis(20)).unwrap().is_some() {}
        for text in ["b", "c"] {
            publisher.send(text).unwrap();
        }
        assert_eq!(sub.recv_timeout(Duration::from_secs(10)).unwrap().unwrap(), "c");
    });
}

#[test]
fn mend_88_what_the_program_lends_is_masked_in_a_copy() {
    mended!(20, || {
        if !is_there() {
            return;
        }
        let context = Context::new();
        let (pull, push) = (context.socket(ZMQ_PULL), context.socket(ZMQ_PUSH));
        push.connect(&pull.bind("ws://127.0.0.1:*"));
        for size in [34, 1000, 100_000] {
            let lent = Lent::new(&vec![7; size]);
            push.send_lent(&lent);
            assert_eq!(pull.recv().0, vec![7; size]);
            assert_eq!(lent.now(), vec![7; size], "changed in the program");
        }
        push.close();
        pull.close();
        context.term().unwrap();
    });
}
