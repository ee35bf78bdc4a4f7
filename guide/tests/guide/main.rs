//! The scripts of the Guide, each in Rust with a partner in Rust and in Python.

mod support;

mod basics;
mod binary_star;
mod clone;
mod freelance;
mod listed;
mod majordomo;
mod more;
mod patterns;
mod pirates;
mod pubsub;
mod request_reply;
mod wire;
