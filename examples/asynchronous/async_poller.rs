//! PUSH and PULL in two tasks, of which the receiver polls: pyzmq's asyncio example with a poller.
//!
//! Run `cargo run --features tokio --example async_poller`.

use std::time::Duration;
use zmq::tokio::Context;

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let context = Context::instance()?;
    let url = "inproc://poller";
    let pull = context.socket(zmq::PULL)?;
    pull.bind(url)?;
    let push = context.socket(zmq::PUSH)?;
    push.connect(url)?;
    let sending = tokio::spawn(sender(push));
    receiver(pull).await?;
    sending.abort();
    Ok(())
}

/// Receives messages with polling; stops when none comes any more.
async fn receiver(mut pull: zmq::tokio::Socket<zmq::Pull>) -> zmq::Result<()> {
    let patience = Duration::from_millis(700);
    while let Ok(events) = tokio::time::timeout(patience, pull.poll(zmq::POLLIN)).await {
        if events?.contains(zmq::POLLIN) {
            println!("recving {:?}", pull.recv_multipart().await?);
        }
    }
    println!("nothing more");
    Ok(())
}

/// Sends a message every tenth of a second.
async fn sender(mut push: zmq::tokio::Socket<zmq::Push>) -> zmq::Result<()> {
    for tic in 0..10 {
        println!("sending {tic}");
        push.send_multipart([tic.to_string()]).await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}
