//! A thread for each request: as many handlers as there is work, and none that waits for it.
//!
//! Handlers push their replies to one socket of the server, which sends them on: a ROUTER belongs to one thread. Threads cost a
//! little each; for thousands at a time use tasks (`asyncsrv_tokio`), for a fixed number of workers `asyncsrv`.
//! (The Guide's Python script is for Python 2.)
//!
//! Run `asyncrrhandlers [ENDPOINT] [CLIENTS]`; it needs no partner, and ends when 100 clients have their reply.

use std::{thread, time::Duration};
use zmq::{Context, POLLIN, Poller, Result};
use zmq_guide::{arg, arg_number, pause};

const REPLIES: &str = "inproc://replies";

fn main() -> zmq_guide::Result<()> {
    let clients = arg_number(2, 100)?;
    let context = Context::new()?;
    let frontend = context.socket(zmq::ROUTER)?;
    frontend.bind(&arg(1, "tcp://*:5570"))?;
    println!("bound {}", frontend.last_endpoint()?);
    let endpoint = frontend.connectable_endpoint()?;
    let replies = context.socket(zmq::PULL)?;
    replies.bind(REPLIES)?;

    let asking: Vec<_> = (0..clients)
        .map(|number| {
            let (context, endpoint) = (context.clone(), endpoint.clone());
            thread::spawn(move || ask(&context, &endpoint, number))
        })
        .collect();

    let mut poller = Poller::new();
    poller.register(&frontend, true, POLLIN)?;
    poller.register(&replies, false, POLLIN)?;
    let mut answered = 0;
    while answered < clients {
        for event in poller.wait(None)? {
            if event.key {
                let request = frontend.recv_multipart()?; // routing id, request
                let handler = context.socket(zmq::PUSH)?;
                handler.connect(REPLIES)?;
                thread::spawn(move || -> Result<()> {
                    pause(Duration::from_secs(5));
                    Ok(handler.send_multipart(request)?)
                });
            } else {
                frontend.send_multipart(replies.recv_multipart()?)?;
                answered += 1;
            }
        }
    }
    asking
        .into_iter()
        .try_for_each(|client| client.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))?;
    Ok(())
}

fn ask(context: &Context, endpoint: &str, number: usize) -> Result<()> {
    let socket = context.socket(zmq::DEALER)?;
    socket.set_routing_id(format!("id_{number}").as_bytes())?;
    socket.connect(endpoint)?;
    socket.send(format!("[request from client id_{number}]"))?;
    println!("Client id_{number} received reply: {:?}", socket.recv()?);
    Ok(())
}
