//! Proxies: messages received from one socket are sent to another, in both directions.
//!
//! [`proxy`](crate::proxy()) and its variants run on the calling thread; [`Proxy`] runs in the background. The usual pairs:
//!
//! | pattern | frontend | backend |
//! |---|---|---|
//! | forwarder: many publishers, many subscribers | XSUB | XPUB |
//! | queue: many clients, many servers | ROUTER | DEALER |
//! | streamer: many ventilators, many workers | PULL | PUSH |
//!
//! A peer connects to the proxy alone; peers come and go on both sides, and do not know each other.

mod background;
mod builder;
mod control;
mod cycle;
mod kinds;
mod orders;
mod raw;
mod relay;
mod report;
mod steering;
mod work;

pub use background::Proxy;
pub use builder::ProxyBuilder;
pub use control::ProxyControl;
pub use kinds::{Both, CanCapture, CanControl, CanProxy, In, Meets, Out};
pub use report::{ProxyEnd, ProxyError, ProxyStatistics, Tally, Traffic};

use crate::Socket;
#[cfg(any(feature = "tokio", feature = "async-io"))]
pub(crate) use work::{Command, Place, Step, Work};

pub(crate) use kinds::{End, Ends};
use std::convert::Infallible;

/// Passes messages between two sockets, in both directions, until the context is shut down.
///
/// Each message of the one goes out on the other, with all of its parts, in order. While the other side is at its
/// high-water mark, messages stay queued (back-pressure), and the other direction continues. Bind or connect both sockets first. With the
/// same socket on both sides, messages go back where they came from.
///
/// This is a loop of this crate and not C's `zmq_proxy`, and as fast. C's loses a message when a signal interrupts a
/// blocked send, blocks both directions when one queue is full, and ends at a malformed message of an XPUB peer.
///
/// # Errors
/// It ends with an error only, and the [`ProxyError`] has the messages in hand:
/// - [`ETERM`](crate::Errno::ETERM): the context was shut down.
/// - [`EHOSTUNREACH`](crate::Errno::EHOSTUNREACH): a [mandatory](crate::Socket::set_router_mandatory) ROUTER has no such
///   peer. The proxy can be called again.
/// - [`ENOTSUP`](crate::Errno::ENOTSUP), [`EINVAL`](crate::Errno::EINVAL): a socket type known at run time only cannot be
///   proxied; a socket conflates.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// use std::thread;
/// let ctx = zmq::Context::new()?;
/// let (clients, servers) = (ctx.socket(zmq::ROUTER)?, ctx.socket(zmq::DEALER)?);
/// clients.bind("inproc://clients")?;
/// servers.bind("inproc://servers")?;
/// let broker = thread::spawn(move || zmq::proxy(&clients, &servers));
///
/// let (client, server) = (ctx.socket(zmq::REQ)?, ctx.socket(zmq::REP)?);
/// client.connect("inproc://clients")?;
/// server.connect("inproc://servers")?;
/// client.send("Hello")?;
/// assert_eq!(server.recv()?, "Hello");
/// server.send("World")?;
/// assert_eq!(client.recv()?, "World");
///
/// ctx.shutdown();
/// let Err(ended) = broker.join().unwrap();
/// assert!(ended.is_terminated());
/// # Ok(()) }
/// ```
///
/// Pairs without a direction do not compile, nor sockets in lockstep:
///
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// zmq::proxy(&ctx.socket(zmq::PULL)?, &ctx.socket(zmq::SUB)?)?; // neither sends
/// # Ok(()) }
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// zmq::proxy(&ctx.socket(zmq::REP)?, &ctx.socket(zmq::REQ)?)?; // use ROUTER and DEALER
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_proxy")]
#[doc(alias = "zmq_device")]
pub fn proxy<F, B>(frontend: &Socket<F>, backend: &Socket<B>) -> Result<Infallible, ProxyError>
where
    F: CanProxy,
    B: CanProxy,
    F::Flow: Meets<B::Flow>,
{
    endless(Ends { frontend: End::of(frontend), backend: End::of(backend), capture: None, control: None })
}

/// As [`proxy`](crate::proxy()), and sends a copy of each message to `capture`, before it goes on. Large payloads are
/// shared.
///
/// A PUB never blocks the proxy. A PUSH, DEALER or PAIR blocks it without a peer and while its queue is full.
///
/// # Errors
/// As [`proxy`](crate::proxy()).
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// let ctx = zmq::Context::new()?;
/// let tasks = ctx.socket_builder(zmq::PULL).bind("inproc://tasks").build()?;
/// let workers = ctx.socket_builder(zmq::PUSH).bind("inproc://workers").build()?;
/// let log = ctx.socket_builder(zmq::PULL).bind("inproc://log").build()?;
/// let capture = ctx.socket_builder(zmq::PUSH).connect("inproc://log").build()?;
/// let proxy = std::thread::spawn(move || zmq::proxy_with_capture(&tasks, &workers, &capture));
///
/// let ventilator = ctx.socket_builder(zmq::PUSH).connect("inproc://tasks").build()?;
/// let worker = ctx.socket_builder(zmq::PULL).connect("inproc://workers").build()?;
/// ventilator.send("task")?;
/// assert_eq!(worker.recv()?, "task");
/// assert_eq!(log.recv()?, "task"); // the copy
///
/// ctx.shutdown();
/// let Err(ended) = proxy.join().expect("no panic");
/// assert!(ended.is_terminated());
/// # Ok(()) }
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let (pull, push, sub) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?, ctx.socket(zmq::SUB)?);
/// zmq::proxy_with_capture(&pull, &push, &sub)?; // a SUB socket cannot capture
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_proxy")]
pub fn proxy_with_capture<F, B, C>(
    frontend: &Socket<F>,
    backend: &Socket<B>,
    capture: &Socket<C>,
) -> Result<Infallible, ProxyError>
where
    F: CanProxy,
    B: CanProxy,
    C: CanCapture,
    F::Flow: Meets<B::Flow>,
{
    let capture = Some(End::of(capture));
    endless(Ends { frontend: End::of(frontend), backend: End::of(backend), capture, control: None })
}

/// As [`proxy`](crate::proxy()), and takes commands from a third socket: `PAUSE`, `RESUME`, `TERMINATE` and `STATISTICS`,
/// each a message of these bytes. [`ProxyControl`] sends them.
///
/// - `PAUSE`: no message passes until `RESUME`; messages queue in the sockets.
/// - `TERMINATE`: the proxy ends, after whole messages. An unsent one is in the [`ProxyEnd`].
/// - `STATISTICS`: the answer has eight parts, each a number of 64 bits in the byte order of the host: parts received by
///   the frontend, and their bytes; parts it sent, and their bytes; the same for the backend.
///
/// Commands are taken between two bursts of at most 1000 messages, also while a direction is blocked. A REP answers each
/// command, if only with an empty message, and so does a ROUTER to a REQ. Otherwise only `STATISTICS` is answered; SUB and
/// PULL never answer. A DEALER or ROUTER copies the envelope of the command to the answer. Unknown commands are ignored. An
/// answer is dropped if the queue is full.
///
/// The C function of this name takes `RESUME` for a pause and does not pause up to libzmq 4.3.5; this one needs no
/// newer library.
///
/// # Errors
/// As [`proxy`](crate::proxy()).
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// let ctx = zmq::Context::new()?;
/// let publishers = ctx.socket_builder(zmq::XSUB).bind("inproc://publishers").build()?;
/// let subscribers = ctx.socket_builder(zmq::XPUB).bind("inproc://subscribers").build()?;
/// let steered = ctx.socket_builder(zmq::PAIR).bind("inproc://control").build()?;
/// let proxy = std::thread::spawn(move || zmq::proxy_steerable(&publishers, &subscribers, &steered));
///
/// let steering = ctx.socket_builder(zmq::PAIR).connect("inproc://control").build()?;
/// steering.send("TERMINATE")?; // or by a `ProxyControl`
/// let end = proxy.join().expect("no panic")?;
/// assert!(end.unsent().is_empty());
/// # Ok(()) }
/// ```
/// ```compile_fail,E0277
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let (pull, push, control) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?, ctx.socket(zmq::PUB)?);
/// zmq::proxy_steerable(&pull, &push, &control)?; // PUB does not receive
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_proxy_steerable")]
pub fn proxy_steerable<F, B, S>(
    frontend: &Socket<F>,
    backend: &Socket<B>,
    control: &Socket<S>,
) -> Result<ProxyEnd, ProxyError>
where
    F: CanProxy,
    B: CanProxy,
    S: CanControl,
    F::Flow: Meets<B::Flow>,
{
    let control = Some(End::of(control));
    let ends = Ends { frontend: End::of(frontend), backend: End::of(backend), capture: None, control };
    cycle::run(ends, None, None)
}

/// As [`proxy_steerable`], with a capture socket as [`proxy_with_capture`].
///
/// # Errors
/// As [`proxy`](crate::proxy()).
///
/// # Examples
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let frontend = ctx.socket_builder(zmq::PULL).bind("inproc://frontend").build()?;
/// let backend = ctx.socket_builder(zmq::PUSH).bind("inproc://backend").build()?;
/// let capture = ctx.socket_builder(zmq::PUB).bind("inproc://log").build()?; // never blocks the proxy
/// let steered = ctx.socket_builder(zmq::PAIR).bind("inproc://control").build()?;
/// let proxy = std::thread::spawn(move || {
///     zmq::proxy_steerable_with_capture(&frontend, &backend, &capture, &steered)
/// });
///
/// let steering = ctx.socket_builder(zmq::PAIR).connect("inproc://control").build()?;
/// zmq::ProxyControl::new(steering).terminate()?;
/// proxy.join().expect("no panic")?;
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_proxy_steerable")]
pub fn proxy_steerable_with_capture<F, B, C, S>(
    frontend: &Socket<F>,
    backend: &Socket<B>,
    capture: &Socket<C>,
    control: &Socket<S>,
) -> Result<ProxyEnd, ProxyError>
where
    F: CanProxy,
    B: CanProxy,
    C: CanCapture,
    S: CanControl,
    F::Flow: Meets<B::Flow>,
{
    let (capture, control) = (Some(End::of(capture)), Some(End::of(control)));
    cycle::run(Ends { frontend: End::of(frontend), backend: End::of(backend), capture, control }, None, None)
}

/// Runs a proxy that takes no commands, so that only an error ends it.
fn endless(ends: Ends<'_>) -> Result<Infallible, ProxyError> {
    loop {
        cycle::run(ends, None, None)?;
    }
}
