//! A server that ends well at Ctrl-C, also while it waits: `cargo run --example interruptible`.
//!
//! The handler shuts the context down. A call that waits on any of its sockets then fails with `ETERM`, and so does each later one:
//! the program leaves its loop, and its sockets and its context end as usual. This is the same on Unix and on Windows.

use std::time::Duration;
use zmq::{Context, Errno, Result};

/// Answers until the context is shut down.
fn serve(ctx: &Context) -> Result<()> {
    let server = ctx.socket(zmq::REP)?;
    server.bind("tcp://127.0.0.1:*")?;
    println!("{}", server.last_endpoint()?);
    loop {
        let request = server.recv()?;
        server.send(request)?;
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What it still has to deliver at the end may take a second.
    let ctx = Context::builder().linger(Some(Duration::from_secs(1))).build()?;
    let of_handler = ctx.clone();
    ctrlc::set_handler(move || of_handler.shutdown())?;
    match serve(&ctx) {
        Err(error) if error == Errno::ETERM => println!("interrupted"),
        end => end?,
    }
    ctx.term_timeout(Duration::from_secs(5))?;
    println!("ended");
    Ok(())
}
