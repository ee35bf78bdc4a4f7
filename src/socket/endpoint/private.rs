//! Names of `inproc` for links within this crate.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

/// An endpoint of `inproc` for a link between two sockets. Nobody else has the name, and nobody can wait for it: whoever did would take
/// the place of the socket that is to connect. Who knows one cannot tell the next.
pub(crate) fn private_endpoint(link: &str) -> String {
    static SECRET: OnceLock<RandomState> = OnceLock::new();
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let secret = SECRET.get_or_init(RandomState::new).hash_one(count);
    format!("inproc://zmq-safe.{link}.{secret:016x}.{count}")
}
