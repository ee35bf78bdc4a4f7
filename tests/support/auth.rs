//! Servers and clients that an authenticator stands between.

use std::{
    sync::{Mutex, mpsc},
    time::Duration,
};
use zmq::{Context, Event, EventMask, KeyPair, Message, Monitor, PlainUsers, PublicKey, Socket};

/// What becomes of a peer.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Let in.
    In,
    /// Turned away, with this status.
    Out(u64),
    /// The handler broke the protocol.
    Protocol(zmq::ProtocolError),
    /// There was no handler where there must be one, or the peer went.
    Other,
}

/// A server with a monitor.
pub struct Server {
    pub socket: Socket<zmq::Pull>,
    monitor: Monitor,
    pub endpoint: String,
}

/// The events that end a handshake.
pub fn ends() -> EventMask {
    EventMask::HANDSHAKE_SUCCEEDED
        | EventMask::HANDSHAKE_FAILED_AUTH
        | EventMask::HANDSHAKE_FAILED_PROTOCOL
        | EventMask::HANDSHAKE_FAILED_NO_DETAIL
}

impl Server {
    pub fn new(ctx: &Context, set: impl FnOnce(&Socket<zmq::Pull>)) -> Server {
        Server::at(ctx, "tcp://127.0.0.1:*", set)
    }

    pub fn at(ctx: &Context, endpoint: &str, set: impl FnOnce(&Socket<zmq::Pull>)) -> Server {
        let socket = ctx.socket(zmq::PULL).unwrap();
        set(&socket);
        let monitor = socket.monitor(ends()).unwrap();
        socket.bind(endpoint).unwrap();
        let endpoint = socket.last_endpoint().unwrap();
        Server { socket, monitor, endpoint }
    }

    /// How the next handshake ends.
    #[track_caller]
    pub fn outcome(&self) -> Outcome {
        let event = self.monitor.recv_timeout(Duration::from_secs(60)).unwrap().expect("a handshake ends");
        match event.event {
            Event::HandshakeSucceeded => Outcome::In,
            Event::HandshakeFailedAuth { status } => Outcome::Out(status),
            Event::HandshakeFailedProtocol { error } => Outcome::Protocol(error),
            _ => Outcome::Other,
        }
    }

    /// What becomes of a client.
    #[track_caller]
    pub fn meets(&self, ctx: &Context, set: impl FnOnce(&Socket<zmq::Push>)) -> Outcome {
        let _client = client(ctx, &self.endpoint, set);
        self.outcome()
    }

    /// A message from a client that comes in.
    #[track_caller]
    pub fn hears(&self, ctx: &Context, set: impl FnOnce(&Socket<zmq::Push>)) -> Message {
        let client = client(ctx, &self.endpoint, set);
        client.send("Hello").unwrap();
        let message =
            self.socket.recv_timeout(Duration::from_secs(60)).unwrap().expect("a message from a client");
        assert_eq!(message, "Hello");
        assert_eq!(self.outcome(), Outcome::In);
        message
    }
}

/// A client that tries once.
pub fn client(ctx: &Context, endpoint: &str, set: impl FnOnce(&Socket<zmq::Push>)) -> Socket<zmq::Push> {
    let client = ctx.socket(zmq::PUSH).unwrap();
    client.set_linger(Some(Duration::ZERO)).unwrap();
    client.set_reconnect_ivl(None).unwrap();
    set(&client);
    client.connect(endpoint).unwrap();
    client
}

/// Makes a PLAIN server of a socket.
pub fn plain_server<K: zmq::kind::Kind>(domain: &str) -> impl Fn(&Socket<K>) + Clone + use<K> {
    let domain = domain.to_owned();
    move |socket| {
        socket.set_plain_server(true).unwrap();
        set_domain(socket, &domain);
    }
}

/// Makes a PLAIN client of a socket.
pub fn plain_client<K: zmq::kind::Kind>(name: &str, password: &str) -> impl Fn(&Socket<K>) + Clone + use<K> {
    let (name, password) = (name.to_owned(), password.to_owned());
    move |socket| {
        socket.set_plain_username(Some(&name)).unwrap();
        socket.set_plain_password(Some(&password)).unwrap();
    }
}

/// PLAIN users whose answers wait: a message comes when one is asked for, and each gets in when one is sent, or all once
/// the sender is dropped.
pub fn users_who_wait() -> (PlainUsers, mpsc::Receiver<()>, mpsc::Sender<()>) {
    let ((called, is_called), (go, wait)) = (mpsc::channel(), mpsc::channel::<()>());
    let wait = Mutex::new(wait);
    let users = PlainUsers::callback(move |_, _, _| {
        let _ = called.send(());
        let _ = wait.lock().unwrap().recv();
        true
    });
    (users, is_called, go)
}

/// Makes a CURVE server of a socket.
pub fn curve_server<K: zmq::kind::Kind>(
    keys: &KeyPair,
    domain: &str,
) -> impl Fn(&Socket<K>) + Clone + use<K> {
    let (keys, domain) = (keys.clone(), domain.to_owned());
    move |socket| {
        socket.set_curve_server(true).unwrap();
        socket.set_curve_secretkey(keys.secret.as_bytes()).unwrap();
        set_domain(socket, &domain);
    }
}

/// Makes a CURVE client of a socket.
pub fn curve_client<K: zmq::kind::Kind>(
    server: PublicKey,
    keys: &KeyPair,
) -> impl Fn(&Socket<K>) + Clone + use<K> {
    let keys = keys.clone();
    move |socket| {
        socket.set_curve_serverkey(server.as_bytes()).unwrap();
        socket.set_curve_publickey(keys.public.as_bytes()).unwrap();
        socket.set_curve_secretkey(keys.secret.as_bytes()).unwrap();
    }
}

/// Gives a socket a domain; none, if it is empty.
pub fn set_domain<K: zmq::kind::Kind>(socket: &Socket<K>, domain: &str) {
    if !domain.is_empty() {
        socket.set_zap_domain(domain).unwrap();
    }
}

/// Whether the linked libzmq has CURVE; says so if not.
pub fn has_curve() -> bool {
    let has = zmq::has("curve");
    if !has {
        eprintln!("SKIPPED: this libzmq has no CURVE");
    }
    has
}
