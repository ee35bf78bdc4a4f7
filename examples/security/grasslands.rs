//! Grasslands: no security at all. Whoever finds the server gets its greeting, and whoever is on the way can read it.
//!
//! `cargo run --example grasslands` is both sides in one process. `grasslands server` is the server alone, which prints where it
//! is bound, and `grasslands client ENDPOINT` the client.

use std::{env, error::Error, time::Duration};
use zmq::{Context, Pull, Push, Socket};

fn server(context: &Context) -> zmq::Result<Socket<Push>> {
    context.socket_builder(zmq::PUSH).bind("tcp://127.0.0.1:*").build()
}

fn client(context: &Context, endpoint: &str) -> zmq::Result<Socket<Pull>> {
    context.socket_builder(zmq::PULL).connect(endpoint).build()
}

fn main() -> Result<(), Box<dyn Error>> {
    let context = Context::new()?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let server = server(&context)?;
            let client = client(&context, &server.last_endpoint()?)?;
            server.send("Hello")?;
            let message = client.recv_timeout(Duration::from_secs(10))?;
            if message.is_none_or(|message| message != "Hello") {
                return Err("Grasslands test FAIL".into());
            }
            println!("Grasslands test OK");
        }
        ["server"] => {
            let server = server(&context)?;
            println!("bound {}", server.last_endpoint()?);
            server.send("Hello")?;
        }
        ["client", endpoint] => println!("{}", client(&context, endpoint)?.recv_string()?),
        _ => return Err("usage: grasslands [server | client ENDPOINT]".into()),
    }
    Ok(())
}
