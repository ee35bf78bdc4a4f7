//! The draft API of libzmq.

pub(crate) mod monitor;
