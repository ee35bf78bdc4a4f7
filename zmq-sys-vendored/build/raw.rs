//! The environment of this process, through which flags reach the compiler calls of `zeromq-src`.
//!
//! Named invariant, the *one thread*: this script starts no thread before or while it changes the
//! environment; `cc` starts its own only afterwards.

use std::env;

/// Sets `name` for what this process does from here on.
pub fn set_var(name: &str, value: &str) {
    // SAFETY: the one thread invariant; nobody else reads or writes the environment meanwhile.
    unsafe { env::set_var(name, value) }
}

/// Forgets `name`.
pub fn remove_var(name: &str) {
    // SAFETY: the one thread invariant; nobody else reads or writes the environment meanwhile.
    unsafe { env::remove_var(name) }
}
