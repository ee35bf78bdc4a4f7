//! Brokers that know each other, whole: a request leaves for a peer when no worker is free here and one is there.
//!
//! Each broker publishes how many of its workers are free. Clients report to a monitor socket, so that a lost task is seen. The
//! capacity of a peer is a guess, since it may be old; what is sent there on a wrong guess waits there for a worker.
//!
//! Run `peering3 ME PEER...` for each broker: `peering3 DC1 DC2` and `peering3 DC2 DC1`.

use rand::random_range;
use std::{
    collections::{HashMap, VecDeque},
    thread,
    time::Duration,
};
use zmq::{Context, Errno, Multipart, POLLIN, PollEvents, Poller};
use zmq_guide::{Result, args_from, pause};

#[derive(Clone, Copy)]
enum From {
    Clients,
    Workers,
    CloudRequests,
    CloudReplies,
    States,
    Monitor,
}

fn main() -> Result<()> {
    let names = args_from(1, &["DC1", "DC2"]);
    let (me, peers) = names.split_first().ok_or("usage: peering3 ME PEER...")?;
    println!("I: preparing broker at {me}...");
    let context = Context::new()?;
    let ours = |what: &str| format!("ipc://{me}-{what}.ipc");
    let cloud_requests =
        context.socket_builder(zmq::ROUTER).routing_id(me.as_bytes()).bind(&ours("cloud")).build()?;
    let cloud_replies = context.socket_builder(zmq::ROUTER).routing_id(me.as_bytes()).build()?;
    cloud_replies.set_router_mandatory(true)?; // a peer that is not there is an error, and the request comes back
    let state = context.socket_builder(zmq::PUB).bind(&ours("state")).build()?;
    let states = context.socket_builder(zmq::SUB).subscribe("").build()?;
    for peer in peers {
        println!("I: connecting to {peer}");
        cloud_replies.connect(&format!("ipc://{peer}-cloud.ipc"))?;
        states.connect(&format!("ipc://{peer}-state.ipc"))?;
    }
    let clients = context.socket_builder(zmq::ROUTER).bind(&ours("localfe")).build()?;
    let workers = context.socket_builder(zmq::ROUTER).bind(&ours("localbe")).build()?;
    let monitor = context.socket_builder(zmq::PULL).bind(&ours("monitor")).build()?;
    for number in 0..5 {
        let (context, endpoint) = (context.clone(), ours("localbe"));
        thread::spawn(move || work(&context, &endpoint, number));
    }
    for number in 0..10 {
        let (context, endpoint, monitor) = (context.clone(), ours("localfe"), ours("monitor"));
        thread::spawn(move || ask(&context, &endpoint, &monitor, number));
    }

    let mut idle = VecDeque::new();
    // Free workers of peers, as far as we know.
    let mut elsewhere: HashMap<String, usize> = HashMap::new();
    // Requests that somebody free was there for, who has gone.
    let mut waiting = VecDeque::<Multipart>::new();
    let mut published = 0;
    let mut poller = Poller::new();
    poller.register(&workers, From::Workers, POLLIN)?;
    poller.register(&cloud_replies, From::CloudReplies, POLLIN)?;
    poller.register(&states, From::States, POLLIN)?;
    poller.register(&monitor, From::Monitor, POLLIN)?;
    poller.register(&cloud_requests, From::CloudRequests, POLLIN)?;
    poller.register(&clients, From::Clients, POLLIN)?;
    let reply = |reply: Multipart| -> zmq::Result<()> {
        let to_peer = peers.iter().any(|peer| reply[0] == peer);
        Ok(if to_peer { cloud_requests.send_multipart(reply) } else { clients.send_multipart(reply) }?)
    };
    loop {
        let when = |free: bool| if free { POLLIN } else { PollEvents::NONE };
        poller.modify(&cloud_requests, when(!idle.is_empty()))?;
        let somebody = !idle.is_empty() || elsewhere.values().any(|&free| free > 0);
        poller.modify(&clients, when(somebody && waiting.is_empty()))?;
        for event in poller.wait(None)? {
            match event.key {
                From::Workers => {
                    let Ok((worker, answer)) = workers.recv_multipart()?.open_envelope() else { continue };
                    idle.push_back(worker);
                    if answer != ["READY"] {
                        reply(answer)?;
                    }
                }
                From::CloudReplies => {
                    if let Ok((_, answer)) = cloud_replies.recv_multipart()?.open_envelope() {
                        reply(answer)?;
                    }
                }
                From::States => {
                    let [peer, free] = states.recv_parts()?;
                    elsewhere.insert(peer.to_str()?.to_owned(), free.to_str()?.parse()?);
                }
                From::Monitor => println!("{}", monitor.recv_string()?),
                From::CloudRequests => {
                    let Some(worker) = idle.pop_front() else { continue };
                    workers.send_multipart(cloud_requests.recv_multipart()?.with_envelope(worker))?;
                }
                From::Clients => waiting.push_back(clients.recv_multipart()?),
            }
        }
        while let Some(request) = waiting.pop_front() {
            if let Some(worker) = idle.pop_front() {
                workers.send_multipart(request.with_envelope(worker))?;
            } else if let Some((peer, free)) = elsewhere.iter_mut().find(|(_, free)| **free > 0) {
                match cloud_replies.try_send_multipart(request.with_envelope([peer])) {
                    Ok(()) => *free -= 1, // until the peer says more
                    Err(error) if error.errno() == Errno::EHOSTUNREACH || error.is_would_block() => {
                        *free = 0; // it is gone; the request waits here
                        waiting.extend(error.into_message().open_envelope().map(|(_, request)| request));
                    }
                    Err(error) => return Err(error.into()),
                }
            } else {
                waiting.push_front(request);
                break;
            }
        }
        if idle.len() != published {
            published = idle.len();
            state.send_multipart([me.clone(), published.to_string()])?;
        }
    }
}

/// Bursts of tasks, and a report of each; gives up when an answer does not come.
fn ask(context: &Context, endpoint: &str, monitor: &str, number: usize) -> Result<()> {
    let client = context.socket_builder(zmq::REQ).connect(endpoint).build()?;
    let monitor = context.socket_builder(zmq::PUSH).connect(monitor).build()?;
    loop {
        pause(Duration::from_millis(random_range(0..5000)));
        for _ in 0..random_range(0..15) {
            let task = format!("{:04X}", random_range(0..0x10000));
            client.send(&task)?;
            match client.recv_timeout(Duration::from_secs(10))? {
                Some(reply) if reply == task => monitor.send(task)?,
                Some(reply) => {
                    monitor.send(format!("E: client {number} sent {task} and received {reply:?}"))?
                }
                None => return Ok(monitor.send(format!("E: CLIENT EXIT - lost task {task}"))?),
            }
        }
    }
}

fn work(context: &Context, endpoint: &str, number: usize) -> zmq::Result<()> {
    let worker = context
        .socket_builder(zmq::REQ)
        .routing_id(format!("Worker-{number}").as_bytes())
        .connect(endpoint)
        .build()?;
    worker.send("READY")?;
    loop {
        let job = worker.recv_multipart()?;
        pause(Duration::from_millis(random_range(0..2000)));
        worker.send_multipart(job)?;
    }
}
