//! Round trips, one at a time and many at once, through a broker: how much waiting costs.
//!
//! The asynchronous client is many times as fast: the sockets send in batches what a synchronous one sends one by one. (The Guide's
//! Python script sleeps until its worker may be there, and hangs when it is not. Here the worker introduces itself.)
//!
//! Run `tripping [REQUESTS] [FRONTEND] [BACKEND]`; it needs no partner.

use std::{thread, time::Instant};
use zmq::{Context, Dealer, POLLIN, Poller, Router, Socket};
use zmq_guide::{Result, arg, arg_number};

fn main() -> Result<()> {
    let requests = arg_number(1, 10_000)?;
    let context = Context::new()?;
    let router =
        |endpoint: &str| context.socket_builder(zmq::ROUTER).sndhwm(0).rcvhwm(0).bind(endpoint).build();
    let frontend = router(&arg(2, "tcp://127.0.0.1:*"))?;
    let backend = router(&arg(3, "tcp://127.0.0.1:*"))?;
    let dealer = |name: &[u8]| context.socket_builder(zmq::DEALER).routing_id(name).sndhwm(0).rcvhwm(0);
    let client = dealer(b"C").connect(&frontend.last_endpoint()?).build()?;
    let worker = dealer(b"W").probe_router(true).connect(&backend.last_endpoint()?).build()?;
    backend.recv_multipart()?; // the worker is there

    thread::scope(|scope| {
        scope.spawn(move || work(&worker));
        scope.spawn(move || broker(&frontend, &backend));
        let measured = measure(&client, requests);
        context.shutdown(); // ends both
        measured
    })
}

fn measure(client: &Socket<Dealer>, requests: u32) -> Result<()> {
    println!("Synchronous round-trip test...");
    let started = Instant::now();
    for _ in 0..requests {
        client.send("hello")?;
        client.recv()?;
    }
    println!(" {:.0} calls/second", f64::from(requests) / started.elapsed().as_secs_f64());
    println!("Asynchronous round-trip test...");
    let started = Instant::now();
    for _ in 0..requests {
        client.send("hello")?;
    }
    for _ in 0..requests {
        client.recv()?;
    }
    println!(" {:.0} calls/second", f64::from(requests) / started.elapsed().as_secs_f64());
    Ok(())
}

fn work(worker: &Socket<Dealer>) -> zmq::Result<()> {
    loop {
        worker.send_multipart(worker.recv_multipart()?)?;
    }
}

/// Readdresses: from the client to the worker, and back.
fn broker(frontend: &Socket<Router>, backend: &Socket<Router>) -> zmq::Result<()> {
    let mut poller = Poller::new();
    poller.register(frontend, true, POLLIN)?;
    poller.register(backend, false, POLLIN)?;
    loop {
        for event in poller.wait(None)? {
            let (from, to, name) =
                if event.key { (frontend, backend, "W") } else { (backend, frontend, "C") };
            let mut parts = from.recv_multipart()?;
            parts.pop_front();
            parts.push_front(name);
            to.send_multipart(parts)?;
        }
    }
}
