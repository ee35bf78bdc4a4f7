//! Hostile from the first byte: greetings, mechanisms, websockets, and a server that answers who connects to it.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use zmq::{Authenticator, Context, KeyPair, Socket, SocketType};

use crate::hostile::{self, Hostile, Stream, greeting};
use crate::input::Input;
use crate::{DEADLINE, MOMENT, end, fresh_name, nonce, until};

/// Long enough that no input has it.
const PASSWORD: &str = "c9b5a1f2-no-input-says-this-0e7d";

/// Whom a stranger meets.
#[derive(Clone, Copy, PartialEq)]
enum Door {
    /// Anybody may come in.
    Null,
    Plain,
    Curve,
}

/// One input.
pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let how = input.byte();
    let door = match how & 3 {
        0 | 3 => Door::Null,
        2 if zmq::has(zmq::Capability::Curve) => Door::Curve,
        _ => Door::Plain,
    };
    let kind = *input.choose(&[
        SocketType::Router,
        SocketType::Pull,
        SocketType::XPub,
        SocketType::Dealer,
        SocketType::Rep,
    ]);
    let context = Context::new().expect("a context");
    // Its socket asks the authenticator of the context, so this comes first.
    let authenticator = (door != Door::Null).then(|| {
        let authenticator = Authenticator::start(&context).expect("an authenticator");
        authenticator.configure_plain("*", [("alice", PASSWORD)]);
        if door == Door::Curve {
            authenticator.configure_curve("*", [KeyPair::generate().expect("keys").public]);
        }
        authenticator
    });
    {
        let target = context.socket(kind).expect("a socket");
        let _ = (target.set_linger(Some(Duration::ZERO)), target.set_maxmsgsize(Some(1 << 17)));
        let _ = (target.set_reconnect_ivl(Some(Duration::from_millis(5))), target.set_zap_domain("global"));
        match door {
            Door::Null => (),
            Door::Plain => target.set_plain_server(true).expect("PLAIN"),
            Door::Curve => {
                let keys = KeyPair::generate().expect("keys");
                target.set_curve_server(true).expect("CURVE");
                target.set_curve_secretkey(keys.secret.as_bytes()).expect("a key");
            }
        }
        match (how >> 2) & 3 {
            0 | 1 => listening(&context, &target, door, &mut input),
            2 => websocket(&target, door, &mut input),
            _ => connecting(&target, &mut input),
        }
    }
    if let Some(authenticator) = authenticator {
        authenticator.stop().expect("the authenticator stops");
    }
    end(context);
}

/// A stranger comes to a unix socket.
fn listening(context: &Context, target: &Socket<SocketType>, door: Door, input: &mut Input<'_>) {
    let name = fresh_name();
    if target.bind(&format!("ipc://@{name}")).is_err() {
        return;
    }
    let Some(mut stranger) = hostile::connect(&name) else { return };
    say(&mut stranger, input);
    leave(&mut stranger, target, door);
    if door == Door::Plain && target.socket_type() == SocketType::Pull {
        serve(context, target, &name);
    }
}

/// Who knows the password is still let in.
fn serve(context: &Context, target: &Socket<SocketType>, name: &str) {
    let honest = context.socket(zmq::PUSH).expect("a socket");
    let _ = honest.set_linger(Some(Duration::ZERO));
    let _ = (honest.set_plain_username(Some("alice")), honest.set_plain_password(Some(PASSWORD)));
    honest.connect(&format!("ipc://@{name}")).expect("connecting begins");
    let nonce = nonce();
    honest.send_timeout(&nonce[..], DEADLINE).expect("a connected PUSH takes a message");
    let heard =
        target.recv_timeout(DEADLINE).expect("receiving").expect("the honest peer is not let in any more");
    assert_eq!(&heard[..], &nonce[..]);
}

/// A stranger comes to a websocket.
fn websocket(target: &Socket<SocketType>, door: Door, input: &mut Input<'_>) {
    if target.bind("ws://127.0.0.1:*").is_err() {
        return;
    }
    let endpoint = target.last_endpoint().expect("an endpoint");
    let address = endpoint.trim_start_matches("ws://").trim_end_matches('/');
    let Ok(stream) = TcpStream::connect(address) else { return };
    stream.set_nonblocking(true).expect("a flag");
    let mut stranger = Hostile::new(stream);
    if input.byte() & 1 == 0 {
        let mechanism = ["NULL", "PLAIN", "CURVE"][usize::from(input.byte()) % 3];
        stranger.raw(
            format!(
                "GET / HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                 Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ZWS2.0/{mechanism}\r\n\
                 Sec-WebSocket-Version: 13\r\n\r\n"
            )
            .as_bytes(),
        );
    }
    say(&mut stranger, input);
    leave(&mut stranger, target, door);
}

/// The socket comes to a stranger, over a unix socket or as its proxy.
fn connecting(target: &Socket<SocketType>, input: &mut Input<'_>) {
    if input.byte() & 1 == 0 {
        let name = fresh_name();
        let listener = hostile::listen(&name);
        listener.set_nonblocking(true).expect("a flag");
        if target.connect(&format!("ipc://@{name}")).is_err() {
            return;
        }
        if let Some(stream) = accept(|| listener.accept().map(|(stream, _)| stream)) {
            stream.set_nonblocking(true).expect("a flag");
            answer(Hostile::new(stream), target, input);
        }
    } else {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a flag");
        let address = listener.local_addr().expect("an address");
        let proxy = input.byte();
        if proxy & 1 == 1 {
            let _ = target.set_socks_proxy(Some(&address.to_string()));
            if proxy & 2 == 2 {
                let _ = (target.set_socks_username(Some("u")), target.set_socks_password(Some("p")));
            }
        }
        let scheme = if proxy & 5 == 4 { "ws" } else { "tcp" };
        if target.connect(&format!("{scheme}://{address}")).is_err() {
            return;
        }
        if let Some(stream) = accept(|| listener.accept().map(|(stream, _)| stream)) {
            stream.set_nonblocking(true).expect("a flag");
            answer(Hostile::new(stream), target, input);
        }
    }
}

fn answer<S: Stream>(mut stranger: Hostile<S>, target: &Socket<SocketType>, input: &mut Input<'_>) {
    say(&mut stranger, input);
    leave(&mut stranger, target, Door::Null);
}

fn accept<S>(mut take: impl FnMut() -> std::io::Result<S>) -> Option<S> {
    let start = Instant::now();
    while start.elapsed() < DEADLINE {
        match take() {
            Ok(stream) => return Some(stream),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                std::thread::sleep(Duration::from_micros(100))
            }
            Err(_) => return None,
        }
    }
    None
}

/// What the input says, byte by byte or in frames, in as many writes as it says.
fn say<S: Stream>(stranger: &mut Hostile<S>, input: &mut Input<'_>) {
    while !input.is_empty() {
        match input.byte() % 8 {
            0 => stranger.raw(input.counted()),
            1 => {
                let mechanism = ["NULL", "PLAIN", "CURVE", "GSSAPI"][usize::from(input.byte()) % 4];
                stranger.raw(&greeting(mechanism, input.byte()));
            }
            2 => {
                let flags = input.byte();
                stranger.frame(flags & 7, input.counted());
            }
            3 => {
                let names = [
                    "READY",
                    "HELLO",
                    "WELCOME",
                    "INITIATE",
                    "ERROR",
                    "MESSAGE",
                    "PING",
                    "PONG",
                    "SUBSCRIBE",
                ];
                stranger.command(*input.choose(&names), input.counted());
            }
            4 => {
                stranger.flush();
                std::thread::sleep(Duration::from_millis(u64::from(input.byte() % 3)));
            }
            5 => stranger.repeat(input.byte().into()),
            6 => {
                // A frame of a websocket, masked or not.
                let (first, body) = (input.byte(), input.counted());
                let mut frame = vec![first, body.len().min(125) as u8 | (input.byte() & 0x80)];
                if frame[1] & 0x80 != 0 {
                    frame.extend([0; 4]);
                }
                frame.extend(body);
                stranger.raw(&frame);
            }
            _ => stranger.read(),
        }
    }
    stranger.flush();
}

/// The stranger leaves; where a password or a key was asked for, nothing of it may have come in.
fn leave<S: Stream>(stranger: &mut Hostile<S>, target: &Socket<SocketType>, door: Door) {
    let look = || {
        while let Ok(Some(parts)) = target.try_recv_multipart() {
            assert!(door == Door::Null, "a stranger was let in: {parts:?}");
        }
    };
    let mut left = 200;
    until(DEADLINE, || {
        look();
        left -= 1;
        stranger.is_done() || left == 0
    });
    stranger.finish();
    until(MOMENT * 10, || {
        look();
        stranger.read();
        stranger.is_closed()
    });
    look();
}
