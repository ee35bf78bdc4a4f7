//! Waiting for sockets and descriptors.

use crate::{Result, Socket};
use bitflags::bitflags;
use std::array;

#[cfg(unix)]
pub(crate) type RawFd = std::os::fd::RawFd;
#[cfg(windows)]
pub(crate) type RawFd = std::os::windows::io::RawSocket;

bitflags! {
    /// What to wait for, and what was found.
    pub struct PollEvents: i16 {
        /// Something can be received or read.
        const POLLIN = 1;
        /// Something can be sent or written.
        const POLLOUT = 2;
        /// A descriptor has an error.
        const POLLERR = 4;
    }
}

/// Something can be received or read.
pub const POLLIN: PollEvents = PollEvents::POLLIN;

/// Something can be sent or written.
pub const POLLOUT: PollEvents = PollEvents::POLLOUT;

/// A descriptor has an error.
pub const POLLERR: PollEvents = PollEvents::POLLERR;

impl From<PollEvents> for zmq_safe::PollEvents {
    fn from(events: PollEvents) -> zmq_safe::PollEvents {
        zmq_safe::PollEvents::from_bits(events.bits())
    }
}

impl From<zmq_safe::PollEvents> for PollEvents {
    fn from(events: zmq_safe::PollEvents) -> PollEvents {
        PollEvents::from_bits_truncate(events.bits())
    }
}

/// A socket or a descriptor to wait for, the events of interest, and those that were found.
pub struct PollItem<'a>(zmq_safe::PollItem<'a>);

impl<'a> PollItem<'a> {
    #[inline]
    pub(crate) fn from_socket(socket: &'a Socket, events: PollEvents) -> PollItem<'a> {
        PollItem(zmq_safe::PollItem::new(socket.as_core(), events.into()))
    }

    /// Waits for `events` of a descriptor, which whoever calls keeps open.
    #[cfg_attr(
        feature = "port",
        deprecated(note = "zmq-safe: `PollItem::from_fd`, of a descriptor that is borrowed")
    )]
    pub fn from_fd(fd: RawFd, events: PollEvents) -> PollItem<'a> {
        #[cfg(unix)]
        return PollItem(zmq_safe::PollItem::from_raw_fd(fd, events.into()));
        #[cfg(windows)]
        return PollItem(zmq_safe::PollItem::from_raw_socket(fd, events.into()));
    }

    /// Waits for other events from the next poll on.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `PollItem::set_events`"))]
    pub fn set_events(&mut self, events: PollEvents) {
        self.0.set_events(events.into());
    }

    /// What the last poll found.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `PollItem::revents`"))]
    pub fn get_revents(&self) -> PollEvents {
        self.0.revents().into()
    }

    /// Whether the last poll found something to receive or read.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `PollItem::is_readable`"))]
    pub fn is_readable(&self) -> bool {
        self.0.is_readable()
    }

    /// Whether the last poll found that something can be sent or written.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `PollItem::is_writable`"))]
    pub fn is_writable(&self) -> bool {
        self.0.is_writable()
    }

    /// Whether the last poll found an error of a descriptor.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `PollItem::is_error`"))]
    pub fn is_error(&self) -> bool {
        self.0.is_error()
    }

    /// Whether it waits for this socket.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `PollItem::is_for`"))]
    pub fn has_socket(&self, socket: &Socket) -> bool {
        self.0.is_for(socket.as_core())
    }

    /// Whether it waits for this descriptor.
    #[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `Poller`, which tells whose event it is"))]
    pub fn has_fd(&self, fd: RawFd) -> bool {
        #[cfg(unix)]
        return self.0.is_for_raw_fd(fd);
        #[cfg(windows)]
        return self.0.is_for_raw_socket(fd);
    }
}

/// Waits until one of `items` has an event, or for `timeout` milliseconds; -1 is for ever. Gives the number of items that have events.
///
/// A signal ends it with [`EINTR`](crate::Error::EINTR), as in rust-zmq.
#[cfg_attr(feature = "port", deprecated(note = "zmq-safe: `poll`, with a `Duration`"))]
pub fn poll(items: &mut [PollItem<'_>], timeout: i64) -> Result<i32> {
    wait(items, timeout)
}

/// zmq-safe's items have to lie side by side. Few need no memory of their own for that.
#[inline]
pub(crate) fn wait(items: &mut [PollItem<'_>], timeout: i64) -> Result<i32> {
    match items.len() {
        0 => Ok(zmq_safe::poll_once(&mut [], timeout)? as i32),
        1 => wait_in_array::<1>(items, timeout),
        2 => wait_in_array::<2>(items, timeout),
        3..=4 => wait_in_array::<4>(items, timeout),
        5..=16 => wait_in_array::<16>(items, timeout),
        _ => {
            let mut core: Vec<_> = items.iter().map(|item| item.0.again()).collect();
            wait_in(&mut core, items, timeout)
        }
    }
}

/// For 1 to `N` items; the places beyond are filled with the last item, and not polled.
fn wait_in_array<const N: usize>(items: &mut [PollItem<'_>], timeout: i64) -> Result<i32> {
    let last = items.len() - 1;
    let mut core: [_; N] = array::from_fn(|place| items[place.min(last)].0.again());
    wait_in(&mut core[..=last], items, timeout)
}

fn wait_in<'a>(core: &mut [zmq_safe::PollItem<'a>], items: &mut [PollItem<'a>], timeout: i64) -> Result<i32> {
    let ready = zmq_safe::poll_once(core, timeout)?;
    for (item, core) in items.iter_mut().zip(core) {
        item.0 = core.again();
    }
    Ok(ready as i32)
}
