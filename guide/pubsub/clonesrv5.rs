//! Clone 5, the server: values may expire. Once a second it deletes those that did, and publishes that.
//!
//! A client that has gone leaves nothing behind, if it sets its keys again in time while it lives. A server that may die is for
//! `clonesrv6`. (The Guide's Python client sends text where bytes are wanted.)
//!
//! Run `clonesrv5 [SNAPSHOTS] [UPDATES] [COLLECTOR]`, and any number of `clonecli5`.

use std::time::{Duration, Instant};
use zmq::{POLLIN, Poller};
use zmq_guide::{
    arg,
    clone::{Table, answer},
    hurried,
    kvmsg::KvMsg,
};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let snapshots = context.socket(zmq::ROUTER)?;
    snapshots.bind(&arg(1, "tcp://*:5556"))?;
    println!("bound {}", snapshots.last_endpoint()?);
    let publisher = context.socket(zmq::PUB)?;
    publisher.bind(&arg(2, "tcp://*:5557"))?;
    println!("bound {}", publisher.last_endpoint()?);
    let collector = context.socket(zmq::PULL)?;
    collector.bind(&arg(3, "tcp://*:5558"))?;
    println!("bound {}", collector.last_endpoint()?);

    let mut table = Table::default();
    let mut due = Instant::now();
    let mut poller = Poller::new();
    poller.register(&collector, true, POLLIN)?;
    poller.register(&snapshots, false, POLLIN)?;
    loop {
        for event in poller.wait(due)? {
            if event.key {
                let Ok(update) = KvMsg::parse(collector.recv_multipart()?) else { continue };
                let update = table.update(update, Instant::now());
                println!("I: publishing update={}", update.sequence);
                publisher.send_multipart(update.into_parts())?;
            } else if answer(&snapshots, snapshots.recv_multipart()?, &table)? {
                println!("I: sent snapshot={}", table.sequence());
            }
        }
        if Instant::now() >= due {
            due = Instant::now() + hurried(Duration::from_secs(1));
            for deleted in table.expire(Instant::now()) {
                println!("I: publishing delete={}", deleted.sequence);
                publisher.send_multipart(deleted.into_parts())?;
            }
        }
    }
}
