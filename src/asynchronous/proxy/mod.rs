//! Proxies as futures: the same work as that of [`zmq::proxy`](crate::proxy()), awaited.

mod control;
mod sockets;

pub use control::ProxyControl;

use super::{Runtime, Socket};
use crate::{
    ProxyEnd, ProxyError,
    proxy::{CanCapture, CanControl, CanProxy, Meets},
};
use sockets::ProxySockets;
use std::convert::Infallible;

/// Passes messages between two sockets, in both directions, until the context is shut down.
///
/// As the blocking [`proxy`](crate::proxy()), for the same pairs of socket types: clients connect to `frontend`, servers to
/// `backend`. If a queue is full, its direction waits (back-pressure) and the other continues. Other tasks run after some
/// hundred messages.
///
/// # Dropping the future
/// Dropping it, as `select!` or a timeout does, ends the proxy between two messages. The sockets keep their queues, and can
/// be used or proxied again. At most one message of each direction is dropped with the future: received, and not queued
/// again yet. `TERMINATE` and an error return it in the [`ProxyEnd`].
///
/// # Errors
/// It ends with an error only, and the [`ProxyError`] has the messages in hand:
/// - [`ETERM`](crate::Errno::ETERM): the context of one of the sockets was shut down.
/// - [`EHOSTUNREACH`](crate::Errno::EHOSTUNREACH): a [mandatory](crate::Socket::set_router_mandatory) ROUTER has no such
///   peer. The proxy can be called again.
/// - [`ENOTSUP`](crate::Errno::ENOTSUP), [`EINVAL`](crate::Errno::EINVAL): a socket type known at run time only cannot be
///   proxied; a socket conflates; the runtime ended (`ENOTSUP`).
///
#[cfg_attr(feature = "tokio", doc = "```")]
#[cfg_attr(not(feature = "tokio"), doc = "```ignore")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let ctx = zmq::tokio::Context::new()?;
/// let (mut clients, mut servers) = (ctx.socket(zmq::ROUTER)?, ctx.socket(zmq::DEALER)?);
/// clients.bind("inproc://clients")?;
/// servers.bind("inproc://servers")?;
/// let broker = tokio::spawn(async move { zmq::tokio::proxy(&mut clients, &mut servers).await });
///
/// let (mut client, mut server) = (ctx.socket(zmq::REQ)?, ctx.socket(zmq::REP)?);
/// client.connect("inproc://clients")?;
/// server.connect("inproc://servers")?;
/// client.send("Hello").await?;
/// assert_eq!(server.recv().await?, "Hello");
///
/// ctx.shutdown();
/// let Err(ended) = broker.await.unwrap();
/// assert!(ended.is_terminated());
/// # Ok(()) }) }
/// ```
///
/// The sockets are its own as long as it runs:
///
#[cfg_attr(feature = "tokio", doc = "```compile_fail,E0499")]
#[cfg_attr(not(feature = "tokio"), doc = "```ignore")]
/// # async fn f(ctx: zmq::tokio::Context) -> zmq::Result<()> {
/// let (mut pull, mut push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// let proxying = zmq::tokio::proxy(&mut pull, &mut push);
/// push.send("x").await?; // `push` is borrowed by the proxy
/// proxying.await?;
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_proxy")]
pub async fn proxy<F, B, R>(
    frontend: &mut Socket<F, R>,
    backend: &mut Socket<B, R>,
) -> Result<Infallible, ProxyError>
where
    F: CanProxy,
    B: CanProxy,
    F::Flow: Meets<B::Flow>,
    R: Runtime,
{
    let mut sockets = ProxySockets { frontend, backend, capture: None, control: None };
    loop {
        sockets.run().await?;
    }
}

/// As [`proxy`], and sends a copy of each message to `capture`, before it goes on. Large payloads are shared.
///
/// A PUB never blocks the proxy. A PUSH, DEALER or PAIR blocks it without a peer and while its queue is full. When the
/// future is dropped, the capture socket may already have a copy of the message in transit.
///
/// # Errors
/// As [`proxy`].
///
/// # Examples
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let ctx = zmq::tokio::Context::new()?;
/// let mut frontend = ctx.socket_builder(zmq::PULL).bind("inproc://tasks").build()?;
/// let mut backend = ctx.socket_builder(zmq::PUSH).bind("inproc://workers").build()?;
/// let mut log = ctx.socket_builder(zmq::PULL).bind("inproc://log").build()?;
/// let mut capture = ctx.socket_builder(zmq::PUSH).connect("inproc://log").build()?;
/// let proxy = tokio::spawn(async move {
///     zmq::tokio::proxy_with_capture(&mut frontend, &mut backend, &mut capture).await
/// });
///
/// let mut ventilator = ctx.socket_builder(zmq::PUSH).connect("inproc://tasks").build()?;
/// let mut worker = ctx.socket_builder(zmq::PULL).connect("inproc://workers").build()?;
/// ventilator.send("task").await?;
/// assert_eq!(worker.recv().await?, "task");
/// assert_eq!(log.recv().await?, "task"); // the copy
///
/// ctx.shutdown();
/// let Err(ended) = proxy.await.unwrap();
/// assert!(ended.is_terminated());
/// # Ok(()) }) }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
#[doc(alias = "zmq_proxy")]
pub async fn proxy_with_capture<F, B, C, R>(
    frontend: &mut Socket<F, R>,
    backend: &mut Socket<B, R>,
    capture: &mut Socket<C, R>,
) -> Result<Infallible, ProxyError>
where
    F: CanProxy,
    B: CanProxy,
    C: CanCapture,
    F::Flow: Meets<B::Flow>,
    R: Runtime,
{
    let mut sockets = ProxySockets { frontend, backend, capture: Some(capture), control: None };
    loop {
        sockets.run().await?;
    }
}

/// As [`proxy`], and takes commands from a third socket: `PAUSE`, `RESUME`, `TERMINATE` and `STATISTICS`. The blocking
/// [`proxy_steerable`](crate::proxy_steerable) lists them and their answers. [`ProxyControl`] sends them, as the [blocking
/// one](crate::ProxyControl) does.
///
/// Commands are taken between two bursts of at most 100 messages. Dropping the future is as with [`proxy`].
///
/// # Errors
/// As [`proxy`].
///
#[cfg_attr(feature = "tokio", doc = "```")]
#[cfg_attr(not(feature = "tokio"), doc = "```ignore")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let ctx = zmq::tokio::Context::new()?;
/// let (mut frontend, mut backend) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// # frontend.bind("inproc://frontend")?; backend.bind("inproc://backend")?;
/// let (steering, mut steered) = (ctx.socket(zmq::PAIR)?, ctx.socket(zmq::PAIR)?);
/// steered.bind("inproc://control")?;
/// steering.connect("inproc://control")?;
/// let proxy = tokio::spawn(async move {
///     zmq::tokio::proxy_steerable(&mut frontend, &mut backend, &mut steered).await
/// });
///
/// let mut control = zmq::tokio::ProxyControl::new(steering);
/// control.pause().await?;
/// control.resume().await?;
/// assert_eq!(control.statistics().await?.frontend.received.parts, 0);
/// control.terminate().await?;
/// assert!(proxy.await.unwrap()?.unsent().is_empty());
/// # Ok(()) }) }
/// ```
#[doc(alias = "zmq_proxy_steerable")]
pub async fn proxy_steerable<F, B, S, R>(
    frontend: &mut Socket<F, R>,
    backend: &mut Socket<B, R>,
    control: &mut Socket<S, R>,
) -> Result<ProxyEnd, ProxyError>
where
    F: CanProxy,
    B: CanProxy,
    S: CanControl,
    F::Flow: Meets<B::Flow>,
    R: Runtime,
{
    ProxySockets { frontend, backend, capture: None, control: Some(control) }.run().await
}

/// As [`proxy_steerable`], with a capture socket as [`proxy_with_capture`]. Dropping the future is as there.
///
/// # Errors
/// As [`proxy`].
///
/// # Examples
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let ctx = zmq::tokio::Context::new()?;
/// let mut frontend = ctx.socket_builder(zmq::PULL).bind("inproc://tasks").build()?;
/// let mut backend = ctx.socket_builder(zmq::PUSH).bind("inproc://workers").build()?;
/// let mut capture = ctx.socket_builder(zmq::PUB).bind("inproc://log").build()?; // never blocks the proxy
/// let mut steered = ctx.socket_builder(zmq::PAIR).bind("inproc://control").build()?;
/// let proxy = tokio::spawn(async move {
///     zmq::tokio::proxy_steerable_with_capture(&mut frontend, &mut backend, &mut capture, &mut steered).await
/// });
///
/// let steering = ctx.socket_builder(zmq::PAIR).connect("inproc://control").build()?;
/// zmq::tokio::ProxyControl::new(steering).terminate().await?;
/// proxy.await.unwrap()?;
/// # Ok(()) }) }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
#[doc(alias = "zmq_proxy_steerable")]
pub async fn proxy_steerable_with_capture<F, B, C, S, R>(
    frontend: &mut Socket<F, R>,
    backend: &mut Socket<B, R>,
    capture: &mut Socket<C, R>,
    control: &mut Socket<S, R>,
) -> Result<ProxyEnd, ProxyError>
where
    F: CanProxy,
    B: CanProxy,
    C: CanCapture,
    S: CanControl,
    F::Flow: Meets<B::Flow>,
    R: Runtime,
{
    ProxySockets { frontend, backend, capture: Some(capture), control: Some(control) }.run().await
}
