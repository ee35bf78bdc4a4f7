//! Last value cache: a proxy that keeps the last message of each topic for who subscribes later.
//!
//! An XPUB receives subscriptions, and this one answers each with what it has. All who subscribed to the topic get that again, so
//! messages should be states and not events. For a table that must be whole see Clone, `clonesrv6`. (The Guide's Python script
//! connects to `tcp://*`, which is no address to connect to.)
//!
//! Run `lvcache [UPSTREAM] [ENDPOINT]` with `pathopub` and `pathosub`.

use std::collections::HashMap;
use zmq::{Message, POLLIN, Poller};
use zmq_guide::arg;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::SUB)?;
    frontend.connect(&arg(1, "tcp://localhost:5557"))?;
    frontend.subscribe("")?;
    let backend = context.socket(zmq::XPUB)?;
    backend.set_xpub_verbose(true)?; // the second subscription to a topic, too
    backend.bind(&arg(2, "tcp://*:5558"))?;
    println!("bound {}", backend.last_endpoint()?);

    let mut cache = HashMap::<Vec<u8>, Message>::new();
    let mut poller = Poller::new();
    poller.register(&frontend, true, POLLIN)?;
    poller.register(&backend, false, POLLIN)?;
    loop {
        for event in poller.wait(None)? {
            if event.key {
                let [topic, value]: [Message; 2] = frontend.recv_parts()?;
                cache.insert(topic.to_vec(), value.clone());
                backend.send_multipart([topic, value])?;
            } else {
                let subscription = backend.recv()?;
                let Some((1, topic)) = subscription.split_first() else { continue };
                if let Some(value) = cache.get(topic) {
                    println!("Sending cached topic {:?}", Message::from(topic));
                    backend.send_multipart([Message::from(topic), value.clone()])?;
                }
            }
        }
    }
}
