//! Options: every one against the real library, and what those do that do something.
#![cfg_attr(not(target_os = "linux"), allow(unused_imports))] // tests that Linux alone can do import more

#[path = "../support/mod.rs"]
mod support;

mod by_build;
mod draft;
mod effects_draft;
mod effects_kernel;
mod effects_pubsub;
mod effects_queue;
mod effects_routing;
mod effects_time;
mod kernel;
mod tables;
