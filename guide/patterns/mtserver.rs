//! `hwserver` with five threads: a proxy deals requests to REP sockets inside of the process.
//!
//! Sockets stay on their threads, and messages go between them: nothing is locked. When the work waits for others rather than
//! computes, tasks are cheaper than threads: `asyncsrv_tokio`.
//!
//! Run `mtserver [ENDPOINT]`, and any number of `hwclient`.

use std::{thread, time::Duration};
use zmq_guide::{arg, pause};

const WORKERS: &str = "inproc://workers";

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let clients = context.socket(zmq::ROUTER)?;
    clients.bind(&arg(1, "tcp://*:5555"))?;
    println!("bound {}", clients.last_endpoint()?);
    let workers = context.socket(zmq::DEALER)?;
    workers.bind(WORKERS)?;

    for _ in 0..5 {
        let worker = context.socket(zmq::REP)?;
        worker.connect(WORKERS)?;
        thread::spawn(move || work(&worker)); // the socket moves to the thread
    }
    zmq::proxy(&clients, &workers)?;
    Ok(())
}

fn work(socket: &zmq::Socket<zmq::Rep>) -> zmq::Result<()> {
    loop {
        let request = socket.recv()?;
        println!("Received request: [ {request:?} ]");
        pause(Duration::from_secs(1));
        socket.send("World")?;
    }
}
