//! Clone 4, the server: a client asks for the part of the table whose keys begin with its subtree, as `/client/`.
//!
//! The server needs nothing new for it: a snapshot is filtered, and subscriptions are prefixes anyway. Values that expire are for
//! `clonesrv5`.
//!
//! Run `clonesrv4 [SNAPSHOTS] [UPDATES] [COLLECTOR]`, and any number of `clonecli4`.

use std::time::Instant;
use zmq::{POLLIN, Poller};
use zmq_guide::{
    arg,
    clone::{Table, answer},
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
    let mut poller = Poller::new();
    poller.register(&collector, true, POLLIN)?;
    poller.register(&snapshots, false, POLLIN)?;
    loop {
        for event in poller.wait(None)? {
            if event.key {
                let Ok(update) = KvMsg::parse(collector.recv_multipart()?) else { continue };
                let update = table.update(update, Instant::now());
                println!("I: publishing update={}", update.sequence);
                publisher.send_multipart(update.into_parts())?;
            } else if answer(&snapshots, snapshots.recv_multipart()?, &table)? {
                println!("I: sent snapshot={}", table.sequence());
            }
        }
    }
}
