//! Clone 1, a client: keeps a table of what it hears.
//!
//! It misses what was published before it subscribed. A client without that gap is `clonecli2`.
//!
//! Run `clonecli1 [ENDPOINT] [UPDATES]` with `clonesrv1`; without a number of updates it never ends.

use std::collections::HashMap;
use zmq_guide::{Result, arg, arg_number, kvsimple::KvSimple};

fn main() -> Result<()> {
    let context = zmq::Context::new()?;
    let updates = context.socket(zmq::SUB)?;
    updates.connect(&arg(1, "tcp://localhost:5556"))?;
    updates.subscribe("")?;
    let mut table = HashMap::new();
    for _ in 0..arg_number(2, u64::MAX)? {
        let Ok(update) = KvSimple::parse(updates.recv_multipart()?) else { continue };
        table.insert(Vec::from(update.key), update.body);
    }
    println!("{} keys", table.len());
    Ok(())
}
