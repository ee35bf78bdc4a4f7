//! Chat without a server: each publishes what he types, and subscribes to every address that others may have.
//!
//! Connecting to 254 addresses is the cheapest discovery there is: ZeroMQ connects whenever somebody comes. In a larger network use
//! a beacon (`udpping3`). (The Guide's Python script needs the package netifaces to know its address; here it is an argument.)
//!
//! Run `dechat ADDRESS [USER] [PEER...]`, as `dechat 192.168.1.7 anna`, on each machine, and type. `PEER` are endpoints to listen to
//! in place of the 254; `ADDRESS` may be an endpoint, too.

use std::thread;
use zmq_guide::{Result, arg, args_from};

fn main() -> Result<()> {
    let address = arg(1, "127.0.0.1");
    let user = arg(2, &std::env::var("USER").unwrap_or_else(|_| "somebody".into()));
    let endpoint = if address.contains("://") { address.clone() } else { format!("tcp://{address}:9000") };
    let network = address.rsplit_once('.').map_or(&*address, |(network, _)| network);
    let mut peers = args_from(3, &[]);
    if peers.is_empty() {
        peers = (1..255).map(|host| format!("tcp://{network}.{host}:9000")).collect();
    }

    let context = zmq::Context::new()?;
    let voice = context.socket(zmq::PUB)?;
    voice.bind(&endpoint)?;
    println!("bound {}", voice.last_endpoint()?);
    let ears = context.socket(zmq::SUB)?;
    ears.subscribe("")?;
    for peer in &peers {
        ears.connect(peer)?;
    }
    thread::spawn(move || -> Result<()> {
        loop {
            println!("{}", ears.recv_string()?);
        }
    });
    for line in std::io::stdin().lines() {
        voice.send(format!("{user}: {}", line?))?;
    }
    Ok(())
}
