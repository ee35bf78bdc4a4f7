//! The draft API of libzmq.

mod context;
pub(crate) mod options;
