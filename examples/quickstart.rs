//! The three patterns of ZeroMQ in one process, over `tcp` and over `inproc`: `cargo run --example quickstart`.
//!
//! Nothing else is needed: each socket that binds to `tcp` takes a free port of this machine.

use std::{collections::HashSet, thread, time::Duration};
use zmq::{Context, Message, Result};

fn main() -> Result<()> {
    let (major, minor, patch) = zmq::version();
    println!("libzmq {major}.{minor}.{patch}");
    // A bounded linger: a peer that leaves without its answer does not keep a server from its end.
    let context = Context::builder().linger(Duration::from_secs(10)).build()?;
    for transport in ["tcp", "inproc"] {
        request_reply(&context, transport)?;
        publish_subscribe(&context, transport)?;
        push_pull(&context, transport)?;
    }
    println!("all messages arrived");
    Ok(())
}

/// Where to bind: a free port, or a name inside of this process.
fn endpoint(transport: &str, name: &str) -> String {
    match transport {
        "tcp" => "tcp://127.0.0.1:*".into(),
        _ => format!("{transport}://{name}"),
    }
}

/// REQ and REP: every request has a reply.
fn request_reply(context: &Context, transport: &str) -> Result<()> {
    let server = context.socket(zmq::REP)?;
    server.bind(&endpoint(transport, "server"))?;
    let address = server.last_endpoint()?;
    println!("\nREQ/REP over {address}");

    let answering = thread::spawn(move || {
        let request = server.recv()?;
        println!("  server received {request:?}");
        server.send("World").map_err(zmq::Error::from)
    });

    let client = context.socket(zmq::REQ)?;
    client.connect(&address)?;
    client.send("Hello")?;
    println!("  client received {:?}", client.recv()?);
    answering.join().expect("the server does not panic")
}

/// PUB and SUB: every subscriber receives the topics it asked for. XPUB is a PUB that also receives the
/// subscriptions, so that it knows when somebody listens.
fn publish_subscribe(context: &Context, transport: &str) -> Result<()> {
    let publisher = context.socket(zmq::XPUB)?;
    publisher.bind(&endpoint(transport, "publisher"))?;
    let address = publisher.last_endpoint()?;
    println!("\nPUB/SUB over {address}");

    let subscriber = context.socket(zmq::SUB)?;
    subscriber.connect(&address)?;
    subscriber.subscribe("weather")?;
    println!("  publisher received the subscription {:?}", publisher.recv()?);

    for update in ["weather: sunny", "sports: 1:0", "weather: rain"] {
        publisher.send(update)?;
        println!("  published {update:?}");
    }
    for _ in 0..2 {
        println!("  subscriber received {:?}", subscriber.recv()?);
    }
    Ok(())
}

/// PUSH and PULL: every task goes to one worker, and the workers' results come together in the sink.
fn push_pull(context: &Context, transport: &str) -> Result<()> {
    let ventilator = context.socket(zmq::PUSH)?;
    ventilator.bind(&endpoint(transport, "ventilator"))?;
    let sink = context.socket(zmq::PULL)?;
    sink.bind(&endpoint(transport, "sink"))?;
    let addresses = (ventilator.last_endpoint()?, sink.last_endpoint()?);
    println!("\nPUSH/PULL over {} and {}", addresses.0, addresses.1);

    let workers = [1, 2].map(|number| {
        let (context, addresses) = (context.clone(), addresses.clone());
        thread::spawn(move || work(&context, number, &addresses.0, &addresses.1))
    });

    // One task at a time, until both workers have had one: then both are connected.
    let mut seen = HashSet::new();
    while seen.len() < 2 {
        ventilator.send("who is there?")?;
        seen.insert(sink.recv_string()?);
    }
    for task in 1..=6 {
        ventilator.send(format!("task {task}"))?;
    }
    for _ in 1..=6 {
        println!("  sink received {:?}", sink.recv()?);
    }
    // An empty task ends a worker; each of them gets one.
    for _ in &workers {
        ventilator.send("")?;
    }
    for worker in workers {
        worker.join().expect("a worker does not panic")?;
    }
    Ok(())
}

/// Takes tasks until one is empty, and tells the sink who did what.
fn work(context: &Context, number: i32, ventilator: &str, sink: &str) -> Result<()> {
    let tasks = context.socket(zmq::PULL)?;
    tasks.connect(ventilator)?;
    let results = context.socket(zmq::PUSH)?;
    results.connect(sink)?;
    loop {
        let task: Message = tasks.recv()?;
        match task.to_str() {
            Ok("") => return Ok(()),
            Ok("who is there?") => results.send(format!("worker {number}"))?,
            Ok(task) => results.send(format!("{task} of worker {number}"))?,
            Err(_) => results.send("a task that is not text")?,
        }
    }
}
