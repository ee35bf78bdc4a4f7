//! Clone 5, a client: as `clonecli4`, and each key that it sets lives for up to 30 s, if it is not set again.
//!
//! That a value expired it hears from the server, as an update without a value.
//!
//! It has one server, a single point of failure. For two use `clonecli6`.
//!
//! Run `clonecli5 [SNAPSHOTS] [UPDATES] [COLLECTOR]` with `clonesrv5`.

use rand::random_range;
use std::time::{Duration, Instant};
use zmq_guide::{arg, clone, hurried, kvmsg::KvMsg};

const SUBTREE: &str = "/client/";

fn main() -> zmq_guide::Result<()> {
    let context = zmq::Context::new()?;
    let updates = context.socket(zmq::SUB)?;
    updates.subscribe(SUBTREE)?;
    updates.connect(&arg(2, "tcp://localhost:5557"))?;
    let publisher = context.socket(zmq::PUSH)?;
    publisher.connect(&arg(3, "tcp://localhost:5558"))?;

    let snapshots = arg(1, "tcp://localhost:5556");
    let table = clone::fetch(&context, &snapshots, SUBTREE, Duration::from_secs(60))?;
    let mut table = table.ok_or("no snapshot")?;
    println!("I: received snapshot={} of {} keys", table.sequence(), table.len());

    let mut due = Instant::now();
    loop {
        if let Some(parts) = updates.recv_multipart_timeout(due)?
            && let Ok(update) = KvMsg::parse(parts)
        {
            let (number, what) = (update.sequence, if update.body.is_empty() { "delete" } else { "update" });
            if table.follow(update, Instant::now()) {
                println!("I: received {what}={number}");
            }
        }
        if Instant::now() >= due {
            due = Instant::now() + hurried(Duration::from_secs(1));
            let key = format!("{SUBTREE}{}", random_range(1..=10_000));
            let mut update = KvMsg::new(key, random_range(1..=1_000_000).to_string());
            update.set_ttl(hurried(Duration::from_secs(random_range(1..=30))));
            publisher.send_multipart(update.into_parts())?;
        }
    }
}
