//! Suicidal Snail: a subscriber that ends when it lags, rather than work on what is no longer true.
//!
//! Messages carry the time at which they were sent. It suits data that is worthless when late, with a supervisor that starts the
//! subscriber again or tells a person. Where only the newest counts use [`set_conflate`](zmq::Socket::set_conflate).
//!
//! Run `suisnail [ENDPOINT]`; it needs no partner, and ends when the subscriber is a second behind.

use rand::random_range;
use std::{
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use zmq::{Context, Errno};
use zmq_guide::{Result, arg, hurried};

fn main() -> Result<()> {
    let context = Context::new()?;
    let publisher = context.socket(zmq::PUB)?;
    publisher.bind(&arg(1, "tcp://*:5556"))?;
    println!("bound {}", publisher.last_endpoint()?);
    let endpoint = publisher.connectable_endpoint()?;
    let publishing = thread::spawn(move || -> Result<()> {
        loop {
            match publisher.send(now()?.as_micros().to_string()) {
                Err(error) if error.errno() == Errno::ETERM => return Ok(()),
                sent => sent?,
            }
            thread::sleep(Duration::from_millis(1));
        }
    });

    let subscribed = subscribe(&context, &endpoint);
    context.shutdown(); // the publisher ends
    publishing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    subscribed
}

fn now() -> Result<Duration> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?)
}

/// Works on each message for longer than there is time.
fn subscribe(context: &Context, endpoint: &str) -> Result<()> {
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.subscribe("")?;
    subscriber.connect(endpoint)?;
    let limit = hurried(Duration::from_secs(1));
    loop {
        let sent = Duration::from_micros(subscriber.recv_string()?.parse()?);
        if now()?.saturating_sub(sent) > limit {
            println!("E: subscriber cannot keep up, aborting");
            return Ok(());
        }
        thread::sleep(Duration::from_millis(random_range(1..=3)));
    }
}
