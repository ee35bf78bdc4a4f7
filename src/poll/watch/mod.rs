//! Waiting for many sockets at a price that goes by those that are ready.
//!
//! `zmq_poll` asks every socket for its `ZMQ_EVENTS`, which is a call of the system each. Here a socket is asked only if its
//! answer may have changed:
//! 1. It had one of its events when it was asked last. Another thread may add to a queue that was not empty without a sign.
//! 2. Something was written to its `ZMQ_FD`, or read from it. What other threads do to a socket whose queues were found empty,
//!    or full, is a command in its mailbox; and whoever takes commands in reads the descriptor. The last is what a level would
//!    not tell: a call of the program between two waits may take in the news of three messages, and receive one.
//! 3. It was [touched](crate::socket::touches) by a call of the program that changes what it has without a command.
//! 4. It is a REQ or REP and could do anything, of interest or not. Their own calls change what they may do next; and if they
//!    can do nothing, no call of theirs succeeds before a command comes.
//! 5. Code of others has it as well, whose calls nobody counts.
//!
//! The system reports both of 2 for an eventfd that is watched for edges, to be read and to be written: it can always be
//! written, so an edge of either kind is reported although the other has come since. Reading is what the question itself does,
//! so each socket that was woken is asked once more.

#[cfg(any(target_os = "linux", target_os = "android"))]
mod epoll;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod none;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod raw;

#[cfg(any(target_os = "linux", target_os = "android"))]
pub use epoll::Watch;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub use none::Watch;
