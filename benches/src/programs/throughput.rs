//! PUSH to PULL, in two threads.

use super::link;
use crate::Failure;
use std::{thread, time::Instant};
use zmq::{Message, Multipart, Pull, Socket};

/// What arrived must be what was sent.
#[inline]
pub fn look(payload: &[u8]) -> Result<(), Failure> {
    if payload.first().is_none_or(|byte| *byte == 7) { Ok(()) } else { Err("something else arrived".into()) }
}

pub fn print(started: Instant) {
    println!("seconds {:.9}", started.elapsed().as_secs_f64());
}

/// Receives that many whole messages, and looks at each part.
pub fn receive(pull: &Socket<Pull>, message: &mut Message, count: usize) -> Result<(), Failure> {
    let mut left = count;
    while left > 0 {
        pull.recv_into(message)?;
        look(message)?;
        if !message.more() {
            left -= 1;
        }
    }
    Ok(())
}

/// Part by part, as in C.
pub fn parts(transport: &str, parts: usize, size: usize, count: usize) -> Result<(), Failure> {
    let (pull, push) = link::open(transport, zmq::PULL, zmq::PUSH)?;
    let sender = thread::spawn(move || {
        let payload = vec![7; size];
        for _ in 0..=count {
            for _ in 1..parts {
                push.send_flags(&payload, zmq::SNDMORE)?;
            }
            push.send(&payload)?;
        }
        Ok::<_, zmq::Error>(push) // open until all has arrived, as in C
    });
    let mut message = Message::new();
    receive(&pull, &mut message, 1)?;
    let started = Instant::now();
    receive(&pull, &mut message, count)?;
    print(started);
    sender.join().map_err(|_| "the sender panicked")??;
    Ok(())
}

/// Whole messages, in storage that is used again.
pub fn multipart(transport: &str, parts: usize, size: usize, count: usize) -> Result<(), Failure> {
    let (pull, push) = link::open(transport, zmq::PULL, zmq::PUSH)?;
    let sender = thread::spawn(move || {
        let payload = vec![7; size];
        let mut message = Multipart::new();
        for _ in 0..=count {
            message.extend((0..parts).map(|_| &payload));
            push.send_multipart_from(&mut message)?;
        }
        Ok::<_, zmq::Error>(push)
    });
    let mut message = Multipart::new();
    pull.recv_multipart_into(&mut message)?;
    let started = Instant::now();
    for _ in 0..count {
        pull.recv_multipart_into(&mut message)?;
        message.iter().try_for_each(|part| look(part))?;
    }
    print(started);
    sender.join().map_err(|_| "the sender panicked")??;
    Ok(())
}
