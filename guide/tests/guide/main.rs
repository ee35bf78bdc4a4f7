//! The scripts of the Guide, each in Rust with a partner in Rust and in Python.

mod support;

mod basics;
mod binary_star;
mod freelance;
mod majordomo;
mod patterns;
mod pirates;
mod request_reply;
