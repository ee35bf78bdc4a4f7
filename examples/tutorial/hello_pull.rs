//! The second program of the tutorial's short pair: receives one message and prints it.
//!
//! Run `cargo run --example hello_pull`, and `cargo run --example hello_push`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://127.0.0.1:5555".into());

    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PULL)?;
    socket.connect(&endpoint)?;

    let message = socket.recv()?;
    println!("{message:?}");
    Ok(())
}
