//! Which of a few can be read, as values that borrow nothing.

use super::{POLLIN, PollEvents, PollItem, poll};
use crate::{IntoTimeout, Result, Socket, kind::Kind};

/// What [`readable`] waits for: a [`Socket`] of any type, a [`Monitor`](crate::Monitor), a borrowed descriptor.
///
/// Implement it for a type that has a socket, to wait for it among others:
///
/// ```
/// use zmq::{PollEvents, PollItem, Pollable};
///
/// struct Broker {
///     socket: zmq::Socket<zmq::Dealer>,
/// }
///
/// impl Pollable for Broker {
///     fn to_poll_item(&self, events: PollEvents) -> PollItem<'_> {
///         self.socket.to_poll_item(events)
///     }
/// }
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// let broker = Broker { socket: ctx.socket(zmq::DEALER)? };
/// let control = ctx.socket(zmq::PULL)?;
/// let [answered, told] = zmq::readable([&broker, &control], std::time::Duration::ZERO)?;
/// assert!(!answered && !told);
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be waited for",
    note = "wait for a socket, a monitor, or `&file.as_fd()`"
)]
pub trait Pollable {
    /// An item for [`poll`](crate::poll()) that waits for `events`.
    ///
    /// ```
    /// # fn main() -> zmq::Result<()> {
    /// # let ctx = zmq::Context::new()?;
    /// use zmq::Pollable;
    /// let push = ctx.socket(zmq::PUSH)?;
    /// let mut items = [push.to_poll_item(zmq::POLLOUT)];
    /// assert_eq!(zmq::poll(&mut items, std::time::Duration::ZERO)?, 0); // it has no peer
    /// # Ok(()) }
    /// ```
    fn to_poll_item(&self, events: PollEvents) -> PollItem<'_>;
}

impl<K: Kind> Pollable for Socket<K> {
    fn to_poll_item(&self, events: PollEvents) -> PollItem<'_> {
        PollItem::new(self, events)
    }
}

#[cfg(unix)]
impl Pollable for std::os::fd::BorrowedFd<'_> {
    fn to_poll_item(&self, events: PollEvents) -> PollItem<'_> {
        PollItem::from_fd(*self, events)
    }
}

#[cfg(windows)]
impl Pollable for std::os::windows::io::BorrowedSocket<'_> {
    fn to_poll_item(&self, events: PollEvents) -> PollItem<'_> {
        PollItem::from_socket(*self, events)
    }
}

/// Waits until one of `sources` can be read, or `timeout` is over; returns which ones can: none after the timeout.
///
/// The answer is an array that borrows nothing. So a struct may wait for its own sockets and then call a method with `&mut self`,
/// which a [`Poller`](crate::Poller) in the struct does not allow. Costs what [`poll`](crate::poll()) costs, and allocates nothing up
/// to 16 sources; for more than a handful use a [`Poller`](crate::Poller).
///
/// A timeout of `None` waits for ever, zero only looks, an [`Instant`](std::time::Instant) waits until then. A wait interrupted by a
/// signal (`EINTR`) resumes.
///
/// # Errors
/// As [`poll`](crate::poll()).
///
/// ```
/// use std::time::Duration;
///
/// struct Agent {
///     program: zmq::Socket<zmq::Pull>,
///     network: zmq::Socket<zmq::Pull>,
///     heard: u32,
/// }
///
/// impl Agent {
///     fn step(&mut self) -> zmq::Result<()> {
///         let [ordered, heard] = zmq::readable([&self.program, &self.network], Duration::from_secs(1))?;
///         if heard {
///             self.hear()?; // with `&mut self`
///         }
///         if ordered {
///             println!("{:?}", self.program.recv()?);
///         }
///         Ok(())
///     }
///
///     fn hear(&mut self) -> zmq::Result<()> {
///         self.network.recv()?;
///         self.heard += 1;
///         Ok(())
///     }
/// }
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let socket = |name: &str| ctx.socket_builder(zmq::PULL).bind(name).build();
/// # let mut agent = Agent { program: socket("inproc://program")?, network: socket("inproc://network")?, heard: 0 };
/// # ctx.socket_builder(zmq::PUSH).connect("inproc://network").build()?.send("news")?;
/// # agent.step()?;
/// # assert_eq!(agent.heard, 1);
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_poll")]
#[doc(alias = "select")]
pub fn readable<const N: usize>(sources: [&dyn Pollable; N], timeout: impl IntoTimeout) -> Result<[bool; N]> {
    let mut items = sources.map(|source| source.to_poll_item(POLLIN));
    poll(&mut items, timeout)?;
    Ok(items.map(|item| item.is_readable()))
}
