//! Brokers that know each other, step 2: each has clients and workers of its own, and gives some of its requests to a peer.
//!
//! A broker knows its peers by name: their sockets have it as routing id. A request from a peer carries that name in its envelope,
//! and the reply goes the way back by it. Which request leaves is chance here; in `peering3` it is capacity.
//!
//! Run `peering2 ME PEER...` for each broker: `peering2 DC1 DC2` and `peering2 DC2 DC1`, and press Enter at each when all run.

use rand::{random_range, seq::IndexedRandom};
use std::{collections::VecDeque, thread, time::Duration};
use zmq::{Context, Errno, Multipart, POLLIN, PollEvents, Poller};
use zmq_guide::{Result, args_from, pause};

#[derive(Clone, Copy)]
enum From {
    Clients,
    Workers,
    /// Requests of peers.
    CloudRequests,
    /// What peers answered to ours.
    CloudReplies,
}

fn main() -> Result<()> {
    let names = args_from(1, &["DC1", "DC2"]);
    let (me, peers) = names.split_first().ok_or("usage: peering2 ME PEER...")?;
    println!("I: preparing broker at {me}...");
    let context = Context::new()?;
    let cloud_requests = context.socket(zmq::ROUTER)?;
    cloud_requests.set_routing_id(me.as_bytes())?;
    cloud_requests.bind(&format!("ipc://{me}-cloud.ipc"))?;
    let cloud_replies = context.socket(zmq::ROUTER)?;
    cloud_replies.set_routing_id(me.as_bytes())?;
    cloud_replies.set_router_mandatory(true)?; // a peer that is not there is an error, and the request comes back
    for peer in peers {
        println!("I: connecting to cloud frontend at {peer}");
        cloud_replies.connect(&format!("ipc://{peer}-cloud.ipc"))?;
    }
    let clients = context.socket_builder(zmq::ROUTER).bind(&format!("ipc://{me}-localfe.ipc")).build()?;
    let workers = context.socket_builder(zmq::ROUTER).bind(&format!("ipc://{me}-localbe.ipc")).build()?;

    println!("Press Enter when all brokers are started: ");
    std::io::stdin().read_line(&mut String::new())?;
    for number in 0..3 {
        let (context, me) = (context.clone(), me.clone());
        thread::spawn(move || work(&context, &me, number));
    }
    for number in 0..10 {
        let (context, me) = (context.clone(), me.clone());
        thread::spawn(move || ask(&context, &me, number));
    }

    let mut idle = VecDeque::new();
    let mut poller = Poller::new();
    poller.register(&workers, From::Workers, POLLIN)?;
    poller.register(&cloud_replies, From::CloudReplies, POLLIN)?;
    poller.register(&cloud_requests, From::CloudRequests, POLLIN)?;
    poller.register(&clients, From::Clients, POLLIN)?;
    // A reply goes to the peer that is named in its envelope, or to a client of ours.
    let reply = |reply: Multipart| -> zmq::Result<()> {
        let to_peer = peers.iter().any(|peer| reply[0] == peer);
        Ok(if to_peer { cloud_requests.send_multipart(reply) } else { clients.send_multipart(reply) }?)
    };
    loop {
        let requests = if idle.is_empty() { PollEvents::NONE } else { POLLIN };
        poller.modify(&clients, requests)?;
        poller.modify(&cloud_requests, requests)?;
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
                // Requests of peers are done here, or they would go round for ever.
                From::CloudRequests => {
                    let Some(worker) = idle.pop_front() else { continue };
                    workers.send_multipart(cloud_requests.recv_multipart()?.with_envelope(worker))?;
                }
                From::Clients => {
                    let Some(worker) = idle.pop_front() else { continue };
                    let mut request = clients.recv_multipart()?;
                    if let Some(peer) = peers.choose(&mut rand::rng()).filter(|_| random_range(0..5) == 0) {
                        match cloud_replies.try_send_multipart(request.with_envelope([peer])) {
                            Ok(()) => {
                                idle.push_front(worker);
                                continue;
                            }
                            Err(error) if error.errno() == Errno::EHOSTUNREACH || error.is_would_block() => {
                                // It is done here then, without the peer's address.
                                let Ok((_, ours)) = error.into_message().open_envelope() else { continue };
                                request = ours;
                            }
                            Err(error) => return Err(error.into()),
                        }
                    }
                    workers.send_multipart(request.with_envelope(worker))?;
                }
            }
        }
    }
}

fn ask(context: &Context, broker: &str, number: usize) -> zmq::Result<()> {
    let client = context.socket_builder(zmq::REQ).connect(&format!("ipc://{broker}-localfe.ipc")).build()?;
    loop {
        client.send("HELLO")?;
        println!("Client-{number}: {:?}", client.recv()?);
        pause(Duration::from_secs(1));
    }
}

fn work(context: &Context, broker: &str, number: usize) -> zmq::Result<()> {
    let worker = context.socket_builder(zmq::REQ).connect(&format!("ipc://{broker}-localbe.ipc")).build()?;
    worker.send("READY")?;
    loop {
        let mut job = worker.recv_multipart()?;
        println!("Worker-{number}: {job:?}");
        job.pop();
        job.push("OK");
        worker.send_multipart(job)?;
    }
}
