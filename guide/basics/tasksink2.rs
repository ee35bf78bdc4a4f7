//! Pipeline with an end, the sink: as `tasksink`, and tells all workers to stop when the batch is done.
//!
//! The order is published, so one message reaches any number of workers, and those that are not connected yet miss it.
//!
//! Run `tasksink2 [ENDPOINT] [CONTROL]` with `taskwork2` and `taskvent`.

use std::time::Instant;
use zmq_guide::{arg, show};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let receiver = context.socket(zmq::PULL)?;
    receiver.bind(&arg(1, "tcp://*:5558"))?;
    println!("bound {}", receiver.last_endpoint()?);
    let controller = context.socket(zmq::PUB)?;
    controller.bind(&arg(2, "tcp://*:5559"))?;
    println!("bound {}", controller.last_endpoint()?);

    receiver.recv()?; // the batch begins
    let started = Instant::now();
    for task in 0..100 {
        receiver.recv()?;
        show(if task % 10 == 0 { ":" } else { "." });
    }
    println!("\nTotal elapsed time: {} msec", started.elapsed().as_millis());
    Ok(controller.send("KILL")?)
}
