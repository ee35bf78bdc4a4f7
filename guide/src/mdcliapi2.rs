//! A Majordomo client that sends many requests before it reads their replies.
//!
//! It does not retry: which requests have no reply yet only the caller knows. Put a number into the body to match them.

use crate::{mdcliapi::ClientError, mdp};
use std::time::Duration;
use zmq::{Context, Dealer, Message, Multipart, Socket, multipart};

/// A client of one broker, for one thread.
#[derive(Debug)]
pub struct Client {
    socket: Socket<Dealer>,
}

impl Client {
    /// Connects to a broker, which need not be there yet.
    ///
    /// # Errors
    /// Those of [`Context::socket`] and [`Socket::connect`].
    pub fn connect(context: &Context, broker: &str) -> zmq::Result<Client> {
        let builder = context.socket_builder(zmq::DEALER).linger(Some(Duration::ZERO));
        // Requests beyond the high-water mark wait in `send`, and are not lost.
        Ok(Client { socket: builder.connect(broker).build()? })
    }

    /// Sends a request; waits while the queue to the broker is full.
    ///
    /// # Errors
    /// Those of [`Socket::send_multipart`].
    pub fn send(&self, service: &str, body: impl Into<Multipart>) -> zmq::Result<()> {
        let body: Multipart = body.into();
        Ok(self.socket.send_multipart(multipart!["", mdp::CLIENT, service, ..body])?)
    }

    /// The next reply, with the service it is of; `None` if there is none in time.
    ///
    /// # Errors
    /// [`ClientError::Zmq`] and [`ClientError::Malformed`].
    pub fn recv(&self, timeout: Duration) -> Result<Option<(Message, Multipart)>, ClientError> {
        let Some(mut reply) = self.socket.recv_multipart_timeout(timeout)? else { return Ok(None) };
        if reply.len() < 4 || !reply[0].is_empty() || reply[1] != mdp::CLIENT {
            return Err(ClientError::Malformed(reply));
        }
        reply.pop_front();
        reply.pop_front();
        Ok(reply.pop_front().map(|service| (service, reply)))
    }
}
