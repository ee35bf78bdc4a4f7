//! What the programs say, byte for byte as the RFCs have it. The other side is the test, which writes and reads the frames itself.

mod chp;
mod flp;
mod mdp;
mod ppp;
mod tsp;

use crate::support::FREE;
use std::time::Duration;
use zmq::{Context, Dealer, Router, Socket};

fn context() -> Context {
    Context::builder().linger(Some(Duration::ZERO)).build().unwrap()
}

/// A peer that connects to a program.
fn dealer(context: &Context, endpoint: &str) -> Socket<Dealer> {
    context.socket_builder(zmq::DEALER).connect(endpoint).build().unwrap()
}

/// A peer that programs connect to.
fn router(context: &Context) -> (Socket<Router>, String) {
    let socket = context.socket_builder(zmq::ROUTER).bind(FREE).build().unwrap();
    let endpoint = socket.last_endpoint().unwrap();
    (socket, endpoint)
}
