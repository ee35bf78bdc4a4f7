//! What the two targets share: bytes read as a plan, a hostile peer that writes to a unix socket, an honest one beside it.
//!
//! Each input is one life of a context. Whatever a stranger does, the process must not abort (the fuzzer sees it), the context
//! must end, an honest peer must be heard in time and whole, and a socket that asks for a password must hear nobody else.

#![forbid(unsafe_code)]

pub mod handshake;
pub mod hostile;
pub mod input;
pub mod peer;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use zmq::Context;

/// Generous: sanitizers, and a machine that does other things.
const DEADLINE: Duration = Duration::from_secs(60);

/// How long is waited for what need not come.
const MOMENT: Duration = Duration::from_millis(3);

/// An abstract name that no other process has, and no earlier input had.
fn fresh_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("zmq-fuzz-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Something that no input can say: it differs each time.
fn nonce() -> [u8; 16] {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64);
    let mut nonce = [0; 16];
    nonce[..8].copy_from_slice(&time.to_ne_bytes());
    nonce[8..].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_ne_bytes());
    nonce
}

/// Ends a context whose sockets are closed; it has to. The thread is waited for: to the sanitizer what one that is just ending
/// still has is a leak.
fn end(context: Context) {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        context.term();
        sender.send(())
    });
    assert!(receiver.recv_timeout(DEADLINE).is_ok(), "the context does not end");
    let _ = thread.join();
}

/// Waits, step by step, until it is done or late; says which.
fn until(limit: Duration, mut step: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while !step() {
        if start.elapsed() > limit {
            return false;
        }
        thread::sleep(Duration::from_micros(100));
    }
    true
}
