//! What a thread-safe socket has in place of `ZMQ_FD`: a poller with that one socket in it, whose descriptor the library
//! makes readable when the socket has something to say.
//!
//! It says that as `ZMQ_FD` does: once, when there are commands and the socket had taken in all that came before.

#[cfg(feature = "draft")]
mod raw;

#[cfg(feature = "draft")]
pub use raw::Signal;

/// There are no thread-safe sockets without the draft API.
#[cfg(not(feature = "draft"))]
#[derive(Debug)]
pub enum Signal {}

#[cfg(not(feature = "draft"))]
impl Signal {
    pub fn clear(&self) -> bool {
        match *self {}
    }

    pub fn settle(&self) {
        match *self {}
    }
}
