//! Which faults of libzmq 4.3.5 the linked libzmq still has.

use super::version;

/// A fault of libzmq up to 4.3.5 that a build may have mended, by what the mended one can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mend {
    /// Topics of any length: without it, each byte of one takes stack when it is taken back.
    Topics,
    /// Greetings to a peer that has left before it was there: without it, they end the process.
    Greetings,
    /// REQ and DISH as servers with an authenticator: without it, they receive nothing.
    Credentials,
    /// Subscriptions that no high-water mark stops: without it, those above it are lost when a publisher comes back.
    Subscriptions,
}

/// Whether the linked libzmq lacks this. Here, and nowhere else, a build that has it says so.
pub(crate) fn lacks(_mend: Mend) -> bool {
    version() <= (4, 3, 5)
}
