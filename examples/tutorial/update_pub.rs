//! The tutorial's short publisher: a message a second.
//!
//! Run `cargo run --example update_pub`, and any number of `cargo run --example update_sub`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

use std::{thread, time::Duration};

fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://127.0.0.1:5555".into());

    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUB)?;
    socket.bind(&endpoint)?;

    loop {
        thread::sleep(Duration::from_secs(1));
        socket.send(b"A new message from publisher!")?;
    }
}
