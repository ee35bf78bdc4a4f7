//! `asyncsrv` on tokio: a task for each request, and no worker that could be busy.
//!
//! The socket is split: one half receives, the other belongs to who sends the replies, which reach it through a channel.
//!
//! Run `asyncsrv_tokio [ENDPOINT]`, and clients that are DEALER sockets, as those of `asyncsrv`.

use rand::random_range;
use std::time::Duration;
use tokio::sync::mpsc;
use zmq::{Message, Multipart};
use zmq_guide::{arg, hurried};

#[tokio::main]
async fn main() -> zmq::Result<()> {
    let context = zmq::tokio::Context::new()?;
    let socket = context.socket(zmq::ROUTER)?;
    socket.bind(&arg(1, "tcp://*:5570"))?;
    println!("bound {}", socket.last_endpoint()?);
    let (mut to_clients, mut from_clients) = socket.into_split();
    let (replies, mut outbox) = mpsc::channel::<Multipart>(100);
    tokio::spawn(async move {
        while let Some(reply) = outbox.recv().await {
            to_clients.send_multipart(reply).await?;
        }
        Ok::<(), zmq::Error>(())
    });

    loop {
        let request = from_clients.recv_multipart().await?;
        let Ok([client, request]) = <[Message; 2]>::try_from(request) else { continue };
        println!("received {request:?} from {client:?}");
        let replies = replies.clone();
        tokio::spawn(async move {
            for _ in 0..random_range(0..=4) {
                tokio::time::sleep(hurried(Duration::from_millis(random_range(100..1000)))).await;
                if replies.send([&client, &request].into()).await.is_err() {
                    return; // the socket is gone
                }
            }
        });
    }
}
