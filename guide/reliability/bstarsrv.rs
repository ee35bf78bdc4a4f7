//! Binary Star: a primary and a backup, of which one serves. This one spells the loop out; `bstarsrv2` leaves it to the library.
//!
//! It is right for two servers on two machines and clients that know both, where being served twice would be wrong. For more than
//! two servers, or where any may serve, use Freelance (`flserver3`). (The Guide's Python script sends text as bytes, a TypeError.)
//!
//! Run `bstarsrv -p [FRONTEND] [STATE] [PEER]`, `bstarsrv -b [FRONTEND] [STATE] [PEER]`, and `bstarcli`.

use std::time::{Duration, Instant};
use zmq::{POLLIN, Poller};
use zmq_guide::{
    Result, arg,
    bstar::{Machine, State},
    hurried,
};

fn main() -> Result<()> {
    let (role, frontend, local, remote) = match arg(1, "").as_str() {
        "-p" => (State::Primary, "tcp://*:5001", "tcp://*:5003", "tcp://localhost:5004"),
        "-b" => (State::Backup, "tcp://*:5002", "tcp://*:5004", "tcp://localhost:5003"),
        _ => return Err("usage: bstarsrv -p | -b [FRONTEND] [STATE] [PEER]".into()),
    };
    let heartbeat = hurried(Duration::from_secs(1));
    let context = zmq::Context::new()?;
    let clients = context.socket(zmq::ROUTER)?;
    clients.bind(&arg(2, frontend))?;
    println!("bound {}", clients.last_endpoint()?);
    let state = context.socket(zmq::PUB)?;
    state.bind(&arg(3, local))?;
    println!("bound {}", state.last_endpoint()?);
    let peer = context.socket(zmq::SUB)?;
    peer.subscribe("")?;
    peer.connect(&arg(4, remote))?;
    println!("I: {role:?}, waiting for the other");

    let mut machine = Machine::new(role, Instant::now(), heartbeat * 2);
    let mut due = Instant::now();
    let mut poller = Poller::new();
    poller.register(&clients, true, POLLIN)?;
    poller.register(&peer, false, POLLIN)?;
    loop {
        let before = machine.state();
        for event in poller.wait(due)? {
            if event.key {
                let request = clients.recv_multipart()?;
                if machine.client(Instant::now()) {
                    clients.send_multipart(request)?; // an echo; else the client asks the other server
                }
            } else if let Some(state) = State::parse(&peer.recv()?) {
                machine.peer(state, Instant::now())?;
            }
        }
        if machine.state() != before {
            println!("I: {:?}", machine.state());
        }
        if Instant::now() >= due {
            due = Instant::now() + heartbeat;
            state.send((machine.state() as u8).to_string())?;
        }
    }
}
