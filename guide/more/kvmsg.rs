//! The message of Clone from model 3 on, over a pair of sockets and back: RFC 12.
//!
//! Run `kvmsg`; it needs no partner.

use zmq_guide::{Result, kvmsg::KvMsg};

fn main() -> Result<()> {
    let (output, input) = zmq::Context::new()?.pair()?;
    let mut sent = KvMsg::new("key", "body");
    sent.sequence = 2;
    sent.set_property("prop1", "value1");
    sent.set_property("prop2", "value2");
    output.send_multipart(sent.clone().into_parts())?;
    let received = KvMsg::parse(input.recv_multipart()?).map_err(|parts| format!("{parts:?} is no KvMsg"))?;
    println!("{received:?}");
    if received != sent {
        return Err("it is another one".into());
    }
    println!(" * kvmsg: OK");
    Ok(())
}
