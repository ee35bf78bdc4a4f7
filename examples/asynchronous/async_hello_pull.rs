//! The second program of the tutorial's short pair on tokio: receives one message and prints it.
//!
//! Run `cargo run --features tokio --example async_hello_pull`, and `cargo run --features tokio --example
//! async_hello_push`. The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://127.0.0.1:5555".into());

    let context = zmq::tokio::Context::new()?;
    let mut socket = context.socket(zmq::PULL)?;
    socket.connect(&endpoint)?;

    let message = socket.recv().await?;
    println!("{message:?}");
    Ok(())
}
