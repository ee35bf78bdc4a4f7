//! What rust-zmq's example `msgsend` does for each message, on one thread, so that its instructions can be counted: a number becomes
//! text and is sent, received into a message that is used again, and read. The first argument says which pattern, the second how often.
//!
//! `cargo xtask compat --cost` makes a package of it on both bridges.

use std::{env, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let (pattern, count): (&str, u32) = (&arguments[1], arguments[2].parse()?);
    let context = zmq::Context::new();
    let (pull, push) = (context.socket(zmq::PULL)?, context.socket(zmq::PUSH)?);
    pull.bind("inproc://cost")?;
    push.connect("inproc://cost")?;
    let mut message = zmq::Message::new();
    let mut sum = 0;
    for _ in 0..count {
        match pattern {
            "text" => {
                push.send(&100.to_string(), 0)?;
                pull.recv(&mut message, 0)?;
                sum += message.as_str().ok_or("no text")?.parse::<u32>()?;
            }
            "slice" => {
                push.send(&[7; 16][..], 0)?;
                sum += pull.recv_msg(0)?.len() as u32;
            }
            "bytes" => {
                push.send(vec![7; 100], 0)?;
                sum += pull.recv_bytes(0)?.len() as u32;
            }
            "parts" => {
                push.send_multipart(["one", "two", "three"], 0)?;
                sum += pull.recv_multipart(0)?.len() as u32;
            }
            "poll" => {
                push.send("text", 0)?;
                let mut items = [pull.as_poll_item(zmq::POLLIN), push.as_poll_item(zmq::POLLOUT)];
                zmq::poll(&mut items, -1)?;
                assert!(items[0].is_readable() && items[1].is_writable());
                sum += pull.recv_msg(zmq::DONTWAIT)?.len() as u32;
            }
            "empty" => {
                assert_eq!(pull.recv_msg(zmq::DONTWAIT).err(), Some(zmq::Error::EAGAIN));
                sum += 1;
            }
            _ => return Err("which pattern?".into()),
        }
    }
    assert!(sum >= count);
    Ok(())
}
