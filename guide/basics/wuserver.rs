//! Publish and subscribe, the publisher: weather updates for random zip codes, to whoever listens.
//!
//! A PUB socket never waits: with no subscriber it discards, and a slow one loses updates. When each update must arrive
//! use `syncpub` to begin together, or the Clone pattern (`clonesrv6`) for a state that all share.
//!
//! Run `wuserver [ENDPOINT]`, and any number of `wuclient`.

use rand::random_range;
use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let endpoint = arg(1, "tcp://*:5556");
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUB)?;
    socket.bind(&endpoint)?;
    println!("bound {}", socket.last_endpoint()?);

    loop {
        let zipcode = random_range(1..100_000);
        let temperature = random_range(-80..135);
        let relhumidity = random_range(10..60);
        socket.send(format!("{zipcode} {temperature} {relhumidity}"))?;
    }
}
