//! A test for each mend of libzmq in `zmq-sys-vendored/mends/`: it fails, by an abort, a hang, a loss or a wrong peer, when libzmq is
//! compiled without that mend (`ZMQ_SYS_WITHOUT_MENDS`). The number is in the name.
//!
//! They use raw calls, since the guards of the safe crate forbid with other libraries what is tried here. Where an installed library
//! is linked there is nothing to test; `ZMQ_TEST_MENDS=1` says that it is one with the mends.
#![cfg(target_os = "linux")]

mod blocks;
#[cfg(zmq_test_boxes)]
#[path = "../hostile/handshakes/raw.rs"]
mod boxes;
mod conflate;
#[cfg(zmq_test_boxes)]
mod curve;
mod ends;
mod first;
#[cfg(feature = "gssapi")]
mod gssapi;
#[path = "interposed/raw.rs"]
mod interposed;
mod last_blocks;
mod manual;
mod peer;
mod proxies;
mod queues;
mod raw;
mod regions;
mod room;
mod sizes;
mod small;
mod speed;
mod staying;
mod stopped;
mod strangers;
#[path = "../support/mod.rs"]
mod support;
mod system;
#[cfg(feature = "draft")]
mod thread_safe;
#[cfg(feature = "draft")]
mod udp;
mod waiting;
mod websocket;
mod zap;

/// Runs a test in a child, for at most so many seconds, if libzmq has the mends: `mended!(30, || ...)`.
macro_rules! mended {
    ($seconds:expr, $body:expr) => {
        $crate::mended_named(&$crate::support::this_test!(), $seconds, &[], $body)
    };
}

/// As [`mended`], with more environment.
macro_rules! mended_with {
    ($seconds:expr, $environment:expr, $body:expr) => {
        $crate::mended_named(&$crate::support::this_test!(), $seconds, $environment, $body)
    };
}

pub(crate) use {mended, mended_with};

/// What [`mended`] does, for helpers that are told the name of the test that calls them.
#[track_caller]
fn mended_named(name: &str, seconds: u32, environment: &[(&str, &str)], body: impl FnOnce()) {
    if support::is_vendored() || std::env::var_os("ZMQ_TEST_MENDS").is_some() {
        support::in_child_named(name, seconds, environment, body);
    } else {
        eprintln!("SKIPPED: the libzmq that is linked has no mends");
    }
}
