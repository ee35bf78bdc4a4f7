//! The draft API of libzmq.

pub(crate) mod options;
