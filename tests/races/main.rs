//! What several threads do at once with one message or one socket. valgrind.sh and races.sh run this program, under memcheck
//! and the thread sanitizer. No `support` here: whatever it locks, the sanitizer would report.

mod inproc;
mod large;
mod memory;
#[cfg(feature = "draft")]
mod threads;
