//! Publish when all are there: a subscriber that tells the publisher when it listens.
//!
//! Connecting takes time. A subscriber that says it is ready at once may still miss the beginning, since the word goes another
//! way than the subscription. So this one waits for its connection, which a [`zmq::Monitor`] reports, where the Guide sleeps for a
//! second. That the subscription has arrived only the publisher can know, and `syncpub` does.
//!
//! Where a subscriber may miss the beginning, use `wuclient`.
//!
//! Run `syncsub [UPDATES] [READY]` with `syncpub`.

use std::{thread, time::Duration};
use zmq::{Event, EventMask};
use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.set_rcvhwm(1_100_000)?;
    subscriber.subscribe("")?;
    let monitor = subscriber.monitor(EventMask::ALL)?;
    subscriber.connect(&arg(1, "tcp://localhost:5561"))?;
    while !matches!(monitor.recv()?.event, Event::HandshakeSucceeded) {}
    thread::sleep(Duration::from_millis(50)); // for publishers that do not look, as the Guide's

    let ready = context.socket(zmq::REQ)?;
    ready.connect(&arg(2, "tcp://localhost:5562"))?;
    ready.send("")?;
    ready.recv()?;

    let mut updates = 0;
    while subscriber.recv()? != "END" {
        updates += 1;
    }
    println!("Received {updates} updates");
    Ok(())
}
