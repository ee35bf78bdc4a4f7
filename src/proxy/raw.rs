//! The only file of this room with unsafe in it: the call of `zmq_poll` over the sockets of a proxy.
//!
//! **Borrowed invariant**: each of the first `len` items has the C socket of a `RawSocket` that is borrowed for `'a`
//! by this thread, which alone may use it (`Items` is not `Send`).
#![allow(unsafe_code)]

use crate::{Errno, POLLERR, PollEvents, Result, error::check, socket::raw::RawSocket};
use std::{
    ffi::{c_int, c_long},
    marker::PhantomData,
};

/// Frontend, backend, capture, control, and the waker of a background proxy.
const MOST: usize = 5;

/// The sockets that a proxy waits for.
pub(super) struct Items<'a> {
    items: [zmq_sys::zmq_pollitem_t; MOST],
    len: usize,
    borrows: PhantomData<&'a RawSocket>,
}

impl<'a> Items<'a> {
    /// No socket yet.
    pub fn new() -> Items<'a> {
        let none = || zmq_sys::zmq_pollitem_t {
            socket: std::ptr::null_mut(),
            fd: zmq_sys::zmq_fd_t::default(),
            events: 0,
            revents: 0,
        };
        Items { items: [none(), none(), none(), none(), none()], len: 0, borrows: PhantomData }
    }

    /// The place of a socket, which is added if it has none yet. There are never more than [`MOST`].
    pub fn place(&mut self, socket: &'a RawSocket) -> usize {
        let known = self.items[..self.len].iter().position(|item| item.socket == socket.as_ptr());
        known.unwrap_or_else(|| {
            self.items[self.len].socket = socket.as_ptr();
            self.len += 1;
            self.len - 1
        })
    }

    /// Forgets what was waited for.
    pub fn want_nothing(&mut self) {
        for item in &mut self.items[..self.len] {
            // Sockets never have it, but libzmq sees the end of their context where it looks for anything at all.
            item.events = POLLERR.bits();
        }
    }

    /// Waits for `events` of a socket, too.
    pub fn want(&mut self, place: usize, events: PollEvents) {
        self.items[place].events |= events.bits();
    }

    /// What the last wait found.
    pub fn has(&self, place: usize, events: PollEvents) -> bool {
        PollEvents::from_bits(self.items[place].revents).contains(events)
    }

    /// Waits for `millis` at most, -1 for ever; a signal may end a wait with an end, and nothing has happened then.
    pub fn wait(&mut self, millis: c_int) -> Result<()> {
        loop {
            let (items, count) = (self.items.as_mut_ptr(), self.len as c_int);
            // SAFETY: `count` initialised items, and the borrowed invariant.
            match check(unsafe { zmq_sys::zmq_poll(items, count, c_long::from(millis)) }) {
                Err(error) if error == Errno::EINTR && millis < 0 => (),
                Err(error) if error == Errno::EINTR => {
                    self.items.iter_mut().for_each(|item| item.revents = 0);
                    return Ok(());
                }
                result => return result.map(drop),
            }
        }
    }
}
