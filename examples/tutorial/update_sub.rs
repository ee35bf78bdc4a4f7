//! The tutorial's short subscriber: prints every message.
//!
//! Run `cargo run --example update_sub`, while `cargo run --example update_pub` runs.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://127.0.0.1:5555".into());

    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::SUB)?;
    socket.connect(&endpoint)?;
    socket.subscribe(b"")?;

    loop {
        let message = socket.recv()?;
        println!("{message:?}");
    }
}
