//! Brokers that know each other, step 1: each publishes its state, and hears that of its peers.
//!
//! The state goes by PUB and SUB, since every peer must hear it and a lost update is replaced by the next. Here it is a random
//! number; in `peering3` it is how many workers are free.
//!
//! Run `peering1 ME PEER...` for each broker: `peering1 DC1 DC2` and `peering1 DC2 DC1`. They meet at `ipc` endpoints in the
//! working directory.

use rand::random_range;
use std::time::Duration;
use zmq_guide::{Result, args_from, hurried};

fn main() -> Result<()> {
    let names = args_from(1, &["DC1", "DC2"]);
    let (me, peers) = names.split_first().ok_or("usage: peering1 ME PEER...")?;
    println!("Hello, I am {me}");
    let context = zmq::Context::new()?;
    let mine = format!("ipc://{me}-state.ipc");
    let state = context.socket(zmq::PUB)?;
    state.bind(&mine)?;
    let states = context.socket(zmq::SUB)?;
    states.subscribe("")?;
    for peer in peers {
        states.connect(&format!("ipc://{peer}-state.ipc"))?;
    }

    loop {
        match states.recv_multipart_timeout(hurried(Duration::from_secs(1)))? {
            Some(update) => println!("{me} Received: {update:?}"),
            None => state.send_multipart([mine.clone(), random_range(1..10).to_string()])?,
        }
    }
}
