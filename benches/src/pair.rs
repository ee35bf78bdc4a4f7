//! The programs of `c/pair.c` over the safe interface.

use zmq::{Context, Message, Result, Socket};

fn open() -> Result<(Socket<zmq::Pair>, Socket<zmq::Pair>)> {
    let context = Context::new()?;
    let (near, far) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    near.bind("inproc://pair")?;
    far.connect("inproc://pair")?;
    Ok((near, far))
}

/// The same message goes to and fro between program and library.
#[inline(never)]
pub fn reused(count: usize) -> Result<usize> {
    let (near, far) = open()?;
    let mut message = Message::from([7; 16]);
    for _ in 0..count {
        near.send_from(&mut message)?;
        far.recv_into(&mut message)?;
    }
    Ok(count)
}

/// A new message is made, sent, received and freed each time.
#[inline(never)]
pub fn owned(count: usize) -> Result<usize> {
    let (near, far) = open()?;
    let payload = b"0123456789abcdef";
    for arrived in 0..count {
        near.send(payload)?;
        let message = far.recv()?;
        if message.last() != Some(&b'f') {
            return Ok(arrived);
        }
    }
    Ok(count)
}
