//! Simple Pirate, a worker: an echo that now and then crashes, or is too slow.
//!
//! Run `spworker [BACKEND] [MISHAPS]` with `spqueue`. After the first few, one request in `MISHAPS` (6) ends it and one in as many
//! slows it down; with 0 none does.

use rand::random_range;
use std::time::Duration;
use zmq_guide::{Result, arg, arg_number, pause};

fn main() -> Result<()> {
    let mishaps = arg_number(2, 6)?;
    let mishap = |cycle| cycle > 3 && mishaps > 0 && random_range(0..mishaps) == 0;
    let context = zmq::Context::new()?;
    let worker = context.socket(zmq::REQ)?;
    let name = format!("{:04X}-{:04X}", random_range(0..0x10000), random_range(0..0x10000));
    worker.set_routing_id(name.as_bytes())?;
    worker.connect(&arg(1, "tcp://localhost:5556"))?;
    println!("I: ({name}) worker ready");
    worker.send(b"\x01")?;

    for cycle in 1_u64.. {
        let request = worker.recv_multipart()?;
        if mishap(cycle) {
            println!("I: ({name}) simulating a crash");
            break;
        }
        if mishap(cycle) {
            println!("I: ({name}) simulating CPU overload");
            pause(Duration::from_secs(3));
        }
        println!("I: ({name}) normal reply");
        pause(Duration::from_secs(1)); // some work
        worker.send_multipart(request)?;
    }
    Ok(())
}
