//! One publisher: with many subscribers, and with many subscriptions.

use super::{
    link::Place,
    throughput::{look, print},
};
use crate::Failure;
use std::{hint::black_box, thread, time::Instant};
use zmq::{Context, Message, Socket, XPub};

/// A publisher that says who has subscribed, and loses nothing.
fn publisher(context: &Context) -> zmq::Result<Socket<XPub>> {
    let publisher = context.socket(zmq::XPUB)?;
    publisher.set_xpub_verbose(true)?;
    publisher.set_sndhwm(0)?;
    publisher.set_rcvhwm(0)?;
    publisher.set_backlog(4096)?;
    Ok(publisher)
}

fn await_subscriptions(publisher: &Socket<XPub>, count: usize) -> zmq::Result<()> {
    let mut message = Message::new();
    (0..count).try_for_each(|_| publisher.recv_into(&mut message))
}

pub fn fanout(transport: &str, subscribers: usize, size: usize, count: usize) -> Result<(), Failure> {
    let place = Place::new(transport)?;
    let (near, far) = place.contexts(subscribers + 2)?;
    let publisher = publisher(&near)?;
    let endpoint = place.bind(&publisher)?;
    let mut sockets = Vec::with_capacity(subscribers);
    for _ in 0..subscribers {
        let subscriber = far.socket(zmq::SUB)?;
        subscriber.set_rcvhwm(0)?;
        subscriber.subscribe("")?;
        place.connect(&subscriber, &endpoint)?;
        sockets.push(subscriber);
    }
    await_subscriptions(&publisher, subscribers)?;
    let readers = thread::spawn(move || {
        let mut message = Message::new();
        for subscriber in &sockets {
            for _ in 0..count {
                subscriber.recv_into(&mut message).map_err(|error| error.to_string())?;
                look(&message).map_err(|error| error.to_string())?;
            }
        }
        Ok::<_, String>(sockets)
    });
    let payload = vec![7; size];
    let started = Instant::now();
    for _ in 0..count {
        publisher.send(&payload)?;
    }
    let sockets = readers.join().map_err(|_| "the reader panicked")??;
    print(started);
    drop(sockets);
    Ok(())
}

/// The topics lie anywhere among all words of eight digits. Not by `write!`: each message has one, and the time should be zmq's.
#[inline]
fn topic(at: usize, text: &mut [u8; 24]) {
    let word = at.wrapping_mul(2_654_435_761) as u32;
    for (digit, place) in text[..8].iter_mut().enumerate() {
        *place = b"0123456789abcdef"[(word >> (28 - 4 * digit) & 15) as usize];
    }
}

/// One thread, one subscriber.
pub fn subscriptions(subscriptions: usize, count: usize) -> Result<(), Failure> {
    let place = Place::new("inproc")?;
    let context = Context::new()?;
    let (publisher, subscriber) = (publisher(&context)?, context.socket(zmq::SUB)?);
    let endpoint = place.bind(&publisher)?;
    subscriber.set_rcvhwm(0)?;
    subscriber.set_sndhwm(0)?;
    place.connect(&subscriber, &endpoint)?;
    let mut payload = [0; 24];
    let started = Instant::now();
    for at in 0..subscriptions {
        topic(at, &mut payload);
        subscriber.subscribe(&payload[..8])?;
    }
    await_subscriptions(&publisher, subscriptions)?;
    println!("subscribe {:.1}", started.elapsed().as_nanos() as f64 / subscriptions as f64); // of each
    let mut message = Message::new();
    // The allocator puts a million small blocks in order here, not at some message.
    drop(black_box(Vec::<u8>::with_capacity(65536)));
    topic(0, &mut payload);
    let started = Instant::now();
    for at in 0..count {
        publisher.send(&payload[..])?;
        // The next one: a copy right after the bytes were written one by one would wait for them.
        topic((at + 1) * 7919 % subscriptions, &mut payload);
        subscriber.recv_into(&mut message)?;
        if message.len() != payload.len() {
            return Err("another message arrived".into());
        }
    }
    println!("publish {:.9}", started.elapsed().as_secs_f64());
    Ok(())
}
