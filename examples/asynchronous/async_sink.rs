//! `sink.py` of the tutorial on tokio: prints what the workers pass on.
//!
//! Run `cargo run --features tokio --example async_sink`, two or more `cargo run --features tokio --example
//! async_worker`, and `cargo run --features tokio --example async_ventilator`. The environment variable
//! `ZMQ_ENDPOINT` replaces the endpoint.

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://*:5558".into());

    let context = zmq::tokio::Context::new()?;
    let mut socket = context.socket(zmq::PULL)?;
    socket.bind(&endpoint)?;

    loop {
        let response = socket.recv().await?;
        println!("response: {response:?}");
    }
}
