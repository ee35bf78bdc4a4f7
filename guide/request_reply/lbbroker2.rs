//! `lbbroker` inside of one process, that ends well: the broker is a thread, and shutting the context down ends it and all workers.
//!
//! This is how to embed a pool of workers in a program. [`zmq::Proxy::queue`] is simpler when round-robin will do.
//!
//! Run `lbbroker2`; it needs no partner.

use std::{collections::VecDeque, thread};
use zmq::{Context, Errno, POLLIN, PollEvents, Poller, Router, Socket, multipart};

const CLIENTS: &str = "inproc://clients";
const WORKERS: &str = "inproc://workers";

fn main() -> zmq::Result<()> {
    let context = Context::new()?;
    let frontend = context.socket_builder(zmq::ROUTER).bind(CLIENTS).build()?;
    let backend = context.socket_builder(zmq::ROUTER).bind(WORKERS).build()?;
    thread::scope(|scope| {
        let mut pool = vec![scope.spawn(move || balance(&frontend, &backend))];
        for number in 0..3 {
            let context = &context;
            pool.push(scope.spawn(move || work(context, number)));
        }
        let clients: Vec<_> = (0..10)
            .map(|number| {
                let context = &context;
                scope.spawn(move || ask(context, number))
            })
            .collect();
        let asked = clients.into_iter().try_for_each(joined);
        context.shutdown(); // wakes the pool
        for thread in pool {
            match joined(thread) {
                Err(error) if error != Errno::ETERM => return Err(error),
                _ => {}
            }
        }
        asked
    })
}

fn joined(thread: thread::ScopedJoinHandle<'_, zmq::Result<()>>) -> zmq::Result<()> {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn balance(frontend: &Socket<Router>, backend: &Socket<Router>) -> zmq::Result<()> {
    let mut idle = VecDeque::new();
    let mut poller = Poller::new();
    poller.register(backend, true, POLLIN)?;
    poller.register(frontend, false, POLLIN)?;
    loop {
        poller.modify(frontend, if idle.is_empty() { PollEvents::NONE } else { POLLIN })?;
        for event in poller.wait(None)? {
            if event.key {
                let Ok((worker, reply)) = backend.recv_multipart()?.open_envelope() else { continue };
                idle.push_back(worker);
                if reply != ["READY"] {
                    frontend.send_multipart(reply)?;
                }
            } else if let Some(worker) = idle.pop_front() {
                backend.send_multipart(frontend.recv_multipart()?.with_envelope(worker))?;
            }
        }
    }
}

fn ask(context: &Context, number: usize) -> zmq::Result<()> {
    let socket = context.socket_builder(zmq::REQ).connect(CLIENTS).build()?;
    socket.send("HELLO")?;
    println!("Client-{number}: {:?}", socket.recv()?);
    Ok(())
}

fn work(context: &Context, number: usize) -> zmq::Result<()> {
    let socket = context.socket_builder(zmq::REQ).connect(WORKERS).build()?;
    socket.send("READY")?;
    loop {
        let [client, delimiter, request] = socket.recv_parts()?;
        println!("Worker-{number}: {request:?}");
        socket.send_multipart(multipart![client, delimiter, "OK"])?;
    }
}
