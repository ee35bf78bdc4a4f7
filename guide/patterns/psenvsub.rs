//! Envelopes, the subscriber: receives one topic of two.
//!
//! The subscription is a prefix still: `B` would also match the topic `BB`. End topics with a separator where that matters.
//!
//! Run `psenvsub [ENDPOINT]` with `psenvpub`.

use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.connect(&arg(1, "tcp://localhost:5563"))?;
    subscriber.subscribe("B")?;

    loop {
        let [address, contents] = subscriber.recv_parts()?;
        println!("[{address:?}] {contents:?}");
    }
}
