//! Contexts, sockets, messages, polling, monitors, proxies, timers and transports: what each does, with what libzmq always has.
#![cfg_attr(not(target_os = "linux"), allow(unused_imports))] // tests that Linux alone can do import more

#[path = "../support/mod.rs"]
mod support;

mod between_calls;
mod builder;
mod busy;
mod children;
mod devices;
mod endpoints;
mod endpoints_random;
mod envelopes;
mod errors;
mod forks;
mod given_up;
mod handles;
mod handover;
mod inproc_left;
mod inproc_names;
mod interrupted;
mod lifecycle;
mod messages;
mod metadata;
mod monitor;
mod monitor_ends;
mod moving;
mod multicast;
mod multicast_refused;
mod pairs;
mod parts;
mod poller;
mod poller_orders;
mod polling;
mod proxy;
mod proxy_control;
mod readable;
mod reentry;
mod scoped;
mod sending;
mod sockets;
mod surface;
mod timeouts;
mod timer_panics;
mod timers;
mod tracker;
mod transports;
