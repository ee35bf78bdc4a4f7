//! `ventilator.py` of the tutorial on tokio: hands out a task a second, to its workers in turn.
//!
//! Run `cargo run --features tokio --example async_sink`, two or more `cargo run --features tokio --example
//! async_worker`, and `cargo run --features tokio --example async_ventilator`. The environment variable
//! `ZMQ_ENDPOINT` replaces the endpoint.

use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://*:5557".into());

    let context = zmq::tokio::Context::new()?;
    let mut socket = context.socket(zmq::PUSH)?;
    socket.bind(&endpoint)?;

    loop {
        socket.send(b"test").await?;
        println!("已发送");
        sleep(Duration::from_secs(1)).await;
    }
}
