//! The tutorial's short publisher on tokio: a message a second.
//!
//! Run `cargo run --features tokio --example async_update_pub`, and any number of `cargo run --features tokio
//! --example async_update_sub`. The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://127.0.0.1:5555".into());

    let context = zmq::tokio::Context::new()?;
    let mut socket = context.socket(zmq::PUB)?;
    socket.bind(&endpoint)?;

    loop {
        sleep(Duration::from_secs(1)).await;
        socket.send(b"A new message from publisher!").await?;
    }
}
