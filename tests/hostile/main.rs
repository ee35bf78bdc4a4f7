//! Peers and programs that do anything at all.

#[path = "../support/mod.rs"]
mod support;

mod frames;
mod fuzz;
mod handshakes;
