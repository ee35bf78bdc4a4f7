//! The first program of the tutorial's short pair: sends one message, and ends when it is delivered.
//!
//! Run `cargo run --example hello_push`, and `cargo run --example hello_pull`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://127.0.0.1:5555".into());

    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUSH)?;
    socket.bind(&endpoint)?;

    socket.send(b"Hello World")?;
    Ok(())
}
