//! A Majordomo client that asks and waits: retries when no reply comes, and says when it gave up.

use crate::mdp;
use std::time::Duration;
use zmq::{Context, Multipart, Req, Socket, multipart};

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// A call of libzmq failed.
    #[error(transparent)]
    Zmq(#[from] zmq::Error),
    /// The broker, or a worker, did not answer any of the attempts. A worker may have done the work all the same.
    #[error("no reply of the service {service:?} to {attempts} attempts")]
    Lost {
        /// The service that was asked.
        service: String,
        /// How often.
        attempts: u32,
    },
    /// The reply is none of RFC 7, or of another service.
    #[error("a reply that is not MDP/Client: {0:?}")]
    Malformed(Multipart),
}
zmq::errors_from!(ClientError);

/// A client of one broker, for one thread.
///
/// ```no_run
/// let mut client = zmq_guide::mdcliapi::Client::connect(&zmq::Context::new()?, "tcp://localhost:5555")?;
/// let reply = client.call("echo", ["Hello world"])?;
/// assert_eq!(reply[0], "Hello world");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Client {
    context: Context,
    broker: String,
    timeout: Duration,
    attempts: u32,
    socket: Socket<Req>,
}

impl Client {
    /// Connects to a broker, which need not be there yet. A call makes 3 attempts of 2.5 s each.
    ///
    /// # Errors
    /// Those of [`Context::socket`] and [`Socket::connect`].
    pub fn connect(context: &Context, broker: &str) -> zmq::Result<Client> {
        Ok(Client {
            context: context.clone(),
            broker: broker.into(),
            timeout: Duration::from_millis(2500),
            attempts: 3,
            socket: socket(context, broker)?,
        })
    }

    /// How long an attempt may take, and how many there are (at least one).
    pub fn set_patience(&mut self, timeout: Duration, attempts: u32) {
        self.timeout = timeout;
        self.attempts = attempts.max(1);
    }

    /// Asks a service and waits for its reply. Workers may see the request more than once.
    ///
    /// # Errors
    /// [`ClientError`]; the client can be used again.
    pub fn call(&mut self, service: &str, body: impl Into<Multipart>) -> Result<Multipart, ClientError> {
        let body: Multipart = body.into();
        let request = multipart![mdp::CLIENT, service, ..body];
        for _ in 0..self.attempts {
            let sent = self.socket.send_multipart_timeout(request.clone(), self.timeout);
            let reply = match sent {
                Ok(()) => self.socket.recv_multipart_timeout(self.timeout)?,
                Err(error) if error.is_would_block() => None, // no broker
                Err(error) => return Err(error.into()),
            };
            if let Some(mut reply) = reply {
                let ours = reply.len() >= 3 && reply[0] == mdp::CLIENT && reply[1] == service;
                if !ours {
                    return Err(ClientError::Malformed(reply));
                }
                reply.pop_front();
                reply.pop_front();
                return Ok(reply);
            }
            // A REQ socket cannot ask again before it has its reply.
            self.socket = socket(&self.context, &self.broker)?;
        }
        Err(ClientError::Lost { service: service.into(), attempts: self.attempts })
    }
}

fn socket(context: &Context, broker: &str) -> zmq::Result<Socket<Req>> {
    context.socket_builder(zmq::REQ).linger(Some(Duration::ZERO)).connect(broker).build()
}
