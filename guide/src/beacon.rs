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

/// Somebody came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A peer was heard for the first time, at this address.
    Joined(Uuid, IpAddr),
    /// A peer was silent for too long.
    Left(Uuid),
}

/// A node that broadcasts itself and knows who else does.
#[derive(Debug)]
pub struct Beacon {
    socket: UdpSocket,
    uuid: Uuid,
    to: SocketAddr,
    interval: Duration,
    due: Instant,
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
        let socket = socket(to.port())?;
        Ok(Beacon { socket, uuid: Uuid::new(), to, interval, due: Instant::now(), peers: HashMap::new() })
    }

    /// The UUID that is broadcast.
    pub fn uuid(&self) -> &Uuid {
        &self.uuid
    }

    /// Broadcasts when it is time, and waits for the next change.
    ///
    /// # Errors
    /// Those of the system, as when there is no network to broadcast to.
    pub fn wait(&mut self) -> io::Result<Change> {
        loop {
            let now = Instant::now();
            if now >= self.due {
                self.due = now + self.interval;
                self.socket.send_to(self.uuid.as_str().as_bytes(), self.to)?;
            }
            if let Some(gone) =
                self.peers.iter().find(|(_, expires)| **expires <= now).map(|(uuid, _)| uuid.clone())
            {
                self.peers.remove(&gone);
                return Ok(Change::Left(gone));
            }
            // A timeout of zero would be none.
            self.socket.set_read_timeout(Some((self.due - now).max(Duration::from_millis(1))))?;
            let mut datagram = [0; 33];
            let (length, from) = match self.socket.recv_from(&mut datagram) {
                Ok(received) => received,
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    continue;
                }
                Err(error) => return Err(error),
            };
            // What is no UUID is not of ours.
            let Some(uuid) = datagram.get(..length).and_then(|text| Uuid::parse(&Message::from(text))) else {
                continue;
            };
            let expires = Instant::now() + self.interval * LIVENESS;
            if uuid != self.uuid && self.peers.insert(uuid.clone(), expires).is_none() {
                return Ok(Change::Joined(uuid, from.ip()));
            }
        }
    }
}
