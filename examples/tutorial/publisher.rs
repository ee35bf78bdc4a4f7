//! `Publisher.py` of the tutorial: a weather server that publishes updates for random zip codes, as fast as it can.
//!
//! Run `cargo run --release --example publisher`, and any number of `cargo run --example subscribe`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

use rand::random_range;

fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://*:5556".into());

    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUB)?;
    socket.bind(&endpoint)?;

    loop {
        let zipcode = random_range(1..100000);
        let temperature = random_range(-80..135);
        let relhumidity = random_range(10..60);

        socket.send_string(format!("{zipcode} {temperature} {relhumidity}"))?;
    }
}
