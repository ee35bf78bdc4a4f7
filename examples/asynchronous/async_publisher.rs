//! `Publisher.py` of the tutorial on tokio: a weather server that publishes updates for random zip codes, as fast
//! as it can.
//!
//! Run `cargo run --release --features tokio --example async_publisher`, and any number of `cargo run --features
//! tokio --example async_subscribe`. The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

use rand::random_range;

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://*:5556".into());

    let context = zmq::tokio::Context::new()?;
    let mut socket = context.socket(zmq::PUB)?;
    socket.bind(&endpoint)?;

    loop {
        let zipcode = random_range(1..100000);
        let temperature = random_range(-80..135);
        let relhumidity = random_range(10..60);

        socket.send_string(format!("{zipcode} {temperature} {relhumidity}")).await?;
    }
}
