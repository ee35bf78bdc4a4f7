//! Envelopes: the topic is a part of its own before the data, and is all that subscriptions are compared with.
//!
//! So data cannot match by accident, and a subscriber sees which topic it was. A message is delivered with all parts or not
//! at all.
//!
//! Run `psenvpub [ENDPOINT]`, and any number of `psenvsub`.

use std::time::Duration;
use zmq_guide::{arg, pause};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let publisher = context.socket(zmq::PUB)?;
    publisher.bind(&arg(1, "tcp://*:5563"))?;
    println!("bound {}", publisher.last_endpoint()?);

    loop {
        publisher.send_multipart(["A", "We don't want to see this"])?;
        publisher.send_multipart(["B", "We would like to see this"])?;
        pause(Duration::from_secs(1));
    }
}
