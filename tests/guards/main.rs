//! What makes libzmq 4.3.5 abort, hang or use freed memory is an error here.
#![cfg_attr(not(target_os = "linux"), allow(unused_imports))] // tests that Linux alone can do import more

#[path = "../support/mod.rs"]
mod support;

mod defects;
mod defects_receiving;
mod defects_system;
mod few_lines;
mod heartbeats;
mod mended;
mod mended_authentication;
mod messages;
mod network;
mod values;
