//! Owners of payloads whose `drop` uses sockets, contexts and threads: it never runs inside a call of libzmq.

mod calls;
mod ends;
mod release;

#[cfg(target_os = "linux")]
use crate::support::threads;
use crate::support::{bind_tcp, eventually, in_child, pipeline};
use std::{
    cell::OnceCell,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc::{self, Sender},
    },
    thread,
    time::Duration,
};
use zmq::{Authenticator, Context, DONTWAIT, Message, Proxy, SNDMORE, Socket, SocketType};

/// Longer than a loaded machine may take.
const LONG: Duration = Duration::from_secs(20);
/// What a child may take.
const SECONDS: u32 = 60;

/// A payload that runs something when it is dropped.
struct Then<F: FnOnce() + Send + Sync + 'static>(Option<F>);

impl<F: FnOnce() + Send + Sync + 'static> AsRef<[u8]> for Then<F> {
    fn as_ref(&self) -> &[u8] {
        &[7; 100]
    }
}

impl<F: FnOnce() + Send + Sync + 'static> Drop for Then<F> {
    fn drop(&mut self) {
        if let Some(then) = self.0.take() {
            then();
        }
    }
}

fn then(then: impl FnOnce() + Send + Sync + 'static) -> Message {
    Message::from_owner(Then(Some(then)))
}

/// As [`then`], and tells when that is done.
fn told(done: &Sender<()>, first: impl FnOnce() + Send + Sync + 'static) -> Message {
    let done = done.clone();
    then(move || {
        first();
        done.send(()).unwrap();
    })
}

thread_local!(static SOCKET: OnceCell<Socket<SocketType>> = const { OnceCell::new() });

/// Does something with the socket that this thread has: the thread that drops owners has none.
fn with_own(call: impl FnOnce(&Socket<SocketType>)) {
    SOCKET.with(|socket| socket.get().map(call));
}

fn own<K: zmq::kind::Kind>(socket: Socket<K>) {
    assert!(SOCKET.with(|own| own.set(socket.into_dyn()).is_ok()));
}

/// How many threads this process has whose name begins like this.
#[cfg(target_os = "linux")]
fn named(name: &str) -> usize {
    threads().values().filter(|other| other.starts_with(name)).count()
}
