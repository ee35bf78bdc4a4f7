//! A peer of the matrix on the crate `omq-tokio`.

#[path = "../../program.rs"]
mod program;

use omq_tokio::{
    Authenticator, CurveKeypair, CurvePublicKey, CurveSecretKey, CurveServerOptions, Endpoint,
    MechanismSetup, Message, Socket, SocketType,
};
use program::{Failure, Library, Options, Plain, lacks};

struct Omq;

impl Library for Omq {
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
            "XPUB" => SocketType::XPub,
            "XSUB" => SocketType::XSub,
            "PAIR" => SocketType::Pair,
            "STREAM" => SocketType::Stream,
            _ => return lacks(kind),
        };
        let mut with = omq_tokio::Options::new();
        if let Some(id) = options.id {
            with = with.identity(id);
        }
        if let Some((interval, timeout)) = options.heartbeats {
            with = with.heartbeat_interval(interval).heartbeat_timeout(timeout);
        }
        match options.plain {
            Some(Plain::Server) => {
                let authenticator = Authenticator::plain_credentials([("admin", "secret")]);
                with.mechanism = MechanismSetup::PlainServer { authenticator };
            }
            Some(Plain::Client { name, password }) => {
                with.mechanism = MechanismSetup::PlainClient { username: name, password };
            }
            None => {}
        }
        if let Some(curve) = options.curve {
            let our_keypair = CurveKeypair {
                public: CurvePublicKey::from_z85(&curve.public)?,
                secret: CurveSecretKey::from_z85(&curve.secret)?,
            };
            with.mechanism = match curve.server {
                Some(server) => MechanismSetup::CurveClient {
                    our_keypair,
                    server_public: CurvePublicKey::from_z85(&server)?,
                },
                None => {
                    let client = CurvePublicKey::from_z85(&std::env::var("CLIENT_KEY")?)?;
                    let authenticator = Authenticator::new(move |peer| peer.public_key == client.0);
                    let mut options = CurveServerOptions::default();
                    options.authenticator = Some(authenticator);
                    MechanismSetup::CurveServer { our_keypair, options }
                }
            };
        }
        Ok(Socket::new(kind, with))
    }

    async fn bind(&self, socket: &mut Socket, endpoint: &str) -> Result<String, Failure> {
        let endpoint: Endpoint = endpoint.replace(":*", ":0").parse()?;
        socket.bind(endpoint).await?;
        let bound = socket.last_bound_endpoint();
        bound.map(|endpoint| endpoint.to_string()).ok_or_else(|| Failure::Error("bound to nothing".into()))
    }

    async fn connect(&self, socket: &mut Socket, endpoint: &str) -> Result<(), Failure> {
        let endpoint: Endpoint = endpoint.parse()?;
        socket.connect(endpoint).await?;
        Ok(())
    }

    async fn subscribe(&self, socket: &mut Socket, topic: Vec<u8>, on: bool) -> Result<(), Failure> {
        Ok(if on { socket.subscribe(topic).await? } else { socket.unsubscribe(topic).await? })
    }

    async fn send(&self, socket: &mut Socket, parts: Vec<Vec<u8>>) -> Result<(), Failure> {
        Ok(socket.send(Message::multipart(parts)).await?)
    }

    async fn recv(&self, socket: &mut Socket) -> Result<Vec<Vec<u8>>, Failure> {
        Ok(socket.recv().await?.iter().map(|part| part.to_vec()).collect())
    }

    async fn close(&self, socket: Socket) {
        // It lingers for no time, so nothing is left to say.
        let _ = socket.close().await;
    }
}

#[tokio::main]
async fn main() {
    program::serve(Omq, "omq-tokio 0.33.0").await;
}
