//! Lazy Pirate, the server: an echo that now and then crashes, or is too slow, so that `lpclient` has something to do.
//!
//! Run `lpserver [ENDPOINT] [MISHAPS]` with `lpclient`, and start it again when it has crashed. After the first few, one request in
//! `MISHAPS` (4) ends it and one in as many slows it down; with 0 none does.

use rand::random_range;
use std::time::Duration;
use zmq_guide::{Result, arg, arg_number, pause};

fn main() -> Result<()> {
    let mishaps = arg_number(2, 4)?;
    let mishap = |cycle| cycle > 3 && mishaps > 0 && random_range(0..mishaps) == 0;
    let context = zmq::Context::new()?;
    let server = context.socket(zmq::REP)?;
    server.bind(&arg(1, "tcp://*:5555"))?;
    println!("bound {}", server.last_endpoint()?);

    for cycle in 1_u64.. {
        let request = server.recv()?;
        if mishap(cycle) {
            println!("I: simulating a crash");
            break;
        }
        if mishap(cycle) {
            println!("I: simulating CPU overload");
            pause(Duration::from_secs(3));
        }
        println!("I: normal request ({request:?})");
        pause(Duration::from_secs(1)); // some work
        server.send(request)?;
    }
    Ok(())
}
