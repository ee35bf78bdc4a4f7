//! Where the system has nothing that reports what was read from a descriptor as well as what was written to it: `zmq_poll` asks
//! every socket at each wait.

use super::super::{PollItem, roster::Roster};
use crate::{Result, socket::raw::RawSocket};
use std::{marker::PhantomData, time::Duration};

/// Nothing is watched.
pub struct Watch<'a>(PhantomData<&'a RawSocket>);

impl<'a> Watch<'a> {
    pub const fn new() -> Watch<'a> {
        Watch(PhantomData)
    }

    pub fn add(&mut self, _: u64, _: Option<&'a RawSocket>, _: &PollItem<'a>) {}

    pub fn modify(&mut self, _: (usize, u64), _: &PollItem<'_>) {}

    pub fn remove(&mut self, _: usize, _: &PollItem<'_>) {}

    pub fn wait(
        &mut self,
        _: &Roster,
        _: &mut [PollItem<'a>],
        _: &mut Vec<usize>,
        _: Option<Duration>,
        _: bool,
    ) -> Option<Result<()>> {
        None
    }
}
