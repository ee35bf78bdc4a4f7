//! Against pyzmq, which has to be like us in everything that both sides see.

#[path = "../common/mod.rs"]
mod common;

mod auth;
mod broker;
mod conflate;
mod heartbeats;
mod huge;
mod multipart;
mod pipeline;
mod pubsub;
mod reqrep;
mod routing;
mod security;
mod transports;
mod tutorial;
