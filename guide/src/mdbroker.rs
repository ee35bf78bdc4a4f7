//! A Majordomo broker: clients ask services by name, and a free worker of the service answers. RFC 7, and RFC 8 for `mmi.service`.

use crate::mdp::{self, Command};
use std::{
    collections::{HashMap, VecDeque},
    convert::Infallible,
    time::{Duration, Instant},
};
use zmq::{Context, Message, Multipart, Result, Router, Socket, multipart};

/// How many heartbeats of a worker may stay away.
const LIVENESS: u32 = 3;

/// A broker, which lives on one thread.
#[derive(Debug)]
pub struct Broker {
    socket: Socket<Router>,
    services: HashMap<Message, Service>,
    workers: HashMap<Message, Worker>,
    heartbeat: Duration,
    /// When to send heartbeats next.
    due: Instant,
    patience: Duration,
}

#[derive(Debug, Default)]
struct Service {
    requests: VecDeque<Request>,
    /// Who is free, the longest first.
    idle: VecDeque<Message>,
}

#[derive(Debug)]
struct Request {
    client: Message,
    body: Multipart,
    expires: Instant,
}

#[derive(Debug)]
struct Worker {
    service: Message,
    /// When it counts as gone.
    expires: Instant,
}

impl Broker {
    /// A broker at an endpoint, for clients and workers.
    ///
    /// # Errors
    /// Those of [`Context::socket`] and [`Socket::bind`].
    pub fn bind(context: &Context, endpoint: &str) -> Result<Broker> {
        let heartbeat = Duration::from_millis(2500);
        let socket =
            context.socket_builder(zmq::ROUTER).linger(Some(Duration::ZERO)).bind(endpoint).build()?;
        Ok(Broker {
            socket,
            services: HashMap::new(),
            workers: HashMap::new(),
            heartbeat,
            due: Instant::now() + heartbeat,
            patience: Duration::from_secs(60),
        })
    }

    /// Where it is bound.
    ///
    /// # Errors
    /// Those of [`Socket::last_endpoint`].
    pub fn endpoint(&self) -> Result<String> {
        self.socket.last_endpoint()
    }

    /// The time between heartbeats, as at the workers: 2.5 s unless set.
    pub fn set_heartbeat(&mut self, heartbeat: Duration) {
        self.heartbeat = heartbeat;
        self.due = Instant::now() + heartbeat;
    }

    /// How long a request may wait for a worker, and a worker work on it: a minute unless set.
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Serves until the context is shut down.
    ///
    /// # Errors
    /// Those of [`Socket::recv_multipart`]; it ends with one only.
    pub fn run(&mut self) -> Result<Infallible> {
        loop {
            if let Some(parts) = self.socket.recv_multipart_timeout(self.due)? {
                self.receive(parts)?;
            }
            if Instant::now() >= self.due {
                self.due = Instant::now() + self.heartbeat;
                self.forget_the_silent();
                for worker in self.workers.keys() {
                    tell(&self.socket, worker, Command::Heartbeat)?;
                }
            }
        }
    }

    /// A message of anybody; what is no MDP is dropped.
    fn receive(&mut self, mut parts: Multipart) -> Result<()> {
        let Some(sender) = parts.pop_front() else { return Ok(()) };
        match &parts[..] {
            [delimiter, header, service, body @ ..]
                if delimiter.is_empty() && header == mdp::CLIENT && !body.is_empty() =>
            {
                let (service, body) = (service.clone(), Multipart::from(body));
                self.request(service, sender, body)
            }
            _ => match Command::parse(parts) {
                Ok(command) => self.command(sender, command),
                Err(_) => Ok(()),
            },
        }
    }

    fn request(&mut self, service: Message, client: Message, body: Multipart) -> Result<()> {
        if service.starts_with(mdp::INTERNAL) {
            let answer = self.internal(&service, &body);
            return reply(&self.socket, client, &service, [answer].into());
        }
        let request = Request { client, body, expires: Instant::now() + self.patience };
        self.services.entry(service.clone()).or_default().requests.push_back(request);
        self.dispatch(&service)
    }

    /// RFC 8: whether a service has workers.
    fn internal(&self, service: &Message, body: &Multipart) -> &'static str {
        if service != "mmi.service" {
            return "501";
        }
        let known =
            body.last().is_some_and(|name| self.workers.values().any(|worker| worker.service == *name));
        if known { "200" } else { "404" }
    }

    fn command(&mut self, sender: Message, command: Command) -> Result<()> {
        let known = self.workers.get(&sender).map(|worker| worker.service.clone());
        match (command, known) {
            (Command::Ready { service }, None) if !service.starts_with(mdp::INTERNAL) => {
                let expires = Instant::now() + self.heartbeat * LIVENESS;
                self.workers.insert(sender.clone(), Worker { service: service.clone(), expires });
                self.services.entry(service.clone()).or_default().idle.push_back(sender);
                self.dispatch(&service)
            }
            (Command::Reply { client, body }, Some(service)) => {
                self.alive(&sender);
                reply(&self.socket, client, &service, body)?;
                let known = self.services.entry(service.clone()).or_default();
                if !known.idle.contains(&sender) {
                    known.idle.push_back(sender);
                }
                self.dispatch(&service)
            }
            (Command::Heartbeat, Some(_)) => {
                self.alive(&sender);
                Ok(())
            }
            (Command::Disconnect, _) => {
                self.forget(&sender);
                Ok(())
            }
            // Valid, and not expected: a second READY, or a worker that the broker has given up.
            _ => {
                self.forget(&sender);
                tell(&self.socket, &sender, Command::Disconnect)
            }
        }
    }

    /// Gives requests to workers while there are both.
    fn dispatch(&mut self, name: &Message) -> Result<()> {
        let Some(service) = self.services.get_mut(name) else { return Ok(()) };
        let now = Instant::now();
        service.requests.retain(|request| request.expires > now);
        while !service.requests.is_empty() {
            let Some(address) = service.idle.pop_front() else { break };
            let Some(worker) = self.workers.get_mut(&address) else { continue };
            if worker.expires <= now {
                self.workers.remove(&address);
                continue;
            }
            let Some(Request { client, body, .. }) = service.requests.pop_front() else { break };
            worker.expires = now + self.patience; // it sends no heartbeat while it works
            tell(&self.socket, &address, Command::Request { client, body })?;
        }
        Ok(())
    }

    fn alive(&mut self, worker: &Message) {
        let expires = Instant::now() + self.heartbeat * LIVENESS;
        if let Some(worker) = self.workers.get_mut(worker) {
            worker.expires = expires;
        }
    }

    fn forget(&mut self, address: &Message) {
        if let Some(worker) = self.workers.remove(address)
            && let Some(service) = self.services.get_mut(&worker.service)
        {
            service.idle.retain(|idle| idle != address);
        }
    }

    fn forget_the_silent(&mut self) {
        let now = Instant::now();
        self.workers.retain(|_, worker| worker.expires > now);
        for service in self.services.values_mut() {
            service.idle.retain(|address| self.workers.contains_key(address));
            service.requests.retain(|request| request.expires > now);
        }
        self.services.retain(|_, service| !service.idle.is_empty() || !service.requests.is_empty());
    }
}

fn tell(socket: &Socket<Router>, worker: &Message, command: Command) -> Result<()> {
    Ok(socket.send_multipart(multipart![worker, ..command.into_parts()])?)
}

fn reply(socket: &Socket<Router>, client: Message, service: &Message, body: Multipart) -> Result<()> {
    Ok(socket.send_multipart(multipart![client, "", mdp::CLIENT, service, ..body])?)
}
