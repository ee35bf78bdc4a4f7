//! `server.py` of the tutorial: answers each request after a second of "work".
//!
//! Run `cargo run --example server`, and any number of `cargo run --example client`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

use std::{thread, time::Duration};

fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://*:5555".into());

    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REP)?;
    socket.bind(&endpoint)?;

    loop {
        //  Wait for next request from client
        let message = socket.recv()?;
        println!("Received request: {message:?}");

        //  Do some 'work'
        thread::sleep(Duration::from_secs(1));

        //  Send reply back to client
        socket.send(b"World")?;
    }
}
