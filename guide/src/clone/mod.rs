//! Clone: a table of keys and values that a server holds and any number of clients share. [RFC 12](https://rfc.zeromq.org/spec/12).
//!
//! A client asks for a snapshot and hears updates; it sends its own to the server, which numbers them. A [`Table`] is what the server
//! holds, without a socket; a [`Client`] has a copy that stays true while servers come and go.
//!
//! Where the text of RFC 12 and its reference implementation differ, this follows the text but for two things. A value of a snapshot
//! that will expire carries its property `ttl`, without which a backup server would keep it for ever. KTHXBAI has the number of the last
//! update of all, which that of the last value in the snapshot may be behind: what was deleted since is in no snapshot.

mod client;
mod table;

pub use client::{Client, Times};
pub use table::Table;

use crate::kvmsg::KvMsg;
use std::time::{Duration, Instant};
use zmq::{Context, Dealer, Message, Multipart, Router, Socket, multipart};

/// Asks for a snapshot.
pub const ICANHAZ: &str = "ICANHAZ?";
/// The snapshot is whole.
pub const KTHXBAI: &str = "KTHXBAI";
/// The server is alive.
pub const HUGZ: &str = "HUGZ";

/// Where the three sockets of a server are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Its ROUTER, for snapshots.
    pub snapshot: String,
    /// Its PUB, for updates.
    pub updates: String,
    /// Its SUB, for updates of clients.
    pub collector: String,
}

impl Endpoints {
    /// Reads three endpoints with commas between, or a single one of `tcp`, whose port and the next two they are.
    ///
    /// ```
    /// let server = zmq_guide::clone::Endpoints::parse("tcp://localhost:5556").ok_or("no port")?;
    /// assert_eq!(server.collector, "tcp://localhost:5558");
    /// # Ok::<(), &str>(())
    /// ```
    pub fn parse(text: &str) -> Option<Endpoints> {
        let parts: Vec<&str> = text.split(',').collect();
        if let [snapshot, updates, collector] = parts[..] {
            let [snapshot, updates, collector] = [snapshot, updates, collector].map(str::to_owned);
            return Some(Endpoints { snapshot, updates, collector });
        }
        let (host, port) = text.rsplit_once(':')?;
        let port: u16 = port.parse().ok()?;
        let at = |offset| port.checked_add(offset).map(|port| format!("{host}:{port}"));
        Some(Endpoints { snapshot: at(0)?, updates: at(1)?, collector: at(2)? })
    }
}

/// Answers a request for a snapshot that a ROUTER received; false for what is none.
///
/// # Errors
/// Those of [`Socket::send_multipart`].
pub fn answer(router: &Socket<Router>, request: Multipart, table: &Table) -> zmq::Result<bool> {
    let (client, subtree) = match &request[..] {
        [client, command] if command == ICANHAZ => (client, Message::new()),
        [client, command, subtree] if command == ICANHAZ => (client, subtree.clone()),
        _ => return Ok(false),
    };
    let send = |update: KvMsg| router.send_multipart(multipart![client, ..update.into_parts()]);
    for value in table.snapshot(&subtree, Instant::now()) {
        send(value)?;
    }
    send(KvMsg::notice(KTHXBAI, table.sequence(), subtree))?;
    Ok(true)
}

/// Asks a server for a snapshot, and waits for all of it; `None` if it does not come in time.
///
/// # Errors
/// Those of [`Context::socket`], [`Socket::connect`], and [`Socket::recv_multipart`].
pub fn fetch(
    context: &Context,
    endpoint: &str,
    subtree: &str,
    timeout: Duration,
) -> zmq::Result<Option<Table>> {
    let dealer = request(context, endpoint, subtree)?;
    let end = Instant::now() + timeout;
    let mut table = Table::default();
    loop {
        let Some(parts) = dealer.recv_multipart_timeout(end)? else { return Ok(None) };
        let Ok(update) = KvMsg::parse(parts) else { continue };
        if update.key == KTHXBAI {
            table.set_sequence(update.sequence);
            return Ok(Some(table));
        }
        table.store(update, Instant::now());
    }
}

/// A new socket that has asked for a snapshot; what was left of one before comes to another socket.
fn request(context: &Context, endpoint: &str, subtree: &str) -> zmq::Result<Socket<Dealer>> {
    let builder = context.socket_builder(zmq::DEALER).linger(Some(Duration::ZERO));
    let dealer = builder.connect(endpoint).build()?;
    dealer.send_multipart([ICANHAZ, subtree])?;
    Ok(dealer)
}
