//! A beacon: who is there, by UDP broadcast. What the Guide's last chapter builds its node on.
//!
//! Each node broadcasts its UUID once a second, and hears those of others. It is for one network segment; who may send there may
//! say anything, so nothing but "somebody may be at this address" follows from it.

use crate::titanic::Uuid;
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    collections::HashMap,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    time::{Duration, Instant},
};
use zmq::Message;

/// The port of the Guide's programs.
pub const PORT: u16 = 9999;

/// Opens the UDP socket of a beacon. Several programs of one machine may have the same port, and each hears a broadcast.
///
/// # Errors
/// Those of the system.
pub fn socket(port: u16) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_broadcast(true)?;
    socket.set_reuse_address(true)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)).into())?;
    Ok(socket.into())
}

/// What happened at a [`Pings`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ping {
    /// Ours went out.
    Sent,
    /// Somebody's was heard, from this address; the system lets us hear ours, too.
    Heard(Vec<u8>, SocketAddr),
}

/// Broadcasts a few bytes once per interval, and hears those of others.
#[derive(Debug)]
pub struct Pings {
    socket: UdpSocket,
    to: SocketAddr,
    bytes: Vec<u8>,
    interval: Duration,
    due: Instant,
}

impl Pings {
    /// Broadcasts to `to`, as `255.255.255.255:9999`, and listens at its port.
    ///
    /// # Errors
    /// Those of the system.
    pub fn new(to: SocketAddr, interval: Duration, bytes: impl Into<Vec<u8>>) -> io::Result<Pings> {
        let socket = socket(to.port())?;
        Ok(Pings { socket, to, bytes: bytes.into(), interval, due: Instant::now() })
    }

    /// Broadcasts when it is time, else waits for somebody else to.
    ///
    /// # Errors
    /// Those of the system, as when there is no network to broadcast to.
    pub fn wait(&mut self) -> io::Result<Ping> {
        loop {
            let now = Instant::now();
            if now >= self.due {
                self.due = now + self.interval;
                self.socket.send_to(&self.bytes, self.to)?;
                return Ok(Ping::Sent);
            }
            // A timeout of zero would be none.
            self.socket.set_read_timeout(Some((self.due - now).max(Duration::from_millis(1))))?;
            let mut datagram = [0; 256];
            match self.socket.recv_from(&mut datagram) {
                Ok((length, from)) => return Ok(Ping::Heard(datagram[..length].to_vec(), from)),
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// Somebody came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A peer was heard for the first time, at this address.
    Joined(Uuid, IpAddr),
    /// A peer was silent for too long.
    Left(Uuid),
}

/// A node that broadcasts its UUID and knows who else does.
#[derive(Debug)]
pub struct Beacon {
    pings: Pings,
    uuid: Uuid,
    interval: Duration,
    /// When each peer counts as gone.
    peers: HashMap<Uuid, Instant>,
}

/// After how many intervals of silence a peer is gone.
const LIVENESS: u32 = 5;

impl Beacon {
    /// Broadcasts to `to`, as `255.255.255.255:9999`, once per interval, and listens at its port.
    ///
    /// # Errors
    /// Those of the system.
    pub fn new(to: SocketAddr, interval: Duration) -> io::Result<Beacon> {
        let uuid = Uuid::new();
        Ok(Beacon { pings: Pings::new(to, interval, uuid.as_str())?, uuid, interval, peers: HashMap::new() })
    }

    /// The UUID that is broadcast.
    pub fn uuid(&self) -> &Uuid {
        &self.uuid
    }

    /// Broadcasts when it is time, and waits for the next change.
    ///
    /// # Errors
    /// As [`Pings::wait`].
    pub fn wait(&mut self) -> io::Result<Change> {
        loop {
            let now = Instant::now();
            let mut peers = self.peers.iter();
            if let Some(gone) = peers.find(|(_, expires)| **expires <= now).map(|(uuid, _)| uuid.clone()) {
                self.peers.remove(&gone);
                return Ok(Change::Left(gone));
            }
            let Ping::Heard(text, from) = self.pings.wait()? else { continue };
            // What is no UUID is not of ours.
            let Some(uuid) = Uuid::parse(&Message::from(text)) else { continue };
            let expires = Instant::now() + self.interval * LIVENESS;
            if uuid != self.uuid && self.peers.insert(uuid.clone(), expires).is_none() {
                return Ok(Change::Joined(uuid, from.ip()));
            }
        }
    }
}
