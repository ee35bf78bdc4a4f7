//! Freelance 1, a server: an echo, of which there are several, and no broker.
//!
//! (The Guide's Python scripts of Freelance are for Python 2.)
//!
//! Run `flserver1 [ENDPOINT]` once for each server, and `flclient1` with their endpoints.

use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let server = context.socket(zmq::REP)?;
    server.bind(&arg(1, "tcp://*:5555"))?;
    println!("bound {}", server.last_endpoint()?);
    loop {
        let request = server.recv_multipart()?;
        server.send_multipart(request)?;
    }
}
