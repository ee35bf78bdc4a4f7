//! Peers and programs that do anything at all, and peers by hand of every version of the protocol.
#![cfg_attr(not(target_os = "linux"), allow(unused_imports))] // tests that Linux alone can do import more

#[path = "../support/mod.rs"]
mod support;

mod frames;
mod fuzz;
mod handshakes;
mod kerberos;
mod versions;
