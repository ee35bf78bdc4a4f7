//! `sink.py` of the tutorial: prints what the workers pass on.
//!
//! Run `cargo run --example sink`, two or more `cargo run --example worker`, and `cargo run --example ventilator`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://*:5558".into());

    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PULL)?;
    socket.bind(&endpoint)?;

    loop {
        let response = socket.recv()?;
        println!("response: {response:?}");
    }
}
