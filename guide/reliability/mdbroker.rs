//! Majordomo: a broker for services with names. Clients ask a service, and a free worker of that service answers. RFC 7.
//!
//! It answers `mmi.service`, whether a service has workers, itself (RFC 8). What it holds is in memory: when it dies, clients retry and
//! workers register again. Requests that must survive that are for `titanic`.
//!
//! Run `mdbroker [ENDPOINT]`, any number of `mdworker`, and `mdclient`, `mdclient2` or `mmiecho`.

use std::time::Duration;
use zmq_guide::{arg, hurried, mdbroker::Broker};

fn main() -> zmq::Result<()> {
    let mut broker = Broker::bind(&zmq::Context::new()?, &arg(1, "tcp://*:5555"))?;
    broker.set_heartbeat(hurried(Duration::from_millis(2500)));
    println!("bound {}", broker.endpoint()?);
    broker.run()?;
    Ok(())
}
