//! [`zmq_compat`] by the name of rust-zmq, for `[patch.crates-io]`.

pub use zmq_compat::*;
