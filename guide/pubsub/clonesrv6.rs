//! Clone 6, the server: a Binary Star pair, so that the table outlives one of two servers. RFC 12.
//!
//! Clients send their updates to both. The passive server keeps those that the active one has not published yet; when it becomes the
//! active one, it publishes them. A server that begins anew while the other is active asks that for a snapshot. (The Guide's Python
//! script asks tornado for what it no longer has.)
//!
//! Run `clonesrv6 -p [SERVER] [PEER] [STATE] [PEERSTATE]`, `clonesrv6 -b ...` and `clonecli6`. `SERVER` and `PEER` are an endpoint
//! with the first of three ports, or three endpoints with commas between.

use std::{
    collections::{HashSet, VecDeque},
    time::{Duration, Instant},
};
use zmq::{Context, Pub, Socket};
use zmq_guide::{
    Result, arg,
    bstar::{BinaryStar, State},
    clone::{Endpoints, HUGZ, Table, answer, fetch},
    hurried,
    kvmsg::KvMsg,
};

fn main() -> Result<()> {
    let (role, local, peer, state, peer_state) = match arg(1, "").as_str() {
        "-p" => {
            (State::Primary, "tcp://*:5556", "tcp://localhost:5566", "tcp://*:5003", "tcp://localhost:5004")
        }
        "-b" => {
            (State::Backup, "tcp://*:5566", "tcp://localhost:5556", "tcp://*:5004", "tcp://localhost:5003")
        }
        _ => return Err("usage: clonesrv6 -p | -b [SERVER] [PEER] [STATE] [PEERSTATE]".into()),
    };
    let local = Endpoints::parse(&arg(2, local)).ok_or("SERVER is no endpoint with a port")?;
    let peer = Endpoints::parse(&arg(3, peer)).ok_or("PEER is no endpoint with a port")?;
    let second = hurried(Duration::from_secs(1));

    let context = Context::builder().linger(Some(Duration::from_secs(1))).build()?;
    let snapshots = context.socket_builder(zmq::ROUTER).bind(&local.snapshot).build()?;
    let publisher = context.socket_builder(zmq::PUB).bind(&local.updates).build()?;
    let collector = context.socket_builder(zmq::SUB).subscribe("").bind(&local.collector).build()?;
    let from_peer = context.socket_builder(zmq::SUB).subscribe("").connect(&peer.updates).build()?;
    let mut star = BinaryStar::new(&context, role, &arg(4, state), &arg(5, peer_state), second)?;
    println!("I: {role:?}");

    let mut server =
        Server { publisher, table: Some(Table::default()), pending: VecDeque::new(), early: HashSet::new() };
    let mut due = Instant::now();
    loop {
        let before = star.state();
        let deadline = star.beat()?.min(due);
        let [collected, published, asked, heard] =
            zmq::readable([&collector, &from_peer, &snapshots, star.peer()], deadline)?;
        if heard {
            star.listen()?;
        }
        let request = if asked { Some(snapshots.recv_multipart()?) } else { None };
        let serve = request.is_some() && star.vote();
        if star.state() != before {
            println!("I: {:?}", star.state());
            match star.state() {
                State::Active => server.become_active()?,
                _ => server.table = None, // the other one knows better
            }
        }
        let active = star.state() == State::Active;
        if let (true, Some(request), Some(table)) = (serve, request, &server.table) {
            answer(&snapshots, request, table)?;
        }
        if published
            && let Ok(update) = KvMsg::parse(from_peer.recv_multipart()?)
            && !active
        {
            if server.table.is_none() {
                server.table = fetch(&context, &peer.snapshot, "", second * 2)?;
                if let Some(table) = &server.table {
                    println!("I: received snapshot={} of {} keys", table.sequence(), table.len());
                }
            }
            server.published(update);
        }
        if collected && let Ok(update) = KvMsg::parse(collector.recv_multipart()?) {
            server.collected(update, active)?;
        }
        if Instant::now() >= due {
            due = Instant::now() + second;
            if active {
                server.each_second()?;
            }
        }
    }
}

struct Server {
    publisher: Socket<Pub>,
    /// `None` until the active server has told it.
    table: Option<Table>,
    /// Updates of clients that the active server has not published yet.
    pending: VecDeque<KvMsg>,
    /// Which the active server published before the client's own came here.
    early: HashSet<[u8; 16]>,
}

impl Server {
    /// A client's update.
    fn collected(&mut self, update: KvMsg, active: bool) -> zmq::Result<()> {
        let known = update.uuid.is_some_and(|uuid| self.early.remove(&uuid));
        if active && let Some(table) = &mut self.table {
            let update = table.update(update, Instant::now());
            self.publisher.send_multipart(update.into_parts())?;
        } else if !known {
            self.pending.push_back(update);
        }
        Ok(())
    }

    /// What the active server published.
    fn published(&mut self, update: KvMsg) {
        if update.key == HUGZ {
            return;
        }
        if let Some(uuid) = update.uuid {
            let before = self.pending.len();
            self.pending.retain(|pending| pending.uuid != Some(uuid));
            if self.pending.len() == before {
                // Values that expired have no client's update to come; a few that wait in vain do no harm.
                if self.early.len() >= 100_000 {
                    self.early.clear();
                }
                self.early.insert(uuid);
            }
        }
        if let Some(table) = &mut self.table {
            table.follow(update, Instant::now());
        }
    }

    fn become_active(&mut self) -> zmq::Result<()> {
        let table = self.table.get_or_insert_default();
        for update in self.pending.drain(..) {
            let update = table.update(update, Instant::now());
            println!("I: publishing pending={}", update.sequence);
            self.publisher.send_multipart(update.into_parts())?;
        }
        Ok(())
    }

    fn each_second(&mut self) -> zmq::Result<()> {
        for deleted in self.table.iter_mut().flat_map(|table| table.expire(Instant::now())) {
            self.publisher.send_multipart(deleted.into_parts())?;
        }
        Ok(self.publisher.send_multipart(KvMsg::notice(HUGZ, 0, "").into_parts())?)
    }
}
