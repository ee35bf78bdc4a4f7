//! Messages of 16 bytes from one PAIR to another, in one thread.

use super::link;
use crate::Failure;
use zmq::{Message, Multipart};

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

/// Messages of 8 parts, in storage that is used again.
#[inline(never)]
pub fn parts(count: usize) -> Result<(), Failure> {
    let (near, far) = link::open("inproc", zmq::PAIR, zmq::PAIR)?;
    let payload = b"0123456789abcdef";
    let (mut message, mut received) = (Multipart::new(), Multipart::new());
    for _ in 0..count {
        message.extend([payload; 8]);
        near.send_multipart_from(&mut message)?;
        far.recv_multipart_into(&mut received)?;
        look(&received)?;
    }
    Ok(())
}

/// The same, where the program knows that there are 8.
#[inline(never)]
pub fn array(count: usize) -> Result<(), Failure> {
    let (near, far) = link::open("inproc", zmq::PAIR, zmq::PAIR)?;
    let payload = b"0123456789abcdef";
    let mut received = std::array::from_fn::<_, 8, _>(|_| Message::new());
    for _ in 0..count {
        near.send_parts([payload; 8])?;
        far.recv_parts_into(&mut received)?;
        look(&received)?;
    }
    Ok(())
}

#[inline]
fn look(parts: &[Message]) -> Result<(), Failure> {
    if parts.iter().all(|part| part.last() == Some(&b'f')) {
        Ok(())
    } else {
        Err("something else arrived".into())
    }
}
