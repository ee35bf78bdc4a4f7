//! Sockets on runtimes: one source of tests, for tokio with one thread and with several, and for async-io.
#![cfg(all(unix, feature = "tokio", feature = "async-io"))]
#![allow(clippy::duplicate_mod)] // one source, several runtimes

#[path = "../common/mod.rs"]
mod common;
#[path = "../support/mod.rs"]
mod support;

mod examples;
mod runtimes;

/// The whole suite on one runtime.
macro_rules! suite {
    ($($name:ident)*) => {$(
        #[path = "suite"]
        mod $name {
            use crate::runtimes::$name as runtime;

            mod auth;
            mod basics;
            mod cancel;
            #[cfg(feature = "draft")]
            mod draft;
            mod ends;
            mod many;
            mod peers;
            mod proxies;
            mod proxies_dropped;
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
