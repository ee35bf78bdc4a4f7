//! The draft API of libzmq: more kinds of sockets and what they can do. Its interface may change with libzmq's.

mod context;
pub(crate) mod datagrams;
pub(crate) mod groups;
pub(crate) mod kind;
mod message;
pub(crate) mod monitor;
pub(crate) mod options;
pub(crate) mod poller;
#[cfg(unix)]
pub(crate) mod ppoll;
mod raw;
pub(crate) mod routing;
