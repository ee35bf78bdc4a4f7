//! Sockets on runtimes: one source of tests, for tokio with one thread and with several, and for async-io.
//!
//! What breaks async layers over libzmq, and the tests that fail where it does:
//!
//! | what must hold | what a test shows |
//! |---|---|
//! | any call may take the edge of the one descriptor: who waits in the other direction is woken | `edges`, `waiting::calls_of_the_other_half_swallow_nothing`; in every order, the model in `src/asynchronous/readiness` |
//! | who was left waiting by a poll is woken after any other call | `left_behind`, `actor`, the model |
//! | each direction has a waker of its own, left before the last try | `waiting::one_half_waits_for_room_and_the_other_receives`, `cancel::both_ways`, the model |
//! | both halves in one task do not wake each other without an end | `one_peer::both_halves_in_one_task`, the model |
//! | nobody calls a socket past who waits for it | `waiting::calls_of_the_other_half_swallow_nothing`, `ends::a_call_within_a_call`; what does not compile, in `src/asynchronous/socket.rs` |
//! | a message is sent whole or not at all, and comes back if not | `refused`, `cancel::one_way`, `waiting::a_future_that_is_dropped_did_nothing` |
//! | a message is received whole or stays | `cancel::one_way`, `cancel::both_ways`, `soak` |
//! | no drop waits for the end of a context on an executor's thread | `last_owner`, `ends::no_drop_waits`, `sends::the_runtime_waits_for_delivery` |
//! | a descriptor leaves the reactor before its socket closes | `reactor`, `ends::descriptors_are_used_again`, `ends::dropped_with_waiters` |
//! | thread-safe sockets are waited for by their poller | `draft` |
#![cfg_attr(not(target_os = "linux"), allow(unused_imports))] // tests that Linux alone can do import more
#![cfg(all(feature = "tokio", feature = "async-io"))]
#![allow(clippy::duplicate_mod)] // one source, several runtimes

#[path = "../common/mod.rs"]
mod common;
#[path = "../support/mod.rs"]
mod support;

mod examples;
mod only_tokio;
mod runtimes;

/// The whole suite on one runtime.
macro_rules! suite {
    ($($name:ident)*) => {$(
        #[path = "suite"]
        mod $name {
            use crate::runtimes::$name as runtime;

            mod actor;
            mod auth;
            mod basics;
            mod cancel;
            #[cfg(feature = "draft")]
            mod draft;
            mod edges;
            mod ends;
            mod even;
            mod last_owner;
            mod left_behind;
            mod many;
            mod one_peer;
            mod peers;
            mod proxies;
            mod proxies_dropped;
            #[cfg(target_os = "linux")] // it asks the system which descriptors the reactor watches
            mod reactor;
            mod refused;
            mod soak;
            mod steering;
            mod streams;
            mod waiting;
        }
    )*};
}

suite! {
    tokio_current_thread
    tokio_multi_thread
    async_io
}

mod sends;
