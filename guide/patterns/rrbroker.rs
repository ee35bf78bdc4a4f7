//! A broker between clients and workers: requests go to the workers round-robin, replies find their way back.
//!
//! Both sides connect to the broker, so either may grow without the other's knowledge. This one moves messages by hand, to
//! show what [`zmq::proxy`] does in `msgqueue`. When workers differ in speed use `lbbroker`.
//!
//! Run `rrbroker [FRONTEND] [BACKEND]`, any number of `rrworker`, and of `rrclient`.

use zmq::{POLLIN, Poller};
use zmq_guide::arg;

#[derive(Clone, Copy)]
enum Side {
    Clients,
    Workers,
}

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::ROUTER)?;
    frontend.bind(&arg(1, "tcp://*:5559"))?;
    println!("bound {}", frontend.last_endpoint()?);
    let backend = context.socket(zmq::DEALER)?;
    backend.bind(&arg(2, "tcp://*:5560"))?;
    println!("bound {}", backend.last_endpoint()?);

    let mut poller = Poller::new();
    poller.register(&frontend, Side::Clients, POLLIN)?;
    poller.register(&backend, Side::Workers, POLLIN)?;
    loop {
        for event in poller.wait(None)? {
            match event.key {
                Side::Clients => backend.send_multipart(frontend.recv_multipart()?)?,
                Side::Workers => frontend.send_multipart(backend.recv_multipart()?)?,
            }
        }
    }
}
