//! Clone 2, a client: subscribes first, then asks for the snapshot, and then applies the updates that are newer.
//!
//! It only listens. For a client with values of its own use `clonecli3`.
//!
//! Run `clonecli2 [SNAPSHOTS] [UPDATES]` with `clonesrv2`.

use std::collections::HashMap;
use zmq::Message;
use zmq_guide::{
    arg,
    clone::{ICANHAZ, KTHXBAI},
    kvsimple::KvSimple,
};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let updates = context.socket(zmq::SUB)?;
    updates.subscribe("")?;
    updates.connect(&arg(2, "tcp://localhost:5557"))?;
    let snapshots = context.socket(zmq::DEALER)?;
    snapshots.connect(&arg(1, "tcp://localhost:5556"))?;

    let mut table = HashMap::<Vec<u8>, Message>::new();
    snapshots.send(ICANHAZ)?;
    let mut sequence = loop {
        let Ok(update) = KvSimple::parse(snapshots.recv_multipart()?) else { continue };
        if update.key == KTHXBAI {
            break update.sequence;
        }
        table.insert(update.key.into(), update.body);
    };
    println!("I: received snapshot={sequence} of {} keys", table.len());
    loop {
        let Ok(update) = KvSimple::parse(updates.recv_multipart()?) else { continue };
        if update.sequence > sequence {
            sequence = update.sequence;
            table.insert(update.key.into(), update.body);
            println!("I: received update={sequence}");
        }
    }
}
