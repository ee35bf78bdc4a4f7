//! Our end: a blocking socket, or one of tokio.

use crate::{
    end::{End, patience},
    matrix::{Flavour, Heartbeats, Security},
    part::{self, Part},
};
use anyhow::{Context, Result, ensure};
use std::{cell::RefCell, rc::Rc, time::Duration};
use tokio::runtime::{Builder, Runtime};
use zmq::{
    Authenticator, CurveClients, Event, EventMask, KeyPair, Monitor, Multipart, PlainUsers, SocketType,
};

/// The name and password of PLAIN, which every peer knows.
pub const USER: (&str, &str) = ("admin", "secret");

/// The keys of one run.
pub struct Keys {
    pub server: KeyPair,
    pub client: KeyPair,
}

impl Keys {
    pub fn generate() -> Result<Keys> {
        Ok(Keys { server: KeyPair::generate()?, client: KeyPair::generate()? })
    }
}

/// What our sockets of one thread share.
pub struct Us {
    context: zmq::Context,
    runtime: Rc<Runtime>,
    keys: Rc<Keys>,
    _authenticator: Authenticator,
}

impl Us {
    pub fn new(keys: Rc<Keys>) -> Result<Us> {
        let context = zmq::Context::builder().linger(Some(Duration::ZERO)).build()?;
        let authenticator = Authenticator::start(&context)?;
        authenticator.configure_plain("*", PlainUsers::from([USER]));
        authenticator.configure_curve("*", CurveClients::from([keys.client.public]));
        let runtime = Rc::new(Builder::new_current_thread().enable_all().build()?);
        Ok(Us { context, runtime, keys, _authenticator: authenticator })
    }

    /// A socket as a cell wants it.
    pub fn open(
        &self,
        kind: SocketType,
        flavour: Flavour,
        security: Security,
        heartbeats: Option<Heartbeats>,
        routing_id: Option<&[u8]>,
    ) -> Result<Ours> {
        let mut builder = self.context.socket_builder(kind);
        if let Some(Heartbeats { interval, timeout }) = heartbeats {
            builder = builder.heartbeat_ivl(Some(interval)).heartbeat_timeout(Some(timeout));
        }
        if let Some(id) = routing_id {
            builder = builder.routing_id(id);
        }
        let (server, client) = (&self.keys.server, &self.keys.client);
        let builder = match security {
            Security::None => builder,
            Security::PlainServer => builder.security(&zmq::Security::plain_server()),
            Security::PlainClient => builder.security(&zmq::Security::plain_client(USER.0, USER.1)),
            Security::PlainStranger => builder.security(&zmq::Security::plain_client(USER.0, "wrong")),
            Security::CurveServer => builder.security(&zmq::Security::curve_server(&server.secret)),
            Security::CurveClient => builder.security(&zmq::Security::curve_client(&server.public, client)),
            Security::CurveStranger => {
                builder.security(&zmq::Security::curve_client(&server.public, &KeyPair::generate()?))
            }
        };
        // What a server must learn of who sends.
        let user = match security {
            Security::PlainServer => Some(USER.0.to_owned()),
            Security::CurveServer => Some(client.public.to_z85()),
            _ => None,
        };
        let socket = builder.build()?;
        let monitor = socket.monitor(EventMask::ALL)?;
        let socket = match flavour {
            Flavour::Blocking => Socket::Blocking(socket),
            Flavour::Tokio => {
                let _guard = self.runtime.enter();
                Socket::Tokio(RefCell::new(zmq::tokio::Socket::new(socket)?), self.runtime.clone())
            }
        };
        Ok(Ours { kind, socket, monitor, user })
    }
}

enum Socket {
    Blocking(zmq::Socket<SocketType>),
    Tokio(RefCell<zmq::tokio::Socket<SocketType>>, Rc<Runtime>),
}

impl Socket {
    /// Calls that are the same for both.
    fn with<V>(&self, call: impl FnOnce(&zmq::Socket<SocketType>) -> zmq::Result<V>) -> Result<V> {
        Ok(match self {
            Socket::Blocking(socket) => call(socket)?,
            Socket::Tokio(socket, _) => socket.borrow().with(call)??,
        })
    }

    fn recv(&self, time: Duration) -> Result<Option<Multipart>> {
        match self {
            Socket::Blocking(socket) => Ok(socket.recv_multipart_timeout(time)?),
            Socket::Tokio(socket, runtime) => {
                let mut socket = socket.borrow_mut();
                runtime.block_on(async {
                    match tokio::time::timeout(time, socket.recv_multipart()).await {
                        Ok(message) => Ok(Some(message?)),
                        Err(_) => Ok(None),
                    }
                })
            }
        }
    }
}

/// A socket of ours.
pub struct Ours {
    kind: SocketType,
    socket: Socket,
    monitor: Monitor,
    user: Option<String>,
}

impl Ours {
    /// Sees that each connection was made once, and held.
    pub fn expect_quiet(&self) -> Result<()> {
        while let Some(event) = self.monitor.try_recv()? {
            let wrong = matches!(
                event.event,
                Event::Disconnected { .. }
                    | Event::HandshakeFailedNoDetail { .. }
                    | Event::HandshakeFailedProtocol { .. }
                    | Event::HandshakeFailedAuth { .. }
            );
            ensure!(!wrong, "{}: the connection did not hold: {}", self.name(), event.event);
        }
        Ok(())
    }

    /// Waits until a peer was let in, or turned away.
    pub fn handshake(&self) -> Result<Event> {
        loop {
            let event = self.monitor.recv_timeout(patience())?.context("no handshake")?.event;
            if matches!(
                event,
                Event::HandshakeSucceeded
                    | Event::HandshakeFailedNoDetail { .. }
                    | Event::HandshakeFailedProtocol { .. }
                    | Event::HandshakeFailedAuth { .. }
            ) {
                return Ok(event);
            }
        }
    }

    fn check_user(&self, message: &Multipart) -> Result<()> {
        if let (Some(wanted), Some(part)) = (&self.user, message.last()) {
            let user = part.user_id();
            ensure!(user == Some(wanted), "{}: sent by {user:?}, not {wanted:?}", self.name());
        }
        Ok(())
    }
}

impl End for Ours {
    fn bind(&mut self, endpoint: &str) -> Result<String> {
        self.socket.with(|socket| {
            socket.bind(endpoint)?;
            socket.last_endpoint()
        })
    }

    fn connect(&mut self, endpoint: &str) -> Result<()> {
        self.socket.with(|socket| socket.connect(endpoint))
    }

    fn subscribe(&mut self, topic: &str) -> Result<()> {
        self.socket.with(|socket| socket.subscribe(topic))
    }

    fn unsubscribe(&mut self, topic: &str) -> Result<()> {
        self.socket.with(|socket| socket.unsubscribe(topic))
    }

    fn send(&mut self, parts: &[Part]) -> Result<()> {
        let message: Multipart = parts.iter().map(Part::bytes).collect();
        match &self.socket {
            Socket::Blocking(socket) => {
                socket.send_multipart_timeout(message, patience()).map_err(|error| error.into_parts().0)?;
            }
            Socket::Tokio(socket, runtime) => {
                let mut socket = socket.borrow_mut();
                runtime.block_on(async {
                    let sent = tokio::time::timeout(patience(), socket.send_multipart(message)).await;
                    let sent = sent.with_context(|| format!("nobody took a message in {:?}", patience()))?;
                    sent.map_err(|error| anyhow::Error::from(error.into_parts().0))
                })?
            }
        }
        Ok(())
    }

    fn recv_within(&mut self, time: Duration) -> Result<Option<Vec<String>>> {
        let message = self.socket.recv(time).with_context(|| self.name())?;
        let Some(message) = message else { return Ok(None) };
        self.check_user(&message)?;
        Ok(Some(message.iter().map(|part| part::report(part)).collect()))
    }

    fn recv_stream(&mut self, length: usize) -> Result<(String, String)> {
        let (mut from, mut bytes) = (None, Vec::new());
        while bytes.len() < length {
            let message = self.socket.recv(patience())?.context("a stream stopped")?;
            let [id, data] = &message[..] else { anyhow::bail!("not a message of a STREAM") };
            ensure!(!data.is_empty(), "a stream ended after {} bytes", bytes.len());
            let id = part::report(id);
            ensure!(*from.get_or_insert_with(|| id.clone()) == id, "two streams at once");
            bytes.extend_from_slice(data);
        }
        Ok((from.unwrap_or_default(), part::report(&bytes)))
    }

    fn name(&self) -> String {
        format!("our {}", self.kind)
    }
}
