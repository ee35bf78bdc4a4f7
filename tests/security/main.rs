//! Who comes in: keys, certificates, mechanisms, ZAP and the authenticator.
#![cfg_attr(not(target_os = "linux"), allow(unused_imports))] // tests that Linux alone can do import more

#[path = "../common/mod.rs"]
mod common;
#[path = "../support/mod.rs"]
mod support;

mod authenticator;
mod authenticator_files;
mod authenticator_guards;
mod authenticator_later;
mod authenticator_life;
mod authenticator_load;
mod authenticator_log;
mod certificates;
mod certificates_skipped;
mod gssapi;
mod keys;
mod mechanisms;
mod wss;
mod zap;
mod zap_handler;
