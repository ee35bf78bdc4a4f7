//! Threads that wait for each other: step 1 tells step 2, which tells step 3.
//!
//! A PAIR socket talks to exactly one other, which is right for threads that know each other. Where no socket has to be waited
//! for, a channel of std does the same; over a network use DEALER, since a PAIR does not come back after a disconnection.
//!
//! Run `mtrelay`; it needs no partner.

use std::thread;
use zmq::{Context, Pair, Socket};

fn main() -> zmq::Result<()> {
    let context = Context::new()?;
    let receiver = bound(&context, "inproc://step3")?; // before somebody connects to it
    let second = thread::spawn({
        let context = context.clone();
        move || step2(&context)
    });
    receiver.recv()?;
    println!("Test successful!");
    joined(second)
}

fn step2(context: &Context) -> zmq::Result<()> {
    let receiver = bound(context, "inproc://step2")?;
    let first = thread::spawn({
        let context = context.clone();
        move || signal(&context, "inproc://step2")
    });
    receiver.recv()?;
    signal(context, "inproc://step3")?;
    joined(first)
}

fn bound(context: &Context, endpoint: &str) -> zmq::Result<Socket<Pair>> {
    context.socket_builder(zmq::PAIR).bind(endpoint).build()
}

fn signal(context: &Context, endpoint: &str) -> zmq::Result<()> {
    let sender = context.socket_builder(zmq::PAIR).connect(endpoint).build()?;
    Ok(sender.send("")?)
}

/// What a thread ended with; its panic is ours.
fn joined(thread: thread::JoinHandle<zmq::Result<()>>) -> zmq::Result<()> {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
