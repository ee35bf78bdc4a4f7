//! What a runtime has to have: a reactor for the descriptor, a turn for every task, and a place to wait.

use super::registered::{Job, Registered, Waitable};
use crate::Result;
use std::{
    task::{Context, Poll},
    time::Duration,
};

/// A runtime: `Tokio` (feature `tokio`) or `AsyncIo` (feature `async-io`).
///
/// Code for both is generic: `R: Runtime` and [`Socket<K, R>`](super::Socket).
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> zmq::Result<()> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let ctx = zmq::tokio::Context::new()?;
/// use zmq::asynchronous::{Runtime, Socket};
///
/// async fn echo<R: Runtime>(server: &mut Socket<zmq::Rep, R>) -> zmq::Result<()> {
///     let request = server.recv().await?;
///     Ok(server.send(request).await?)
/// }
///
/// let mut server = ctx.socket_builder(zmq::REP).bind("inproc://echo").build()?;
/// let mut client = ctx.socket_builder(zmq::REQ).connect("inproc://echo").build()?;
/// client.send("Hello").await?;
/// echo(&mut server).await?;
/// assert_eq!(client.recv().await?, "Hello");
/// # Ok(()) }) }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
pub trait Runtime: Reactor {}

impl<R: Reactor> Runtime for R {}

/// The part that nobody else implements or calls.
pub trait Reactor: Sized + Send + Sync + 'static {
    /// A descriptor in the reactor, with what owns it. Dropping it takes the descriptor out first.
    type Source<T: Waitable>: Send + Sync;

    fn register<T: Waitable>(registered: Registered<T>) -> Result<Self::Source<T>>;

    fn registered<T: Waitable>(source: &Self::Source<T>) -> &Registered<T>;

    fn held_mut<T: Waitable>(source: &mut Self::Source<T>) -> &mut Registered<T>;

    fn release<T: Waitable>(source: Self::Source<T>) -> Result<Registered<T>>;

    /// Whether the reactor saw an edge since this was last asked; forgets it. If not, it wakes the task when it does.
    fn poll_edge<T: Waitable>(source: &Self::Source<T>, cx: &mut Context<'_>) -> Poll<Result<()>>;

    /// A count of operations at which [`needs_turn`](Self::needs_turn) says so.
    const TURN: u16;

    /// Whether the next operation is one that asks for a turn.
    fn needs_turn<T: Waitable>(registered: &Registered<T>) -> bool;

    /// A turn that was granted.
    type Turn;

    /// Asks for a turn. None is granted to a task that had so many in a row that others are to have theirs; it is woken then.
    fn poll_turn<T: Waitable>(source: &Self::Source<T>, cx: &mut Context<'_>) -> Poll<Self::Turn>;

    /// An operation was done in this turn; else the turn is given back.
    fn use_turn(turn: Self::Turn);

    /// An operation was done, with a turn or without.
    fn done<T: Waitable>(registered: &Registered<T>);

    /// Ends after a time.
    type Timer: Future + Send;

    fn timer(time: Duration) -> Self::Timer;

    /// Runs what may wait, off the executor.
    fn run(job: Job);
}
