//! Paranoid Pirate: a queue that knows which workers live, by heartbeats both ways. RFC 6.
//!
//! A worker that is silent for three heartbeats gets no request. One that dies with a request takes it along, and the client retries
//! (`lpclient`). For services with names use Majordomo, `mdbroker`.
//!
//! Run `ppqueue [FRONTEND] [BACKEND]`, any number of `ppworker`, and of `lpclient`.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};
use zmq::{Message, POLLIN, PollEvents, Poller, multipart};
use zmq_guide::{arg, hurried, ppp};

struct Worker {
    address: Message,
    expires: Instant,
}

fn main() -> zmq::Result<()> {
    let heartbeat = hurried(Duration::from_secs(1));
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::ROUTER)?;
    frontend.bind(&arg(1, "tcp://*:5555"))?;
    println!("bound {}", frontend.last_endpoint()?);
    let backend = context.socket(zmq::ROUTER)?;
    backend.bind(&arg(2, "tcp://*:5556"))?;
    println!("bound {}", backend.last_endpoint()?);

    let mut idle = VecDeque::<Worker>::new();
    let mut due = Instant::now() + heartbeat;
    let mut poller = Poller::new();
    poller.register(&backend, true, POLLIN)?;
    poller.register(&frontend, false, POLLIN)?;
    loop {
        poller.modify(&frontend, if idle.is_empty() { PollEvents::NONE } else { POLLIN })?;
        for event in poller.wait(due)? {
            if event.key {
                let mut parts = backend.recv_multipart()?;
                let Some(address) = parts.pop_front() else { continue };
                match &parts[..] {
                    [command] if command == ppp::READY || command == ppp::HEARTBEAT => {}
                    [_] | [] => {
                        println!("E: invalid message from worker: {parts:?}");
                        continue;
                    }
                    _ => frontend.send_multipart(parts)?, // a reply, with the client's address
                }
                // Whatever it said, it lives. A worker that is busy is silent, so who speaks is free.
                idle.retain(|worker| worker.address != address);
                idle.push_back(Worker { address, expires: Instant::now() + heartbeat * ppp::LIVENESS });
            } else if let Some(worker) = idle.pop_front() {
                backend.send_multipart(multipart![worker.address, ..frontend.recv_multipart()?])?;
            }
        }
        idle.retain(|worker| {
            let lives = worker.expires > Instant::now();
            if !lives {
                println!("W: idle worker expired: {:?}", worker.address);
            }
            lives
        });
        if Instant::now() >= due {
            due = Instant::now() + heartbeat;
            for worker in &idle {
                backend.send_multipart(multipart![&worker.address, ppp::HEARTBEAT])?;
            }
        }
    }
}
