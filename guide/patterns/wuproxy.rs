//! A bridge between two networks: subscribes on one and publishes on the other.
//!
//! With XSUB and XPUB the proxy passes subscriptions on, too, so that only what somebody beyond wants crosses the first network.
//! (The Guide's Python script moves all messages by SUB and PUB, between two addresses of its author's network.)
//!
//! Run `wuproxy [UPSTREAM] [ENDPOINT]` with `wuserver`, and `wuclient ZIPCODE tcp://localhost:8100`.

use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::XSUB)?;
    frontend.connect(&arg(1, "tcp://localhost:5556"))?;
    let backend = context.socket(zmq::XPUB)?;
    backend.bind(&arg(2, "tcp://*:8100"))?;
    println!("bound {}", backend.last_endpoint()?);
    zmq::proxy(&frontend, &backend)?;
    Ok(())
}
