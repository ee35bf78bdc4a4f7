//! Safe, thin bindings for [ZeroMQ](https://zeromq.org)'s C library libzmq, wire-compatible with C, C++ and Python peers.
//!
//! ```toml
//! [dependencies]
//! zmq-safe = "0.1" # the library is called `zmq`
//! ```
//!
//! A socket is not a connection: it has any number of peers, a queue for each, and reconnects by itself. A message arrives
//! whole or not at all, and may have several parts. [Concepts in six pictures](guide::concepts) explains patterns,
//! envelopes, queues and back-pressure. Which socket do you need?
//!
//! | type | talks to | sends | receives | at the high-water mark |
//! |---|---|---|---|---|
//! | [`REQ`] | REP, ROUTER | round-robin, then waits for the reply | from the same peer | blocks |
//! | [`REP`] | REQ, DEALER | to the requesting peer | fair-queued | drops the reply |
//! | [`DEALER`] | ROUTER, REP, DEALER | round-robin | fair-queued | blocks |
//! | [`ROUTER`] | DEALER, REQ, ROUTER | to the routing id in the first part | fair-queued, with the routing id before it | drops, or an error with [`router_mandatory`](Socket::set_router_mandatory) |
//! | [`PUB`] | SUB, XSUB | to all subscribers of a prefix of the first part | – | drops for this peer |
//! | [`SUB`] | PUB, XPUB | – | fair-queued, [subscribed](Socket::subscribe) topics only | – |
//! | [`XPUB`], [`XSUB`] | as PUB, as SUB | as PUB; subscriptions | subscriptions; as SUB | drops |
//! | [`PUSH`] | PULL | round-robin | – | blocks |
//! | [`PULL`] | PUSH | – | fair-queued | – |
//! | [`PAIR`] | one PAIR | to it | from it | blocks |
//! | [`STREAM`] | raw TCP | to the routing id in the first part | with the routing id before it | blocks |
//!
//! A SUB misses messages published before its subscription arrives (the "slow joiner").
//!
//! # Request and reply
//! ```
//! use std::time::Duration;
//!
//! fn main() -> zmq::Result<()> {
//!     // A finite linger period: at the end, undelivered messages are kept for 10 s and not for ever.
//!     let ctx = zmq::Context::builder().linger(Duration::from_secs(10)).build()?;
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
//! # Publish and subscribe
//! ```
//! # fn main() -> zmq::Result<()> {
//! let ctx = zmq::Context::new()?;
//! let publisher = ctx.socket_builder(zmq::XPUB).bind("inproc://weather").build()?;
//! let subscriber = ctx.socket_builder(zmq::SUB).connect("inproc://weather").subscribe("10001").build()?;
//! publisher.recv()?; // an XPUB sees subscriptions: now the subscriber misses nothing
//! publisher.send("20002 8 °C")?;
//! publisher.send("10001 21 °C")?;
//! assert_eq!(subscriber.recv()?, "10001 21 °C");
//! # Ok(()) }
//! ```
//!
//! # Pipeline
//! ```
//! # fn main() -> zmq::Result<()> {
//! let ctx = zmq::Context::new()?;
//! let ventilator = ctx.socket_builder(zmq::PUSH).bind("inproc://tasks").build()?;
//! let workers = [(); 2].map(|()| ctx.socket_builder(zmq::PULL).connect("inproc://tasks").build());
//! ventilator.send("first")?;
//! ventilator.send("second")?;
//! for (worker, task) in workers.into_iter().zip(["first", "second"]) {
//!     assert_eq!(worker?.recv()?, task); // round-robin
//! }
//! # Ok(()) }
//! ```
//!
//! The [cookbook](guide::cookbook) has more programs: retries, worker pools, load balancing, heartbeats, late joiners,
//! shutdown, CURVE, configuration, threads, channels, `select!`, tests, Ctrl-C.
//!
//! # The pieces
//! - A [`Context`] owns the I/O threads. It is shared by clone, and one per process is enough.
//! - A [`Socket`] is made by it, bound and connected. Its type is part of the Rust type: `ctx.socket(zmq::REQ)?` is a
//!   `Socket<Req>`, and a call outside of its pattern does not compile.
//! - A [`Message`] is one part (a frame on the wire); a [`Multipart`] is all parts of a message. Clones share the payload.
//! - [`Poller`], [`poll`] and [`readable`] wait for several sockets and file descriptors.
//! - A [`Monitor`] reports connections, handshakes and disconnections of a socket.
//! - A [`Security`] is a mechanism with its keys ([`KeyPair`], [`Certificate`]); an [`Authenticator`] admits or rejects peers.
//! - A [`Proxy`] is a broker in the background.
//! - An [`Error`] has the error number and names its endpoint or option; a [`SendError`] returns the unsent message.
//!
//! # Features
//! | feature | default | |
//! |---|---|---|
//! | `vendored` | yes | compile libzmq 4.3.5; without it, or with `ZMQ_NO_VENDOR=1`, link an installed one, 4.2.0 or later |
//! | `curve` | yes | CURVE in the compiled libzmq |
//! | `tokio`, `async-io` | no | async sockets |
//! | `draft` | no | the draft API: CLIENT, SERVER, RADIO, DISH and five more socket types, and `udp` |
//! | `bytes`, `serde`, `tracing` | no | `bytes::Bytes` as payload; `send_json`, [`SocketOptions`] and [`Endpoint`] from configuration files; logs of the authenticator and of connections, and log records over PUB |
//! | `pgm`, `norm`, `wss`, `gssapi` | no | transports and a mechanism, by libraries of the system |
//! | `bindgen` | no | generate the raw bindings at build time |
//!
//! # Coming from pyzmq
//! | pyzmq | here |
//! |---|---|
//! | `zmq.Context()`, `zmq.Context.instance()` | [`Context::new`], [`Context::instance`] |
//! | `context.socket(zmq.REQ)` | [`ctx.socket(zmq::REQ)?`](Context::socket) |
//! | `socket.send(b"Hello")`, `socket.send_string("Hello")` | [`socket.send("Hello")?`](Socket::send) |
//! | `socket.recv()`, `socket.recv_string()` | [`socket.recv()?`](Socket::recv), [`recv_string`](Socket::recv_string) |
//! | `socket.recv(zmq.NOBLOCK)`, `zmq.Again` | [`try_recv`](Socket::try_recv) and its `None` |
//! | `socket.rcvtimeo = 1000`, then `recv()` and `zmq.Again` | [`recv_timeout(Duration::from_secs(1))?`](Socket::recv_timeout) and its `None` |
//! | `socket.send_multipart([a, b])` | [`socket.send_multipart([a, b])?`](Socket::send_multipart) |
//! | `socket.setsockopt_string(zmq.SUBSCRIBE, "a")` | [`socket.subscribe("a")?`](Socket::subscribe) |
//! | `socket.linger = 0` | [`socket.set_linger(Duration::ZERO)?`](Socket::set_linger) |
//! | `socket.get_monitor_socket()`, `recv_monitor_message` | [`socket.monitor(EventMask::ALL)?`](Socket::monitor), [`Monitor::recv`] |
//! | `zmq.auth.thread.ThreadAuthenticator(context)` | [`Authenticator::start(&ctx)?`](Authenticator::start) |
//! | `zmq.Poller()` | [`Poller`], or [`poll`] with [`PollItem`]s |
//! | `socket.curve_secretkey = secret; socket.curve_server = True` | [`socket.set_security(&Security::curve_server(&secret))?`](Socket::set_security) |
//! | `zmq.auth.create_certificates`, `load_certificate` | [`Certificate::generate`] and [`save`](Certificate::save), [`Certificate::load`] |
//! | `print(message)` prints `b'Hello'` | `println!("{message:?}")` prints `b'Hello'` |
//! | `context.term()`, `with zmq.Context()` | dropping the last handle, or [`Context::term`] |
//!
//! # Shutdown
//! Dropping the last handle to a context blocks until all messages are delivered or their linger period ends. The default
//! is for ever: set a finite one, as above. With an installed libzmq up to 4.3.5 a server must: an answer to a leaving peer
//! can otherwise keep its context open for ever. [`Context::shutdown`] wakes every blocked call, from any thread.
//!
//! # Threads
//! Contexts and messages are `Send` and `Sync`. A socket is `Send` but not `Sync`: it may move to another thread. Eight
//! socket types of the draft API (feature `draft`) are `Sync`, too.
//!
//! # Guides
//! [Concepts](guide::concepts), [cookbook](guide::cookbook), from [pyzmq](guide::from_pyzmq), from [the crate `zmq`
//! 0.10](guide::from_rust_zmq), [known defects of libzmq](guide::libzmq_defects), and [the wrapped functions of
//! libzmq](guide::coverage). [The ZeroMQ Guide in Rust](guide::zeromq_guide): one program for each of its Python scripts.
#![cfg_attr(
    any(feature = "tokio", feature = "async-io"),
    doc = "\n# Async\nThe module [`asynchronous`] has async sockets for tokio and async-io.\n\nWho moves from another crate on tokio or async-io: [`tmq`](guide::from_tmq), [`async_zmq`](guide::from_async_zmq), [`arzmq`](guide::from_arzmq), [`zeromq`](guide::from_zeromq)."
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
#![cfg_attr(
    any(all(windows, target_env = "gnu"), target_os = "android"),
    allow(clippy::missing_const_for_thread_local)
)]

// rustdoc lists the methods of a type in the order of the modules they are in, those of children first. So what everybody needs is in
// the first group, here and in the rooms, and the draft API in the last.
#[cfg(any(feature = "tokio", feature = "async-io"))]
pub mod asynchronous;
mod context;
mod monitor;
mod poll;
mod security;
mod socket;

mod bridge;
mod duration;
mod error;
mod guard;
pub mod guide;
pub mod kind;
#[cfg(feature = "tracing")]
mod log;
mod message;
mod process;
pub mod proxy;
mod release;
mod timers;
mod version;

#[cfg(feature = "draft")]
mod draft;

#[cfg(feature = "async-io")]
pub use asynchronous::async_io;
#[cfg(feature = "tokio")]
pub use asynchronous::tokio;
#[doc(hidden)]
pub use bridge::poll_once;
pub use context::{Context, ContextBuilder, OpenSocket, TermError};
#[cfg(all(unix, feature = "draft"))]
pub use draft::ppoll::{SignalSet, ppoll};
#[cfg(feature = "draft")]
pub use draft::{
    monitor::Ends,
    poller::{DraftPoller, ReadyDraft},
};
pub use duration::{IntoPeriod, IntoTimeout};
pub use error::{
    Errno, Error, ErrorKind, RecvPartsError, RecvSerializedError, RecvStringError, Result, SendError,
    SendSerializedError,
};
#[cfg(feature = "serde")]
pub use error::{RecvJsonError, SendJsonError};
#[cfg(feature = "draft")]
pub use kind::{Channel, Client, Dgram, Dish, Gather, Peer, Radio, Scatter, Server};
pub use kind::{
    Dealer, Pair, Pub, Pull, Push, Rep, Req, Router, SocketType, Stream, Sub, XPub, XSub, constants::*,
};
#[cfg(feature = "tracing")]
pub use log::{PubLayer, PubLayerGuard};
pub use message::{IntoMessage, Message, MessageProperty, MessageTracker, Multipart};
pub use monitor::{Event, EventMask, Monitor, MonitorEvent, MonitorIter, ProtocolError};
pub use poll::{
    POLLERR, POLLIN, POLLOUT, POLLPRI, PollEvents, PollItem, Pollable, Poller, PollerEvent, Ready, poll,
    readable,
};
pub use proxy::{
    Proxy, ProxyBuilder, ProxyControl, ProxyEnd, ProxyError, ProxyStatistics, proxy, proxy_steerable,
    proxy_steerable_with_capture, proxy_with_capture,
};
pub use security::{
    AsClient, AsEither, AsServer, Authenticator, Certificate, CertificateStore, CurveClients, KeyPair,
    PlainUsers, Principal, PublicKey, SecretCertificate, SecretKey, Security, z85, zap,
};
pub use socket::{
    DONTWAIT, Endpoint, EndpointGuard, Flags, GssapiNameType, HasFd, Mechanism, ReconnectStop, RecvBuf,
    SNDMORE, Socket, SocketBuilder, SocketOptions,
};
#[cfg(feature = "draft")]
pub use socket::{NormMode, RouterNotify};
pub use timers::{TimerControl, TimerId, Timers};
pub use version::{Capability, has, mends, version};
