//! Thin, safe bindings over [libzmq](https://zeromq.org), the C library of ZeroMQ, for programs that speak to C,
//! C++ and Python peers.
//!
//! ```
//! use std::time::Duration;
//!
//! fn main() -> zmq::Result<()> {
//!     // At the end, what was sent waits so long for peers that do not take it, and not for ever.
//!     let ctx = zmq::Context::builder().linger(Some(Duration::from_secs(10))).build()?;
//!     let server = ctx.socket(zmq::REP)?;
//!     let port = server.bind_to_random_port("tcp://127.0.0.1")?;
//!     let client = ctx.socket(zmq::REQ)?;
//!     client.connect(&format!("tcp://127.0.0.1:{port}"))?;
//!     client.send("Hello")?;
//!     assert_eq!(server.recv()?, "Hello");
//!     server.send("World")?;
//!     assert_eq!(client.recv()?, "World");
//!     Ok(())
//! }
//! ```
//!
//! # The pieces
//! - A [`Context`] owns the threads that move messages. It is shared by clone, and one is enough.
//! - A [`Socket`] of a [kind] is made from it, bound and connected. The kind is part of its type, so that what the
//!   kind cannot do does not compile: `ctx.socket(zmq::REQ)?` is a `Socket<Req>`.
//! - A [`Message`] is one part; a [`Multipart`] is all parts of a message. Large payloads are shared, not copied.
//! - [`poll`] waits for several sockets and descriptors.
//! - A [`Monitor`] tells what happens to the connections of a socket.
//! - A [`Security`] is a whole mechanism: who the peers are, and whether what is sent is encrypted. Its keys come from
//!   [`KeyPair::generate`] or from the files of a [`Certificate`].
//! - An [`Authenticator`] decides which peers may come in.
//! - An [`Error`] has the error number and says which endpoint or option it is about; a [`SendError`] has the
//!   message that was not sent.
//!
//! # Coming from pyzmq
//! | pyzmq | here |
//! |---|---|
//! | `zmq.Context()`, `zmq.Context.instance()` | [`Context::new`], [`Context::instance`] |
//! | `context.socket(zmq.REQ)` | [`ctx.socket(zmq::REQ)?`](Context::socket) |
//! | `socket.send(b"Hello")`, `socket.send_string("Hello")` | [`socket.send("Hello")?`](Socket::send) |
//! | `socket.recv()`, `socket.recv_string()` | [`socket.recv()?`](Socket::recv), [`recv_string`](Socket::recv_string) |
//! | `socket.recv(zmq.NOBLOCK)`, `zmq.Again` | [`try_recv`](Socket::try_recv), which gives `None` |
//! | `socket.send_multipart([a, b])` | [`socket.send_multipart([a, b])?`](Socket::send_multipart) |
//! | `socket.setsockopt_string(zmq.SUBSCRIBE, "a")` | [`socket.subscribe("a")?`](Socket::subscribe) |
//! | `socket.linger = 0` | [`socket.set_linger(Some(Duration::ZERO))?`](Socket::set_linger) |
//! | `socket.get_monitor_socket()`, `recv_monitor_message` | [`socket.monitor(EventMask::ALL)?`](Socket::monitor), [`Monitor::recv`] |
//! | `zmq.auth.thread.ThreadAuthenticator(context)` | [`Authenticator::start(&ctx)?`](Authenticator::start) |
//! | `zmq.Poller()` | [`Poller`], or [`poll`] with [`PollItem`]s |
//! | `socket.curve_secretkey = secret; socket.curve_server = True` | [`socket.set_security(&Security::curve_server(&secret))?`](Socket::set_security) |
//! | `zmq.auth.create_certificates`, `load_certificate` | [`Certificate::generate`] and [`save`](Certificate::save), [`Certificate::load`] |
//! | `print(message)` prints `b'Hello'` | `println!("{message:?}")` prints `b'Hello'` |
//! | `context.term()`, `with zmq.Context()` | dropping the last handle, or [`Context::term`] |
//!
//! # How a program ends
//! Dropping the last handle to a context waits until what was sent has left, for ever by default; the documentation
//! of [`Context`] says how to bound that. With an installed libzmq up to 4.3.5 a server bounds it: a socket that answers a
//! peer that is leaving can otherwise keep its context for ever. [`Context::shutdown`] wakes every blocked call, from any thread.
//!
//! # Threads
//! Contexts and messages are `Send` and `Sync`. A socket is `Send`: it may move to another thread, and is used by one
//! at a time. Eight kinds of the draft API (feature `draft`) are `Sync`, too.
#![cfg_attr(
    any(feature = "tokio", feature = "async-io"),
    doc = "\n# Async\nThe module [`asynchronous`] has sockets whose calls wait as futures on the runtime of the program."
)]
// On docs.rs, what a feature brings says so. From Rust 1.92 on rustdoc finds the features by itself.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs, unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::todo,
    clippy::unimplemented
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]
// There, clippy does not see `const` in what std makes of such a variable.
#![cfg_attr(all(windows, target_env = "gnu"), allow(clippy::missing_const_for_thread_local))]

#[cfg(any(feature = "tokio", feature = "async-io"))]
pub mod asynchronous;
mod context;
#[cfg(feature = "draft")]
mod draft;
mod duration;
mod error;
mod guard;
pub mod guide;
mod message;
mod monitor;
mod poll;
mod process;
pub mod proxy;
mod release;
mod security;
mod socket;
mod timers;
mod version;

#[cfg(feature = "async-io")]
pub use asynchronous::async_io;
#[cfg(all(unix, feature = "tokio"))]
pub use asynchronous::tokio;
pub use context::{Context, ContextBuilder, OpenSocket, TermError};
#[cfg(all(unix, feature = "draft"))]
pub use draft::ppoll::{SignalSet, ppoll};
#[cfg(feature = "draft")]
pub use draft::{
    monitor::Ends,
    poller::{DraftPoller, ReadyDraft},
};
pub use error::{Errno, Error, ErrorKind, RecvStringError, Result, SendError};
pub use message::{IntoMessage, Message, MessageProperty, MessageTracker, Multipart};
pub use monitor::{Event, EventMask, Monitor, MonitorEvent, MonitorIter, ProtocolError};
pub use poll::{POLLERR, POLLIN, POLLOUT, POLLPRI, PollEvents, PollItem, Poller, PollerEvent, Ready, poll};
pub use proxy::{
    Proxy, ProxyBuilder, ProxyControl, ProxyEnd, ProxyError, ProxyStatistics, proxy, proxy_steerable,
    proxy_steerable_with_capture, proxy_with_capture,
};
pub use security::{
    AsClient, AsServer, Authenticator, Certificate, CertificateStore, CurveClients, KeyPair, PlainUsers,
    Principal, PublicKey, SecretKey, Security, z85, zap,
};
#[cfg(feature = "draft")]
pub use socket::kind::{Channel, Client, Dgram, Dish, Gather, Peer, Radio, Scatter, Server};
pub use socket::{
    DONTWAIT, Flags, GssapiNameType, HasFd, Mechanism, ReconnectStop, RecvBuf, SNDMORE, Socket,
    SocketBuilder, SocketOptions,
    kind::{self, SocketType, constants::*},
    kind::{Dealer, Pair, Pub, Pull, Push, Rep, Req, Router, Stream, Sub, XPub, XSub},
};
#[cfg(feature = "draft")]
pub use socket::{NormMode, RouterNotify};
pub use timers::{TimerControl, TimerId, Timers};
pub use version::{Capability, has, mends, version};
