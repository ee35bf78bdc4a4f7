//! Freelance 3, a server: a ROUTER whose name is the endpoint that clients connect to. RFC 10.
//!
//! It answers pings, so that clients know who lives before they ask.
//!
//! Run `flserver3 [ENDPOINT] [NAME]` once for each server, and `flclient3`. `NAME` is the endpoint as clients write it; with a port that
//! the system chooses (`tcp://127.0.0.1:*`) it is the one that results.

use std::net::TcpListener;
use zmq_guide::{Result, arg, flcliapi::reply};

fn main() -> Result<()> {
    let mut endpoint = arg(1, "tcp://*:5555");
    if endpoint == "tcp://127.0.0.1:*" {
        // The name must be set before the socket is bound, so the port is chosen before.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        endpoint = format!("tcp://127.0.0.1:{port}");
    }
    let name = arg(2, &endpoint.replace('*', "localhost"));
    let context = zmq::Context::new()?;
    let server = context.socket(zmq::ROUTER)?;
    server.set_routing_id(name.as_bytes())?;
    server.bind(&endpoint)?;
    println!("bound {name}");
    loop {
        if let Some(reply) = reply(server.recv_multipart()?, |_| ["OK"].into()) {
            server.send_multipart(reply)?;
        }
    }
}
