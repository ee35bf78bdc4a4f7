//! Discovery 2: each node has a UUID, so that it knows itself and tells others apart; the work is in a library.
//!
//! Run `udpping2 [ADDRESS]` on several machines of one network.

use std::time::Duration;
use zmq_guide::{
    Result, arg,
    beacon::{Beacon, Change, PORT},
    hurried,
};

fn main() -> Result<()> {
    let to = arg(1, &format!("255.255.255.255:{PORT}")).parse()?;
    let mut beacon = Beacon::new(to, hurried(Duration::from_secs(1)))?;
    println!("I am {}", beacon.uuid().as_str());
    loop {
        match beacon.wait()? {
            Change::Joined(peer, address) => println!("Found peer {} at {address}", peer.as_str()),
            Change::Left(peer) => println!("Lost peer {}", peer.as_str()),
        }
    }
}
