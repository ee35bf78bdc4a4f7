//! A client of a broker: asks ten times, as `hwclient`, and does not know how many workers there are.
//!
//! Where one server is enough, use `hwclient` without a broker.
//!
//! Run `rrclient [FRONTEND]` with `rrbroker` or `msgqueue`, and `rrworker`.

use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REQ)?;
    socket.connect(&arg(1, "tcp://localhost:5559"))?;

    for request in 1..=10 {
        socket.send("Hello")?;
        let message = socket.recv()?;
        println!("Received reply {request} [{message:?}]");
    }
    Ok(())
}
