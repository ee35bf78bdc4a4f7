//! An asynchronous server: clients send without waiting, and get any number of replies to each request, in any order.
//!
//! Clients are DEALER sockets with a name. The server deals requests to five threads; each answers by the routing id that came
//! with the request, none to four times. Tasks of tokio in place of threads: `asyncsrv_tokio`.
//!
//! Run `asyncsrv [ENDPOINT] [CLIENTS]`; it needs no partner: it starts 3 clients. With `CLIENTS` of 0 it serves others.

use rand::random_range;
use std::{thread, time::Duration};
use zmq::{Context, Dealer, Message, Socket};
use zmq_guide::{Result, arg, arg_number, pause};

const BACKEND: &str = "inproc://backend";

fn main() -> Result<()> {
    let clients = arg_number(2, 3)?;
    let context = Context::new()?;
    let frontend = context.socket(zmq::ROUTER)?;
    frontend.bind(&arg(1, "tcp://*:5570"))?;
    println!("bound {}", frontend.last_endpoint()?);
    let endpoint = frontend.connectable_endpoint()?;
    let backend = context.socket(zmq::DEALER)?;
    backend.bind(BACKEND)?;

    for _ in 0..5 {
        let worker = context.socket(zmq::DEALER)?;
        worker.connect(BACKEND)?;
        thread::spawn(move || work(&worker));
    }
    for number in 0..clients {
        let (context, endpoint) = (context.clone(), endpoint.clone());
        thread::spawn(move || ask(&context, &endpoint, number));
    }
    zmq::proxy(&frontend, &backend)?;
    Ok(())
}

fn ask(context: &Context, endpoint: &str, number: usize) -> zmq::Result<()> {
    let name = format!("worker-{number}");
    let socket = context.socket(zmq::DEALER)?;
    socket.set_routing_id(name.as_bytes())?;
    socket.connect(endpoint)?;
    println!("Client {name} started");
    for request in 1.. {
        println!("Req #{request} sent..");
        socket.send(format!("request #{request}"))?;
        // The replies of a second, to this request or to others before.
        for _ in 0..5 {
            if let Some(reply) = socket.recv_timeout(zmq_guide::hurried(Duration::from_millis(200)))? {
                println!("Client {name} received: {reply:?}");
            }
        }
    }
    Ok(())
}

fn work(socket: &Socket<Dealer>) -> zmq::Result<()> {
    println!("Worker started");
    loop {
        let [client, request]: [Message; 2] = socket.recv_parts()?;
        println!("Worker received {request:?} from {client:?}");
        for _ in 0..random_range(0..=4) {
            pause(Duration::from_millis(random_range(100..1000)));
            socket.send_multipart([&client, &request])?; // shares the bytes
        }
    }
}
