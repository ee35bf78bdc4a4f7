//! `client.py` of the tutorial on tokio: asks the server, and gives up after three seconds.
//!
//! Run `cargo run --features tokio --example async_client`, with `cargo run --example server`.
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint.

use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://localhost:5555".into());

    let context = zmq::tokio::Context::new()?;

    //  Socket to talk to server
    println!("Connecting to hello world server…");
    let mut socket = context.socket(zmq::REQ)?;
    socket.set_linger(Some(Duration::ZERO))?; // a server that never comes does not keep the program
    socket.connect(&endpoint)?;
    socket.send(b"Hello").await?;
    //  Get the reply.
    match tokio::time::timeout(Duration::from_secs(3), socket.recv()).await {
        Ok(message) => println!("Received reply [ {:?} ]", message?),
        Err(_) => println!("No reply in three seconds"),
    }
    Ok(())
}
