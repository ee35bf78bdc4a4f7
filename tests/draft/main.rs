//! The draft API: its kinds, its poller, udp.

#[path = "../support/mod.rs"]
mod support;

mod c_peers;
mod datagrams;
mod frames;
mod fuzz;
mod inproc;
mod kinds;
mod poller;
mod ppoll;
mod sockets;
mod udp;
