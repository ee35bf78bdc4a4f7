//! Discovery 1: broadcast a byte each second, and print who else does.
//!
//! A ZeroMQ socket needs an endpoint to connect to; UDP finds one. As a library it is `udpping2`, with names and departures `udpping3`.
//!
//! Run `udpping1 [ADDRESS]` on several machines of one network.

use std::{
    io::ErrorKind,
    time::{Duration, Instant},
};
use zmq_guide::{Result, arg, beacon, hurried};

fn main() -> Result<()> {
    let to: std::net::SocketAddr = arg(1, &format!("255.255.255.255:{}", beacon::PORT)).parse()?;
    let socket = beacon::socket(to.port())?;
    let mut due = Instant::now();
    loop {
        if Instant::now() >= due {
            due = Instant::now() + hurried(Duration::from_secs(1));
            println!("Pinging peers...");
            socket.send_to(b"!", to)?;
        }
        let left = due.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        socket.set_read_timeout(Some(left))?;
        match socket.recv_from(&mut [0]) {
            Ok((_, from)) => println!("Found peer {from}"),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
