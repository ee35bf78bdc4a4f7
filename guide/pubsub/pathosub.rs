//! Pathological publishing, a subscriber: one topic of a thousand.
//!
//! Run `pathosub [ENDPOINT] [TOPIC]` with `pathopub` or `lvcache`; without a topic it takes one by chance.

use rand::random_range;
use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let topic = arg(2, &format!("{:03}", random_range(0..1000)));
    let context = zmq::Context::new()?;
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.connect(&arg(1, "tcp://localhost:5556"))?;
    subscriber.subscribe(&topic)?;
    loop {
        let [topic, data] = subscriber.recv_parts()?;
        println!("{topic:?}: {data:?}");
    }
}
