//! Pages for people: nothing to call.

#[doc = include_str!("from_pyzmq.md")]
pub mod from_pyzmq {}

#[doc = include_str!("from_rust_zmq.md")]
pub mod from_rust_zmq {}

#[doc = include_str!("cookbook.md")]
pub mod cookbook {}

#[doc = include_str!("libzmq_defects.md")]
pub mod libzmq_defects {}

#[doc = include_str!("coverage.md")]
pub mod coverage {}
