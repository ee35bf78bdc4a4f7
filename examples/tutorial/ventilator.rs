//! `ventilator.py` of the tutorial: hands out a task a second, to its workers in turn.
//!
//! Run `cargo run --example sink`, two or more `cargo run --example worker`, and `cargo run --example ventilator`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

use std::{thread, time::Duration};

fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://*:5557".into());

    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUSH)?;
    socket.bind(&endpoint)?;

    loop {
        socket.send(b"test")?;
        println!("已发送");
        thread::sleep(Duration::from_secs(1));
    }
}
