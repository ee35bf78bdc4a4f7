//! Payloads that the program has in memory of its own: copied into the message, or handed over to it.

use super::{
    link,
    throughput::{look, print},
};
use crate::Failure;
use std::{thread, time::Instant};
use zmq::Message;

pub fn run(copies: bool, transport: &str, size: usize, count: usize) -> Result<(), Failure> {
    let (pull, push) = link::open(transport, zmq::PULL, zmq::PUSH)?;
    let sender = thread::spawn(move || {
        for _ in 0..=count {
            let payload = vec![7; size];
            if copies {
                push.send(&payload)?;
            } else {
                push.send(payload)?;
            }
        }
        Ok::<_, zmq::Error>(push) // open until all has arrived, as in C
    });
    let mut message = Message::new();
    pull.recv_into(&mut message)?;
    let started = Instant::now();
    for _ in 0..count {
        pull.recv_into(&mut message)?;
        look(&message)?;
    }
    print(started);
    sender.join().map_err(|_| "the sender panicked")??;
    Ok(())
}
