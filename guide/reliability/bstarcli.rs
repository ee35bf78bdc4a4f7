//! Binary Star, a client: asks the server that answered last, and the other one when that is silent.
//!
//! It waits before it asks the other, longer than the servers need to see that their peer is dead: else its request would be refused,
//! or make two active servers.
//!
//! Run `bstarcli [PRIMARY] [BACKUP] [REQUESTS]` with `bstarsrv` or `bstarsrv2`, `-p` and `-b`. Without a number of requests it asks
//! for ever.

use std::time::Duration;
use zmq::{Context, Req, Socket};
use zmq_guide::{Result, arg, arg_number, hurried, pause};

fn main() -> Result<()> {
    let mut servers = [arg(1, "tcp://localhost:5001"), arg(2, "tcp://localhost:5002")];
    let requests = arg_number(3, u64::MAX)?;
    let context = Context::new()?;
    let mut client = connect(&context, &servers[0])?;
    for sequence in 0..requests {
        client.send(sequence.to_string())?;
        loop {
            match client.recv_timeout(hurried(Duration::from_secs(1)))? {
                Some(reply) if reply == sequence.to_string() => break,
                Some(reply) => println!("E: malformed reply from server: {reply:?}"),
                None => {
                    println!("W: no response from server, failing over");
                    pause(Duration::from_secs(2)); // for the servers to see it, too
                    servers.swap(0, 1);
                    println!("I: connecting to server at {}...", servers[0]);
                    client = connect(&context, &servers[0])?;
                    client.send(sequence.to_string())?;
                }
            }
        }
        println!("I: server replied OK ({sequence})");
        pause(Duration::from_secs(1));
    }
    Ok(())
}

fn connect(context: &Context, endpoint: &str) -> zmq::Result<Socket<Req>> {
    context.socket_builder(zmq::REQ).linger(Some(Duration::ZERO)).connect(endpoint).build()
}
