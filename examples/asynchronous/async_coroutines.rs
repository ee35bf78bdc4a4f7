//! PUB with SUB, and DEALER with ROUTER, all in one program: pyzmq's asyncio example with coroutines.
//!
//! Run `cargo run --features tokio --example async_coroutines`.

use std::time::Duration;
use tokio::time::sleep;
use zmq::tokio::Context;

#[tokio::main(flavor = "current_thread")]
async fn main() -> zmq::Result<()> {
    let context = Context::new()?;

    // The ones who listen first, so that nothing is missed.
    let subscriber = context.socket(zmq::SUB)?;
    let router = context.socket(zmq::ROUTER)?;
    let publisher = context.socket(zmq::PUB)?;
    let dealer = context.socket(zmq::DEALER)?;
    router.bind("inproc://hello")?;
    dealer.connect("inproc://hello")?;
    publisher.bind("inproc://world")?;
    subscriber.subscribe("world")?;
    subscriber.connect("inproc://world")?;

    let listening = tokio::spawn(listen(subscriber));
    let serving = tokio::spawn(echo(router));
    tokio::try_join!(publish(publisher), ask(dealer))?;

    context.shutdown(); // wakes the two that listen
    for task in [listening, serving] {
        match task.await {
            Ok(Err(error)) if !error.is_terminated() => return Err(error),
            _ => (),
        }
    }
    Ok(())
}

async fn publish(mut publisher: zmq::tokio::Socket<zmq::Pub>) -> zmq::Result<()> {
    for number in 0..5 {
        publisher.send_multipart(["world".to_owned(), format!("news {number}")]).await?;
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn listen(mut subscriber: zmq::tokio::Socket<zmq::Sub>) -> zmq::Result<()> {
    loop {
        let parts = subscriber.recv_multipart().await?;
        println!("received {:?}", parts[1]);
    }
}

/// Sends and receives at the same time.
async fn ask(dealer: zmq::tokio::Socket<zmq::Dealer>) -> zmq::Result<()> {
    let (mut questions, mut answers) = dealer.into_split();
    let asking = async {
        for number in 0..5 {
            questions.send(format!("hello {number}")).await?;
            sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    };
    let hearing = async {
        for _ in 0..5 {
            println!("answered {:?}", answers.recv().await?);
        }
        Ok(())
    };
    tokio::try_join!(asking, hearing).map(drop)
}

async fn echo(mut router: zmq::tokio::Socket<zmq::Router>) -> zmq::Result<()> {
    loop {
        let parts = router.recv_multipart().await?;
        router.send_multipart(parts).await?;
    }
}
