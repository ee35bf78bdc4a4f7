//! The draft API: its kinds, its poller, udp.
#![cfg_attr(not(target_os = "linux"), allow(unused_imports))] // tests that Linux alone can do import more

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
