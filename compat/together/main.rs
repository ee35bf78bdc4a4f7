//! One program with `zmq-safe`, `zmq`, `tmq` and `bitcoincore-zmq`: one libzmq, and a message through each of them.
//!
//! `cargo xtask compat` makes a package of it, on rust-zmq over our `zmq-sys` and on our `zmq`.

use futures::StreamExt;
use std::{error::Error, thread};

type Anything = Result<(), Box<dyn Error>>;

/// The parts that a node of bitcoin publishes for a block: topic, hash, and a number that grows.
const BLOCK: [&[u8]; 3] = [b"hashblock", &[7; 32], &[1, 0, 0, 0]];

fn main() -> Anything {
    assert_eq!(zmq_safe::version(), zmq::version());
    assert!(zmq_safe::has("curve") && zmq::has("curve") == Some(true));
    old_to_new()?;
    tokio::runtime::Runtime::new()?.block_on(new_to_tmq())?;
    new_to_bitcoin()?;
    println!("one libzmq, {:?}, for all of them", zmq::version());
    Ok(())
}

/// From a socket of `zmq` to one of `zmq-safe`, over tcp.
fn old_to_new() -> Anything {
    let context = zmq_safe::Context::new()?;
    let pull = context.socket(zmq_safe::PULL)?;
    pull.bind("tcp://127.0.0.1:*")?;
    let old = zmq::Context::new();
    let push = old.socket(zmq::PUSH)?;
    push.connect(&pull.last_endpoint()?)?;
    push.send("from zmq", 0)?;
    assert_eq!(pull.recv()?, "from zmq");
    Ok(())
}

/// From a socket of `zmq-safe` to one of `tmq`.
async fn new_to_tmq() -> Anything {
    let context = zmq_safe::Context::new()?;
    let push = context.socket(zmq_safe::PUSH)?;
    push.bind("tcp://127.0.0.1:*")?;
    let mut pull = tmq::pull(&tmq::Context::new()).connect(&push.last_endpoint()?)?;
    push.send_multipart(["from", "zmq-safe"])?;
    let parts = pull.next().await.ok_or("the stream has ended")??;
    assert_eq!(parts.iter().map(|part| part.as_str()).collect::<Vec<_>>(), [Some("from"), Some("zmq-safe")]);
    Ok(())
}

/// From a publisher of `zmq-safe`, in the place of a node, to `bitcoincore-zmq`.
fn new_to_bitcoin() -> Anything {
    let context = zmq_safe::Context::new()?;
    let node = context.socket(zmq_safe::XPUB)?;
    node.bind("tcp://127.0.0.1:*")?;
    let blocks = bitcoincore_zmq::subscribe_receiver(&[&node.last_endpoint()?])?;
    node.recv()?; // the subscription
    let publish = thread::spawn(move || node.send_multipart(BLOCK).map(|()| node));
    let block = blocks.recv()??;
    assert_eq!(
        block.serialize_to_vecs().map(Vec::into_boxed_slice),
        BLOCK.map(|part| part.to_vec().into_boxed_slice())
    );
    let _node = publish.join().map_err(|_| "the publisher has panicked")??;
    Ok(())
}
