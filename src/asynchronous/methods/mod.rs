//! The methods of a socket and of its halves, which get them by a macro.

mod receiving;
mod sending;

pub(super) use receiving::receiving;
pub(super) use sending::sending;
