//! The Majordomo protocol, [RFC 7](https://rfc.zeromq.org/spec/7): the commands of workers, and what brokers and clients share.

use zmq::{Message, Multipart, multipart};

/// What a client's message begins with.
pub const CLIENT: &str = "MDPC01";
/// What a worker's message begins with, and the broker's to a worker.
pub const WORKER: &str = "MDPW01";
/// Names of services that the broker has itself, RFC 8.
pub const INTERNAL: &[u8] = b"mmi.";

/// A message between a broker and a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A worker offers a service.
    Ready {
        /// The name of the service.
        service: Message,
    },
    /// The broker has work.
    Request {
        /// The routing id of the client, for the reply.
        client: Message,
        /// What the client sent.
        body: Multipart,
    },
    /// A worker has done it.
    Reply {
        /// The routing id that came with the request.
        client: Message,
        /// What the client gets.
        body: Multipart,
    },
    /// Either is alive.
    Heartbeat,
    /// Either wants nothing more to do with the other.
    Disconnect,
}

impl Command {
    /// The message, for a DEALER socket.
    pub fn into_parts(self) -> Multipart {
        match self {
            Command::Ready { service } => multipart!["", WORKER, [1], service],
            Command::Request { client, body } => multipart!["", WORKER, [2], client, "", ..body],
            Command::Reply { client, body } => multipart!["", WORKER, [3], client, "", ..body],
            Command::Heartbeat => multipart!["", WORKER, [4]],
            Command::Disconnect => multipart!["", WORKER, [5]],
        }
    }

    /// Reads a message of a DEALER socket; what is none of RFC 7 comes back.
    ///
    /// # Errors
    /// The message.
    ///
    /// ```
    /// use zmq_guide::mdp::Command;
    /// let ready = Command::Ready { service: "echo".into() };
    /// assert_eq!(Command::parse(ready.clone().into_parts()), Ok(ready));
    /// assert!(Command::parse(["", "MDPW01", "\u{1}"].into()).is_err()); // without a service
    /// ```
    pub fn parse(parts: Multipart) -> Result<Command, Multipart> {
        let [delimiter, header, number, rest @ ..] = &parts[..] else { return Err(parts) };
        if !delimiter.is_empty() || header != WORKER {
            return Err(parts);
        }
        let addressed = |rest: &[Message]| match rest {
            [client, delimiter, body @ ..] if delimiter.is_empty() && !body.is_empty() => {
                Some((client.clone(), Multipart::from(body)))
            }
            _ => None,
        };
        let command = match (&number[..], rest) {
            ([1], [service]) if !service.is_empty() => Some(Command::Ready { service: service.clone() }),
            ([2], rest) => addressed(rest).map(|(client, body)| Command::Request { client, body }),
            ([3], rest) => addressed(rest).map(|(client, body)| Command::Reply { client, body }),
            ([4], []) => Some(Command::Heartbeat),
            ([5], []) => Some(Command::Disconnect),
            _ => None,
        };
        command.ok_or(parts)
    }
}
