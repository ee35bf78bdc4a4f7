//! A server that ends well at Ctrl-C: it stops waiting, closes its sockets, and what it sent is delivered.
//!
//! A signal does not end a `recv` of this crate. Who handles the signal shuts the context down, and every blocked call of
//! every thread returns [`zmq::Errno::ETERM`]. A program that has no more than a poller may use
//! [`wait_interruptible`](zmq::Poller::wait_interruptible).
//!
//! Run `interrupt [ENDPOINT]` and press Ctrl-C; it needs no partner, and answers `hwclient`.

use std::thread;
use zmq::Errno;
use zmq_guide::{Result, arg};

fn main() -> Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REP)?;
    socket.bind(&arg(1, "tcp://*:5558"))?;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let interrupted = {
        let _inside = runtime.enter();
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())? // from here on, Ctrl-C is ours
    };
    let stop = context.clone();
    thread::spawn(move || {
        let mut interrupted = interrupted;
        runtime.block_on(interrupted.recv());
        stop.shutdown();
    });
    println!("bound {}", socket.last_endpoint()?);

    loop {
        match socket.recv() {
            Ok(_) => socket.send("World")?,
            Err(error) if error == Errno::ETERM => break,
            Err(error) => return Err(error.into()),
        }
    }
    println!("W: interrupt received, stopping...");
    Ok(())
}
