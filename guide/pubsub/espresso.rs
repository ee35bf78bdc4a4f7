//! Espresso: a tap on a pub-sub proxy. What passes, subscriptions included, is copied to a third socket.
//!
//! It is for looking at traffic, and for logs. The copy is best effort: it must not hold the traffic up.
//!
//! Run `espresso [PUBLISHER] [PROXY]`; it needs no partner. It prints what passes, and ends when the subscriber has had five messages.

use rand::random_range;
use std::{thread, time::Duration};
use zmq::{Context, Errno, Proxy, Result};
use zmq_guide::{arg, pause};

fn main() -> Result<()> {
    let context = Context::new()?;
    let publisher = context.socket(zmq::PUB)?;
    publisher.bind(&arg(1, "tcp://*:6000"))?;
    let upstream = publisher.connectable_endpoint()?;
    let backend = context.socket(zmq::XPUB)?;
    backend.bind(&arg(2, "tcp://*:6001"))?;
    let downstream = backend.connectable_endpoint()?;
    println!("bound {downstream}");
    let frontend = context.socket(zmq::XSUB)?;
    frontend.connect(&upstream)?;

    let (capture, tap) = context.pair()?;
    let proxy = Proxy::builder(frontend, backend).capture(capture).spawn()?;
    let publishing = thread::spawn(move || -> Result<()> {
        loop {
            let letter = char::from(random_range(b'A'..=b'J'));
            publisher.send(format!("{letter}-{:05}", random_range(0..100_000)))?;
            pause(Duration::from_millis(100));
        }
    });
    let subscriber =
        context.socket_builder(zmq::SUB).connect(&downstream).subscribe("A").subscribe("B").build()?;
    let subscribing = thread::spawn(move || -> Result<()> {
        for _ in 0..5 {
            subscriber.recv()?;
        }
        println!("Subscriber received 5 messages");
        Ok(())
    });

    // When the subscriber has gone nothing passes any more, and the tap runs dry.
    loop {
        match tap.recv_multipart_timeout(Duration::from_millis(500))? {
            Some(copy) => println!("{copy:?}"),
            None if subscribing.is_finished() => break,
            None => {}
        }
    }
    drop(proxy); // it stops
    context.shutdown();
    for thread in [subscribing, publishing] {
        match thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)) {
            Err(error) if error != Errno::ETERM => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
