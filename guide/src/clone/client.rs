//! A client of Clone, which has a copy of the table and changes servers when one falls silent.

use super::{Endpoints, HUGZ, KTHXBAI, Table, request};
use crate::kvmsg::KvMsg;
use std::{
    sync::{Arc, PoisonError, RwLock},
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Dealer, Message, Pair, Pub, Result, Socket, Sub};

/// The times of a client.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// After which silence another server is asked: 5 s.
    pub ttl: Duration,
}

impl Default for Times {
    fn default() -> Times {
        Times { ttl: Duration::from_secs(5) }
    }
}

/// A copy of the keys that begin with a subtree. Another thread keeps it up to date, and ends with the client.
///
/// An update is sent to all servers, and again until the server that is followed has published it, so it survives a failover. If
/// others set the same key meanwhile, the order is the server's.
///
/// ```no_run
/// use zmq_guide::clone::{Client, Endpoints, Times};
/// let server = Endpoints::parse("tcp://localhost:5556").ok_or("no endpoint")?;
/// let client = Client::new(&zmq::Context::new()?, "/client/", &[server], Times::default(), |update| {
///     println!("{:?} is {:?} now", update.key, update.body);
/// })?;
/// client.set("/client/1", "value", None)?;
/// assert_eq!(client.get("/client/1"), Some("value".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Client {
    agent: Socket<Pair>,
    table: Arc<RwLock<Table>>,
}

impl Client {
    /// Follows the first of these servers that answers. `changed` is called on another thread for each change by a server.
    ///
    /// # Errors
    /// Those of [`Context::socket`] and [`Socket::connect`].
    pub fn new(
        context: &Context,
        subtree: &str,
        servers: &[Endpoints],
        times: Times,
        changed: impl FnMut(&KvMsg) + Send + 'static,
    ) -> Result<Client> {
        let (agent, program) = context.pair()?;
        // An agent that ended, as it does over an endpoint that is none, takes no updates: an error, not a wait without end.
        agent.set_sndtimeo(Some(Duration::from_secs(10)))?;
        let publisher = context.socket_builder(zmq::PUB).linger(Some(Duration::from_millis(100))).build()?;
        for server in servers {
            publisher.connect(&server.collector)?;
        }
        let table = Arc::new(RwLock::new(Table::default()));
        let state = Agent {
            context: context.clone(),
            subtree: subtree.into(),
            servers: servers.to_vec(),
            times,
            program,
            publisher,
            table: table.clone(),
            unconfirmed: Vec::new(),
            changed: Box::new(changed),
        };
        // It ends when the client does, or with the context.
        thread::spawn(move || state.run());
        Ok(Client { agent, table })
    }

    /// The value of a key here and now.
    pub fn get(&self, key: &str) -> Option<Message> {
        self.table.read().unwrap_or_else(PoisonError::into_inner).get(key.as_bytes()).cloned()
    }

    /// Sets a key, here at once and soon elsewhere; an empty value deletes it. With `ttl` it expires.
    ///
    /// # Errors
    /// Those of [`Socket::send_multipart`]; [`EAGAIN`](zmq::Errno::EAGAIN) if nobody takes updates for 10 s, since a server's endpoint is
    /// none.
    pub fn set(&self, key: &str, value: impl Into<Message>, ttl: Option<Duration>) -> Result<()> {
        let mut update = KvMsg::new(key, value);
        if let Some(ttl) = ttl {
            update.set_ttl(ttl);
        }
        self.table.write().unwrap_or_else(PoisonError::into_inner).store(update.clone(), Instant::now());
        Ok(self.agent.send_multipart(update.into_parts())?)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // The agent may have ended with the context.
        let _ = self.agent.try_send("");
    }
}

struct Agent {
    context: Context,
    subtree: String,
    servers: Vec<Endpoints>,
    times: Times,
    program: Socket<Pair>,
    publisher: Socket<Pub>,
    table: Arc<RwLock<Table>>,
    /// Updates of ours that no server has published yet.
    unconfirmed: Vec<KvMsg>,
    changed: Box<dyn FnMut(&KvMsg) + Send>,
}

/// What ended a stay with one server.
enum Left {
    /// It is silent: the next one.
    Server,
    /// The client is gone.
    Client,
}

impl Agent {
    fn run(mut self) -> Result<()> {
        if self.servers.is_empty() {
            while self.take()? {} // nobody to follow: what is set stays here
        }
        for server in self.servers.clone().iter().cycle() {
            match self.stay(server)? {
                Left::Server => {}
                Left::Client => break,
            }
        }
        Ok(())
    }

    /// Follows a server until it is silent.
    fn stay(&mut self, server: &Endpoints) -> Result<Left> {
        // Updates are heard before the snapshot is asked for, so that none is missed between.
        let updates = self.context.socket_builder(zmq::SUB).linger(Some(Duration::ZERO));
        let updates =
            updates.subscribe(self.subtree.as_str()).subscribe(HUGZ).connect(&server.updates).build()?;
        let mut snapshot = request(&self.context, &server.snapshot, &self.subtree)?;
        // What the snapshot has brought so far; `None` when it is whole.
        let mut fetched = Some(Table::default());
        // Whether the subscription is known to have arrived before the snapshot was asked for.
        let mut certain = false;
        let mut expires = Instant::now() + self.times.ttl;
        let mut resend = Instant::now() + self.times.ttl;
        loop {
            let [told, heard] = match &fetched {
                Some(_) => zmq::readable([&self.program, &snapshot], expires)?,
                None => zmq::readable([&self.program, &updates], expires)?,
            };
            if told && !self.take()? {
                return Ok(Left::Client);
            }
            if heard {
                expires = Instant::now() + self.times.ttl;
                match &mut fetched {
                    Some(table) => {
                        if receive(&snapshot, table)? {
                            self.adopt(fetched.take().unwrap_or_default())?;
                        }
                    }
                    None => {
                        self.follow(&updates)?;
                        if !certain {
                            // Something may have been published before the subscription arrived: this snapshot has it.
                            snapshot = request(&self.context, &server.snapshot, &self.subtree)?;
                            fetched = Some(Table::default());
                            certain = true;
                        }
                    }
                }
            }
            if Instant::now() >= expires {
                return Ok(Left::Server);
            }
            if fetched.is_none() && Instant::now() >= resend {
                resend = Instant::now() + self.times.ttl;
                self.send_again()?;
            }
        }
    }

    /// An update of the program; false if the client is gone.
    fn take(&mut self) -> Result<bool> {
        let Ok(update) = KvMsg::parse(self.program.recv_multipart()?) else { return Ok(false) };
        self.publisher.send_multipart(update.clone().into_parts())?;
        // What is of another subtree does not come back.
        if update.key.starts_with(self.subtree.as_bytes()) {
            self.unconfirmed.push(update);
        }
        Ok(true)
    }

    /// Replaces the copy by a snapshot, keeping what is ours and not published.
    fn adopt(&mut self, mut fetched: Table) -> Result<()> {
        let now = Instant::now();
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        let changes: Vec<KvMsg> =
            fetched.snapshot(b"", now).filter(|value| table.get(&value.key) != Some(&value.body)).collect();
        for update in &self.unconfirmed {
            fetched.store(update.clone(), now);
        }
        *table = fetched;
        drop(table);
        changes.iter().for_each(|value| (self.changed)(value));
        self.send_again()
    }

    /// The next update that the server published.
    fn follow(&mut self, updates: &Socket<Sub>) -> Result<()> {
        let Ok(update) = KvMsg::parse(updates.recv_multipart()?) else { return Ok(()) };
        if update.key == HUGZ {
            return Ok(());
        }
        self.unconfirmed.retain(|ours| ours.uuid != update.uuid);
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        if table.follow(update.clone(), Instant::now()) {
            drop(table);
            (self.changed)(&update);
        }
        Ok(())
    }

    fn send_again(&self) -> Result<()> {
        for update in &self.unconfirmed {
            self.publisher.send_multipart(update.clone().into_parts())?;
        }
        Ok(())
    }
}

/// Takes a part of a snapshot; true when it is whole.
fn receive(snapshot: &Socket<Dealer>, table: &mut Table) -> Result<bool> {
    let Ok(update) = KvMsg::parse(snapshot.recv_multipart()?) else { return Ok(false) };
    let whole = update.key == KTHXBAI;
    if whole {
        table.set_sequence(update.sequence);
    } else {
        table.store(update, Instant::now());
    }
    Ok(whole)
}
