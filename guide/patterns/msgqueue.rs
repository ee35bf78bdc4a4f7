//! `rrbroker` in one call: a proxy between a ROUTER and a DEALER.
//!
//! It runs on this thread for ever; [`zmq::Proxy`] runs in the background and can be paused, counted and stopped.
//!
//! Run `msgqueue [FRONTEND] [BACKEND]`, any number of `rrworker`, and of `rrclient`.

use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::ROUTER)?;
    frontend.bind(&arg(1, "tcp://*:5559"))?;
    println!("bound {}", frontend.last_endpoint()?);
    let backend = context.socket(zmq::DEALER)?;
    backend.bind(&arg(2, "tcp://*:5560"))?;
    println!("bound {}", backend.last_endpoint()?);
    zmq::proxy(&frontend, &backend)?;
    Ok(())
}
