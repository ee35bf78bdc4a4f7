//! A peer that speaks ZMTP 3.1 by hand, so that a test sees and decides each byte: it can be silent at any step.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

/// The bits of a frame's first byte.
pub const MORE: u8 = 1;
const LONG: u8 = 2;
pub const COMMAND: u8 = 4;

/// The first 64 bytes of ZMTP 3.1, with a security mechanism, from a client.
pub fn greeting(mechanism: &str) -> [u8; 64] {
    let mut greeting = [0; 64];
    (greeting[0], greeting[9], greeting[10], greeting[11]) = (0xFF, 0x7F, 3, 1);
    greeting[12..12 + mechanism.len()].copy_from_slice(mechanism.as_bytes());
    greeting
}

/// One end of a TCP connection.
pub struct Peer {
    pub stream: TcpStream,
}

impl Peer {
    /// Connects to a `tcp` endpoint.
    pub fn connect(endpoint: &str) -> Peer {
        let stream = TcpStream::connect(endpoint.strip_prefix("tcp://").unwrap()).unwrap();
        Peer::new(stream)
    }

    /// The next connection to a listener.
    pub fn accept(listener: &TcpListener) -> Peer {
        Peer::new(listener.accept().unwrap().0)
    }

    fn new(stream: TcpStream) -> Peer {
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.set_nodelay(true).unwrap();
        Peer { stream }
    }

    /// Greets with the mechanism NULL, and reads the other side's greeting.
    pub fn greet(&mut self) {
        self.stream.write_all(&greeting("NULL")).unwrap();
        let mut theirs = [0; 64];
        self.stream.read_exact(&mut theirs).unwrap();
        assert_eq!((theirs[0], theirs[9], theirs[10]), (0xFF, 0x7F, 3));
        assert_eq!(&theirs[12..17], b"NULL\0");
    }

    /// The whole handshake, as a socket of a kind and with more properties; gives those of the other side.
    pub fn shake_hands(&mut self, kind: &str, properties: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        self.greet();
        self.ready(kind, properties)
    }

    /// What follows the greetings for the mechanism NULL.
    pub fn ready(&mut self, kind: &str, properties: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        let mut ready = b"\x05READY".to_vec();
        for (name, value) in [("Socket-Type", kind)].iter().chain(properties) {
            ready.push(name.len() as u8);
            ready.extend(name.bytes());
            ready.extend((value.len() as u32).to_be_bytes());
            ready.extend(value.bytes());
        }
        self.send(COMMAND, &ready);
        let (flags, body) = self.receive().expect("the connection is closed in the handshake");
        assert_eq!(flags & COMMAND, COMMAND);
        let mut rest = body.strip_prefix(b"\x05READY").expect("a command READY");
        let mut theirs = BTreeMap::new();
        while let [length, more @ ..] = rest {
            let (name, more) = more.split_at(usize::from(*length));
            let (size, more) = more.split_at(4);
            let (value, more) = more.split_at(u32::from_be_bytes(size.try_into().unwrap()) as usize);
            theirs.insert(String::from_utf8_lossy(name).into_owned(), value.to_vec());
            rest = more;
        }
        theirs
    }

    /// Sends a frame.
    pub fn send(&mut self, flags: u8, body: &[u8]) {
        let mut frame = match u8::try_from(body.len()) {
            Ok(length) => vec![flags, length],
            Err(_) => {
                let mut head = vec![flags | LONG];
                head.extend((body.len() as u64).to_be_bytes());
                head
            }
        };
        frame.extend(body);
        self.stream.write_all(&frame).unwrap();
    }

    /// Receives a frame: its flags but for the length, and its body; `None` once the other side has closed.
    pub fn receive(&mut self) -> Option<(u8, Vec<u8>)> {
        let mut flags = [0];
        if self.stream.read(&mut flags).is_ok_and(|read| read == 0) {
            return None;
        }
        let length = if flags[0] & LONG != 0 {
            let mut length = [0; 8];
            self.stream.read_exact(&mut length).ok()?;
            u64::from_be_bytes(length) as usize
        } else {
            let mut length = [0];
            self.stream.read_exact(&mut length).ok()?;
            usize::from(length[0])
        };
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).ok()?;
        Some((flags[0] & !LONG, body))
    }

    /// Whether the other side closes the connection, rather than be silent for half a minute.
    pub fn is_closed_by_peer(&mut self) -> bool {
        let mut buffer = [0; 4096];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return true,
                Ok(_) => (),
                Err(error) => {
                    let silent = [std::io::ErrorKind::WouldBlock, std::io::ErrorKind::TimedOut];
                    return !silent.contains(&error.kind());
                }
            }
        }
    }
}
