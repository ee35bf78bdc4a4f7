//! Freelance 2, a client: asks all servers at once, and takes the first answer.
//!
//! It is as fast as the fastest server and works while one lives; each request is done by all of them, so it suits requests that cost
//! little and change nothing. To ask only one see `flclient3`.
//!
//! Run `flclient2 ENDPOINT...` with `flserver2`; the environment variable `REQUESTS` says how often it asks, 10000 times.

use std::time::{Duration, Instant};
use zmq::{Context, Dealer, Message, Socket};
use zmq_guide::{Result, args_from};

const TIMEOUT: Duration = Duration::from_millis(2500);

fn main() -> Result<()> {
    let servers = args_from(1, &["tcp://localhost:5555"]);
    let requests: u32 = std::env::var("REQUESTS").map_or(Ok(10_000), |text| text.parse())?;
    let context = Context::new()?;
    let socket = context.socket_builder(zmq::DEALER).linger(Some(Duration::ZERO)).build()?;
    for endpoint in &servers {
        socket.connect(endpoint)?;
        println!("I: connected to {endpoint}");
    }
    let started = Instant::now();
    for sequence in 1..=requests {
        ask(&socket, servers.len(), sequence)?.ok_or("name service not available, aborting")?;
    }
    println!("Average round trip cost: {} usec", started.elapsed().as_micros() / u128::from(requests.max(1)));
    Ok(())
}

/// The first answer to this request.
fn ask(socket: &Socket<Dealer>, servers: usize, sequence: u32) -> zmq::Result<Option<Message>> {
    let number = sequence.to_string();
    for _ in 0..servers {
        // Round-robin: one to each. A dead server's queue fills, and then it is passed over.
        match socket.try_send_multipart(["", &number, "random name"]) {
            Err(error) if !error.is_would_block() => return Err(error.into()),
            _ => {}
        }
    }
    let end = Instant::now() + TIMEOUT;
    loop {
        let Some(mut reply) = socket.recv_multipart_timeout(end)? else { return Ok(None) };
        if reply.len() == 3 && reply[1] == number {
            return Ok(reply.pop());
        }
        // An answer of a slower server to a request before.
    }
}
