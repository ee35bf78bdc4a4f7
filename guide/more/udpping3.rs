//! Discovery 3: each node has a UUID, so that it knows itself and tells others apart, and says who came and who went.
//!
//! The beacon is a thread, and the program reads changes from a socket, beside whatever else it waits for. (The Guide's Python script asks tornado for what it no longer has.)
//!
//! Run `udpping3 [ADDRESS]` on several machines of one network.

use std::{thread, time::Duration};
use zmq_guide::{
    Result, arg,
    beacon::{Beacon, Change, PORT},
    hurried,
};

fn main() -> Result<()> {
    let to = arg(1, &format!("255.255.255.255:{PORT}")).parse()?;
    let mut beacon = Beacon::new(to, hurried(Duration::from_secs(1)))?;
    println!("I am {}", beacon.uuid().as_str());
    let (program, agent) = zmq::Context::new()?.pair()?;
    let agent = thread::spawn(move || -> Result<()> {
        loop {
            let (what, peer) = match beacon.wait()? {
                Change::Joined(peer, _) => ("JOINED", peer),
                Change::Left(peer) => ("LEFT", peer),
            };
            agent.send_multipart([what, peer.as_str()])?;
        }
    });
    while !agent.is_finished() {
        if let Some(change) = program.recv_multipart_timeout(Duration::from_secs(1))? {
            println!("{change:?}");
        }
    }
    agent.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
