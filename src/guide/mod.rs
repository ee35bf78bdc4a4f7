//! Pages for people: nothing to call.

#[doc = include_str!("concepts/request_reply.md")]
#[doc = concat!("\n\n", include_str!("concepts/request_reply.svg"), "\n\n")]
#[doc = include_str!("concepts/publish_subscribe.md")]
#[doc = concat!("\n\n", include_str!("concepts/publish_subscribe.svg"), "\n\n")]
#[doc = include_str!("concepts/pipeline.md")]
#[doc = concat!("\n\n", include_str!("concepts/pipeline.svg"), "\n\n")]
#[doc = include_str!("concepts/router_dealer.md")]
#[doc = concat!("\n\n", include_str!("concepts/router_dealer.svg"), "\n\n")]
#[doc = include_str!("concepts/queues.md")]
#[doc = concat!("\n\n", include_str!("concepts/queues.svg"), "\n\n")]
#[doc = include_str!("concepts/connection.md")]
#[doc = concat!("\n\n", include_str!("concepts/connection.svg"), "\n\n")]
#[doc = include_str!("concepts/heartbeats.md")]
pub mod concepts {}

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

#[doc = include_str!("zeromq_guide.md")]
pub mod zeromq_guide {}

#[doc = include_str!("cookbook.md")]
pub mod cookbook {}

#[doc = include_str!("libzmq_defects.md")]
pub mod libzmq_defects {}

#[doc = include_str!("coverage.md")]
pub mod coverage {}
