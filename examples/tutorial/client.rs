//! `client.py` of the tutorial: asks the server and prints its answer.
//!
//! Run `cargo run --example client`, before or after `cargo run --example server`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://localhost:5555".into());

    let context = zmq::Context::new()?;

    //  Socket to talk to server
    println!("Connecting to hello world server…");
    let socket = context.socket(zmq::REQ)?;
    socket.connect(&endpoint)?;
    socket.send(b"Hello")?;
    //  Get the reply.
    let message = socket.recv()?;
    println!("Received reply [ {message:?} ]");
    Ok(())
}
