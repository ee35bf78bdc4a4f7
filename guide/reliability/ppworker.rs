//! Paranoid Pirate, a worker: heartbeats both ways, and a new connection when the queue falls silent. RFC 6.
//!
//! The pause before connecting again doubles each time, up to 32 s, so that many workers do not storm a queue that begins.
//!
//! Run `ppworker [BACKEND] [MISHAPS]` with `ppqueue`. After the first few, one request in `MISHAPS` (6) ends it and one in as many
//! slows it down; with 0 none does. On tokio: `ppworker_tokio`.

use rand::random_range;
use std::time::{Duration, Instant};
use zmq::{Context, Dealer, Socket};
use zmq_guide::{Result, arg, arg_number, hurried, pause, ppp};

fn main() -> Result<()> {
    let endpoint = arg(1, "tcp://localhost:5556");
    let mishaps = arg_number(2, 6)?;
    let mishap = |cycle| cycle > 3 && mishaps > 0 && random_range(0..mishaps) == 0;
    let heartbeat = hurried(Duration::from_secs(1));
    let (first, longest) = (Duration::from_secs(1), Duration::from_secs(32));

    let context = Context::new()?;
    let mut worker = connect(&context, &endpoint)?;
    let mut backoff = first;
    let mut cycle = 0;
    let mut due = Instant::now() + heartbeat;
    let mut expires = Instant::now() + heartbeat * ppp::LIVENESS;
    loop {
        if let Some(parts) = worker.recv_multipart_timeout(due.min(expires))? {
            if parts.len() >= 3 {
                cycle += 1;
                if mishap(cycle) {
                    println!("I: simulating a crash");
                    return Ok(());
                }
                if mishap(cycle) {
                    println!("I: simulating CPU overload");
                    pause(Duration::from_secs(3));
                }
                println!("I: normal reply");
                pause(Duration::from_secs(1)); // some work
                worker.send_multipart(parts)?;
            } else if parts != [ppp::HEARTBEAT] {
                println!("E: invalid message: {parts:?}");
            }
            backoff = first;
            expires = Instant::now() + heartbeat * ppp::LIVENESS;
        } else if Instant::now() >= expires {
            println!("W: heartbeat failure, can't reach queue");
            println!("W: reconnecting in {backoff:?}...");
            pause(backoff);
            backoff = longest.min(backoff * 2);
            worker = connect(&context, &endpoint)?;
            expires = Instant::now() + heartbeat * ppp::LIVENESS;
        }
        if Instant::now() >= due {
            due = Instant::now() + heartbeat;
            worker.send(ppp::HEARTBEAT)?;
        }
    }
}

fn connect(context: &Context, endpoint: &str) -> zmq::Result<Socket<Dealer>> {
    let worker =
        context.socket_builder(zmq::DEALER).linger(Some(Duration::ZERO)).connect(endpoint).build()?;
    worker.send(ppp::READY)?;
    println!("I: worker ready");
    Ok(worker)
}
