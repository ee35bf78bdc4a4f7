//! The least recently used worker: each asks for work when it is free, and gets the next task.
//!
//! A worker is a REQ socket that says it is ready; its next request is its last result. So the fast do more than the slow, which
//! round-robin cannot do. With clients on the other side it is a broker: `lbbroker`.
//!
//! Run `rtreq [ENDPOINT] [WORKERS]`; it needs no partner. With more `WORKERS` than it starts itself, 10, it waits for others, which
//! connect to its endpoint.

use rand::random_range;
use std::{thread, time::Duration};
use zmq::{Context, multipart};
use zmq_guide::{Result, arg, arg_number, pause};

const OWN: usize = 10;

fn main() -> Result<()> {
    let workers = arg_number(2, OWN)?;
    let context = Context::new()?;
    let client = context.socket(zmq::ROUTER)?;
    client.bind(&arg(1, "tcp://*:5671"))?;
    println!("bound {}", client.last_endpoint()?);
    let endpoint = client.connectable_endpoint()?;
    let own: Vec<_> = (0..OWN.min(workers))
        .map(|_| {
            let (context, endpoint) = (context.clone(), endpoint.clone());
            thread::spawn(move || work(&context, &endpoint))
        })
        .collect();

    for _ in 0..workers * 10 {
        answer(&client, "This is the workload")?;
    }
    for _ in 0..workers {
        answer(&client, "END")?;
    }
    own.into_iter()
        .try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))?;
    Ok(())
}

/// Gives a task to who asks next.
fn answer(client: &zmq::Socket<zmq::Router>, task: &str) -> zmq::Result<()> {
    let request = client.recv_multipart()?; // routing id, delimiter, "ready"
    Ok(client.send_multipart(multipart![&request[0], "", task])?)
}

fn work(context: &Context, endpoint: &str) -> zmq::Result<()> {
    let worker = context.socket(zmq::REQ)?;
    worker.connect(endpoint)?;
    let mut total = 0;
    loop {
        worker.send("ready")?;
        if worker.recv()? == "END" {
            println!("Processed: {total} tasks");
            return Ok(());
        }
        total += 1;
        pause(Duration::from_millis(random_range(0..100)));
    }
}
