//! Against pyzmq, which has to be like us in everything that both sides see.
#![cfg_attr(not(target_os = "linux"), allow(unused_imports))] // tests that Linux alone can do import more

#[path = "../common/mod.rs"]
mod common;
#[path = "../support/surface.rs"]
mod surface;

mod auth;
mod broker;
mod conflate;
mod heartbeats;
mod huge;
mod log;
mod multipart;
mod names;
mod pipeline;
mod pubsub;
mod reqrep;
mod routing;
mod security;
mod transports;
mod tutorial;
mod values;
