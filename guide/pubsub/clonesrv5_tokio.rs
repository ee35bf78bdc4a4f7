//! `clonesrv5` on tokio: clients that ask, clients that set, and the clock are three branches of a `select!`.
//!
//! Run `clonesrv5_tokio [SNAPSHOTS] [UPDATES] [COLLECTOR]`, and any number of `clonecli5`.

use std::time::{Duration, Instant};
use tokio::time;
use zmq::{Message, Router, multipart, tokio::Context, tokio::Socket};
use zmq_guide::{
    arg,
    clone::{ICANHAZ, KTHXBAI, Table},
    hurried,
    kvmsg::KvMsg,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let context = Context::new()?;
    let mut snapshots = context.socket(zmq::ROUTER)?;
    snapshots.bind(&arg(1, "tcp://*:5556"))?;
    println!("bound {}", snapshots.last_endpoint()?);
    let mut publisher = context.socket(zmq::PUB)?;
    publisher.bind(&arg(2, "tcp://*:5557"))?;
    println!("bound {}", publisher.last_endpoint()?);
    let mut collector = context.socket(zmq::PULL)?;
    collector.bind(&arg(3, "tcp://*:5558"))?;
    println!("bound {}", collector.last_endpoint()?);

    let mut table = Table::default();
    let mut clock = time::interval(hurried(Duration::from_secs(1)));
    loop {
        tokio::select! {
            update = collector.recv_multipart() => {
                let Ok(update) = KvMsg::parse(update?) else { continue };
                let update = table.update(update, Instant::now());
                println!("I: publishing update={}", update.sequence);
                publisher.send_multipart(update.into_parts()).await?;
            }
            request = snapshots.recv_multipart() => answer(&mut snapshots, &request?, &table).await?,
            _ = clock.tick() => for deleted in table.expire(Instant::now()) {
                println!("I: publishing delete={}", deleted.sequence);
                publisher.send_multipart(deleted.into_parts()).await?;
            },
        }
    }
}

/// Sends the snapshot that a client asked for.
async fn answer(socket: &mut Socket<Router>, request: &[Message], table: &Table) -> zmq::Result<()> {
    let [client, command, subtree] = request else { return Ok(()) };
    if command == ICANHAZ {
        let values: Vec<KvMsg> = table.snapshot(subtree, Instant::now()).collect();
        let end = KvMsg::notice(KTHXBAI, table.sequence(), subtree.clone());
        for update in values.into_iter().chain([end]) {
            socket.send_multipart(multipart![client, ..update.into_parts()]).await?;
        }
        println!("I: sent snapshot={}", table.sequence());
    }
    Ok(())
}
