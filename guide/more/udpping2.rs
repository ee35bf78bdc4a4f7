//! Discovery 2: `udpping1` with the work in a library, [`zmq_guide::beacon::Pings`].
//!
//! A node hears itself, and cannot tell others of one machine apart: with a name for each it is `udpping3`.
//!
//! Run `udpping2 [ADDRESS]` on several machines of one network; it also finds those that run `udpping1`.

use std::time::Duration;
use zmq_guide::{
    Result, arg,
    beacon::{PORT, Ping, Pings},
    hurried,
};

fn main() -> Result<()> {
    let to = arg(1, &format!("255.255.255.255:{PORT}")).parse()?;
    let mut pings = Pings::new(to, hurried(Duration::from_secs(1)), "!")?;
    loop {
        match pings.wait()? {
            Ping::Sent => println!("Pinging peers..."),
            Ping::Heard(_, from) => println!("Found peer {from}"),
        }
    }
}
