//! A socket as the program has it: a blocking one, or one of a runtime, and now and then another.

use crate::setters::one;
use rand::{RngExt as _, rngs::StdRng};
use std::time::Duration;
use zmq::{Errno, Multipart, Socket, SocketType};

#[cfg(all(feature = "tokio", feature = "async-io"))]
mod asynchronous;

/// A little while, so that there is something to wait for.
const LITTLE: Duration = Duration::from_millis(1);

pub enum End {
    Blocking(Socket<SocketType>),
    #[cfg(all(feature = "tokio", feature = "async-io"))]
    Tokio(zmq::tokio::Socket<SocketType>),
    #[cfg(all(feature = "tokio", feature = "async-io"))]
    AsyncIo(zmq::async_io::Socket<SocketType>),
}

/// What was not sent, and why.
pub type Sent = Result<(), (Errno, Multipart)>;

impl End {
    /// The same socket in another way.
    pub fn change(self, rng: &mut StdRng) -> End {
        let socket = self.into_blocking();
        #[cfg(all(feature = "tokio", feature = "async-io"))]
        match rng.random_range(0..3) {
            0 => return asynchronous::tokio(socket),
            1 => return End::AsyncIo(zmq::asynchronous::Socket::new(socket).unwrap()),
            _ => {}
        }
        let _ = rng;
        End::Blocking(socket)
    }

    pub fn into_blocking(self) -> Socket<SocketType> {
        match self {
            End::Blocking(socket) => socket,
            #[cfg(all(feature = "tokio", feature = "async-io"))]
            End::Tokio(socket) => asynchronous::leave_tokio(socket),
            #[cfg(all(feature = "tokio", feature = "async-io"))]
            End::AsyncIo(socket) => socket.into_blocking().unwrap(),
        }
    }

    pub fn with<V>(&self, call: impl FnOnce(&Socket<SocketType>) -> V) -> V {
        match self {
            End::Blocking(socket) => call(socket),
            #[cfg(all(feature = "tokio", feature = "async-io"))]
            End::Tokio(socket) => socket.with(call).unwrap(),
            #[cfg(all(feature = "tokio", feature = "async-io"))]
            End::AsyncIo(socket) => socket.with(call).unwrap(),
        }
    }

    pub fn send(&mut self, rng: &mut StdRng, parts: Multipart) -> Sent {
        match self {
            End::Blocking(socket) => send(rng, socket, parts),
            #[cfg(all(feature = "tokio", feature = "async-io"))]
            End::Tokio(socket) => asynchronous::on_tokio(asynchronous::send(rng, socket, parts)),
            #[cfg(all(feature = "tokio", feature = "async-io"))]
            End::AsyncIo(socket) => futures_lite::future::block_on(asynchronous::send(rng, socket, parts)),
        }
    }

    /// The messages that came, none or some.
    pub fn recv(&mut self, rng: &mut StdRng) -> Result<Vec<Multipart>, Errno> {
        match self {
            End::Blocking(socket) => recv(rng, socket).map(|parts| parts.into_iter().collect()),
            #[cfg(all(feature = "tokio", feature = "async-io"))]
            End::Tokio(socket) => asynchronous::on_tokio(asynchronous::recv(rng, socket)),
            #[cfg(all(feature = "tokio", feature = "async-io"))]
            End::AsyncIo(socket) => futures_lite::future::block_on(asynchronous::recv(rng, socket)),
        }
    }
}

fn send(rng: &mut StdRng, socket: &Socket<SocketType>, mut parts: Multipart) -> Sent {
    let single = socket.socket_type().is_thread_safe();
    let unsent = |failed: zmq::SendError<Multipart>| (failed.errno(), failed.into_message());
    let unsent_part = |failed: zmq::SendError| (failed.errno(), Multipart::from(failed.into_message()));
    match rng.random_range(0..4) {
        0 if single => socket.send_timeout(parts.pop().unwrap(), LITTLE).map_err(unsent_part),
        _ if single => socket.try_send(parts.pop().unwrap()).map_err(unsent_part),
        0 => socket.send_multipart_timeout(parts, LITTLE).map_err(unsent),
        1 => {
            // Part by part: the first one decides.
            let mut rest = parts.into_vec();
            let last = rest.len() - 1;
            for at in 0..=last {
                let part = std::mem::take(&mut rest[at]);
                let more = if at < last { zmq::DONTWAIT | zmq::SNDMORE } else { zmq::DONTWAIT };
                if let Err(failed) = socket.send_flags(part, more) {
                    let (errno, part) = (failed.errno(), failed.into_message());
                    assert_eq!(at, 0, "{errno}: a part after the first was refused");
                    rest[0] = part;
                    return Err((errno, rest.into()));
                }
            }
            Ok(())
        }
        2 if parts.len() == 1 => {
            let mut part = parts.pop().unwrap();
            let timeout = one(rng, &[None, Some(Duration::ZERO), Some(LITTLE)]);
            socket.set_sndtimeo(timeout.or(Some(LITTLE))).unwrap();
            match socket.send_from(&mut part) {
                Ok(()) => {
                    assert!(part.is_empty());
                    Ok(())
                }
                Err(error) => Err((error.errno(), part.into())),
            }
        }
        _ => socket.try_send_multipart(parts).map_err(unsent),
    }
}

fn recv(rng: &mut StdRng, socket: &Socket<SocketType>) -> Result<Option<Multipart>, Errno> {
    match rng.random_range(0..3) {
        0 => socket.recv_multipart_timeout(LITTLE).map_err(|error| error.errno()),
        1 => {
            // Part by part: if there is one, there are all.
            let mut parts = Multipart::new();
            loop {
                match socket.recv_flags(zmq::DONTWAIT) {
                    Ok(part) => {
                        let more = part.more();
                        assert_eq!(more, socket.rcvmore().unwrap());
                        parts.push(part);
                        if !more {
                            return Ok(Some(parts));
                        }
                    }
                    Err(error) if error.is_would_block() && parts.is_empty() => return Ok(None),
                    Err(error) => {
                        assert!(parts.is_empty(), "{error}: the rest of a message is missing");
                        return Err(error.errno());
                    }
                }
            }
        }
        _ => socket.try_recv_multipart().map_err(|error| error.errno()),
    }
}
