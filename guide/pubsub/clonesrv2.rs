//! Clone 2, the server: as `clonesrv1`, and who comes late asks for a snapshot.
//!
//! The snapshot ends with the number of the last update in it, so that a client knows which of the updates that it heard meanwhile are
//! newer. Clients that set keys, too, are `clonesrv3`.
//!
//! Run `clonesrv2 [SNAPSHOTS] [UPDATES]`, and any number of `clonecli2`.

use rand::random_range;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};
use zmq::{Message, multipart};
use zmq_guide::{
    arg,
    clone::{ICANHAZ, KTHXBAI},
    hurried,
    kvsimple::KvSimple,
};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let snapshots = context.socket(zmq::ROUTER)?;
    snapshots.bind(&arg(1, "tcp://*:5556"))?;
    println!("bound {}", snapshots.last_endpoint()?);
    let publisher = context.socket(zmq::PUB)?;
    publisher.bind(&arg(2, "tcp://*:5557"))?;
    println!("bound {}", publisher.last_endpoint()?);

    let mut table = HashMap::<Vec<u8>, KvSimple>::new();
    let mut sequence = 0;
    let mut due = Instant::now();
    loop {
        if let Some(request) = snapshots.recv_multipart_timeout(due)?
            && let [client, command, ..] = &request[..]
            && command == ICANHAZ
        {
            let end = KvSimple { key: KTHXBAI.into(), sequence, body: Message::new() };
            for update in table.values().chain([&end]) {
                snapshots.send_multipart(multipart![client, ..update.clone().into_parts()])?;
            }
            println!("I: sent snapshot={sequence}");
        }
        if Instant::now() >= due {
            due = Instant::now() + hurried(Duration::from_millis(100));
            sequence += 1;
            let [key, body] = [random_range(1..=10_000).to_string(), random_range(1..=1_000_000).to_string()];
            let update = KvSimple { key: key.into(), sequence, body: body.into() };
            publisher.send_multipart(update.clone().into_parts())?;
            table.insert(update.key.to_vec(), update);
        }
    }
}
