//! The [ZeroMQ Guide](https://zguide.zeromq.org)'s programs on the crate `zmq-safe`, and the protocols that they are made of.
//!
//! The programs are the binaries of this package, in a folder for each chapter; README.md lists them. This library has what the
//! Guide calls its stacks: protocols that real programs use, each with its own error type.
//!
//! | module | what it is |
//! |---|---|
//! | [`mdp`], [`mdcliapi`], [`mdcliapi2`], [`mdwrkapi`], [`mdbroker`] | Majordomo: services by name, RFC 7 |
//! | [`titanic`] | requests that survive on disk, RFC 9 |
//! | [`ppp`] | Paranoid Pirate: workers with heartbeats, RFC 6 |
//! | [`bstar`] | Binary Star: a pair of servers of which one is active |
//! | [`flcliapi`] | Freelance: clients that choose among servers, RFC 10 |
//! | [`kvsimple`], [`kvmsg`], [`clone`] | Clone: a shared table of keys and values, RFC 12 |
//! | [`beacon`] | who is there, by UDP |
//! | [`dump`] | a message, printed as the Guide prints it |

#![deny(missing_docs)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg_attr(test, allow(clippy::unwrap_used))]
// The bytes of a message do not change while it is a key.
#![allow(clippy::mutable_key_type)]

pub mod beacon;
pub mod bstar;
pub mod clone;
pub mod dump;
pub mod flcliapi;
pub mod kvmsg;
pub mod kvsimple;
pub mod mdbroker;
pub mod mdcliapi;
pub mod mdcliapi2;
pub mod mdp;
pub mod mdwrkapi;
pub mod ppp;
pub mod titanic;

use std::{io::Write, str::FromStr, sync::LazyLock, thread, time::Duration};

/// The result of programs that have more than one kind of error.
pub type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// The argument at a place of the command line, or the default of the script.
pub fn arg(place: usize, default: &str) -> String {
    std::env::args().nth(place).unwrap_or_else(|| default.to_owned())
}

/// As [`arg`], for a number.
///
/// # Errors
/// What the type says of text that it cannot read.
pub fn arg_number<T: FromStr>(place: usize, default: T) -> Result<T, T::Err> {
    std::env::args().nth(place).map_or(Ok(default), |text| text.parse())
}

/// The arguments from a place on, or the defaults of the script.
pub fn args_from(place: usize, defaults: &[&str]) -> Vec<String> {
    let given: Vec<String> = std::env::args().skip(place).collect();
    if given.is_empty() { defaults.iter().map(|&text| text.to_owned()).collect() } else { given }
}

/// Shows a piece of a line at once.
pub fn show(text: &str) {
    print!("{text}");
    // Nobody to tell if nobody reads.
    let _ = std::io::stdout().flush();
}

/// A time of a script, divided by the environment variable `GUIDE_HASTE`: tests have no patience.
pub fn hurried(time: Duration) -> Duration {
    static HASTE: LazyLock<u32> = LazyLock::new(|| {
        std::env::var("GUIDE_HASTE").ok().and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
    });
    time / *HASTE
}

/// Pretends to work for a time, which is [`hurried`].
pub fn pause(time: Duration) {
    thread::sleep(hurried(time));
}
