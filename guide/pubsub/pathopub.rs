//! Pathological publishing: a thousand topics once, and then one of them a second. A late subscriber waits for ever for its first.
//!
//! With `lvcache` between, each subscriber gets the last value of its topic at once. (The Guide's Python scripts of this are for
//! Python 2.)
//!
//! Run `pathopub [ENDPOINT]`, and `pathosub`; or `pathopub tcp://*:5557`, `lvcache`, and `pathosub tcp://localhost:5558`.

use rand::random_range;
use std::time::Duration;
use zmq_guide::{arg, pause};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    // An XPUB sees the first subscription, so nobody has to sleep until the cache or a subscriber is there.
    let publisher = context.socket(zmq::XPUB)?;
    publisher.bind(&arg(1, "tcp://*:5556"))?;
    println!("bound {}", publisher.last_endpoint()?);
    publisher.recv()?;

    for topic in 0..1000 {
        publisher.send_multipart([format!("{topic:03}"), "Save Roger".into()])?;
    }
    println!("published all topics");
    loop {
        pause(Duration::from_secs(1));
        publisher.send_multipart([format!("{:03}", random_range(0..1000)), "Off with his head!".into()])?;
    }
}
