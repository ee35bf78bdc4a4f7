//! Lazy Pirate: a client that does not wait for ever. It waits for so long, closes the socket, and asks again with a new one.
//!
//! A REQ socket whose reply is lost cannot send again, so it is replaced. After `ATTEMPTS`, three, the client gives up. The server may
//! see a request more than once; so requests should be harmless to repeat, or have numbers, as here. One server is enough for this;
//! behind a queue of workers it is Simple Pirate (`spqueue`), which needs no other client.
//!
//! Run `lpclient [ENDPOINT] [REQUESTS] [ATTEMPTS]` with `lpserver`, with `spqueue` and `spworker`, or with `ppqueue` and `ppworker`.
//! Without a number of requests it asks for ever.

use std::time::Duration;
use zmq::{Context, Req, Socket};
use zmq_guide::{Result, arg, arg_number};

const TIMEOUT: Duration = Duration::from_millis(2500);

fn main() -> Result<()> {
    let endpoint = arg(1, "tcp://localhost:5555");
    let requests = arg_number(2, u64::MAX)?;
    let most = arg_number(3, 3_u32)?;
    let context = Context::new()?;
    println!("I: connecting to server...");
    let mut client = connect(&context, &endpoint)?;

    for sequence in 0..requests {
        let mut attempts = most;
        println!("I: sending ({sequence})");
        client.send(sequence.to_string())?;
        loop {
            match client.recv_timeout(zmq_guide::hurried(TIMEOUT))? {
                Some(reply) if reply == sequence.to_string() => {
                    println!("I: server replied OK ({sequence})");
                    break;
                }
                Some(reply) => println!("E: malformed reply from server: {reply:?}"),
                None => println!("W: no response from server"),
            }
            attempts = attempts.saturating_sub(1);
            if attempts == 0 {
                return Err(format!("server seems to be offline, abandoning {sequence}").into());
            }
            println!("I: reconnecting to server...");
            client = connect(&context, &endpoint)?; // the old socket closes here, and its request is discarded
            println!("I: resending ({sequence})");
            client.send(sequence.to_string())?;
        }
    }
    Ok(())
}

fn connect(context: &Context, endpoint: &str) -> zmq::Result<Socket<Req>> {
    context.socket_builder(zmq::REQ).linger(Some(Duration::ZERO)).connect(endpoint).build()
}
