//! Pipeline, the sink: counts a hundred results and measures how long all took together.
//!
//! A PULL socket takes from all workers fairly. The more workers, the shorter the time.
//!
//! Where workers are to end with the batch, use `tasksink2`.
//!
//! Run `tasksink [ENDPOINT]` with `taskwork` and `taskvent`.

use std::time::Instant;
use zmq_guide::{arg, show};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let receiver = context.socket(zmq::PULL)?;
    receiver.bind(&arg(1, "tcp://*:5558"))?;
    println!("bound {}", receiver.last_endpoint()?);

    receiver.recv()?; // the batch begins
    let started = Instant::now();
    for task in 0..100 {
        receiver.recv()?;
        show(if task % 10 == 0 { ":" } else { "." });
    }
    println!("\nTotal elapsed time: {} msec", started.elapsed().as_millis());
    Ok(())
}
