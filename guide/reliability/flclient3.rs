//! Freelance 3, a client: asks one server that lives, and another one when it dies. RFC 10.
//!
//! All of the protocol is in [`zmq_guide::flcliapi`].
//!
//! Run `flclient3 ENDPOINT...` with `flserver3`; the environment variable `REQUESTS` says how often it asks, 10000 times.

use std::time::{Duration, Instant};
use zmq_guide::{
    Result, args_from,
    flcliapi::{Client, Times},
    hurried,
};

fn main() -> Result<()> {
    let servers = args_from(1, &["tcp://localhost:5555", "tcp://localhost:5556", "tcp://localhost:5557"]);
    let requests: u32 = std::env::var("REQUESTS").map_or(Ok(10_000), |text| text.parse())?;
    let times = Times {
        ping: hurried(Duration::from_secs(2)),
        ttl: hurried(Duration::from_secs(6)),
        ..Times::default()
    };
    let client = Client::new(&zmq::Context::new()?, times)?;
    for endpoint in &servers {
        client.connect(endpoint)?;
    }
    let started = Instant::now();
    let mut lost = 0;
    for number in 0..requests {
        if let Err(error) = client.request(["random name"]) {
            println!("E: request {number}: {error}");
            lost += 1;
        }
        if number % 1000 == 999 {
            println!("I: {} requests", number + 1);
        }
    }
    println!("{} requests answered, {lost} lost", requests - lost);
    println!("Average round trip cost: {} usec", started.elapsed().as_micros() / u128::from(requests.max(1)));
    Ok(())
}
