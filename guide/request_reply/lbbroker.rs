//! A load balancer: clients on one side, workers on the other, and each request goes to a worker that is free.
//!
//! It looks at clients only while a worker is free, so that requests wait in the sockets of those who ask. When a worker dies,
//! its request is lost: for that see `ppqueue`, and for services with names `mdbroker`. `lbbroker2` ends its threads well,
//! `lbbroker3` is the same on tokio.
//!
//! Run `lbbroker [FRONTEND] [BACKEND] [CLIENTS] [WORKERS]`; it needs no partner: it starts 10 clients and 3 workers, and ends when all
//! clients have their answer. With `CLIENTS` of 0 it serves others for ever.

use std::{collections::VecDeque, thread};
use zmq::{Context, POLLIN, PollEvents, Poller, multipart};
use zmq_guide::{Result, arg, arg_number};

#[derive(Clone, Copy)]
enum Side {
    Clients,
    Workers,
}

fn main() -> Result<()> {
    let (clients, workers) = (arg_number(3, 10)?, arg_number(4, 3)?);
    let context = Context::new()?;
    let frontend = context.socket(zmq::ROUTER)?;
    frontend.bind(&arg(1, "ipc://frontend.ipc"))?;
    println!("bound {}", frontend.last_endpoint()?);
    let backend = context.socket(zmq::ROUTER)?;
    backend.bind(&arg(2, "ipc://backend.ipc"))?;
    println!("bound {}", backend.last_endpoint()?);

    let mut asking = Vec::new();
    for number in 0..clients {
        let (context, endpoint) = (context.clone(), frontend.last_endpoint()?);
        asking.push(thread::spawn(move || ask(&context, &endpoint, number)));
    }
    for number in 0..workers {
        let (context, endpoint) = (context.clone(), backend.last_endpoint()?);
        thread::spawn(move || work(&context, &endpoint, number));
    }

    let mut idle = VecDeque::new();
    let mut answered = 0;
    let mut poller = Poller::new();
    poller.register(&backend, Side::Workers, POLLIN)?;
    poller.register(&frontend, Side::Clients, POLLIN)?;
    while clients == 0 || answered < clients {
        poller.modify(&frontend, if idle.is_empty() { PollEvents::NONE } else { POLLIN })?;
        for event in poller.wait(None)? {
            match event.key {
                Side::Workers => {
                    let Ok((worker, reply)) = backend.recv_multipart()?.open_envelope() else { continue };
                    idle.push_back(worker); // free again
                    if reply != ["READY"] {
                        frontend.send_multipart(reply)?; // its first part is the client's routing id
                        answered += 1;
                    }
                }
                Side::Clients => {
                    let Some(worker) = idle.pop_front() else { continue };
                    backend.send_multipart(frontend.recv_multipart()?.with_envelope(worker))?;
                }
            }
        }
    }
    asking
        .into_iter()
        .try_for_each(|client| client.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))?;
    Ok(())
}

fn ask(context: &Context, endpoint: &str, number: usize) -> zmq::Result<()> {
    let socket = context.socket(zmq::REQ)?;
    socket.set_routing_id(format!("Client-{number}").as_bytes())?;
    socket.connect(endpoint)?;
    socket.send("HELLO")?;
    println!("Client-{number}: {:?}", socket.recv()?);
    Ok(())
}

fn work(context: &Context, endpoint: &str, number: usize) -> zmq::Result<()> {
    let socket = context.socket(zmq::REQ)?;
    socket.set_routing_id(format!("Worker-{number}").as_bytes())?;
    socket.connect(endpoint)?;
    socket.send("READY")?;
    loop {
        let [client, delimiter, request] = socket.recv_parts()?;
        println!("Worker-{number}: {request:?}");
        socket.send_multipart(multipart![client, delimiter, "OK"])?;
    }
}
