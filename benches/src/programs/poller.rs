//! One message at a time to one of many sockets, found by a `Poller`, all in one thread.

use super::throughput::print;
use crate::Failure;
use std::time::Instant;
use zmq::{Context, Message, Poller};

pub fn run(sockets: usize, count: usize) -> Result<(), Failure> {
    let context = Context::builder().max_sockets(u32::try_from(2 * sockets + 2)?.max(1023)).build()?;
    let mut pairs = Vec::with_capacity(sockets);
    for at in 0..sockets {
        let (near, far) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
        let endpoint = format!("inproc://{at}");
        near.bind(&endpoint)?;
        far.connect(&endpoint)?;
        pairs.push((near, far));
    }
    let mut poller = Poller::new();
    for (_, far) in &pairs {
        poller.register(far, far, zmq::POLLIN)?;
    }
    let mut message = Message::new();
    let started = Instant::now();
    for at in 0..count {
        pairs[at * 7919 % sockets].0.send(b"0123456789abcdef")?;
        for event in poller.wait(None)? {
            event.key.recv_into(&mut message)?;
        }
    }
    print(started);
    Ok(())
}
