//! Simple Pirate: a queue between clients and any number of workers, which come and go.
//!
//! Workers say that they are ready, and the least recently used gets the next request: `lbbroker`, with clients that retry. The queue
//! does not know when a worker dies, and gives it a request, which is lost until the client retries. With heartbeats it would know:
//! `ppqueue`.
//!
//! Run `spqueue [FRONTEND] [BACKEND]`, any number of `spworker`, and of `lpclient`.

use std::collections::VecDeque;
use zmq::{POLLIN, PollEvents, Poller};
use zmq_guide::arg;

const READY: &[u8] = b"\x01";

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::ROUTER)?;
    frontend.bind(&arg(1, "tcp://*:5555"))?;
    println!("bound {}", frontend.last_endpoint()?);
    let backend = context.socket(zmq::ROUTER)?;
    backend.bind(&arg(2, "tcp://*:5556"))?;
    println!("bound {}", backend.last_endpoint()?);

    let mut idle = VecDeque::new();
    let mut poller = Poller::new();
    poller.register(&backend, true, POLLIN)?;
    poller.register(&frontend, false, POLLIN)?;
    loop {
        poller.modify(&frontend, if idle.is_empty() { PollEvents::NONE } else { POLLIN })?;
        for event in poller.wait(None)? {
            if event.key {
                let Ok((worker, reply)) = backend.recv_multipart()?.open_envelope() else { continue };
                idle.push_back(worker);
                if reply != [READY] {
                    frontend.send_multipart(reply)?;
                }
            } else if let Some(worker) = idle.pop_front() {
                backend.send_multipart(frontend.recv_multipart()?.with_envelope(worker))?;
            }
        }
    }
}
