//! Request and reply, the server: receives a question, works, answers.
//!
//! A REP socket takes requests and answers in lockstep, one at a time. For more than one at a time see `mtserver`; for
//! servers that come and go see `rrbroker`.
//!
//! Run `hwserver [ENDPOINT]`, and any number of `hwclient`.

use std::time::Duration;
use zmq_guide::{arg, pause};

fn main() -> zmq::Result<()> {
    let endpoint = arg(1, "tcp://*:5555");
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REP)?;
    socket.bind(&endpoint)?;
    println!("bound {}", socket.last_endpoint()?);

    loop {
        let message = socket.recv()?;
        println!("Received request: {message:?}");
        pause(Duration::from_secs(1)); // some work
        socket.send("World")?;
    }
}
