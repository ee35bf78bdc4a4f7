//! The tutorial's short subscriber on tokio: prints every message.
//!
//! Run `cargo run --features tokio --example async_update_sub`, while `cargo run --features tokio --example
//! async_update_pub` runs. The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://127.0.0.1:5555".into());

    let context = zmq::tokio::Context::new()?;
    let mut socket = context.socket(zmq::SUB)?;
    socket.connect(&endpoint)?;
    socket.subscribe(b"")?;

    loop {
        let message = socket.recv().await?;
        println!("{message:?}");
    }
}
