//! A peer of the matrix on the crate `rzmq`; with the word `raw`, without what its DEALER and ROUTER do about empty parts.

#[path = "../../program.rs"]
mod program;

use program::{Failure, Library, Options, Plain, lacks};
use rzmq::socket::options::{
    AUTO_DELIMITER, CURVE_PUBLIC_KEY, CURVE_SECRET_KEY, CURVE_SERVER, CURVE_SERVER_KEY, HEARTBEAT_IVL,
    HEARTBEAT_TIMEOUT, LAST_ENDPOINT, LINGER, PLAIN_PASSWORD, PLAIN_SERVER, PLAIN_USERNAME, ROUTING_ID,
    SUBSCRIBE, UNSUBSCRIBE,
};
use rzmq::{Context, Msg, MsgFlags, Socket, SocketType, ZmqError};

struct Rzmq {
    context: Context,
    raw: bool,
}

impl Library for Rzmq {
    type Socket = Socket;

    async fn open(&self, kind: &str, options: Options) -> Result<Socket, Failure> {
        let kind = match kind {
            "REQ" => SocketType::Req,
            "REP" => SocketType::Rep,
            "PUB" => SocketType::Pub,
            "SUB" => SocketType::Sub,
            "PUSH" => SocketType::Push,
            "PULL" => SocketType::Pull,
            "DEALER" => SocketType::Dealer,
            "ROUTER" => SocketType::Router,
            _ => return lacks(kind),
        };
        let socket = self.context.socket(kind)?;
        socket.set_option(LINGER, 0i32).await?;
        if self.raw && matches!(kind, SocketType::Dealer | SocketType::Router) {
            socket.set_option(AUTO_DELIMITER, 0i32).await?;
        }
        if let Some(id) = options.id {
            socket.set_option_raw(ROUTING_ID, &id).await?;
        }
        if let Some((interval, timeout)) = options.heartbeats {
            socket.set_option(HEARTBEAT_IVL, i32::try_from(interval.as_millis())?).await?;
            socket.set_option(HEARTBEAT_TIMEOUT, i32::try_from(timeout.as_millis())?).await?;
        }
        if let Some(plain) = options.plain {
            let (name, password) = match plain {
                Plain::Server => {
                    socket.set_option(PLAIN_SERVER, 1i32).await?;
                    ("admin".to_owned(), "secret".to_owned())
                }
                Plain::Client { name, password } => (name, password),
            };
            socket.set_option_raw(PLAIN_USERNAME, name.as_bytes()).await?;
            socket.set_option_raw(PLAIN_PASSWORD, password.as_bytes()).await?;
        }
        if let Some(curve) = options.curve {
            match curve.server {
                Some(server) => socket.set_option_raw(CURVE_SERVER_KEY, &key(&server)).await?,
                None => socket.set_option(CURVE_SERVER, 1i32).await?,
            }
            socket.set_option_raw(CURVE_PUBLIC_KEY, &key(&curve.public)).await?;
            socket.set_option_raw(CURVE_SECRET_KEY, &key(&curve.secret)).await?;
        }
        Ok(socket)
    }

    async fn bind(&self, socket: &mut Socket, endpoint: &str) -> Result<String, Failure> {
        socket.bind(&endpoint.replace(":*", ":0")).await?;
        Ok(String::from_utf8(socket.get_option(LAST_ENDPOINT).await?)?)
    }

    async fn connect(&self, socket: &mut Socket, endpoint: &str) -> Result<(), Failure> {
        Ok(socket.connect(endpoint).await?)
    }

    async fn subscribe(&self, socket: &mut Socket, topic: Vec<u8>, on: bool) -> Result<(), Failure> {
        Ok(socket.set_option_raw(if on { SUBSCRIBE } else { UNSUBSCRIBE }, &topic).await?)
    }

    async fn send(&self, socket: &mut Socket, parts: Vec<Vec<u8>>) -> Result<(), Failure> {
        let last = parts.len().saturating_sub(1);
        let frames = parts.into_iter().enumerate().map(|(at, part)| {
            let mut frame = Msg::from_vec(part);
            if at < last {
                frame.set_flags(MsgFlags::MORE);
            }
            frame
        });
        let mut frames: Vec<Msg> = frames.collect();
        match socket.send_multipart(frames.clone()).await {
            // A REQ has another call, for messages of one part.
            Err(ZmqError::UnsupportedFeature(_)) if frames.len() == 1 => {
                Ok(socket.send(frames.remove(0)).await?)
            }
            Err(ZmqError::UnsupportedFeature(what)) => lacks(what),
            sent => Ok(sent?),
        }
    }

    async fn recv(&self, socket: &mut Socket) -> Result<Vec<Vec<u8>>, Failure> {
        let frames = socket.recv_multipart().await?;
        Ok(frames.iter().map(|frame| frame.data().unwrap_or_default().to_vec()).collect())
    }

    async fn close(&self, socket: Socket) {
        // What it says of a socket that goes is nobody's business.
        let _ = socket.close().await;
    }
}

const Z85: &[u8; 85] =
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/// The bytes of a key in Z85.
fn key(text: &str) -> Vec<u8> {
    let digit = |byte: &u8| Z85.iter().position(|digit| digit == byte).unwrap_or(0) as u32;
    let block =
        |block: &[u8]| block.iter().fold(0u32, |sum, byte| sum.wrapping_mul(85).wrapping_add(digit(byte)));
    text.as_bytes().chunks(5).flat_map(|five| block(five).to_be_bytes()).collect()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let raw = std::env::args().nth(1).as_deref() == Some("raw");
    let hello = if raw { "rzmq 0.5.28 with AUTO_DELIMITER=0" } else { "rzmq 0.5.28" };
    program::serve(Rzmq { context: Context::new()?, raw }, hello).await;
    Ok(())
}
