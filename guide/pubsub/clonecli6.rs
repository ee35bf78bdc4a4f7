//! Clone 6, a client: follows the keys that begin with `/client/` at whichever of two servers lives, and sets one each second.
//!
//! All of the protocol is in [`zmq_guide::clone::Client`].
//!
//! Where one server is enough, `clonecli5` is simpler.
//!
//! Run `clonecli6 [UPDATES] SERVER...` with `clonesrv6 -p` and `-b`; `SERVER` as there. After so many updates of its own it follows on.

use rand::random_range;
use std::{thread, time::Duration};
use zmq_guide::{
    Result, arg_number, args_from,
    clone::{Client, Endpoints, Times},
    hurried, pause,
};

fn main() -> Result<()> {
    let updates = arg_number(1, u64::MAX)?;
    let servers = args_from(2, &["tcp://localhost:5556", "tcp://localhost:5566"]);
    let servers: Option<Vec<Endpoints>> = servers.iter().map(|server| Endpoints::parse(server)).collect();
    let times = Times { ttl: hurried(Duration::from_secs(5)) };
    let context = zmq::Context::new()?;
    let client = Client::new(
        &context,
        "/client/",
        &servers.ok_or("a SERVER is no endpoint with a port")?,
        times,
        |update| {
            println!("I: {:?} is {:?}", update.key, update.body);
        },
    )?;
    for _ in 0..updates {
        let (key, value) =
            (format!("/client/{}", random_range(1..=10_000)), random_range(1..=1_000_000).to_string());
        println!("I: setting {key} to {value}");
        client.set(&key, value, None)?;
        pause(Duration::from_secs(1));
    }
    loop {
        thread::park();
    }
}
