//! Freelance 1, a client: asks one server after the other until one answers.
//!
//! It is simple, and slow when the first servers are dead. To ask all at once see `flclient2`, to know who lives `flclient3`.
//!
//! Run `flclient1 ENDPOINT...` with `flserver1`. A single server is asked three times.

use std::time::Duration;
use zmq::{Context, Multipart};
use zmq_guide::{Result, args_from, hurried};

fn main() -> Result<()> {
    let mut servers = args_from(1, &["tcp://localhost:5555"]);
    if let [only] = &servers[..] {
        servers = vec![only.clone(); 3];
    }
    let context = Context::new()?;
    for endpoint in &servers {
        println!("I: trying echo service at {endpoint}...");
        if let Some(reply) = ask(&context, endpoint)? {
            println!("Service is running OK: {:?}", reply[0]);
            return Ok(());
        }
        println!("W: no response from {endpoint}");
    }
    Err("no server answered".into())
}

fn ask(context: &Context, endpoint: &str) -> zmq::Result<Option<Multipart>> {
    let client = context.socket_builder(zmq::REQ).linger(Some(Duration::ZERO)).connect(endpoint).build()?;
    client.send("Hello world")?;
    client.recv_multipart_timeout(hurried(Duration::from_secs(1)))
}
