//! The message of Clone 1 and 2, over a pair of sockets and back.
//!
//! (The Guide's Python script is for Python 2, and writes 4 bytes for the number where its C program writes 8; this writes 8.)
//!
//! Run `kvsimple`; it needs no partner.

use zmq_guide::{Result, kvsimple::KvSimple};

fn main() -> Result<()> {
    let (output, input) = zmq::Context::new()?.pair()?;
    let sent = KvSimple { key: "key".into(), sequence: 1, body: "body".into() };
    output.send_multipart(sent.clone().into_parts())?;
    let received =
        KvSimple::parse(input.recv_multipart()?).map_err(|parts| format!("{parts:?} is no KvSimple"))?;
    println!("{received:?}");
    if received != sent {
        return Err("it is another one".into());
    }
    println!(" * kvsimple: OK");
    Ok(())
}
