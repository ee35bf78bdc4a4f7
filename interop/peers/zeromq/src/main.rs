//! A peer of the matrix on the crate `zeromq`.

#[path = "../../program.rs"]
mod program;

use std::time::Duration;

use program::{Failure, Library, Options, lacks};
use zeromq::util::PeerIdentity;
use zeromq::{
    DealerSocket, PubSocket, PullSocket, PushSocket, RepSocket, ReqSocket, RouterSocket, Socket,
    SocketOptions, SocketRecv, SocketSend, SubSocket, XPubSocket, XSubSocket, ZmqError, ZmqMessage,
};

enum Any {
    Req(ReqSocket),
    Rep(RepSocket),
    Pub(PubSocket),
    Sub(SubSocket),
    Push(PushSocket),
    Pull(PullSocket),
    Dealer(DealerSocket),
    Router(RouterSocket),
    XPub(XPubSocket),
    XSub(XSubSocket),
}

/// Does the same with a socket of each kind.
macro_rules! each {
    ($any:expr, $socket:ident => $call:expr) => {
        match $any {
            Any::Req($socket) => $call,
            Any::Rep($socket) => $call,
            Any::Pub($socket) => $call,
            Any::Sub($socket) => $call,
            Any::Push($socket) => $call,
            Any::Pull($socket) => $call,
            Any::Dealer($socket) => $call,
            Any::Router($socket) => $call,
            Any::XPub($socket) => $call,
            Any::XSub($socket) => $call,
        }
    };
}

struct Zeromq;

impl Zeromq {
    async fn send_once(&self, socket: &mut Any, message: ZmqMessage) -> Result<(), ZmqError> {
        match socket {
            Any::Req(socket) => socket.send(message).await,
            Any::Rep(socket) => socket.send(message).await,
            Any::Pub(socket) => socket.send(message).await,
            Any::Push(socket) => socket.send(message).await,
            Any::Dealer(socket) => socket.send(message).await,
            Any::Router(socket) => socket.send(message).await,
            Any::XPub(socket) => socket.send(message).await,
            Any::XSub(socket) => socket.send(message).await,
            Any::Sub(_) | Any::Pull(_) => Err(ZmqError::Other("this kind does not send")),
        }
    }
}

impl Library for Zeromq {
    type Socket = Any;

    async fn open(&self, kind: &str, options: Options) -> Result<Any, Failure> {
        if options.plain.is_some() || options.curve.is_some() {
            return lacks("mechanisms");
        }
        if options.heartbeats.is_some() {
            return lacks("heartbeats");
        }
        let mut with = SocketOptions::default();
        if let Some(id) = options.id {
            with.peer_identity(PeerIdentity::try_from(id)?);
        }
        Ok(match kind {
            "REQ" => Any::Req(ReqSocket::with_options(with)),
            "REP" => Any::Rep(RepSocket::with_options(with)),
            "PUB" => Any::Pub(PubSocket::with_options(with)),
            "SUB" => Any::Sub(SubSocket::with_options(with)),
            "PUSH" => Any::Push(PushSocket::with_options(with)),
            "PULL" => Any::Pull(PullSocket::with_options(with)),
            "DEALER" => Any::Dealer(DealerSocket::with_options(with)),
            "ROUTER" => Any::Router(RouterSocket::with_options(with)),
            "XPUB" => Any::XPub(XPubSocket::with_options(with)),
            "XSUB" => Any::XSub(XSubSocket::with_options(with)),
            _ => return lacks(kind),
        })
    }

    async fn bind(&self, socket: &mut Any, endpoint: &str) -> Result<String, Failure> {
        let endpoint = endpoint.replace(":*", ":0");
        Ok(each!(socket, socket => socket.bind(&endpoint).await)?.to_string())
    }

    async fn connect(&self, socket: &mut Any, endpoint: &str) -> Result<(), Failure> {
        Ok(each!(socket, socket => socket.connect(endpoint).await)?)
    }

    async fn subscribe(&self, socket: &mut Any, topic: Vec<u8>, on: bool) -> Result<(), Failure> {
        let topic = String::from_utf8(topic)?;
        match (socket, on) {
            (Any::Sub(sub), true) => Ok(sub.subscribe(&topic).await?),
            (Any::Sub(sub), false) => Ok(sub.unsubscribe(&topic).await?),
            _ => lacks("subscriptions of other kinds"),
        }
    }

    async fn send(&self, socket: &mut Any, parts: Vec<Vec<u8>>) -> Result<(), Failure> {
        let parts: Vec<bytes::Bytes> = parts.into_iter().map(Into::into).collect();
        let mut message = ZmqMessage::try_from(parts).map_err(|_| Failure::Error("no parts".into()))?;
        // Where libzmq waits for a peer, the crate gives the message back.
        for _ in 0..5000 {
            match self.send_once(socket, message).await {
                Err(ZmqError::ReturnToSender { message: back, .. }) => message = back,
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(()),
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Err(Failure::Error("no peer takes it".into()))
    }

    async fn recv(&self, socket: &mut Any) -> Result<Vec<Vec<u8>>, Failure> {
        let message = match socket {
            Any::Req(socket) => socket.recv().await?,
            Any::Rep(socket) => socket.recv().await?,
            Any::Sub(socket) => socket.recv().await?,
            Any::Pull(socket) => socket.recv().await?,
            Any::Dealer(socket) => socket.recv().await?,
            Any::Router(socket) => socket.recv().await?,
            Any::XPub(socket) => socket.recv().await?,
            Any::XSub(socket) => socket.recv().await?,
            Any::Pub(_) | Any::Push(_) => return lacks("recv"),
        };
        Ok(message.into_vec().into_iter().map(Into::into).collect())
    }

    async fn close(&self, socket: Any) {
        each!(socket, socket => { socket.close().await; });
    }
}

#[tokio::main]
async fn main() {
    program::serve(Zeromq, "zeromq 0.7.0").await;
}
