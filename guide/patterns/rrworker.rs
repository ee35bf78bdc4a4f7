//! A worker behind a broker: a server that connects where `hwserver` binds, so that there can be many.
//!
//! Where a worker may die with a request, use `ppworker`.
//!
//! Run `rrworker [BACKEND]` with `rrbroker` or `msgqueue`, and `rrclient`.

use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REP)?;
    socket.connect(&arg(1, "tcp://localhost:5560"))?;

    loop {
        let message = socket.recv()?;
        println!("Received request: {message:?}");
        socket.send("World")?;
    }
}
