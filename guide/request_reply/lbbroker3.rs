//! `lbbroker` as a reactor: tokio waits for the sockets, and each client and worker is a task.
//!
//! The guard of a `select!` branch is what the poller's `modify` is in `lbbroker`: clients are heard only while a worker is free.
//!
//! Run `lbbroker3 [FRONTEND] [BACKEND]`; it needs no partner.

use std::collections::VecDeque;
use tokio::task::JoinSet;
use zmq::tokio::Context;
use zmq_guide::{Result, arg};

const CLIENTS: usize = 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let context = Context::new()?;
    let mut frontend = context.socket(zmq::ROUTER)?;
    frontend.bind(&arg(1, "ipc://frontend.ipc"))?;
    println!("bound {}", frontend.last_endpoint()?);
    let mut backend = context.socket(zmq::ROUTER)?;
    backend.bind(&arg(2, "ipc://backend.ipc"))?;
    println!("bound {}", backend.last_endpoint()?);

    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        clients.spawn(ask(context.clone(), frontend.last_endpoint()?, number));
    }
    let mut workers = JoinSet::new(); // dropped at the end, which ends them
    for number in 0..3 {
        workers.spawn(work(context.clone(), backend.last_endpoint()?, number));
    }

    let mut idle = VecDeque::new();
    let mut answered = 0;
    while answered < CLIENTS {
        tokio::select! {
            reply = backend.recv_multipart() => {
                let Ok((worker, reply)) = reply?.open_envelope() else { continue };
                idle.push_back(worker);
                if reply != ["READY"] {
                    frontend.send_multipart(reply).await?;
                    answered += 1;
                }
            }
            request = frontend.recv_multipart(), if !idle.is_empty() => {
                let Some(worker) = idle.pop_front() else { continue };
                backend.send_multipart(request?.with_envelope(worker)).await?;
            }
        }
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok(())
}

async fn ask(context: Context, endpoint: String, number: usize) -> zmq::Result<()> {
    let mut socket = context.socket(zmq::REQ)?;
    socket.connect(&endpoint)?;
    socket.send("HELLO").await?;
    println!("Client-{number}: {:?}", socket.recv().await?);
    Ok(())
}

async fn work(context: Context, endpoint: String, number: usize) -> zmq::Result<()> {
    let mut socket = context.socket(zmq::REQ)?;
    socket.connect(&endpoint)?;
    socket.send("READY").await?;
    loop {
        let mut job = socket.recv_multipart().await?; // client, delimiter, request
        println!("Worker-{number}: {:?}", job.pop());
        job.push("OK");
        socket.send_multipart(job).await?;
    }
}
