//! Majordomo, a client that asks and waits: each request has its reply, or the client says which one has none.
//!
//! Run `mdclient [ENDPOINT] [REQUESTS]` with `mdbroker` and `mdworker`. For more requests a second, at the price of retries, see
//! `mdclient2`.

use std::time::Duration;
use zmq_guide::{Result, arg, arg_number, hurried, mdcliapi::Client};

fn main() -> Result<()> {
    let requests = arg_number(2, 100_000)?;
    let mut client = Client::connect(&zmq::Context::new()?, &arg(1, "tcp://localhost:5555"))?;
    client.set_patience(hurried(Duration::from_millis(2500)), 3);
    let mut lost = 0;
    for number in 0..requests {
        match client.call("echo", ["Hello world"]) {
            Ok(_) => {}
            Err(error) => {
                println!("E: request {number}: {error}");
                lost += 1;
            }
        }
    }
    println!("{} requests/replies processed", requests - lost);
    Ok(())
}
