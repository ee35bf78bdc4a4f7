//! Pipeline, the ventilator: a hundred tasks of up to 100 ms each, spread over the workers.
//!
//! A PUSH socket deals round-robin to the workers that are connected, so start them first: one that comes late finds the
//! tasks dealt already. Workers that take different times want a load balancer (`lbbroker`).
//!
//! Run `tasksink`, any number of `taskwork`, then `taskvent [ENDPOINT] [SINK]`, and press Enter.

use rand::random_range;
use zmq_guide::{Result, arg};

fn main() -> Result<()> {
    let endpoint = arg(1, "tcp://*:5557");
    let sink_endpoint = arg(2, "tcp://localhost:5558");
    let context = zmq::Context::new()?;
    let sender = context.socket(zmq::PUSH)?;
    sender.bind(&endpoint)?;
    println!("bound {}", sender.last_endpoint()?);
    let sink = context.socket(zmq::PUSH)?;
    sink.connect(&sink_endpoint)?;

    println!("Press Enter when the workers are ready: ");
    std::io::stdin().read_line(&mut String::new())?;
    println!("Sending tasks to workers...");
    sink.send("0")?; // the sink starts its clock

    let mut total = 0;
    for _ in 0..100 {
        let workload = random_range(1..=100);
        total += workload;
        sender.send(workload.to_string())?;
    }
    println!("Total expected cost: {total} msec");
    Ok(()) // dropping the context waits until the tasks are delivered
}
