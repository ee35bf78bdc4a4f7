//! A Majordomo worker: offers a service to a broker, and comes back when the broker was away.

use crate::mdp::Command;
use std::{
    thread,
    time::{Duration, Instant},
};
use zmq::{Context, Dealer, Message, Multipart, Result, Socket};

/// A worker with one service at one broker, for one thread.
///
/// ```no_run
/// let context = zmq::Context::new()?;
/// let mut worker = zmq_guide::mdwrkapi::Worker::connect(&context, "tcp://localhost:5555", "echo")?;
/// loop {
///     let request = worker.recv()?;
///     let body = request.body().clone();
///     request.reply(body)?;
/// }
/// # #[allow(unreachable_code)]
/// # Ok::<(), zmq::Error>(())
/// ```
#[derive(Debug)]
pub struct Worker {
    context: Context,
    broker: String,
    service: String,
    heartbeat: Duration,
    reconnect: Duration,
    socket: Socket<Dealer>,
    /// When to send the next heartbeat.
    due: Instant,
    /// When the broker counts as gone.
    expires: Instant,
    /// Whether a request was neither replied to nor given back.
    owes: bool,
}

/// How many heartbeats of the broker may stay away.
const LIVENESS: u32 = 3;

impl Worker {
    /// Connects to a broker, which need not be there yet, and offers a service. Heartbeats go every 2.5 s; after three of the
    /// broker's are missing, it waits 2.5 s and connects again.
    ///
    /// # Errors
    /// Those of [`Context::socket`], [`Socket::connect`] and [`Socket::send`].
    pub fn connect(context: &Context, broker: &str, service: &str) -> Result<Worker> {
        let time = Duration::from_millis(2500);
        let now = Instant::now();
        Ok(Worker {
            context: context.clone(),
            broker: broker.into(),
            service: service.into(),
            heartbeat: time,
            reconnect: time,
            socket: register(context, broker, service)?,
            due: now + time,
            expires: now + time * LIVENESS,
            owes: false,
        })
    }

    /// The time between heartbeats, as at the broker, and the pause before connecting again.
    pub fn set_times(&mut self, heartbeat: Duration, reconnect: Duration) {
        (self.heartbeat, self.reconnect) = (heartbeat, reconnect);
        self.due = Instant::now() + heartbeat;
        self.expires = Instant::now() + heartbeat * LIVENESS;
    }

    /// Waits for the next request. Meanwhile heartbeats go out; none do while the program works on a request.
    ///
    /// If the request before was dropped without a reply, the broker is told so by a new registration.
    ///
    /// # Errors
    /// Those of [`Socket::recv_multipart`], and of [`connect`](Self::connect).
    pub fn recv(&mut self) -> Result<Request<'_>> {
        if self.owes {
            self.leave()?;
        }
        loop {
            if let Some(parts) = self.socket.recv_multipart_timeout(self.due.min(self.expires))? {
                self.expires = Instant::now() + self.heartbeat * LIVENESS;
                match Command::parse(parts) {
                    Ok(Command::Request { client, body }) => {
                        self.owes = true;
                        return Ok(Request { worker: self, client, body });
                    }
                    Ok(Command::Disconnect) => self.register()?,
                    // A heartbeat; what else comes is none of ours.
                    _ => {}
                }
            } else if Instant::now() >= self.expires {
                thread::sleep(self.reconnect);
                self.leave()?;
            }
            if Instant::now() >= self.due {
                self.due = Instant::now() + self.heartbeat;
                // A broker that takes nothing is found by its silence.
                let _ = self.socket.try_send_multipart(Command::Heartbeat.into_parts());
            }
        }
    }

    /// Ends the conversation and begins another.
    fn leave(&mut self) -> Result<()> {
        // The broker may be gone.
        let _ = self.socket.try_send_multipart(Command::Disconnect.into_parts());
        self.register()
    }

    /// Begins a new conversation. To a broker that ended the last one, nothing more is sent in it.
    fn register(&mut self) -> Result<()> {
        self.socket = register(&self.context, &self.broker, &self.service)?;
        self.owes = false;
        self.due = Instant::now() + self.heartbeat;
        self.expires = Instant::now() + self.heartbeat * LIVENESS;
        Ok(())
    }
}

fn register(context: &Context, broker: &str, service: &str) -> Result<Socket<Dealer>> {
    let socket = context
        .socket_builder(zmq::DEALER)
        .linger(Some(Duration::from_millis(100)))
        .connect(broker)
        .build()?;
    socket.send_multipart(Command::Ready { service: service.into() }.into_parts())?;
    Ok(socket)
}

/// A request, which wants one reply.
#[derive(Debug)]
#[must_use = "the client waits for a reply"]
pub struct Request<'a> {
    worker: &'a mut Worker,
    client: Message,
    body: Multipart,
}

impl Request<'_> {
    /// What the client sent.
    pub fn body(&self) -> &Multipart {
        &self.body
    }

    /// Sends the reply, of at least one part.
    ///
    /// # Errors
    /// Those of [`Socket::send_multipart`].
    pub fn reply(self, body: impl Into<Multipart>) -> Result<()> {
        let reply = Command::Reply { client: self.client, body: body.into() };
        self.worker.socket.send_multipart(reply.into_parts())?;
        self.worker.owes = false;
        Ok(())
    }
}
