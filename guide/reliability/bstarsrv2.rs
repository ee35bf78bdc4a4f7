//! Binary Star by the library: `bstarsrv` with [`zmq_guide::bstar::BinaryStar`], which has the states and the clock.
//!
//! (The Guide's Python script asks tornado for what it no longer has.)
//!
//! Run `bstarsrv2 -p [FRONTEND] [STATE] [PEER]`, `bstarsrv2 -b [FRONTEND] [STATE] [PEER]`, and `bstarcli`.

use std::time::Duration;
use zmq_guide::{
    Result, arg,
    bstar::{BinaryStar, State},
    hurried,
};

fn main() -> Result<()> {
    let (role, frontend, local, remote) = match arg(1, "").as_str() {
        "-p" => (State::Primary, "tcp://*:5001", "tcp://*:5003", "tcp://localhost:5004"),
        "-b" => (State::Backup, "tcp://*:5002", "tcp://*:5004", "tcp://localhost:5003"),
        _ => return Err("usage: bstarsrv2 -p | -b [FRONTEND] [STATE] [PEER]".into()),
    };
    let context = zmq::Context::new()?;
    let clients = context.socket(zmq::ROUTER)?;
    clients.bind(&arg(2, frontend))?;
    println!("bound {}", clients.last_endpoint()?);
    let heartbeat = hurried(Duration::from_secs(1));
    let mut star = BinaryStar::new(&context, role, &arg(3, local), &arg(4, remote), heartbeat)?;
    println!("bound {}", star.local()?);

    loop {
        let before = star.state();
        let due = star.beat()?;
        let [asked, heard] = zmq::readable([&clients, star.peer()], due)?;
        if heard {
            star.listen()?;
        }
        if asked {
            let request = clients.recv_multipart()?;
            if star.vote() {
                clients.send_multipart(request)?;
            }
        }
        if star.state() != before {
            println!("I: {:?}", star.state());
        }
    }
}
