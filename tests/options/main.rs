//! Options: every one against the real library, and what those do that do something.

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
