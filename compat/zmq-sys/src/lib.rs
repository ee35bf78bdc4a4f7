//! `zmq-sys` 0.12 over the libzmq of `zmq-safe`, for `[patch.crates-io]`.
//!
//! The names, the types and the values are those of `zmq-sys` 0.12, which rust-zmq 0.10, tmq, async_zmq and others use; what they mean is in
//! the manual of libzmq. The library is the one of `zmq-sys-vendored`, and so is what decides where it comes from.
//!
//! One constant has another value, since another libzmq is linked: `ZMQ_GROUP_MAX_LENGTH` is 255, and was 15 in 4.3.1.
#![warn(missing_docs)]
#![allow(non_camel_case_types)]

pub mod errno;
mod numbers;
mod raw;
mod types;

#[rustfmt::skip]
pub use numbers::*;
pub use raw::*;
pub use types::*;

// Those that have no type of this package in them.
pub use libzmq::{
    zmq_bind, zmq_close, zmq_connect, zmq_ctx_get, zmq_ctx_new, zmq_ctx_set, zmq_ctx_shutdown, zmq_ctx_term,
    zmq_curve_keypair, zmq_device, zmq_disconnect, zmq_errno, zmq_getsockopt, zmq_has, zmq_proxy,
    zmq_proxy_steerable, zmq_recv, zmq_recviov, zmq_send, zmq_send_const, zmq_sendiov, zmq_setsockopt,
    zmq_socket, zmq_socket_monitor, zmq_strerror, zmq_unbind, zmq_version, zmq_z85_decode, zmq_z85_encode,
};
