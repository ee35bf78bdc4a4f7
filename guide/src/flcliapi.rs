//! Freelance, [RFC 10](https://rfc.zeromq.org/spec/10): a client of several servers without a broker between.
//!
//! A server's name is the endpoint that clients connect to. The client pings its servers, asks the first that is alive, and
//! asks another when that one falls silent before it has answered.

use std::{
    collections::VecDeque,
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Errno, IntoTimeout, Message, Multipart, Pair, Router, Socket, multipart};

/// The times of a client.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// How long a request may take: 3 s.
    pub timeout: Duration,
    /// How often servers are pinged: every 2 s.
    pub ping: Duration,
    /// After which silence a server is not asked any more: 6 s.
    pub ttl: Duration,
}

impl Default for Times {
    fn default() -> Times {
        Times { timeout: Duration::from_secs(3), ping: Duration::from_secs(2), ttl: Duration::from_secs(6) }
    }
}

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// A call of libzmq failed.
    #[error(transparent)]
    Zmq(#[from] zmq::Error),
    /// No server answered in time. One may have done the work all the same.
    #[error("no server answered")]
    Lost,
}
zmq::errors_from!(ClientError);

/// A client, for one thread; another thread pings the servers meanwhile, and ends with the client.
///
/// ```no_run
/// use zmq_guide::flcliapi::{Client, Times};
/// let client = Client::new(&zmq::Context::new()?, Times::default())?;
/// client.connect("tcp://localhost:5555")?;
/// client.connect("tcp://localhost:5556")?;
/// let reply = client.request(["random name"])?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Client {
    agent: Socket<Pair>,
}

impl Client {
    /// A client without servers.
    ///
    /// # Errors
    /// Those of [`Context::socket`].
    pub fn new(context: &Context, times: Times) -> zmq::Result<Client> {
        let (agent, program) = context.pair()?;
        // An agent that ended, as it does over an endpoint that is none, never answers: an error, not a wait without end.
        agent.set_sndtimeo(Some(times.timeout))?;
        agent.set_rcvtimeo(Some(times.timeout * 2))?;
        let router = context.socket(zmq::ROUTER)?;
        router.set_router_mandatory(true)?; // a server that is not there is an error, and not silence
        router.set_linger(Some(Duration::ZERO))?;
        let mut state = Agent { program, router, times, servers: Vec::new(), sequence: 0, request: None };
        // It ends when the client sends an empty message, or with the context.
        thread::spawn(move || while state.step().is_ok_and(|goes_on| goes_on) {});
        Ok(Client { agent })
    }

    /// Adds a server, which need not be there yet, by the endpoint that is its name.
    ///
    /// # Errors
    /// Those of [`Socket::send_multipart`].
    pub fn connect(&self, endpoint: &str) -> zmq::Result<()> {
        Ok(self.agent.send_multipart(["CONNECT", endpoint])?)
    }

    /// Asks, and waits for a reply. A server may see the request more than once.
    ///
    /// # Errors
    /// [`ClientError`]; the client can be used again, but for [`EAGAIN`](Errno::EAGAIN): an endpoint was none.
    pub fn request(&self, body: impl Into<Multipart>) -> Result<Multipart, ClientError> {
        let body: Multipart = body.into();
        self.agent.send_multipart(multipart!["REQUEST", ..body])?;
        let mut reply = self.agent.recv_multipart()?;
        match reply.pop_front() {
            Some(status) if status == "OK" => Ok(reply),
            _ => Err(ClientError::Lost),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // The agent may have ended with the context.
        let _ = self.agent.try_send("");
    }
}

struct Server {
    endpoint: String,
    ping_at: Instant,
    expires: Instant,
}

struct Pending {
    body: Multipart,
    expires: Instant,
    /// Who has been asked and may answer yet.
    asked: Option<String>,
    /// Who has been asked before, the latest last.
    tried: VecDeque<String>,
}

struct Agent {
    program: Socket<Pair>,
    router: Socket<Router>,
    times: Times,
    servers: Vec<Server>,
    sequence: u64,
    request: Option<Pending>,
}

impl Agent {
    /// One round; false if the client is gone.
    fn step(&mut self) -> zmq::Result<bool> {
        let now = Instant::now();
        let pings = self.servers.iter().map(|server| server.ping_at);
        let request = self.request.as_ref().map(|request| match request.asked {
            Some(_) => request.expires,
            None => now + Duration::from_millis(10), // for a server to connect
        });
        let wait = pings.chain(request).min().and_then(IntoTimeout::into_timeout);
        let [program, router] = zmq::readable([&self.program, &self.router], wait)?;
        if router {
            self.hear()?;
        }
        if program && !self.obey()? {
            return Ok(false);
        }
        self.ping()?;
        self.ask()?;
        Ok(true)
    }

    /// An order of the client.
    fn obey(&mut self) -> zmq::Result<bool> {
        let mut order = self.program.recv_multipart()?;
        let now = Instant::now();
        match order.pop_front() {
            Some(name) if name == "CONNECT" => {
                let endpoint =
                    order.pop().map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default();
                self.router.connect(&endpoint)?;
                self.servers.push(Server { endpoint, ping_at: now, expires: now + self.times.ttl });
            }
            Some(name) if name == "REQUEST" => {
                self.sequence += 1;
                let expires = now + self.times.timeout;
                self.request = Some(Pending { body: order, expires, asked: None, tried: VecDeque::new() });
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A server: a pong, or a reply.
    fn hear(&mut self) -> zmq::Result<()> {
        while let Some(mut parts) = self.router.try_recv_multipart()? {
            let (Some(from), Some(control)) = (parts.pop_front(), parts.pop_front()) else { continue };
            let now = Instant::now();
            if let Some(server) = self.servers.iter_mut().find(|server| from == server.endpoint) {
                server.ping_at = now + self.times.ping;
                server.expires = now + self.times.ttl;
            }
            if self.request.is_some() && control == self.sequence.to_string() {
                self.request = None;
                self.program.send_multipart(multipart!["OK", ..parts])?;
            }
        }
        Ok(())
    }

    fn ping(&mut self) -> zmq::Result<()> {
        let now = Instant::now();
        for server in &mut self.servers {
            if now >= server.ping_at {
                server.ping_at = now + self.times.ping;
                send(&self.router, multipart![&server.endpoint, "PING"])?;
            }
        }
        Ok(())
    }

    /// Sends the request to a server, or to another one, or says that it is lost.
    fn ask(&mut self) -> zmq::Result<()> {
        let Some(request) = &mut self.request else { return Ok(()) };
        let now = Instant::now();
        if now >= request.expires {
            self.request = None;
            return Ok(self.program.send("FAILED")?);
        }
        let alive = |endpoint: &str| {
            self.servers.iter().any(|server| server.endpoint == endpoint && server.expires > now)
        };
        if let Some(asked) = &request.asked {
            if alive(asked) {
                return Ok(());
            }
            request.tried.push_back(asked.clone());
            request.asked = None;
        }
        for server in self.servers.iter().filter(|server| server.expires > now) {
            if request.tried.contains(&server.endpoint) {
                continue;
            }
            let parts = multipart![&server.endpoint, self.sequence.to_string(), ..&request.body];
            if send(&self.router, parts)? {
                request.asked = Some(server.endpoint.clone());
                break;
            }
        }
        Ok(())
    }
}

/// Whether there is somebody of that name to send to.
fn send(router: &Socket<Router>, parts: Multipart) -> zmq::Result<bool> {
    match router.try_send_multipart(parts) {
        Ok(()) => Ok(true),
        Err(error) if error.errno() == Errno::EHOSTUNREACH || error.is_would_block() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The server's part of RFC 10: what to send back for a message that a ROUTER received.
///
/// ```
/// use zmq_guide::flcliapi::reply;
/// assert_eq!(reply(["client", "PING"].into(), |_| ["OK"].into()), Some(["client", "PONG"].into()));
/// assert_eq!(reply(["client", "7", "name"].into(), |_| ["OK"].into()), Some(["client", "7", "OK"].into()));
/// ```
pub fn reply(parts: Multipart, serve: impl FnOnce(&[Message]) -> Multipart) -> Option<Multipart> {
    match &parts[..] {
        [client, ping] if ping == "PING" => Some(multipart![client, "PONG"]),
        [client, control, body @ ..] if !body.is_empty() => Some(multipart![client, control, ..serve(body)]),
        _ => None,
    }
}
