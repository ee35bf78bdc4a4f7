//! Waiting with another signal mask: `zmq_ppoll`.

mod raw;

pub use raw::SignalSet;

use crate::{Errno, Error, IntoTimeout, PollItem, Result, duration};

const NAME: &str = "ppoll";

/// Draft: as [`poll`](crate::poll()), with `signals` in place of the thread's signal mask during the wait. A signal blocked
/// at all other times then ends the wait, and is never missed. Unix only.
///
/// Returns the number of items with events. Unlike `poll` it does not resume after a signal.
///
/// # Errors
/// - [`EINTR`](Errno::EINTR): a signal came.
/// - [`EINVAL`](Errno::EINVAL): an item has, or a socket is, a descriptor of 1024 or more, or there are more than 1024
///   items: libzmq waits with `pselect` here and would write beyond its memory. A thread-safe socket: it has no descriptor.
///   A timeout of more than 24 days.
/// - [`ETERM`](Errno::ETERM): the context of one of the sockets was shut down.
/// - [`ENOTSUP`](Errno::ENOTSUP): this libzmq was built without it.
///
/// ```
/// # fn main() -> zmq::Result<()> {
/// # let ctx = zmq::Context::new()?;
/// # let (pull, push) = (ctx.socket(zmq::PULL)?, ctx.socket(zmq::PUSH)?);
/// # pull.bind("inproc://ppoll")?; push.connect("inproc://ppoll")?;
/// # push.send("Hello")?;
/// let mut items = [zmq::PollItem::new(&pull, zmq::POLLIN)];
/// let none_blocked = zmq::SignalSet::empty();
/// assert_eq!(zmq::ppoll(&mut items, None, &none_blocked)?, 1);
/// # Ok(()) }
/// ```
#[doc(alias = "zmq_ppoll")]
pub fn ppoll(items: &mut [PollItem<'_>], timeout: impl IntoTimeout, signals: &SignalSet) -> Result<usize> {
    let millis = duration::to_millis("timeout", timeout.into_timeout())?;
    let most = usize::try_from(raw::DESCRIPTORS).unwrap_or(0);
    if items.len() > most {
        return Err(Error::refused(Errno::EINVAL, NAME, format!("more than {most} items")));
    }
    for item in items.iter() {
        let fd = raw::descriptor(item).map_err(|error| error.about(NAME))?;
        if !(0..raw::DESCRIPTORS).contains(&fd) {
            let reason = format!("descriptor {fd} is not below {}, as pselect needs", raw::DESCRIPTORS);
            return Err(Error::refused(Errno::EINVAL, NAME, reason));
        }
    }
    raw::ppoll(items, millis, signals).map_err(|error| error.about(NAME))
}
