//! Majordomo, a client that sends all requests before it reads the replies: many times as many a second as `mdclient`.
//!
//! Nothing is retried; what has no reply at the end is counted as lost.
//!
//! Run `mdclient2 [ENDPOINT] [REQUESTS]` with `mdbroker` and `mdworker`.

use std::time::Duration;
use zmq_guide::{Result, arg, arg_number, mdcliapi2::Client};

/// How many requests are under way: more would overflow the queues between, which drop what the broker cannot deliver.
const WINDOW: u64 = 500;

fn main() -> Result<()> {
    let requests = arg_number(2, 100_000_u64)?;
    let client = Client::connect(&zmq::Context::new()?, &arg(1, "tcp://localhost:5555"))?;
    let (mut sent, mut received) = (0, 0);
    while received < requests {
        while sent < requests && sent - received < WINDOW {
            client.send("echo", ["Hello world"])?;
            sent += 1;
        }
        match client.recv(Duration::from_millis(2500))? {
            Some(_) => received += 1,
            None => break,
        }
    }
    println!("{received} requests/replies processed");
    if received < requests {
        println!("E: {} requests have no reply", requests - received);
    }
    Ok(())
}
