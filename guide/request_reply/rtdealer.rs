//! Routing by hand: a ROUTER sends each task to the worker of its choice, by name.
//!
//! Workers are DEALER sockets with a routing id. A ROUTER discards what it cannot route, so nothing may be sent before the
//! worker is connected; here each introduces itself by an empty message ([`set_probe_router`](zmq::Socket::set_probe_router)),
//! and [`set_router_mandatory`](zmq::Socket::set_router_mandatory) makes an unknown name an error.
//!
//! Run `rtdealer`; it needs no partner.

use rand::random_range;
use std::thread;
use zmq::{Context, Dealer, Socket};

fn main() -> zmq::Result<()> {
    let context = Context::new()?;
    let client = context.socket(zmq::ROUTER)?;
    client.set_router_mandatory(true)?;
    client.bind("inproc://routing")?;
    let mut workers = Vec::new();
    for name in ["A", "B"] {
        let worker = context.socket(zmq::DEALER)?;
        worker.set_routing_id(name.as_bytes())?;
        worker.set_probe_router(true)?;
        worker.connect("inproc://routing")?;
        workers.push(thread::spawn(move || work(name, &worker)));
    }
    for _ in &workers {
        client.recv_multipart()?; // it is there
    }

    // A is twice as fast as B, we know.
    for _ in 0..10 {
        let name = if random_range(0..3) < 2 { "A" } else { "B" };
        client.send_multipart([name, "This is the workload"])?;
    }
    for name in ["A", "B"] {
        client.send_multipart([name, "END"])?;
    }
    workers
        .into_iter()
        .try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
}

fn work(name: &str, tasks: &Socket<Dealer>) -> zmq::Result<()> {
    let mut total = 0;
    while tasks.recv()? != "END" {
        total += 1;
    }
    println!("{name} received: {total}");
    Ok(())
}
