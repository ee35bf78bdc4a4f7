//! Async sockets: their calls are futures on the runtime of the program.
//!
//! ```
//! # #[cfg(feature = "tokio")]
//! # fn main() -> zmq::Result<()> {
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let ctx = zmq::tokio::Context::new()?;
//! let mut server = ctx.socket(zmq::REP)?;
//! let port = server.bind_to_random_port("tcp://127.0.0.1")?;
//! let mut client = ctx.socket(zmq::REQ)?;
//! client.connect(&format!("tcp://127.0.0.1:{port}"))?;
//! client.send("Hello").await?;
//! assert_eq!(server.recv().await?, "Hello");
//! server.send("World").await?;
//! assert_eq!(client.recv().await?, "World");
//! # Ok(()) }) }
//! # #[cfg(not(feature = "tokio"))]
//! # fn main() {}
//! ```
//!
//! `zmq::tokio` and `zmq::async_io` name the types of this module for one runtime each, by
//! the features `tokio` and `async-io`; both may be on.
//!
//! # Coming from `zmq.asyncio`
//! | pyzmq | here |
//! |---|---|
//! | `zmq.asyncio.Context()` | `zmq::tokio::Context::new()?` |
//! | `ctx.socket(zmq.PULL)` | `ctx.socket(zmq::PULL)?` |
//! | `await socket.recv_multipart()` | `socket.recv_multipart().await?` |
//! | `await socket.send(b"x")` | `socket.send("x").await?` |
//! | `await socket.poll(timeout)` | [`socket.poll_timeout(zmq::POLLIN, time).await?`](Socket::poll_timeout) |
//! | `await socket.send_json(obj)` | `socket.send_json(&value).await?`, with the feature `serde` |
//! | one task sends, another receives | [`into_split`](Socket::into_split) |
//! | options, `bind`, `connect` | the same names, without `await` |
//! | `zmq.proxy(a, b)`, in a thread | [`proxy(&mut a, &mut b).await`](proxy()), and with capture and control |
//! | `socket.get_monitor_socket()` | [`socket.monitor(mask)?`](Socket::monitor) |
//!
//! # The blocking types
//! Every method of a blocking [`Context`](crate::Context), [`Socket`](crate::Socket) and [`Monitor`](crate::Monitor) has its
//! counterpart here, but for what keeps a thread waiting and for raw pointers: builders, options, security, timeouts. Both worlds
//! share the values: messages, keys, certificates, [`SocketOptions`](crate::SocketOptions), [`Endpoint`](crate::Endpoint), errors. A
//! service on a runtime needs no blocking type; [`with`](Socket::with) and [`into_blocking`](Socket::into_blocking) lead there.
//!
//! # How it waits
//! Each operation tries first, and waits for the socket's descriptor only when it finds nothing: a burst is received
//! without a look at the reactor, and nothing polls by a timer or spins. No thread is started, but for what [`Context`] says
//! of its end.

// In the order of the methods in the documentation, see `lib.rs`.
mod context;
mod socket;
mod split;

mod same;
mod timed;

mod arrays;
mod futures;
mod left;
mod methods;
mod monitor;
mod operation;
mod proxy;
mod raw;
mod readiness;
mod registered;
mod runtime;
mod serialized;
mod shared;
mod signal;
mod stream;
mod timeouts;
mod waiters;

#[cfg(feature = "draft")]
mod draft;

#[cfg(feature = "async-io")]
#[path = "async_io.rs"]
mod with_async_io;
#[cfg(feature = "tokio")]
#[path = "tokio/mod.rs"]
mod with_tokio;

pub use context::Context;
pub use monitor::Monitor;
pub use proxy::{ProxyControl, proxy, proxy_steerable, proxy_steerable_with_capture, proxy_with_capture};
pub use runtime::Runtime;
pub use socket::Socket;
pub use split::{RecvHalf, SendHalf};
pub use stream::MultipartSink;
#[cfg(feature = "async-io")]
pub use with_async_io::AsyncIo;
#[cfg(feature = "tokio")]
pub use with_tokio::Tokio;

/// The types of this module for one runtime.
macro_rules! names {
    ($runtime:ident) => {
        /// A context, see [`asynchronous::Context`](crate::asynchronous::Context).
        pub type Context = crate::asynchronous::Context<crate::asynchronous::$runtime>;
        /// Settings for a context, see [`ContextBuilder`](crate::ContextBuilder).
        pub type ContextBuilder = crate::ContextBuilder<Context>;
        /// Settings for a socket, see [`SocketBuilder`](crate::SocketBuilder).
        pub type SocketBuilder<'a, K> = crate::SocketBuilder<'a, K, Context>;
        /// A socket, see [`asynchronous::Socket`](crate::asynchronous::Socket).
        pub type Socket<K = crate::SocketType> =
            crate::asynchronous::Socket<K, crate::asynchronous::$runtime>;
        /// The events of a socket, see [`asynchronous::Monitor`](crate::asynchronous::Monitor).
        pub type Monitor = crate::asynchronous::Monitor<crate::asynchronous::$runtime>;
        /// The sending half of a socket, see [`asynchronous::SendHalf`](crate::asynchronous::SendHalf).
        pub type SendHalf<K> = crate::asynchronous::SendHalf<K, crate::asynchronous::$runtime>;
        /// The receiving half of a socket, see [`asynchronous::RecvHalf`](crate::asynchronous::RecvHalf).
        pub type RecvHalf<K> = crate::asynchronous::RecvHalf<K, crate::asynchronous::$runtime>;
        /// Gives commands to a proxy, see [`asynchronous::ProxyControl`](crate::asynchronous::ProxyControl).
        pub type ProxyControl<K> = crate::asynchronous::ProxyControl<K, crate::asynchronous::$runtime>;
        pub use crate::asynchronous::{
            proxy, proxy_steerable, proxy_steerable_with_capture, proxy_with_capture,
        };
    };
}

/// Sockets for tokio; see [`asynchronous`](crate::asynchronous).
#[cfg(feature = "tokio")]
pub mod tokio {
    names!(Tokio);
}

/// Sockets for async-io, and so for smol; see [`asynchronous`](crate::asynchronous).
#[cfg(feature = "async-io")]
pub mod async_io {
    names!(AsyncIo);
}
