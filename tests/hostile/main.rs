//! Peers and programs that do anything at all, and peers by hand of every version of the protocol.

#[path = "../support/mod.rs"]
mod support;

mod frames;
mod fuzz;
mod handshakes;
mod versions;
