//! `server.py` of the tutorial on tokio: answers each request after a second of "work", many at a time.
//!
//! Run `cargo run --features tokio --example async_server`, and any number of `cargo run --example client`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://*:5555".into());

    let context = zmq::tokio::Context::new()?;
    // A REP socket would answer one after the other; a ROUTER takes all requests and knows whose they are.
    let socket = context.socket(zmq::ROUTER)?;
    socket.bind(&endpoint)?;
    let (mut replies, mut requests) = socket.into_split();
    let (done, mut ready) = tokio::sync::mpsc::unbounded_channel();

    tokio::spawn(async move {
        while let Some(reply) = ready.recv().await {
            // A client that has gone gets nothing.
            let _: Result<(), zmq::SendError<_>> = replies.send_multipart(reply).await;
        }
    });

    loop {
        //  Wait for next request from client
        let mut parts = requests.recv_multipart().await?;
        let message = parts.pop().unwrap_or_default();
        println!("Received request: {message:?}");

        let done = done.clone();
        tokio::spawn(async move {
            //  Do some 'work'
            tokio::time::sleep(Duration::from_secs(1)).await;

            //  Send reply back to client: the parts before the request are its address
            parts.push("World");
            done.send(parts)
        });
    }
}
