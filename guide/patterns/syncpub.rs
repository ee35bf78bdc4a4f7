//! Publish when all are there: a publisher that counts its subscribers before the first message.
//!
//! A PUB socket discards what nobody subscribed to yet. Here each subscriber says by REQ that it is ready; and since that may
//! overtake its subscription, the publisher is an XPUB, which sees subscriptions, and counts those, too. That suits a known number
//! of subscribers on a good network. When they come and go, let them fetch what they missed: Clone, `clonesrv6`.
//!
//! Run `syncpub [UPDATES] [READY] [SUBSCRIBERS] [MESSAGES]`, and ten `syncsub`.

use zmq_guide::{Result, arg, arg_number};

fn main() -> Result<()> {
    let (expected, messages) = (arg_number(3, 10)?, arg_number(4, 1_000_000)?);
    let context = zmq::Context::new()?;
    let publisher = context.socket(zmq::XPUB)?;
    publisher.set_xpub_verbose(true)?; // each subscription, not only the first to a topic
    publisher.set_sndhwm(1_100_000)?; // a slow subscriber loses nothing
    publisher.bind(&arg(1, "tcp://*:5561"))?;
    println!("bound {}", publisher.last_endpoint()?);
    let ready = context.socket(zmq::REP)?;
    ready.bind(&arg(2, "tcp://*:5562"))?;
    println!("bound {}", ready.last_endpoint()?);

    for subscriber in 1..=expected {
        ready.recv()?;
        ready.send("")?;
        println!("+1 subscriber ({subscriber}/{expected})");
    }
    for _ in 0..expected {
        publisher.recv()?; // a subscription
    }
    for _ in 0..messages {
        publisher.send("Rhubarb")?;
    }
    publisher.send("END")?;
    Ok(())
}
