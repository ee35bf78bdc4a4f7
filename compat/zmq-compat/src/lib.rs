//! The interface of the crate `zmq` 0.10 (rust-zmq) on `zmq-safe`: a bridge for programs that move.
//!
//! A program, and every crate that it depends on, runs on this without a change:
//!
//! ```toml
//! [patch.crates-io]
//! zmq = { git = "https://…/zmq-safe" }     # the package compat/zmq, which is this one by that name
//! zmq-sys = { git = "https://…/zmq-safe" } # some crates name it, as bitcoincore-zmq
//! ```
//!
//! or, for the program alone, `zmq = { package = "zmq-compat", version = "0.10" }`. Then one file after the other is ported, and what is
//! not yet calls what is, by `as_core`, `into_core` and `from_core` of [`Context`], [`Socket`] and [`Message`]:
//!
//! ```
//! fn ported(socket: &zmq_safe::Socket) -> zmq_safe::Result<()> {
//!     socket.send("from zmq-safe")?;
//!     Ok(())
//! }
//!
//! use zmq_compat as zmq;
//! fn main() -> zmq::Result<()> {
//!     let context = zmq::Context::new();
//!     let (push, pull) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
//!     pull.bind("inproc://bridge")?;
//!     push.connect("inproc://bridge")?;
//!     push.send("from zmq", 0)?;
//!     ported(push.as_core())?;
//!     assert_eq!(pull.recv_string(0)?, Ok("from zmq".to_owned()));
//!     assert_eq!(pull.recv_string(0)?, Ok("from zmq-safe".to_owned()));
//!     Ok(())
//! }
//! ```
//!
//! Everything here is documented in one line, and means what it means in rust-zmq. **The feature `port` deprecates all of it**: the compiler
//! then lists each call that is left, with the name that it has in zmq-safe. It is off by default, so that a program that denies warnings
//! compiles as before; the crates that a program depends on never see the notes.
//!
//! As there, a socket is used by one thread at a time, and an item of a poll borrows its socket:
//!
//! ```compile_fail,E0277
//! fn share<T: Sync>() {}
//! share::<zmq_compat::Socket>();
//! ```
//! ```compile_fail,E0597
//! let context = zmq_compat::Context::new();
//! let item = {
//!     let socket = context.socket(zmq_compat::PAIR).unwrap();
//!     socket.as_poll_item(zmq_compat::POLLIN)
//! };
//! item.is_readable();
//! ```
//!
//! # What differs from rust-zmq
//! - A number that is no variant of [`Error`] is printed and compared. It was a panic.
//! - `&mut message[..]` of a message that was received copies it first.
//! - `z85_decode` refuses what is not Z85. It gave what it had.
//! - Proxies go on when a signal arrives. Every other call ends with `EINTR`, as before.
//! - What aborts the process or corrupts memory in libzmq is `EINVAL`, as is an endpoint that libzmq would take for another one.
//! - The process that forked a context keeps it: calls in the child are `ENOTSUP`.
//! - A socket that was given up by `into_raw` keeps its context open until `from_raw` takes it back.
#![deny(missing_docs, unsafe_code)]
#![cfg_attr(feature = "port", allow(deprecated))] // which this crate itself may call
#![allow(clippy::missing_errors_doc)] // as C's

mod context;
mod error;
mod kind;
mod message;
mod poll;
mod proxy;
mod raw;
mod security;
mod socket;

pub use SocketType::*;
pub use context::Context;
pub use error::Error;
pub use kind::{Mechanism, SocketEvent, SocketType};
pub use message::Message;
pub use poll::{POLLERR, POLLIN, POLLOUT, PollEvents, PollItem, poll};
pub use proxy::{proxy, proxy_steerable, proxy_steerable_with_capture, proxy_with_capture};
pub use security::{CurveKeyPair, DecodeError, EncodeError, z85_decode, z85_encode};
pub use socket::{DONTWAIT, SNDMORE, Sendable, Socket};
/// What this is a bridge to.
pub use zmq_safe;

/// The results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// The version of libzmq.
#[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `version`"))]
pub fn version() -> (i32, i32, i32) {
    zmq_safe::version()
}

/// Whether libzmq has a capability. Always `Some`.
#[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `has`, a `bool`"))]
pub fn has(capability: &str) -> Option<bool> {
    Some(zmq_safe::has(capability))
}
