//! A peer that speaks ZMTP by hand.

use std::io::{ErrorKind, Read, Write};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};

use zmq::SocketType;

/// The bits of a frame's first byte.
pub const MORE: u8 = 1;
const LONG: u8 = 2;
pub const COMMAND: u8 = 4;

/// A stream of which one end is ours.
pub trait Stream: Read + Write {
    fn close_writing(&self);
}

impl Stream for UnixStream {
    fn close_writing(&self) {
        // It may be closed already.
        let _ = self.shutdown(std::net::Shutdown::Write);
    }
}

impl Stream for std::net::TcpStream {
    fn close_writing(&self) {
        let _ = self.shutdown(std::net::Shutdown::Write);
    }
}

/// What is written, and whether anybody still listens.
pub struct Hostile<S> {
    stream: S,
    buffer: Vec<u8>,
    /// The last frame, to repeat it.
    last: Vec<u8>,
    /// How many bytes have come.
    heard: usize,
    closed: bool,
}

/// Connects to an abstract name.
pub fn connect(name: &str) -> Option<Hostile<UnixStream>> {
    let stream = UnixStream::connect_addr(&address(name)).ok()?;
    stream.set_nonblocking(true).ok()?;
    Some(Hostile::new(stream))
}

/// Listens at an abstract name.
pub fn listen(name: &str) -> UnixListener {
    UnixListener::bind_addr(&address(name)).expect("a fresh name is free")
}

fn address(name: &str) -> SocketAddr {
    SocketAddr::from_abstract_name(name).expect("the name is short")
}

impl<S: Stream> Hostile<S> {
    /// Over a stream that does not block.
    pub fn new(stream: S) -> Hostile<S> {
        Hostile { stream, buffer: Vec::new(), last: Vec::new(), heard: 0, closed: false }
    }

    /// The greeting of ZMTP 3.1 and a READY.
    pub fn shake_hands(&mut self, kind: &str, routing_id: &[u8], more: &[u8]) {
        self.raw(&greeting("NULL", 1));
        let mut ready = b"\x05READY".to_vec();
        for (name, value) in [("Socket-Type", kind.as_bytes()), ("Identity", routing_id)] {
            ready.push(name.len() as u8);
            ready.extend(name.as_bytes());
            ready.extend((value.len() as u32).to_be_bytes());
            ready.extend(value);
        }
        ready.extend(more);
        self.frame(COMMAND, &ready);
        self.flush();
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        self.buffer.extend(bytes);
    }

    /// A frame whose length is told as it is.
    pub fn frame(&mut self, flags: u8, body: &[u8]) {
        self.last.clear();
        if flags & LONG != 0 || body.len() > 255 {
            self.last.push(flags | LONG);
            self.last.extend((body.len() as u64).to_be_bytes());
        } else {
            self.last.extend([flags, body.len() as u8]);
        }
        self.last.extend(body);
        self.buffer.extend(&self.last);
    }

    pub fn command(&mut self, name: &str, body: &[u8]) {
        let mut whole = vec![name.len() as u8];
        whole.extend(name.as_bytes());
        whole.extend(body);
        self.frame(COMMAND, &whole);
    }

    /// The last frame again, as often, within reason.
    pub fn repeat(&mut self, times: usize) {
        let times = times.min((1 << 18) / self.last.len().max(1));
        for _ in 0..times {
            self.buffer.extend(&self.last);
        }
    }

    /// Writes what the other side takes; the rest later.
    pub fn flush(&mut self) {
        while !self.closed && !self.buffer.is_empty() {
            match self.stream.write(&self.buffer) {
                Ok(0) => self.closed = true,
                Ok(count) => drop(self.buffer.drain(..count)),
                Err(error) if error.kind() == ErrorKind::Interrupted => (),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.closed = true,
            }
        }
    }

    /// Reads what there is.
    pub fn read(&mut self) {
        let mut buffer = [0; 8192];
        while !self.closed {
            match self.stream.read(&mut buffer) {
                Ok(0) => self.closed = true,
                Ok(count) => self.heard += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => (),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.closed = true,
            }
        }
    }

    /// Whether the other side has answered the handshake: more than a greeting has come, or it has closed.
    pub fn is_answered(&mut self) -> bool {
        self.flush();
        self.read();
        self.closed || self.heard > 64
    }

    /// Everything is written, or nobody listens.
    pub fn is_done(&mut self) -> bool {
        self.flush();
        self.closed || self.buffer.is_empty()
    }

    /// Says that no more comes; then [`read`](Self::read) sees when the other side is through with it.
    pub fn finish(&mut self) {
        self.stream.close_writing();
    }

    pub fn is_closed(&self) -> bool {
        self.closed
    }
}

/// The first 64 bytes.
pub fn greeting(mechanism: &str, minor: u8) -> [u8; 64] {
    let mut greeting = [0; 64];
    (greeting[0], greeting[9], greeting[10], greeting[11]) = (0xFF, 0x7F, 3, minor);
    greeting[12..12 + mechanism.len()].copy_from_slice(mechanism.as_bytes());
    greeting
}

/// Whom a kind talks to, the honest one's first.
pub fn partners(kind: SocketType) -> &'static [SocketType] {
    use SocketType::*;
    match kind {
        Pair => &[Pair],
        Pub => &[Sub, XSub],
        XPub => &[Sub, XSub],
        Sub => &[Pub, XPub],
        XSub => &[Pub, XPub],
        Req => &[Rep, Router],
        Rep => &[Req, Dealer],
        Dealer => &[Dealer, Router, Rep],
        Router => &[Dealer, Req, Router],
        Pull => &[Push],
        Push => &[Pull],
        Server => &[Client],
        Client => &[Server],
        Radio => &[Dish],
        Dish => &[Radio],
        Gather => &[Scatter],
        Scatter => &[Gather],
        Peer => &[Peer],
        Channel => &[Channel],
        _ => &[Dealer],
    }
}
