//! Pages for people: nothing to call.

#[doc = include_str!("from_pyzmq.md")]
pub mod from_pyzmq {}

#[doc = include_str!("from_rust_zmq.md")]
pub mod from_rust_zmq {}

#[cfg(any(feature = "tokio", feature = "async-io"))]
#[doc = include_str!("from_tmq.md")]
pub mod from_tmq {}

#[cfg(any(feature = "tokio", feature = "async-io"))]
#[doc = include_str!("from_async_zmq.md")]
pub mod from_async_zmq {}

#[cfg(any(feature = "tokio", feature = "async-io"))]
#[doc = include_str!("from_arzmq.md")]
pub mod from_arzmq {}

#[cfg(any(feature = "tokio", feature = "async-io"))]
#[doc = include_str!("from_zeromq.md")]
pub mod from_zeromq {}

#[doc = include_str!("cookbook.md")]
pub mod cookbook {}

#[doc = include_str!("libzmq_defects.md")]
pub mod libzmq_defects {}

#[doc = include_str!("coverage.md")]
pub mod coverage {}
