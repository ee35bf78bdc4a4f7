//! Majordomo's own services: is there a worker for `echo`? RFC 8.
//!
//! The answer is a status, `200` or `404`, and is from now: the worker may be gone when a request follows.
//!
//! Run `mmiecho [ENDPOINT] [SERVICE]` with `mdbroker`, and with `mdworker` or without.

use zmq_guide::{Result, arg, mdcliapi::Client};

fn main() -> Result<()> {
    let service = arg(2, "echo");
    let mut client = Client::connect(&zmq::Context::new()?, &arg(1, "tcp://localhost:5555"))?;
    let reply = client.call("mmi.service", [&service])?;
    println!("Lookup {service} service: {:?}", reply[0]);
    Ok(())
}
