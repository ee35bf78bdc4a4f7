//! Pages for people: nothing to call.

#[doc = include_str!("libzmq_defects.md")]
pub mod libzmq_defects {}

#[doc = include_str!("coverage.md")]
pub mod coverage {}
