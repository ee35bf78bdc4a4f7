//! Freelance 2, a server: answers a number and a request with the number and `OK`.
//!
//! The number lets a client that asked all servers discard the answers that it no longer waits for.
//!
//! Run `flserver2 [ENDPOINT]` once for each server, and `flclient2` with their endpoints.

use zmq::multipart;
use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let server = context.socket(zmq::REP)?;
    server.bind(&arg(1, "tcp://*:5555"))?;
    println!("bound {}", server.last_endpoint()?);
    loop {
        let request = server.recv_multipart()?;
        server.send_multipart(multipart![&request[0], "OK"])?;
    }
}
