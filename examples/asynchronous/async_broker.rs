//! The tutorial's client and server on tokio, N to M: a broker between any number of clients and any number of
//! servers.
//!
//! Run `cargo run --features tokio --example async_broker`, and any number of `cargo run --example client`, which
//! find it where the server was. The servers no longer bind; each connects to the broker's other side, and they may
//! come and go: `socket.connect("tcp://localhost:5560")?`.
//!
//! The environment variable `ZMQ_ENDPOINT` replaces the endpoint for clients, `ZMQ_BACKEND_ENDPOINT` that for
//! servers.

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let endpoint = std::env::var("ZMQ_ENDPOINT").unwrap_or("tcp://*:5555".into());
    let backend_endpoint = std::env::var("ZMQ_BACKEND_ENDPOINT").unwrap_or("tcp://*:5560".into());

    let context = zmq::tokio::Context::new()?;

    //  Clients: each request comes with the address of its sender
    let mut frontend = context.socket(zmq::ROUTER)?;
    frontend.bind(&endpoint)?;

    //  Servers: each gets the next request
    let mut backend = context.socket(zmq::DEALER)?;
    backend.bind(&backend_endpoint)?;

    println!("Passing requests from {} to {}", frontend.last_endpoint()?, backend.last_endpoint()?);
    match zmq::tokio::proxy(&mut frontend, &mut backend).await? {}
}
