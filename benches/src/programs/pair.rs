//! Messages of 16 bytes from one PAIR to another, in one thread.

use super::link;
use crate::Failure;
use zmq::Message;

/// The same message goes to and fro between program and library.
#[inline(never)]
pub fn reused(count: usize) -> Result<(), Failure> {
    let (near, far) = link::open("inproc", zmq::PAIR, zmq::PAIR)?;
    let mut message = Message::from([7; 16]);
    for _ in 0..count {
        near.send_from(&mut message)?;
        far.recv_into(&mut message)?;
    }
    Ok(())
}

/// A new message is made, sent, received and freed each time.
#[inline(never)]
pub fn owned(count: usize) -> Result<(), Failure> {
    let (near, far) = link::open("inproc", zmq::PAIR, zmq::PAIR)?;
    let payload = b"0123456789abcdef";
    for _ in 0..count {
        near.send(payload)?;
        let message = far.recv()?;
        if message.last() != Some(&b'f') {
            return Err("something else arrived".into());
        }
    }
    Ok(())
}
