//! Clone 1, the server: publishes updates of a table of keys and values, with numbers.
//!
//! A subscriber that comes late has no way to what was before: that is `clonesrv2`. (The Guide's Python scripts of the models 1, 2 and
//! 4 are for Python 2.)
//!
//! Run `clonesrv1 [ENDPOINT]`, and any number of `clonecli1`.

use rand::random_range;
use std::{thread, time::Duration};
use zmq_guide::{arg, kvsimple::KvSimple};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let publisher = context.socket(zmq::PUB)?;
    publisher.bind(&arg(1, "tcp://*:5556"))?;
    println!("bound {}", publisher.last_endpoint()?);
    for sequence in 1.. {
        let [key, body] = [random_range(1..=10_000).to_string(), random_range(1..=1_000_000).to_string()];
        publisher.send_multipart(KvSimple { key: key.into(), sequence, body: body.into() }.into_parts())?;
        thread::sleep(Duration::from_micros(100));
    }
    Ok(())
}
